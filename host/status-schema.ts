// What `drift status --json` prints.
import { choice, flag, list, object, optional, schema, text, type TypeOf } from './schema.ts'

const person = object({ name: text(), email: text(), self: flag({ about: 'Whether the work is this person\'s own.' }) })
const by = object({ name: text(), email: text() })
const version = schema<1>({ const: 1 })

/** A run, as its file holds it. */
export const runFields = {
  v: schema<1>({ const: 1 }), id: text(), plan: text(), branch: text(), worktree: text(), base: text(), digest: text(), started: text(), by,
  agent: optional(text({ about: 'The coding agent that began it.' })), session: optional(text({ about: 'The agent\'s session, or the terminal.' })),
}

/** No run in this worktree. */
export const idleSchema = object({ version, run: schema<null>({ type: 'null' }) })

/** The run of this worktree, and how far it is. */
export const statusSchema = object({
  version,
  run: object(runFields),
  active: flag({ about: 'Whether HEAD is on the branch of the run: elsewhere it binds nothing.' }),
  title: optional(text({ about: 'Absent where the plan cannot be read.' })),
  digest: optional(text({ about: 'The present content of the plan.' })),
  approved: flag(),
  standing: text({ about: 'How the present content is approved, or why it is not, in words.' }),
  approvers: list(person),
  units: list(object({ id: text(), title: text(), state: choice(['done', 'ready', 'waiting']), commits: list(text()), waits: list(text(), { about: 'Units that come first and are not done.' }) })),
  gates: list(object({
    id: text(), command: text(), required: flag(), state: choice(['passed', 'failed', 'unverifiable', 'unknown']),
    fresh: flag({ about: 'Whether it ran on just the content of HEAD.' }), at: optional(text({ about: 'When it ran last.' })),
  })),
  commits: list(text(), { about: 'Commits of the plan since the run began.' }),
  staged: list(text(), { about: 'Paths that are staged.' }),
  outside: list(object({ path: text(), why: choice(['denied', 'locked', 'outside']) }), { about: 'Paths that are staged, changed or new here, and that the plan does not cover.' }),
  requests: list(object({ id: text(), adds: list(text()), why: text() }), { about: 'What was asked for and is not approved.' }),
  deviations: list(object({ what: text(), why: text(), by })),
  next: list(text(), { about: 'What to do next: a command, or words that begin with a capital letter.' }),
})
export type StatusData = TypeOf<typeof statusSchema>
