// The kind `report`: one run, sealed at its end. It stands on the run's last commit, one line a run.
import { choice, defineKind, flag, list, number, object, optional, schema, text, type TypeOf } from '../host/check.ts'
import { gateOutcomes } from './evidence.ts'
import { head, made, objectId, person, time } from './fields.ts'

/** A number from 0, or `unknown` where there is nothing to count: that is never 0. */
export const measure = schema<number | 'unknown'>({ anyOf: [{ type: 'number', minimum: 0 }, { enum: ['unknown'] }] })

/** The six metrics of trust; rates are shares or numbers per commit, latency is in minutes. */
export const metricsSchema = object({
  plan_drift_rate: measure, review_churn_rate: measure, post_merge_defect_rate: measure,
  test_gate_failure_rate: measure, approval_latency_minutes: measure, rollback_or_revert_count: measure,
})
export type Metrics = TypeOf<typeof metricsSchema>

/** What a report record says. */
export const reportSchema = object({
  ...head('report'),
  run: text({ min: 1 }),
  plan: text({ min: 1 }),
  digest: text({ pattern: objectId, about: 'The content of the plan at the end.' }),
  title: text({ min: 1 }),
  work: text({ min: 1, about: "The intent's kind." }),
  risk: text({ min: 1 }),
  domain: optional(text({ min: 1 })),
  branch: text({ min: 1, about: 'With refs/heads/.' }),
  worktree: text({ min: 1 }),
  session: optional(text({ min: 1, about: "The agent's or the terminal's session." })),
  agent: optional(text({ min: 1 })),
  base: text({ pattern: objectId, about: 'The commit it started from.' }),
  last: text({ pattern: objectId, about: "The run's last commit." }),
  started: time(),
  ended: time(),
  proposed: optional(time('When the plan was first there: its first commit or record.')),
  approved: optional(time('When its approval was complete.')),
  abandoned: flag(),
  commits: list(object({
    commit: text({ pattern: objectId }), subject: text(), unit: optional(text({ min: 1 })),
    found: choice(['trailer', 'patch'], { about: 'By what it was known as the run\'s.' }), planned: flag(),
  })),
  others: optional(list(object({ commit: text({ pattern: objectId }), subject: text(), why: text({ min: 1, about: 'Why it needs no plan: a lane, plan files, a merge …' }) }), { about: 'Commits of the range that are none of the plan, and need not be.' })),
  units: list(object({ unit: text({ min: 1 }), title: text({ min: 1 }), done: flag() })),
  files: object({ touched: list(text({ min: 1 })), outside: list(text({ min: 1 })) }),
  gates: list(object({
    gate: text({ min: 1 }), required: flag(), outcome: choice([...gateOutcomes, 'not-run']), failures: number({ min: 0, about: 'How often it did not pass before.' }),
    tests: optional(number({ min: 0 })),
    skipped: optional(number({ min: 0, about: 'Tests among them that were skipped: they are no pass. Absent where none was.' })),
    command: optional(text({ min: 1, about: 'As the plan has it at the end.' })),
    exit: optional(number({ about: 'Its exit code; absent where it was not run on the final tree, or a signal ended it.' })),
    ms: optional(number({ min: 0, about: 'How long it took, in milliseconds.' })),
    at: optional(time('When it was run.')),
    evidence: optional(text({ min: 1, about: 'The id of the evidence record that tells so.' })),
  })),
  deviations: list(object({ what: text({ min: 1 }), why: text({ min: 1 }), by: person })),
  bypasses: list(object({ commit: optional(text({ pattern: objectId })), what: text({ min: 1 }), why: optional(text({ min: 1 })) })),
  drift: list(object({
    code: text({ min: 1, about: 'What kind of drift: outside-scope, unplanned-commit, missing-unit, gate-failed, gate-not-run …' }),
    what: text({ min: 1, about: 'The path, commit, unit or gate.' }), message: text({ min: 1 }),
    accepted: optional(text({ min: 1, about: 'The rationale of the deviation that accepts it.' })),
  })),
  gaps: list(text({ min: 1 }), { about: 'What could not be told, and why.' }),
  metrics: metricsSchema,
  ...made,
})

export type Report = TypeOf<typeof reportSchema>

export const reportKind = defineKind<Report>({ name: 'report', schema: reportSchema, merge: 'union', at: { notes: 'commit' } })
