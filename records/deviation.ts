// The kind `deviation`: a person accepted work outside of the plan, and said why. It silences no check by itself.
import { defineKind, object, optional, text, type TypeOf } from '../host/check.ts'
import { head, made, objectId } from './fields.ts'

/** What a deviation record says. */
export const deviationSchema = object({
  ...head('deviation'),
  plan: text({ min: 1, about: 'The plan that is deviated from.' }),
  digest: text({ pattern: objectId, about: 'Its content at that time.' }),
  run: optional(text({ min: 1, about: 'The id of the run in which it was accepted.' })),
  what: text({ min: 1, about: 'What deviates: a path or glob, a gate, a unit, a commit, or any words.' }),
  why: text({ min: 1, about: 'Why that is fine.' }),
  ...made,
})

export type Deviation = TypeOf<typeof deviationSchema>

/** Deviations are notes on the digest, and once more under their plan. */
export const deviationKind = defineKind<Deviation>({ name: 'deviation', schema: deviationSchema, merge: 'union', at: { notes: 'digest' } })
