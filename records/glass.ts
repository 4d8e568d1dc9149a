// The kind `break-glass`: a commit of this clone for which the glass was broken. It lets that patch be pushed from here; the
// gate never sees it.
import { choice, defineKind, number, object, text, type TypeOf } from '../host/check.ts'
import { timePattern } from './time.ts'

const hash = '^[0-9a-f]{64}$'

/** What such a record says; its key is the patch. */
export const glassSchema = object({
  v: number({ min: 1, max: 1 }),
  kind: choice(['break-glass']),
  id: text({ pattern: hash }),
  key: text({ pattern: hash, about: 'The patch.' }),
  reason: text({ min: 1 }),
  by: object({ name: text({ min: 1 }), email: text({ min: 1 }) }),
  at: text({ pattern: timePattern, about: 'UTC, ISO 8601.' }),
})

export type Glass = TypeOf<typeof glassSchema>

/** Scratch of the repository, so that any of its worktrees may push. */
export const glassKind = defineKind<Glass>({ name: 'break-glass', schema: glassSchema, merge: 'union', at: { scratch: 'repository' } })
