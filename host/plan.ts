// The three files of a plan: their shape, told once for people, editors and machines.
import { choice, flag, glob, list, number, object, optional, text, type TypeOf } from './schema.ts'

/** A plan's id: also its folder's name. Letters, digits, `.`, `_` and `-`; never `closed`, never a dot first. */
export const planId = '^(?!closed$)[A-Za-z0-9][A-Za-z0-9._-]{0,99}$'

const version = number({ min: 1, max: 1, about: 'The version of this format: 1.' })
const globs = (about: string) => list(glob(), { about, max: 500 })
const name = (about: string) => text({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$', about })

/** intent.json: what was asked, and where it may act. */
export const intentSchema = object({
  format_version: version,
  id: text({ pattern: planId, about: 'The same as the folder is called.' }),
  title: text({ min: 1, max: 200, about: 'One line.' }),
  goal: text({ min: 1, about: 'What shall be true when this is done.' }),
  domain: optional(text({ min: 1, about: 'The area of work, as trust is counted by: deps, release, ui …' })),
  kind: choice(['feature', 'bugfix', 'refactor', 'deps', 'release', 'docs', 'chore'], { about: 'What kind of work it is; `bugfix` asks for the bug-fix trailers.' }),
  risk: choice(['low', 'medium', 'high', 'critical'], { about: 'How much harm a mistake could do.' }),
  constraints: list(text({ min: 1 }), { about: 'What must hold all along.' }),
  non_goals: list(text({ min: 1 }), { about: 'What this is not about.' }),
  allowed_files: globs('Globs: the files that commits of this plan may touch.'),
  denied_files: globs('Globs: files that they may not touch, even where allowed_files covers them.'),
  acceptance: list(text({ min: 1 }), { about: 'How one sees that it is done.' }),
})

/** test_contract.json: which gates must pass, and which files may not change meanwhile. */
export const testContractSchema = object({
  format_version: version,
  gates: list(object({
    id: name('Short name of the gate.'),
    command: text({ min: 1, about: 'What is run, in a shell, at the root of the worktree.' }),
    layer: text({ min: 1, about: 'unit, component, integration, e2e …' }),
    required: flag({ about: "Whether the plan is unfinished without it." }),
    timeout_s: optional(number({ min: 1, about: 'Seconds until it is killed.' })),
    min_tests: optional(number({ min: 0, about: 'Fewer tests run than this: the gate did not pass.' })),
  }), { about: 'Commands that prove the work.' }),
  locked_files: globs('Globs: files that stay as they are while the plan runs.'),
})

/** commit_plan.json: the planned commits and what each waits for. */
export const commitPlanSchema = object({
  format_version: version,
  units: list(object({
    id: name('Short name of the unit, as `Plan-Unit:` names it.'),
    title: text({ min: 1, about: 'One line.' }),
    files: globs('Globs: the files of this unit.'),
    depends_on: list(text({ min: 1 }), { about: 'Ids of units that come before.' }),
    gates: list(text({ min: 1 }), { about: 'Ids of gates that prove this unit.' }),
  }), { about: 'One entry for each planned commit.' }),
})


export type Intent = TypeOf<typeof intentSchema>
export type TestContract = TypeOf<typeof testContractSchema>
export type CommitPlan = TypeOf<typeof commitPlanSchema>

/** The files of a plan folder, by name. */
export const planFiles = {
  'intent.json': intentSchema,
  'test_contract.json': testContractSchema,
  'commit_plan.json': commitPlanSchema,
} as const
