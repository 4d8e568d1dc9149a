// The kind `request`: somebody asks that a plan may do more. It carries the widened intent, for a person to approve.
import { anything, defineKind, list, object, optional, text, type TypeOf } from '../host/check.ts'
import { head, made, objectId } from './fields.ts'

/** What a request record says. */
export const requestSchema = object({
  ...head('request'),
  plan: text({ min: 1 }),
  digest: text({ pattern: objectId, about: 'The content of the plan that is to be widened.' }),
  wanted: text({ pattern: objectId, about: 'The digest that the plan then has.' }),
  adds: list(text({ min: 1 }), { min: 1, about: 'The globs that are asked for.' }),
  intent: anything({ about: 'intent.json as it would be; whoever reads it checks it as a plan is checked.' }),
  why: text({ min: 1 }),
  run: optional(text({ min: 1, about: 'The id of the run that waits for it.' })),
  ...made,
})

export type Request = TypeOf<typeof requestSchema>

/** Requests are notes on the digest that is to be widened, and once more under their plan. */
export const requestKind = defineKind<Request>({ name: 'request', schema: requestSchema, merge: 'union', at: { notes: 'digest' } })
