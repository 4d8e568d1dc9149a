// The kind `override`: somebody let one patch through, with the findings that were told, for one commit on the target.
import { choice, defineKind, DriftError, list, number, object, optional, text, type TypeOf } from '../host/check.ts'
import { recordId } from './canonical.ts'
import { formatLine, type StoredRecord } from './line.ts'
import { misfit } from './misfit.ts'
import { isTime, timePattern } from './time.ts'

const oid = '^([0-9a-f]{40}|[0-9a-f]{64})$'
const hash = '^[0-9a-f]{64}$'

/** What an override record says. */
export const overrideSchema = object({
  v: number({ min: 1, max: 1, about: 'The version of this format: 1.' }),
  kind: choice(['override']),
  id: text({ pattern: hash, about: 'SHA-256 of the canonical record without this key.' }),
  project: optional(text({ min: 1, about: 'The `id` of the config it was made under.' })),
  commit: text({ pattern: oid, about: 'The commit that was looked at; a rebase gives it another id.' }),
  patch: text({ pattern: hash, about: 'What it does: git/patch.ts makes this id, and it alone is judged by.' }),
  nth: number({ min: 1, about: 'The how-manieth commit with this patch it lets onto the target; one record is good for one commit.' }),
  stands_for: optional(list(object({ patch: text({ pattern: hash }), nth: number({ min: 1 }) }), { about: 'For a squash: the patches of the asking commits in it, each as the how-manieth. Whichever comes first uses up the other.' })),
  seq: number({ min: 1, about: 'Grows with each decision about a patch.' }),
  decision: choice(['approved']),
  findings: list(object({ check: text({ min: 1 }), code: text({ min: 1 }), path: optional(text({ min: 1 })) }), { about: 'What is let through; nothing else is.' }),
  reason: text({ min: 1, about: 'Why, in the words of the commit or of who lets it through.' }),
  by: object({ name: text({ min: 1 }), email: text({ min: 1 }) }),
  via: text({ pattern: '^(human|ci|agent:.+)$', about: 'Who typed it: human, ci or agent:<name>.' }),
  method: choice(['recorded', 'ssh', 'gpg', 'merged']),
  at: text({ pattern: timePattern, about: 'UTC, ISO 8601.' }),
  sig: optional(text({ min: 1, about: 'Signature over the canonical record without `id` and `sig`.' })),
})

export type Override = TypeOf<typeof overrideSchema>
/** An override before it is stored. */
export type OverrideFields = Omit<Override, 'v' | 'kind' | 'id'>

/** Overrides are notes on the commit that was looked at, and once more under the patch (`noteOf`), where a rebased one is found by. */
export const overrideKind = defineKind<Override>({ name: 'override', schema: overrideSchema, merge: 'union', at: { notes: 'commit' } })

/** The key of the note that overrides of a patch stand on: as long as the ids of the repository. */
export function noteOf(patch: string, format: 'sha1' | 'sha256'): string {
  return format === 'sha256' ? patch : patch.slice(0, 40)
}

/** The file of overrides of a patch, in approval mode `merged`: what stands on the target was let through by merging it. */
export function overridePath(patch: string): string {
  return `.drift/overrides/${patch}.jsonl`
}

/** The line of an override. Throws DriftError where a field does not fit. */
export function formatOverride(fields: OverrideFields): string {
  const record = { ...fields, v: 1, kind: 'override' }
  const wrong = misfits({ ...record, id: recordId(record) })
  if (wrong) throw new DriftError(`this override cannot be recorded: ${wrong}`, 'Correct that field and try again.')
  return formatLine(record)
}

/** A record found where overrides of a patch stand, if it is one of just that patch. One that a newer drift wrote could take back what this one would count: that is blindness. */
export function parseOverride(record: StoredRecord, patch: string): Override | undefined {
  if (record.kind !== 'override' || record['patch'] !== patch) return undefined
  if (isOverride(record) && record.id === recordId(record)) return record
  throw new DriftError(`a record about the patch ${patch.slice(0, 12)} was written by another drift and cannot be read (override of format ${record.v})`, 'Use the newest git-drift: npm i -D git-drift@latest', 3)
}

function isOverride(record: unknown): record is Override & StoredRecord {
  return misfits(record) === undefined
}

function misfits(record: unknown): string | undefined {
  return misfit(overrideSchema.json, record) ?? (isTime((record as Override).at) ? undefined : '/at: expected a time that exists')
}
