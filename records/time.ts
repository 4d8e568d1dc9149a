// Points in time as records write them: UTC, ISO 8601.

/** What such a text looks like. */
export const timePattern = '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,3})?Z$'

/** Whether a text of that pattern is a time that exists. Date.parse alone takes 30 February for 1 March; and what it cannot read at all would never expire. */
export function isTime(iso: string): boolean {
  const time = new Date(iso)
  return !Number.isNaN(time.getTime()) && time.toISOString().slice(0, 19) === iso.slice(0, 19)
}
