// What `--format json` prints, as a schema: published as schemas/report.schema.json.
import type { Stage } from '../change.ts'
import { approvalModes } from '../policy.ts'
import { choice, flag, list, number, object, optional, schema, text } from '../schema.ts'

const stages: readonly Stage[] = ['agent', 'pre-commit', 'commit-msg', 'pre-push', 'ci', 'receive']

const found = {
  code: text({ about: 'Short and stable: what kind of breach, within the check.' }),
  message: text(),
  fix: text({ about: 'What mends it: a command, all up to the first comma with a blank behind it (outside of quotes), or words, which begin with a capital letter.' }),
  path: optional(text({ about: 'From the root of the repository; git-quoted where it is not UTF-8.' })),
  line: optional(number({ min: 1 })),
  commit: optional(text({ about: 'The commit that broke the demand.' })),
  plan: optional(text({ about: 'The plan it was judged by.' })),
}

const letThrough = object({
  ...found,
  override: object({
    state: choice(['approved', 'break-glass'], { about: 'approved by people, for just this patch; break-glass: so far only by whoever made the commit, and only locally.' }),
    by: list(object({ name: text(), email: text(), self: flag({ about: 'Whether it is an author of the work.' }) })),
    reason: text(),
  }),
})

const outcome = object({
  check: text({ about: 'Its name; drift itself where the call ended before any check could run.' }),
  status: choice(['passed', 'failed', 'skipped', 'blind', 'crashed']),
  severity: optional(choice(['warn', 'error'])),
  reason: optional(text({ about: 'Why it was skipped or blind.' })),
  error: optional(text({ about: 'What was thrown, when it crashed.' })),
  findings: list(object(found)),
  overridden: optional(list(letThrough, { about: 'Findings that overrides let through: they block nothing.' })),
})

const count = number({ min: 0 })

export const reportSchema = object({
  version: schema<1>({ const: 1 }),
  verdict: choice(['passed', 'failed', 'blind']),
  authenticated: flag({ about: 'Whether signatures of approvals were verified; never where they are recorded or merged.' }),
  approvalModes: list(choice(approvalModes), { about: 'In which ways plans had to be approved: one for each policy that counted.' }),
  stage: choice(stages),
  base: optional(text({ about: 'Commit id.' })),
  head: optional(text({ about: 'Commit id.' })),
  baseSource: optional(text({ about: 'Where base and head came from, in words.' })),
  policy: optional(object({ source: text({ about: 'The config files that counted.' }), digest: text({ about: 'Their object ids.' }) })),
  commits: number({ min: 0, about: 'How many commits were judged; 0 for what is not committed yet.' }),
  notes: list(text(), { about: 'Things to know that change no verdict.' }),
  outcomes: list(outcome),
  summary: object({ passed: count, failed: count, warned: count, skipped: count, blind: count, crashed: count }),
})
