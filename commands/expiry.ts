// When an approval ends, as somebody types it.
import { DriftError } from '../host/error.ts'

const hours = { h: 1, d: 24, w: 7 * 24 } as const
const date = /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?$/

/** `7d`, `12h`, `2w`, a date (its first moment, UTC) or a time with its zone → UTC, ISO 8601. DriftError (exit 2) for anything else, and for what is past. */
export function expiryOf(text: string, now: Date): string {
  const moment = momentOf(text, now)
  if (moment === undefined) throw new DriftError(`"${text}" is no time at which an approval could end`, 'Say 12h, 7d or 2w, a date like 2030-12-31, or a time with its zone like 2030-12-31T18:00Z.')
  if (moment.getTime() <= now.getTime()) throw new DriftError(`${moment.toISOString()} is past`, 'Name a time to come: --expires 7d')
  return moment.toISOString()
}

function momentOf(text: string, now: Date): Date | undefined {
  const [, count, unit] = /^(\d{1,6})([hdw])$/.exec(text) ?? []
  if (count !== undefined) return within(new Date(now.getTime() + Number(count) * hours[unit as keyof typeof hours] * 3_600_000))
  const [, day] = date.exec(text) ?? []
  if (day === undefined) return undefined
  // Date takes 30 February for 1 March.
  const begin = new Date(`${day}T00:00:00Z`)
  return Number.isNaN(begin.getTime()) || begin.toISOString().slice(0, 10) !== day ? undefined : within(new Date(text))
}

/** Only what a record can say: years of four digits. */
function within(moment: Date): Date | undefined {
  const year = moment.getUTCFullYear()
  return year >= 0 && year <= 9999 ? moment : undefined
}
