import { test } from 'uvu'
import * as assert from 'uvu/assert'
import check from '../../checks/commit-plan.ts'
import type { Change, PlanCommit } from '../../host/check.ts'
import { plansNamed, quotesCommits, unitsNamed, unsquashed } from '../../host/squash.ts'
import { exampleChange, examplePlan, examplePolicy } from '../../host/example.ts'
import { parseMessage } from '../../git/trailers.ts'
import { cases } from '../support/cases.ts'
import { found } from '../support/found.ts'

const unit = (id: string, files: readonly string[], ...depends_on: string[]) => ({ id, title: id, files, depends_on, gates: [] })
const units = [unit('a', ['src/a/**', 'src/package.json']), unit('b', ['src/b/**', 'src/both'], 'a'), unit('c', ['src/c/**', 'src/both'], 'a', 'b')]
const plan = { ...examplePlan, intent: { ...examplePlan.intent, allowed_files: ['src/**'] }, commit_plan: { format_version: 1, units } }
const single = { ...plan, commit_plan: { format_version: 1, units: [unit('d', ['src/d/x/**'])] } }
const generating = { policy: { ...examplePolicy, plans: { ...examplePolicy.plans, generated: ['src/made/**'] } } }
const of = (units: readonly string[], paths: readonly string[] = units.map((unit) => `src/${unit}/1`), subject = 'x'): PlanCommit => ({ plan: plan.id, subject, units, paths })
const given = (commits: readonly PlanCommit[] = [], more: Partial<Change> = {}) => ({ plans: [plan], seen: { commits }, ...more })
const says = (rest: string, subject = 'x') => `${subject}\n\nPlan-Id: example-plan\n${rest}`

cases(check, {}, [
  ['an empty change', [], [], { given: given(), message: says('') }],
  ['the unit that it names', ['M src/a/1'], [], { given: given(), message: says('Plan-Unit: a\n') }],
  ['the key of a trailer in other letters', ['M src/a/1'], [], { given: given(), message: says('plan-unit: a\n') }],
  ['a unit that is not there', ['M src/a/1'], ['plan example-plan has no unit "nonsense" (units: a, b, c)'], { given: given(), message: says('Plan-Unit: nonsense\n') }],
  ['units are told apart by case', ['M src/a/1'], ['has no unit "A"'], { given: given(), message: says('Plan-Unit: A\n') }],
  ['files of another unit', ['M src/a/1', 'M src/b/1'], ['src/b/1: src/b/1 is outside unit a of plan example-plan (its files: src/a/**, src/package.json)'], { given: given(), message: says('Plan-Unit: a\n') }],
  ['what the plan does not allow scope tells', ['M src/a/1', 'M lib/x'], [], { given: given(), message: says('Plan-Unit: a\n') }],
  ['plan files are of no unit', ['M src/a/1', 'A .drift/plans/x/intent.json'], [], { given: given(), message: says('Plan-Unit: a\n') }],
  ['a lock file goes with its manifest', ['M src/package.json', 'M src/package-lock.json'], [], { given: given(), message: says('Plan-Unit: a\n') }],
  ['though a lane takes that one', ['M src/d/x/package.json', 'M src/d/package-lock.json'], [], { given: given([], { plans: [single], elsewhere: ['src/d/x/package.json'] }), message: says('Plan-Unit: d\n') }],
  ['which tells the unit, too', ['M src/d/x/package.json', 'M src/d/package-lock.json'], [], { given: given([], { plans: [single], elsewhere: ['src/d/x/package.json'] }), message: says('') }],
  ['what tools write goes along', ['M src/a/1', 'M src/made/1'], [], { given: given([], generating), message: says('Plan-Unit: a\n') }],
  ['alone it is of the only unit', ['M src/made/1'], [], { given: given([], { ...generating, plans: [single] }), message: says('') }],
  ['or of any', ['M src/made/1'], ['its files fit 3 of plan example-plan: a, b, c'], { given: given([], generating), message: says('') }],
  ['deletions count', ['D src/b/1'], ['src/b/1 is outside unit a'], { given: given(), message: says('Plan-Unit: a\n') }],

  ['found by its files', ['M src/a/1', 'A src/a/2'], [], { given: given(), message: says('') }],
  ['files of two units', ['M src/a/1', 'M src/b/1'], ['the commit names no unit, and its files fit no single one of plan example-plan: src/a/1 (a), src/b/1 (b)'], { given: given(), message: says('') }],
  ['a file of none', ['M src/x'], ['fit no single one of plan example-plan: src/x (none)'], { given: given(), message: says('') }],
  ['files that fit two units', ['M src/both'], ['the commit names no unit, and its files fit 2 of plan example-plan: b, c'], { given: given([of(['a'])]), message: says('') }],

  ['after what it depends on, by name', ['M src/b/1'], [], { given: given([of(['a'])]), message: says('') }],
  ['after what it depends on, by files', ['M src/b/1'], [], { given: given([of([], ['src/a/1'])]), message: says('') }],
  ['before what it depends on', ['M src/b/1'], ['unit b depends on a, and no commit of plan example-plan before this one is of unit a'], { given: given([of([], ['src/c/1'])]), message: says('') }],
  ['both that it depends on are missing', ['M src/c/1'], ['unit c depends on a', 'unit c depends on b'], { given: given(), message: says('Plan-Unit: c\n') }],
  ['a commit of another plan is no commit of this one', ['M src/b/1'], ['unit b depends on a'], { given: given([{ ...of(['a']), plan: 'other' }]), message: says('') }],
  ['a name without a file of the unit is not it', ['M src/b/1'], ['unit b depends on a, and no commit of plan example-plan before this one is of unit a'], { given: given([of(['a'], [])]), message: says('') }],
  ['nor with files of another', ['M src/b/1'], ['unit b depends on a'], { given: given([of(['a'], ['src/c/1'])]), message: says('') }],
  ['nor where the commit itself only names it', ['M src/b/1'], ['unit b depends on a'], { given: given(), message: says('Plan-Unit: b\nPlan-Unit: a\n') }],
  ['a unit that foresees no file is done by its name', ['M src/b/1'], [], { given: given([of(['a'], [])], { plans: [{ ...plan, commit_plan: { format_version: 1, units: [unit('a', []), unit('b', ['src/b/**'], 'a')] } }] }), message: says('Plan-Unit: b\n') }],
  ['the target holds it', ['M src/b/1'], [], { given: given([], { seen: { commits: [], history: [of(['a'])] } }), message: says('') }],

  ['a fixup goes with what it mends', ['M src/both'], [], { given: given([of(['a']), of(['b'], ['src/b/1'], 'Make b')]), message: says('', 'fixup! Make b') }],
  ['a fixup of a fixup', ['M src/both'], [], { given: given([of(['a']), of(['b'], ['src/b/1'], 'Make b')]), message: says('', 'fixup! squash! Make b') }],
  ['a fixup that strays', ['M src/c/1'], ['src/c/1 is outside unit b'], { given: given([of(['a']), of(['b'], ['src/b/1'], 'Make b')]), message: says('', 'fixup! Make b') }],
  ['a fixup of what is not here', ['M src/both'], ['its files fit 2 of plan'], { given: given([of(['a'])]), message: says('', 'fixup! Make b') }],
  ['a squash that names its units', ['M src/a/1', 'M src/b/1'], [], { given: given(), message: 'x\n\nMake a\n\nPlan-Unit: a\n\nMake b\n\nPlan-Id: example-plan\nPlan-Unit: b\n' }],
  ['it covers no third', ['M src/a/1', 'M src/b/1', 'M src/c/1'], ['src/c/1 is outside unit a, b'], { given: given(), message: 'x\n\nPlan-Unit: a\n\nPlan-Id: example-plan\nPlan-Unit: b\n' }],
  ['a squash of a forge, of commits that named none', ['M src/a/1', 'M src/b/1'], [], { given: given(), message: 'x\n\n* Make a\n\nPlan-Id: example-plan\n\n* Make b\n\nPlan-Id: example-plan\nPlan-Id: example-plan\n' }],
  ['such a squash of what no unit foresees', ['M src/x'], ['fit no single one of plan example-plan: src/x (none)'], { given: given(), message: 'x\n\n* Make x\n\nPlan-Id: example-plan\n\nPlan-Id: example-plan\n' }],
  ['what one of its units leaves out another may have', ['M src/a/1', 'M src/a/b'], [], { given: given([], { plans: [{ ...plan, commit_plan: { format_version: 1, units: [unit('a', ['src/a/**', '!src/a/b']), unit('b', ['src/a/b'])] } }] }), message: says('Plan-Unit: a\nPlan-Unit: b\n') }],
  ['the same plan named twice is no squash', ['M src/a/1', 'M src/b/1'], ['its files fit no single one of plan'], { given: given(), message: says('Plan-Id: example-plan\n') }],
  ['lanes take what is theirs', ['M src/a/1', 'M docs/a'], [], { given: given([], { elsewhere: ['docs/a'] }), message: says('Plan-Unit: a\n') }],

  ['a plan without units demands nothing', ['M src/b/1'], [], { message: says('Plan-Unit: nonsense\n') }],
  ['a lane was asked already', ['M src/b/1'], [], { given: given([], { bound: 'lane', plans: [] }), message: 'x\n' }],
])

test('a list in the message of a commit that landed is no squash', async () => {
  const message = unsquashed(parseMessage(says('', 'x\n\n* of this\n* of that')))!
  assert.is(message.trailers.length, 2)
  assert.equal((await found(check, {}, ['M src/a/1', 'M src/b/1'], { given: given([], { message }) })).map(({ code }) => code), ['no-unit'])
})

test('a message is read in time that grows with its length', () => {
  const long = `x\n\nPlan-Id: p${' '.repeat(200_000)}q\n\n* Plan-Unit: a \r\n`
  const begun = performance.now()
  const message = unsquashed(parseMessage(long))!
  assert.equal([plansNamed(message), unitsNamed(message), quotesCommits(message)], [[`p${' '.repeat(200_000)}q`], ['a'], false])
  assert.ok(performance.now() - begun < 2000, 'it grows with the square of it')
})

test('it asks for the history only of what is missing', () => {
  const reads = (commits: readonly PlanCommit[], ...change: string[]) => check.reads!({}, exampleChange({ change, message: says(''), given: given(commits) }, parseMessage))
  assert.equal([reads([], 'M src/a/1'), reads([of(['a'])], 'M src/b/1'), reads([], 'M src/b/1')], [{ history: [] }, { history: [] }, { history: ['example-plan'] }])
})

test('codes and fixes', async () => {
  const told = async (message: string, ...change: string[]) => (await found(check, {}, change, { message, given: given() })).map(({ code, fix }) => [code, fix])
  assert.equal(await told(says(''), 'M src/b/1'), [['too-early', 'Commit unit a first, or take it out of depends_on in .drift/plans/example-plan/commit_plan.json and have that approved: drift approve example-plan']])
  assert.equal(await told(says(''), 'M src/both'), [['ambiguous', 'Add to the message the one that it is: Plan-Unit: b']])
})

test('who makes the commit may ask; what is committed already has to change', async () => {
  const fix = async (message: string, more: Partial<Change>, ...change: string[]) => (await found(check, {}, change, { message, given: given([], more) }))[0]!.fix
  const ask = 'drift plan request example-plan --add src/x --unit'
  assert.is(await fix(says(''), { extent: 'staged' }, 'M src/x'), `Ask that a unit may have it (a, b, c): ${ask} "<unit>" -m "why"`)
  assert.is(await fix(says('Plan-Unit: a\n'), { extent: 'staged' }, 'M src/x'), `Move src/x into a commit of its own unit, or ask for it: ${ask} a -m "why"`)
  assert.match(await fix(says('', 'x\n\nPlan-Unit: a\n\nPlan-Unit: b'), { extent: 'staged' }, 'M src/x'), `${ask} b `)
  assert.is(await fix(says(''), { extent: 'staged', plans: [single] }, 'M src/x'), 'Ask that a unit may have it (d): drift plan request example-plan --add src/x -m "why"')
  const split = 'Split the commit along the units of the plan (a, b, c), or widen their files in .drift/plans/example-plan/commit_plan.json and have that approved'
  assert.is(await fix(says(''), {}, 'M src/x'), split)
  assert.is(await fix(says(''), { extent: 'staged' }, 'M src/a/1', 'M src/b/1'), split)
  for (const more of [{}, { extent: 'staged', policy: { ...examplePolicy, approval: { ...examplePolicy.approval, mode: 'merged' } } }] as const) assert.match(await fix(says('Plan-Unit: a\n'), more, 'M src/x'), "or add it to the unit's files in .drift/plans/example-plan/commit_plan.json and have that approved")
})

test.run()
