// The kind `request`: somebody asks that a plan may cover more. It carries the widened intent, for a person to approve, and the
// plan as it stands: who approves may have fetched no commit that holds it.
import { anything, defineKind, list, object, optional, text, type TypeOf } from '../host/check.ts'
import { blobId, treeId } from '../git/tree.ts'
import { head, made, objectId } from './fields.ts'

/** The files of a plan, by name. */
export interface PlanTexts {
  readonly 'intent.json': string
  readonly 'test_contract.json': string
  readonly 'commit_plan.json': string
}

/** What a request record says. */
export const requestSchema = object({
  ...head('request'),
  plan: text({ min: 1 }),
  digest: text({ pattern: objectId, about: 'The content of the plan that is to be widened.' }),
  wanted: text({ pattern: objectId, about: 'The digest that the plan then has.' }),
  adds: list(text({ min: 1 }), { about: 'The globs that are asked for in allowed_files; none where it covers them, and a unit does not.' }),
  units: optional(list(object({ id: text({ min: 1 }), adds: list(text({ min: 1 }), { min: 1 }) }), { min: 1, about: 'Units of the plan, and the globs that are asked for in their files.' })),
  intent: anything({ about: 'intent.json as it would be; whoever reads it checks it as a plan is checked.' }),
  files: optional(object({ 'intent.json': text(), 'test_contract.json': text(), 'commit_plan.json': text() }, { about: 'The plan as it stands: together they have the digest.' })),
  why: text({ min: 1 }),
  run: optional(text({ min: 1, about: 'The id of the run that waits for it.' })),
  branch: optional(text({ min: 1, about: 'The branch that the plan stands on: refs/heads/…' })),
  ...made,
})

export type Request = TypeOf<typeof requestSchema>

/** All globs that a request is about, each once. */
export function askedFor({ adds, units = [] }: Pick<Request, 'adds' | 'units'>): readonly string[] {
  return [...new Set([...adds, ...units.flatMap((unit) => unit.adds)])]
}

/** Requests are notes on the digest that is to be widened, and once more under their plan. */
export const requestKind = defineKind<Request>({ name: 'request', schema: requestSchema, merge: 'union', at: { notes: 'digest' } })

/** The digest of a plan with these files. */
export function digestOf(files: PlanTexts, format: 'sha1' | 'sha256'): string {
  return treeId(Object.entries(files).map(([path, content]) => ({ path, mode: '100644', oid: blobId(Buffer.from(content), format) })), format)
}
