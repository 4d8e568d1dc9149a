// The kind `evidence`: a gate's command was really run. It stands on the tree it ran on, without `.drift/`: same tree, same proof.
import { choice, defineKind, flag, number, object, optional, text, type TypeOf } from '../host/check.ts'
import { head, made, objectId } from './fields.ts'

/** What became of a gate. `unverifiable`: it ended well, and showed no test where tests were due. */
export const gateOutcomes = ['passed', 'failed', 'unverifiable'] as const

/** What an evidence record says. */
export const evidenceSchema = object({
  ...head('evidence'),
  plan: text({ min: 1, about: 'The plan whose test contract names the gate.' }),
  digest: text({ pattern: objectId, about: 'The content of that plan.' }),
  run: optional(text({ min: 1, about: 'The id of the run in which it was made.' })),
  gate: text({ min: 1, about: "The gate's id." }),
  command: text({ min: 1, about: 'What was run, to the letter.' }),
  layer: text({ min: 1 }),
  tree: text({ pattern: objectId, about: 'The tree that it ran on, without `.drift/`; where `dirty`, the tree that was nearest to it.' }),
  dirty: flag({ about: 'Whether the worktree held something else than that tree: then it proves no commit.' }),
  outcome: choice(gateOutcomes),
  exit: optional(number({ about: 'Its exit code; absent where a signal ended it.' })),
  signal: optional(text({ min: 1 })),
  timed_out: optional(flag({ about: 'Whether its time was over.' })),
  tests: optional(object({
    runner: text({ min: 1 }), total: number({ min: 0 }), passed: number({ min: 0 }), failed: number({ min: 0 }), skipped: number({ min: 0 }),
  }, { about: "Counts from the runner's own output; absent where none was recognised." })),
  ms: number({ min: 0, about: 'Milliseconds.' }),
  tail: optional(text({ min: 1, about: 'The end of its output, masked.' })),
  ...made,
  sig: optional(text({ min: 1, about: 'Signature over the canonical record without `id` and `sig`.' })),
})

export type Evidence = TypeOf<typeof evidenceSchema>

export const evidenceKind = defineKind<Evidence>({ name: 'evidence', schema: evidenceSchema, merge: 'union', at: { notes: 'tree' } })
