import { test } from 'uvu'
import * as assert from 'uvu/assert'
import check from '../../checks/bugfix-dod.ts'
import type { Change } from '../../host/check.ts'
import { exampleChange } from '../../host/example.ts'
import { parseMessage } from '../../git/trailers.ts'
import { cases } from '../support/cases.ts'
import { found, planWith } from '../support/found.ts'

const options = { types: ['fix', 'hotfix'], layers: ['unit', 'component'], tests: ['test/**', '**/*.test.*'] }
const trailers = {
  'Root-Cause': 'the counter was keyed by session', 'Owning-Layer': 'component', Impact: 'accounts could be guessed at', Proof: 'npm test -- login',
  Regression: 'test/login.ts', 'Regression-Layer': 'the counter is pure', 'Residual-Risk': 'counters are lost on restart',
}
const keys = Object.keys(trailers)

/** A fix, complete but for these trailers (null: left out). */
function fix(change: Partial<Record<string, string | null>> = {}, subject = 'fix: count failed logins'): string {
  const lines = Object.entries({ ...trailers, ...change }).flatMap(([key, value]) => (value === null ? [] : [`${key}: ${value}`]))
  return `${subject}\n\n${[...lines, 'Plan-Id: example-plan'].join('\n')}\n`
}

const files = ['M src/login.ts', 'M test/login.ts']
const paths = ['test/login.ts', 'test/old.ts', 'src/login.ts', 'src/a.test.ts', 'test/[a].ts']
const row = (change: Partial<Record<string, string | null>>, given: Partial<Change> = {}) => ({ message: fix(change), given: { seen: { paths }, ...given } })
const nothing = (subject: string, given: Partial<Change> = {}) => ({ message: `${subject}\n\nPlan-Id: example-plan\n`, given })
const all = ['Root-Cause, Owning-Layer, Impact, Proof, Regression, Regression-Layer and Residual-Risk are missing']

cases(check, options, [
  ['complete', files, [], row({})],
  ['nothing said', files, all, nothing('fix: login')],
  ['nothing said, and an empty change', [], all, nothing('fix: login')],
  ['an empty change that is no fix', [], [], nothing('docs: login')],
  ...keys.map((key) => [`${key} is missing`, files, [`${key} is missing`], row({ [key]: null })] as const),
  ['two of them, beside one that says nothing', files, ['Impact and Proof are missing', 'Residual-Risk says nothing'], row({ Impact: null, Proof: null, 'Residual-Risk': 'n/a' })],
  ...['TBD', 'todo', 'n/a', 'N/A.', 'none', '-', '???', '...', 'unknown', 'see above', 'xxx', 'ok'].map((word) => [`"${word}" says nothing`, files, [`Impact says nothing ("${word}")`], row({ Impact: word })] as const),
  ...['Root-Cause', 'Impact', 'Regression-Layer', 'Residual-Risk'].map((key) => [`${key}: one word`, files, [`${key} is one word where a sentence is due`], row({ [key]: 'counter' })] as const),
  ['a proof may be one word', files, [], row({ Proof: 'make' })],
  ['a layer of no project', files, ['Owning-Layer is "heart", which is no layer of this project (unit, component)'], row({ 'Owning-Layer': 'heart' })],
  ['case of a key does not count', files, [], { message: fix().replace('Root-Cause', 'root-cause').replace('Impact', 'IMPACT'), given: { seen: { paths } } }],
  ['a value over two lines', files, [], row({ Impact: 'accounts\n  could be guessed at' })],
  ['what stands before the last paragraph is no trailer', files, ['Impact is missing'], { message: fix({ Impact: null }).replace('\n\n', '\n\nImpact: accounts could be guessed at\n\n'), given: { seen: { paths } } }],
])

cases(check, options, [
  ['the test by its name', files, [], row({ Regression: 'test/login.ts::counts per account' })],
  ['no test, but a task', ['M src/login.ts'], [], row({ Regression: 'none — task ABC-12' })],
  ['no test, but a task, typed on any keyboard', ['M src/login.ts'], [], row({ Regression: 'none - task #12' })],
  ['no test and no task', files, ['Regression names none — later, which is not in this commit'], row({ Regression: 'none — later' })],
  ['a test that is not there', files, ['Regression names test/nosuch.ts, which is not in this commit'], row({ Regression: 'test/nosuch.ts' })],
  ['a test that this commit deletes', ['M src/login.ts', 'D test/login.ts'], ['Regression names test/login.ts, which is not in this commit'], row({}, { seen: { paths: [] } })],
  ['deleting it is no touch', ['M src/login.ts', 'D test/login.ts'], ['Regression names test/login.ts, which neither'], row({})],
  ['a file that is no test', files, ['Regression names src/login.ts, which is no test file (test/**, **/*.test.*)'], row({ Regression: 'src/login.ts' })],
  ['a test that nobody touched', files, ['Regression names test/old.ts, which neither this commit nor an earlier one of the plan touched'], row({ Regression: 'test/old.ts' })],
  ['a test that an earlier commit of the plan touched', files, [], row({ Regression: 'test/old.ts' }, { seen: { paths, earlier: ['test/old.ts'] } })],
  ['a glob is a name like any other', files, ['Regression names test/*, which is not in this commit'], row({ Regression: 'test/*' })],
  ['a name with the signs of a glob', ['M test/[a].ts'], [], row({ Regression: 'test/[a].ts' })],
])

const docsLane = { name: 'docs', paths: ['docs/**'] }
const bugfix = [planWith({ kind: 'bugfix' })]
cases(check, options, [
  ['a scope and a sign of breaking', files, all, nothing('fix(login)!: x')],
  ['in capitals', files, all, nothing('FIX: x')],
  ['another type of the options', files, all, nothing('hotfix: x')],
  ['another type', files, [], nothing('feat: x')],
  ['a word that only begins so', files, [], nothing('fixes: x')],
  ['a subject without a type', files, [], nothing('Fix the login')],
  ['a subject without a type in a bug-fix plan', files, all, nothing('Count per account', { plans: bugfix })],
  ['a refactoring in a bug-fix plan', files, [], nothing('refactor: x', { plans: bugfix })],
  ['a fix in a plan of another kind', files, all, nothing('fix: x', { plans: [planWith({ kind: 'feature' })] })],
  ['a lane with paths takes no bug fix', ['M docs/a.md'], [], nothing('fix: a typo', { bound: 'lane', plans: [], lane: docsLane })],
  ['a lane by size makes no difference', ['M src/a.ts'], all, nothing('fix: x', { bound: 'lane', plans: [], lane: { name: 'tiny', maxFiles: 2 } })],
  ['plan files alone', ['M .drift/plans/a/intent.json'], [], nothing('fix: the plan', { bound: 'plan-files', plans: [] })],
  ['a fixup of a fix in this range, which answers for both', files, [], nothing('fixup! fix: x', { seen: { subjects: ['fix: x'] } })],
  ['a fixup of a fix that is not in this range', files, all, nothing('fixup! fix: x', { seen: { subjects: ['fix: y'] } })],
  ['a fixup of a fixup', files, all, nothing('squash! fixup! fix(a): x')],
  ['a fixup of something else', files, [], nothing('fixup! feat: x')],
  ['nobody\'s fix is a fix', files, all, nothing('fix: x', { bound: 'none', plans: [] })],
])

test('what to do names the line to add, and where the whole block is', async () => {
  const [missing] = await found(check, options, files, row({ 'Root-Cause': null }))
  const [all] = await found(check, options, files, nothing('fix: x'))
  const [hollow] = await found(check, options, files, row({ 'Root-Cause': 'TBD' }))
  assert.equal([missing!.code, hollow!.code, all!.code], ['root-cause-missing', 'root-cause', 'missing'])
  for (const { fix } of [missing!, hollow!]) assert.is(fix, 'Add to the message: Root-Cause: <what was wrong, in a sentence> (the whole block: drift explain bugfix-dod)')
  assert.is(all!.fix, 'Add a line for each to the message; the block to fill in: drift explain bugfix-dod')
})

test('the form, filled in, is what is asked for', () => {
  assert.equal(check.form!.split('\n').map((line) => line.split(':')[0]), keys)
})

test('only the file that the message names is looked for, and nothing without one', () => {
  const reads = (message: string) => check.reads!(options, exampleChange({ change: files, message }, parseMessage))
  assert.equal(reads(fix({ Regression: 'test/login.ts::x' })), { paths: ['test/login.ts'] })
  for (const message of [fix({ Regression: null }), fix({ Regression: 'none — task 1' })]) assert.equal(reads(message), {})
})

test('its proof is the subject; in a bug-fix plan every subject counts, so there is none', () => {
  assert.equal(check.proof!(options, planWith({})), { kind: 'subject-is-none-of', types: options.types })
  assert.is(check.proof!(options, bugfix[0]), undefined)
})

test.run()
