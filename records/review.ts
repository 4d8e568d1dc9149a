// The kind `review`: somebody looked at a commit, and was content with it or not. Churn is counted by these.
import { choice, defineKind, object, optional, text, type TypeOf } from '../host/check.ts'
import { head, made, objectId } from './fields.ts'

/** What a review record says. */
export const reviewSchema = object({
  ...head('review'),
  commit: text({ pattern: objectId, about: 'The commit that was looked at.' }),
  plan: optional(text({ min: 1, about: 'The plan that the commit names.' })),
  decision: choice(['approved', 'changes-requested']),
  note: optional(text({ min: 1 })),
  ...made,
})

export type Review = TypeOf<typeof reviewSchema>

export const reviewKind = defineKind<Review>({ name: 'review', schema: reviewSchema, merge: 'union', at: { notes: 'commit' } })
