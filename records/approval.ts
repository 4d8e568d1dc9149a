// The kind `approval`: somebody accepted, refused or took back one digest of a plan.
import { choice, defineKind, DriftError, list, number, object, optional, text, type TypeOf } from '../host/check.ts'
import { canonical, recordId } from './canonical.ts'
import { formatLine, type StoredRecord } from './line.ts'
import { misfit } from './misfit.ts'
import { isTime, timePattern as time } from './time.ts'

const oid = '^([0-9a-f]{40}|[0-9a-f]{64})$'
const hash = '^[0-9a-f]{64}$'

/** What an approval record says. */
export const approvalSchema = object({
  v: number({ min: 1, max: 1, about: 'The version of this format: 1.' }),
  kind: choice(['approval']),
  id: text({ pattern: hash, about: 'SHA-256 of the canonical record without this key.' }),
  project: optional(text({ min: 1, about: 'The `id` of the config it was made under.' })),
  plan: text({ pattern: '^([A-Za-z0-9][A-Za-z0-9._-]{0,99})?$', about: 'The plan; empty where a change was approved that has none.' }),
  digest: text({ pattern: oid, about: 'The object it stands on.' }),
  seq: number({ min: 1, about: 'Grows with each decision about a plan.' }),
  decision: choice(['approved', 'changes-requested', 'revoked']),
  checklist: optional(list(text({ min: 1 }), { about: 'What the approver answered for.' })),
  paths: optional(list(object({ path: text({ min: 1 }), blob: optional(text({ pattern: oid })), was: optional(list(text({ pattern: oid }), { about: 'The contents that it may replace; any where this is absent.' })) }), { about: 'Protected paths that are approved, bound to a content where a blob is named.' })),
  ends: optional(list(text({ pattern: hash }), { about: 'For a revocation: ids of the approvals it ends.' })),
  by: object({ name: text({ min: 1 }), email: text({ min: 1 }) }),
  via: text({ pattern: '^(human|ci|agent:.+)$', about: 'Who typed it: human, ci or agent:<name>.' }),
  method: choice(['recorded', 'ssh', 'gpg', 'merged']),
  at: text({ pattern: time, about: 'UTC, ISO 8601.' }),
  expires: optional(text({ pattern: time, about: 'From then on it counts no more.' })),
  note: optional(text({ min: 1 })),
  sig: optional(text({ min: 1, about: 'Signature over the canonical record without `id` and `sig`.' })),
})

export type Approval = TypeOf<typeof approvalSchema>
/** An approval before it is stored. */
export type ApprovalFields = Omit<Approval, 'v' | 'kind' | 'id'>

/** Approvals are notes on the digest: a changed plan has another digest, so they are void by themselves. */
export const approvalKind = defineKind<Approval>({ name: 'approval', schema: approvalSchema, merge: 'union', at: { notes: 'digest' } })

/** The line of an approval. Throws DriftError where a field does not fit. */
export function formatApproval(fields: ApprovalFields): string {
  const record = { ...fields, v: 1, kind: 'approval' }
  const wrong = misfits({ ...record, id: recordId(record) })
  if (wrong) throw new DriftError(`this approval cannot be recorded: ${wrong}`, 'Correct that field and approve again.')
  return formatLine(record)
}

/** What a signature of an approval covers: all but its `id` and the signature itself. */
export function signedText(approval: ApprovalFields | Approval): string {
  const { id: _, sig: __, ...rest } = approval as Approval
  return canonical({ ...rest, v: 1, kind: 'approval' })
}

/** A record found on `digest`, if it is an approval of just that object; otherwise it is none, whatever it claims. */
export function parseApproval(record: StoredRecord, digest: string): Approval | undefined {
  return isApproval(record) && record.digest === digest && record.id === recordId(record) ? record : undefined
}

function isApproval(record: unknown): record is Approval & StoredRecord {
  return misfits(record) === undefined
}

function misfits(record: unknown): string | undefined {
  const wrong = misfit(approvalSchema.json, record)
  if (wrong) return wrong
  const { at, expires } = record as Approval
  if (!isTime(at)) return '/at: expected a time that exists'
  return expires === undefined || isTime(expires) ? undefined : '/expires: expected a time that exists'
}
