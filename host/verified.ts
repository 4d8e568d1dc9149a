// What `drift verify --json` prints.
import { choice, flag, list, number, object, optional, schema, text } from './schema.ts'

const count = number({ min: 0 })

export const verifiedSchema = object({
  version: schema<1>({ const: 1 }),
  plan: text(),
  digest: text({ about: 'The content of that plan.' }),
  run: optional(text({ about: 'The run it belongs to.' })),
  passed: flag({ about: 'Whether all required gates among these passed.' }),
  gates: list(object({
    gate: text(),
    command: text(),
    layer: text(),
    required: flag(),
    outcome: choice(['passed', 'failed', 'unverifiable']),
    reason: optional(text({ about: 'Why it did not pass.' })),
    reused: flag({ about: 'Whether it passed on this tree before and was not run now.' }),
    tree: text({ about: 'The tree it is evidence of, without `.drift/`.' }),
    dirty: flag({ about: 'Whether the worktree held something else: then it proves no commit.' }),
    exit: optional(number()),
    signal: optional(text()),
    timed_out: optional(flag()),
    tests: optional(object({ runner: text(), total: count, passed: count, failed: count, skipped: count })),
    ms: count,
    tail: optional(text({ about: 'The end of its output, masked.' })),
    record: text({ about: 'The id of the evidence record.' }),
  })),
})
