import { test } from 'uvu'
import * as assert from 'uvu/assert'
import check from '../../checks/scope.ts'
import type { Change, FileChange, Plan } from '../../host/check.ts'
import { exampleChange, examplePolicy } from '../../host/example.ts'
import { parseMessage } from '../../git/trailers.ts'
import { cases } from '../support/cases.ts'
import { found, planWith } from '../support/found.ts'

const outside = (path: string, allowed = 'src/**, test/**') => `${path}: ${path} is outside plan example-plan (allowed: ${allowed})`
const plan = (...plans: readonly Plan[]) => ({ given: { plans } })
const locking = (...locked_files: string[]) => plan({ ...planWith({ allowed_files: ['src/**', 'test/**'] }), test_contract: { format_version: 1, gates: [], locked_files } })
const allowing = (...allowed_files: string[]) => plan(planWith({ allowed_files }))
/** The same where every lock file is that of a workspace. */
const workspace = (change: readonly string[], allowed: readonly string[]) => ({ given: { plans: [planWith({ allowed_files: allowed })], files: exampleChange({ change }, parseMessage).files.map((file) => (/lock/.test(file.path) ? { ...file, workspace: true as const } : file)) } })
const net = (given: Partial<Change>) => ({ given: { extent: 'net', bound: 'net', ...given } as Partial<Change> })

cases(check, {}, [
  ['an empty change', [], []],
  ['inside', ['M src/a.ts', 'A test/deep/er/a.ts', 'D src/b.ts'], []],
  ['outside', ['M db/schema.sql'], [outside('db/schema.sql')]],
  ['every file for itself', ['A a', 'M src/b', 'M c'], [outside('a'), outside('c')]],
  ['both ends of a rename: moved out', ['D src/a.ts', 'A lib/a.ts'], [outside('lib/a.ts')]],
  ['both ends of a rename: moved in', ['D lib/a.ts', 'A src/a.ts'], [outside('lib/a.ts')]],
  ['a mode, a symlink and a submodule count', ['X run.sh', 'L link', 'S sub'], [outside('run.sh'), outside('link'), outside('sub')]],
  ['dotfiles match', ['A src/.env', 'A src/.hidden/a'], []],
  ['case counts', ['M SRC/a.ts'], [outside('SRC/a.ts')]],
  ['a name that begins like the folder', ['M srcs/a.ts', 'M src'], [outside('srcs/a.ts'), outside('src')]],
  ['a folder covers what is below it, and nothing beside', ['M src/a', 'M src-old/a'], [outside('src-old/a', 'src')], allowing('src')],
  ['an exclusion wins over what is before and after it', ['M src/a', 'M src/gen/b'], [outside('src/gen/b', 'src/**, !src/gen/**, src/gen/b')], allowing('src/**', '!src/gen/**', 'src/gen/b')],
  ['braces', ['M a.ts', 'M a.js', 'M a.py'], [outside('a.py', '*.{ts,js}')], allowing('*.{ts,js}')],
  ['a star stays in its folder', ['M src/a/b.ts'], [outside('src/a/b.ts', 'src/*.ts')], allowing('src/*.ts')],
  ['what the test contract locks stays', ['M test/a.test.ts', 'M src/a.ts'], ['test/a.test.ts: test/a.test.ts is locked by the test contract of plan example-plan (locked: test/**)'], locking('test/**')],
  ['it does not go either, nor become a link', ['D test/a', 'L test/b'], ['test/a: test/a is locked by the test contract of plan example-plan (locked: test/a, test/b/**)', 'test/b: test/b is locked by the test contract of plan example-plan (locked: test/a, test/b/**)'], locking('test/a', 'test/b/**')],
  ['nothing is allowed', ['M a'], [outside('a', 'nothing')], allowing()],
  ['denied wins over allowed', ['M src/a', 'M src/secret/b'], ['src/secret/b: src/secret/b is denied by plan example-plan (denied: src/secret/**)'], plan(planWith({ denied_files: ['src/secret/**'] }))],
  ['plan files are nobody\'s scope', ['A .drift/plans/other/intent.json', 'D .drift/plans/closed/a/intent.json'], []],
  ['other files of drift\'s own are', ['M .drift/packs/a.yaml', 'M .drift/plansx'], [outside('.drift/packs/a.yaml'), outside('.drift/plansx')]],
  ['a lane was asked already', ['M db/a'], [], { given: { bound: 'lane', because: 'lane tiny' } }],
  ['no plan is asked for', ['M db/a'], [], { given: { bound: 'free', because: '' } }],
])

const generated = { policy: { ...examplePolicy, plans: { ...examplePolicy.plans, generated: ['**/*.snap'] } } }
cases(check, {}, [
  ['what tools write goes with any plan', ['M lib/a.snap'], [], { given: generated }],
  ['but not where it is denied', ['M lib/a.snap'], ['lib/a.snap is denied'], { given: { ...generated, plans: [planWith({ denied_files: ['lib/**'] })] } }],
  ['a lock file goes with the manifest beside it', ['M web/package-lock.json'], [], allowing('web/package.json')],
  ['or with one below it that changes', ['M web/ui/package.json', 'M pnpm-lock.yaml'], [], allowing('web/**')],
  ['also where it goes', ['D web/ui/package.json', 'M pnpm-lock.yaml'], [], allowing('web/**')],
  ['not with a new one below it', ['A web/ui/package.json', 'M pnpm-lock.yaml'], [outside('pnpm-lock.yaml', 'web/**')], allowing('web/**')],
  ['but with a new one beside it', ['A web/package.json', 'A web/package-lock.json'], [], allowing('web/**')],
  ['and with a new one below it in a workspace', [], [outside('ui/yarn.lock', 'web/**')], workspace(['A web/ui/package.json', 'M pnpm-lock.yaml', 'M ui/yarn.lock'], ['web/**'])],
  ['in a workspace the other demands stay', [], [outside('pnpm-lock.yaml', 'src/**')], workspace(['A src/a', 'M pnpm-lock.yaml'], ['src/**'])],
  ['not with one that is not in scope', ['M package-lock.json', 'M package.json'], [outside('package-lock.json'), outside('package.json')]],
  ['not with one below that stays as it is', ['M pnpm-lock.yaml'], [outside('pnpm-lock.yaml', 'web/**')], allowing('web/**')],
  ['not with one of another kind', ['M Cargo.lock'], [outside('Cargo.lock', 'package.json')], allowing('package.json')],
  ['a denied lock file stays denied', ['M package-lock.json'], ['package-lock.json is denied'], plan(planWith({ allowed_files: ['package.json'], denied_files: ['*-lock.json'] }))],
])

const a = planWith({ allowed_files: ['a/**'] }, {}, 'a')
const later = (intent: Parameters<typeof planWith>[0]) => ({ ...planWith(intent, {}, 'a'), overtakes: a.digest })
const b = planWith({ allowed_files: ['b/**'], denied_files: ['a/secret'] }, {}, 'b')
cases(check, {}, [
  ['a range: a file must fit one of its plans', ['M a/x', 'M b/x', 'M c/x'], ['c/x is outside plan a (allowed: a/**)'], net({ plans: [a, b] })],
  ['what one plan denies another may allow', ['M a/secret'], [], net({ plans: [a, b] })],
  ['what lanes took is not asked again', ['M README.md', 'M c/x'], ['c/x is outside'], net({ plans: [a], elsewhere: ['README.md'] })],
  ['a range of no plan', ['M c/x'], ['c/x: c/x belongs to no plan of this range'], net({ plans: [] })],
  ['a merge of no plan', ['M c/x'], ['c/x belongs to no plan of this merge'], { given: { extent: 'merge', bound: 'merge', plans: [] } }],
  ['the target\'s newer version counts as well', ['M a/x', 'M a/y'], ['a/y is outside plan a (allowed: a/x)'], { given: { plans: [a], also: [later({ allowed_files: ['a/x'] })] } }],
  ['in a range, too, and says nothing of what other plans allow', ['M a/x', 'M a/y', 'M b/x'], ['a/y is outside plan a (allowed: a/x)'], net({ plans: [a, b], also: [later({ allowed_files: ['a/x'] })] })],
  ['but not of another version', ['M a/y'], [], { given: { plans: [a], also: [{ ...later({ allowed_files: ['a/x'] }), overtakes: 'f'.repeat(40) }] } }],
  ['and cannot widen', ['M b/x'], ['b/x is outside plan a (allowed: a/**)'], { given: { plans: [a], also: [later({ allowed_files: ['**'] })] } }],
])

test('a name that every object has is no lock file', async () => {
  const [file] = exampleChange({ change: ['A x'] }, parseMessage).files
  const files = ['constructor', '__proto__', 'toString'].map((path) => ({ ...file!, path }))
  assert.equal((await found(check, {}, [], { given: { files } })).map(({ path }) => path), ['constructor', '__proto__', 'toString'])
})

test('a name that is not UTF-8 is matched by its bytes', async () => {
  const change = exampleChange({ change: ['A x'], given: { plans: [planWith({ allowed_files: ['src/?.ts'] })] } }, parseMessage)
  const named = (bytes: string): FileChange => ({ ...change.files[0]!, path: '"quoted"', bytes })
  const paths = []
  for await (const { path } of check.run({ ...change, files: [named('src/\xff.ts'), named('lib/\xff.ts')] }, {})) paths.push(path)
  assert.equal(paths, ['"quoted"'])
})

test('what to do: before the commit, in a commit, over a range', async () => {
  const staged = await found(check, {}, ["M it's $odd"], { given: { stage: 'pre-commit', extent: 'staged' } })
  assert.match(staged[0]!.fix, "git restore --staged -- ")
  assert.match(staged[0]!.fix, `odd', or ask for it: drift plan request example-plan --add 'it'\\''s $odd' -m "why"`)
  const merged = await found(check, {}, ['M [a]'], { given: { stage: 'pre-commit', extent: 'staged', policy: { ...examplePolicy, approval: { ...examplePolicy.approval, mode: 'merged' } } } })
  assert.match(merged[0]!.fix, 'or widen the plan: add it to allowed_files in .drift/plans/example-plan/intent.json')
  assert.match((await found(check, {}, ['M x']))[0]!.fix, 'Take x out of commit cccccccccccc, or widen the plan')
  assert.match((await found(check, {}, ['M x'], net({ plans: [a] })))[0]!.fix, 'Take x out of the change, or widen the plan')
  assert.equal((await found(check, {}, ['M x', 'M src/y'], plan(planWith({ denied_files: ['src/y'] })))).map(({ code }) => code), ['outside', 'denied'])
})

test('its proof is its plan, exclusions and all; without a plan there is none', () => {
  assert.equal(check.proof!({}, planWith({ denied_files: ['src/x'] })), { kind: 'nothing-outside', globs: ['src/**', 'test/**', '!src/x'] })
  assert.is(check.proof!({}, undefined), undefined)
})

test.run()
