import { covers, defineCheck, globOf, howToAsk, isDoneBy, isPlanFile, keyOf, mayAsk, nearest, object, quotesCommits, uncovered, unitOf, unitsNamed, unitsTaking, type Change, type CommitPlan, type FileChange, type Found, type PlanCommit, type Plan } from '../host/check.ts'

type Unit = CommitPlan['units'][number]

/** Files of the change that this plan is about. */
function filesOf({ files, elsewhere, policy }: Change, plan: Plan): readonly FileChange[] {
  const free = new Set(elsewhere)
  return files.filter((file) => !isPlanFile(file.path, policy.plans) && !free.has(keyOf(file)) && uncovered(plan, file, files, policy.plans) === undefined)
}

/** Whether one of these units foresees a file of the change: lock files and what tools write go along with others. */
const foresee = (units: readonly Unit[], file: FileChange, { files, policy }: Change) => units.some((unit) => covers(unit.files, file, files, policy.plans))

const mended = (subject: string) => /^(?:(?:fixup|squash|amend)! )+(.*)$/.exec(subject)?.[1]

/** Units that a commit of the plan is of: those it names, those of what it mends, the one that all of its files fit. */
function unitsOf({ subject, units, paths }: PlanCommit, plan: Plan, before: readonly PlanCommit[], change: Change): readonly string[] {
  if (units.length > 0) return units
  const of = mended(subject)
  const target = of === undefined ? undefined : before.findLast((one) => one.subject === of)
  if (target) return unitsOf(target, plan, [], change)
  const files = paths.map((path): FileChange => ({ path, status: 'modified', mode: '100644', oldMode: '100644', oid: '', oldOid: '' }))
  const found = unitOf(plan.commit_plan.units, files, change.policy.plans)
  return found ? [found.id] : []
}

const commitsOf = (change: Change, key: 'commits' | 'history', plan: Plan) => ((change.seen[key] ?? []) as readonly PlanCommit[]).filter((commit) => commit.plan === plan.id)

/** Units that commits before this one are of, and did something for. */
function doneBefore(plan: Plan, change: Change): ReadonlySet<string> {
  const all = [...commitsOf(change, 'history', plan), ...commitsOf(change, 'commits', plan)]
  return new Set(all.flatMap((commit) => {
    const ids = unitsOf(commit, plan, all, change)
    return plan.commit_plan.units.filter((unit) => ids.includes(unit.id) && isDoneBy(unit, commit.paths)).map(({ id }) => id)
  }))
}

interface Placed { readonly units: readonly Unit[]; readonly wrong?: Found }

/** The units of this commit, or why nobody can tell. */
function placed(plan: Plan, files: readonly FileChange[], change: Change): Placed {
  const { units } = plan.commit_plan
  const known = units.map(({ id }) => id).join(', ')
  const names = change.message ? unitsNamed(change.message) : []
  const own = units.filter(({ id }) => names.includes(id))
  const strange = names.find((name) => !change.plans.some(({ commit_plan }) => commit_plan.units.some(({ id }) => id === name)))
  if (strange !== undefined) {
    const near = nearest(strange, units.map(({ id }) => id))
    return { units: own, wrong: { code: 'unknown-unit', message: `plan ${plan.id} has no unit "${strange}"${near ? ` (did you mean ${near}?)` : ` (units: ${known})`}`, fix: 'Name one of its units in the message: Plan-Unit: <unit>' } }
  }
  if (own.length > 0 || files.length === 0) return { units: own }
  const before = commitsOf(change, 'commits', plan)
  const of = mended(change.message?.subject ?? '')
  const target = of === undefined ? undefined : before.findLast(({ subject }) => subject === of)
  const inherited = target ? unitsOf(target, plan, before, change) : []
  if (inherited.length > 0) return { units: units.filter(({ id }) => inherited.includes(id)) }
  const fitting = unitsTaking(units, files, change.policy.plans, change.files)
  if (fitting.length === 1) return { units: fitting }
  const touched = units.filter((unit) => files.some((file) => foresee([unit], file, change)))
  if (touched.length > 0 && change.message && quotesCommits(change.message)) return { units: touched }
  if (fitting.length > 1) return { units: [], wrong: { code: 'ambiguous', message: `the commit names no unit, and its files fit ${fitting.length} of plan ${plan.id}: ${fitting.map(({ id }) => id).join(', ')}`, fix: `Add to the message the one that it is: Plan-Unit: ${fitting[0]!.id}` } }
  const each = files.map((file) => `${file.path} (${unitsTaking(units, [file], change.policy.plans, change.files).map(({ id }) => id).join(' or ') || 'none'})`)
  const widen = mayAsk(change) && touched.length === 0 ? `Ask that a unit may have it (${known}): ${howToAsk(plan.id, units, globOf(files[0]!))}` : `Split the commit along the units of the plan (${known}), or widen their files in ${change.policy.plans.dir}/${plan.id}/commit_plan.json and have that approved`
  return { units: [], wrong: { code: 'no-unit', message: `the commit names no unit, and its files fit no single one of plan ${plan.id}: ${each.slice(0, 3).join(', ')}${each.length > 3 ? ` and ${each.length - 3} more` : ''}`, fix: widen } }
}

/** What these units depend on, and no commit before this one is of; nor this one, by more than its name. */
function missing(units: readonly Unit[], plan: Plan, change: Change): readonly { readonly unit: Unit; readonly needs: string }[] {
  const paths = change.files.map(({ path }) => path)
  const here = units.filter((unit) => isDoneBy(unit, paths)).map(({ id }) => id)
  const asked = units.flatMap((unit) => unit.depends_on.filter((needs) => !here.includes(needs)).map((needs) => ({ unit, needs })))
  if (asked.length === 0) return []
  const done = doneBefore(plan, change)
  return asked.filter(({ needs }) => !done.has(needs))
}

const units = [
  { id: 'store', title: 'Count failures', files: ['src/store/**'], depends_on: [], gates: [] },
  { id: 'login', title: 'Refuse the sixth', files: ['src/login/**', 'test/**'], depends_on: ['store'], gates: [] },
]
const planned = (seen: Change['seen'] = {}): Partial<Change> => ({ seen, plans: [{
  id: 'example-plan', digest: 'e'.repeat(40), closed: false, standing: { state: 'approved', reason: 'approved', by: [], paths: [] },
  intent: { format_version: 1, id: 'example-plan', title: 'x', goal: 'x', kind: 'feature', risk: 'low', constraints: [], non_goals: [], allowed_files: ['src/**', 'test/**'], denied_files: [], acceptance: [] },
  test_contract: { format_version: 1, gates: [], locked_files: [] }, commit_plan: { format_version: 1, units },
}] })
const store: PlanCommit = { plan: 'example-plan', subject: 'Count failures', units: ['store'], paths: ['src/store/a.ts'] }
const login = 'Refuse the sixth\n\nPlan-Id: example-plan\nPlan-Unit: login\n'

export default defineCheck({
  name: 'commit-plan',
  demand: 'A commit is of one of the units that its plan foresees, and comes after those it depends on.',
  why: 'A plan that says which commits there will be can be read commit by commit. A commit names its unit (Plan-Unit: <unit>); without that it is of the one unit that takes all of its files that any unit foresees. A fixup! goes with what it mends, a squash with all units that it names. What a unit depends on must have a commit of the plan before it: in the range, or in what the range starts from. A plan without units demands nothing.',
  stages: ['commit-msg', 'pre-push', 'ci', 'receive'],
  extents: ['commit'],
  needs: 'plan',
  options: object({}),

  skip: ({ bound, because, plans }) => (bound !== 'plan' ? because : plans.length > 0 && plans.every(({ commit_plan }) => commit_plan.units.length === 0) ? 'its plan foresees no units' : undefined),

  // Most find what they depend on in their own range; only others ask for more.
  reads: (_, change) => ({ history: change.plans.filter((plan) => missing(placed(plan, filesOf(change, plan), change).units, plan, change).length > 0).map(({ id }) => id) }),

  *run(change) {
    for (const plan of change.plans.filter(({ commit_plan }) => commit_plan.units.length > 0)) {
      const files = filesOf(change, plan)
      const { units, wrong } = placed(plan, files, change)
      if (wrong) yield wrong
      if (units.length === 0) continue
      const ids = units.map(({ id }) => id).join(', ')
      const folder = `${change.policy.plans.dir}/${plan.id}`
      for (const file of files) {
        if (foresee(units, file, change)) continue
        yield {
          code: 'outside-unit', path: file.path, message: `${file.path} is outside unit ${ids} of plan ${plan.id} (its files: ${units.flatMap(({ files }) => files).join(', ') || 'none'})`,
          fix: `Move ${file.path} into a commit of its own unit, or ${mayAsk(change) ? `ask for it: ${howToAsk(plan.id, plan.commit_plan.units, globOf(file), units.at(-1)!.id)}` : `add it to the unit's files in ${folder}/commit_plan.json and have that approved: drift approve ${plan.id}`}`,
        }
      }
      for (const { unit, needs } of missing(units, plan, change)) {
        yield { code: 'too-early', message: `unit ${unit.id} depends on ${needs}, and no commit of plan ${plan.id} before this one is of unit ${needs}`, fix: `Commit unit ${needs} first, or take it out of depends_on in ${folder}/commit_plan.json and have that approved: drift approve ${plan.id}` }
      }
    }
  },

  examples: [
    { title: 'a unit after the one it depends on', change: ['M src/login/a.ts', 'M test/a.ts'], options: {}, message: login, given: planned({ commits: [store] }), findings: [] },
    { title: 'a unit before the one it depends on', change: ['M src/login/a.ts'], options: {}, message: login, given: planned(), findings: ['unit login depends on store, and no commit of plan example-plan before this one'] },
    { title: 'a file of another unit', change: ['M src/login/a.ts', 'M src/store/a.ts'], options: {}, message: login, given: planned({ commits: [store] }), findings: ['src/store/a.ts is outside unit login'] },
    { title: 'no such unit', change: ['M src/store/a.ts'], options: {}, message: 'x\n\nPlan-Id: example-plan\nPlan-Unit: stor\n', given: planned(), findings: ['plan example-plan has no unit "stor" (did you mean store?)'] },
    { title: 'the files tell the unit', change: ['M src/store/a.ts'], options: {}, message: 'x\n\nPlan-Id: example-plan\n', given: planned(), findings: [] },
    { title: 'the files are of two units', change: ['M src/login/a.ts', 'M src/store/a.ts'], options: {}, message: 'x\n\nPlan-Id: example-plan\n', given: planned(), findings: ['its files fit no single one of plan example-plan: src/login/a.ts (login), src/store/a.ts (store)'] },
    { title: 'a file that no unit foresees', change: ['M src/store/a.ts', 'M src/other.ts'], options: {}, message: 'x\n\nPlan-Id: example-plan\n', given: planned(), findings: ['src/other.ts is outside unit store'] },
    { title: 'a squash of two units', change: ['M src/store/a.ts', 'M src/login/a.ts'], options: {}, message: 'x\n\n* Count failures\n\nPlan-Unit: store\n\n* Refuse the sixth\n\nPlan-Id: example-plan\nPlan-Unit: login\n', given: planned(), findings: [] },
  ],
})
