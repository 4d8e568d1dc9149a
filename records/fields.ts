// Fields that many kinds of record share, each told once.
import { choice, number, object, optional, text } from '../host/check.ts'
import { timePattern } from './time.ts'

/** The id of a git object, of either format. */
export const objectId = '^([0-9a-f]{40}|[0-9a-f]{64})$'

/** The id of a record. */
export const recordHash = '^[0-9a-f]{64}$'

/** What every record of drift's own begins with. */
export function head<const K extends string>(kind: K) {
  return {
    v: number({ min: 1, max: 1, about: 'The version of this format: 1.' }),
    kind: choice([kind]),
    id: text({ pattern: recordHash, about: 'SHA-256 of the canonical record without this key.' }),
    project: optional(text({ min: 1, about: 'The `id` of the config it was made under.' })),
  }
}

/** A person, as git's config names them. */
export const person = object({ name: text({ min: 1 }), email: text({ min: 1 }) })

/** A time: UTC, ISO 8601. */
export const time = (about = 'UTC, ISO 8601.') => text({ pattern: timePattern, about })

/** Who made a record, by which hand, and when. */
export const made = {
  by: person,
  via: text({ pattern: '^(human|ci|agent:.+)$', about: 'Who typed it: human, ci or agent:<name>.' }),
  at: time(),
}
