import { choice, defineCheck, evidenceStanding, glob, isPlanFile, keyOf, list, matches, namesIn, object, pathspecWord, reaches, sayName, shellWord, uncovered, withLater, type Change, type EvidenceRecord, type FileChange, type Found, type Plan } from '../host/check.ts'
import { weakened, type ChangedTests, type Weakened } from './test-contract/compare.ts'
import { configFiles, loosened } from './test-contract/configs.ts'
import { accepting, type Accepts } from './test-contract/deviations.ts'
import { languages } from './test-contract/languages.ts'
import { testsIn } from './test-contract/read.ts'

interface Options { readonly evidence: 'off' | 'pre-push' | 'ci'; readonly exempt: readonly string[] }

const testFiles = () => languages().flatMap(({ files }) => files)

/** Under which name a plan locks a file; undefined where it does not. */
function lockedAs({ test_contract: { locked_files } }: Plan, file: FileChange): string | undefined {
  if (reaches(locked_files, file)) return ''
  const other = namesIn(locked_files, file).find(({ how }) => how === 'link' || (how === 'way' && file.status !== 'added') || how === 'twin')
  return other && ` (${sayName(other)})`
}

function* locked({ files, plans, also, policy, extent, commit }: Change): Iterable<Found> {
  for (const file of files) {
    if (isPlanFile(file.path, policy.plans)) continue
    // A version that overtakes a plan locks as well.
    const found = plans.flatMap((plan) => withLater(plan, also)).map((plan) => ({ plan, as: lockedAs(plan, file) }))
    const by = found.find(({ as }) => as !== undefined)
    // What another plan of the change allows was its work.
    const allows = (plan: Plan) => withLater(plan, also).every((one) => lockedAs(one, file) === undefined && uncovered(one, file, files, policy.plans) === undefined)
    if (!by || plans.some(allows)) continue
    const { plan, as } = by
    yield {
      code: 'locked', path: file.path, message: `${file.path} is locked by the test contract of plan ${plan.id} (locked: ${plan.test_contract.locked_files.join(', ')})${as}`,
      fix: `${commit || extent === 'net' ? `Take ${file.path} out of ${commit ? `commit ${commit.slice(0, 12)}` : 'the change'}` : `git restore --staged -- ${pathspecWord(file)}`}, or take it out of locked_files in ${policy.plans.dir}/${plan.id}/test_contract.json, commit that alone, and have it approved: drift approve ${plan.id}`,
    }
  }
}

/** Only what may be a test or a config was read: most files are told by that. */
const wasRead = ({ before, after }: FileChange) => before !== undefined || after !== undefined

/** With the line ends that all patterns of the tables are written for, and without a mark at its beginning. */
const unix = (text: string) => text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n')

function changedTests({ files }: Change, exempt: readonly string[]): readonly ChangedTests[] {
  return files.filter(wasRead).flatMap(({ path, before, after }) => {
    const language = languages().find((one) => matches(one.files, path))
    if (!language || matches(exempt, path)) return []
    const read = (text: string | undefined) => (text === undefined ? undefined : testsIn(unix(text), language))
    return [{ path, language, before: read(before), after: read(after) }]
  })
}

const says: Readonly<Record<Weakened['code'], (one: Weakened) => string>> = {
  'test-deleted': ({ line, name }) => `test "${name}" is gone (line ${line} at the base)`,
  'test-skipped': ({ name, group }) => `${group ? `the tests of "${name}" are` : `test "${name}" is`} skipped by what was not there before`,
  'test-focused': ({ name, group }) => `only ${group ? 'the tests of ' : ''}"${name}" would run: all others are left out`,
  'test-emptied': ({ name }) => `test "${name}" asserts nothing any more`,
}

const mends: Readonly<Record<Weakened['code'], string>> = {
  'test-deleted': 'Bring it back', 'test-skipped': 'Let it run again', 'test-focused': 'Take the focus away', 'test-emptied': 'Bring its assertions back',
}

function* tests(change: Change, { exempt }: Options, accepts: Accepts, way: (what: string) => string): Iterable<Found> {
  const all = weakened(changedTests(change, exempt)).filter(({ path, name }) => !accepts({ path, name }))
  const gone = new Set(change.files.filter(({ status }) => status === 'deleted').map(keyOf))
  const told = new Set<string>()
  for (const one of all) {
    const { code, path, line, name } = one
    const more = code === 'test-deleted' && gone.has(path) ? all.filter((other) => other.path === path && other.code === code) : []
    if (more.length > 1) {
      if (!told.has(path)) yield { code, path, message: `${path} is gone, and ${more.length} tests with it: ${more.slice(0, 3).map(({ name }) => `"${name}"`).join(', ')}${more.length > 3 ? ' …' : ''}`, fix: `Bring it back${way(path)}` }
      told.add(path)
    } else yield { code, path, ...(code === 'test-deleted' ? {} : { line }), message: `${path}: ${says[code](one)}`, fix: `${mends[code]}${way(name)}` }
  }
}

function* configs({ files }: Change, { exempt }: Options, accepts: Accepts, way: (what: string) => string): Iterable<Found> {
  const changed = files.filter((file) => wasRead(file) && matches(configFiles, file.path) && !matches(exempt, file.path))
  for (const { path, line, key, what } of loosened(changed.map(({ path, before, after }) => ({ path, ...(before === undefined ? {} : { before: unix(before) }), ...(after === undefined ? {} : { after: unix(after) }) })))) {
    if (!accepts({ path, name: key })) yield { code: 'config-loosened', path, ...(line === undefined ? {} : { line }), message: `${path}: ${key} ${what}`, fix: `Put it back${way(path)}` }
  }
}

const unproven = { missing: 'gate-not-run', failed: 'gate-failed', unverifiable: 'gate-unverifiable' } as const

function* evidence({ plans, also, seen, stage }: Change): Iterable<Found> {
  // All of them are about the tree that is judged; in CI they are of this very job.
  const records = (seen['evidence'] ?? []) as readonly EvidenceRecord[]
  // Of a plan that was widened on the way its newest contract counts: that one is run, and its commits come last.
  for (const plan of new Map(plans.flatMap((plan) => withLater(plan, also)).map((plan) => [plan.id, plan])).values()) {
    for (const { gate: { id, command }, state, reason } of evidenceStanding(plan.test_contract.gates.filter(({ required }) => required), records)) {
      if (state === 'passed') continue
      const again = stage === 'pre-push' ? `drift verify ${shellWord(id)}` : `drift verify ${shellWord(id)}, until it passes; in CI it has to run in this very job: drift ci --rerun-gates`
      yield { code: unproven[state], message: `gate ${id} of plan ${plan.id} is not proven on this tree: ${reason} (${command})`, fix: again }
    }
  }
}

/** Whether evidence is asked for at this stage: who asks at the gate asks at the push, too. */
function asksEvidence({ stage }: Change, asked: Options['evidence']): boolean {
  return stage === 'pre-push' ? asked !== 'off' : (stage === 'ci' || stage === 'receive') && asked === 'ci'
}

const example = { evidence: 'off', exempt: ['**/fixtures/**'] } as const
const net = { extent: 'net', bound: 'net' } as const
const one = "test('refuses the sixth', () => {\n  assert.is(login(6), false)\n})\n"

const locking: Plan = {
  id: 'example-plan', digest: 'e'.repeat(40), closed: false, standing: { state: 'approved', reason: 'approved', by: [], paths: [] },
  intent: { format_version: 1, id: 'example-plan', title: 'x', goal: 'x', kind: 'feature', risk: 'low', constraints: [], non_goals: [], allowed_files: ['src/**', 'test/**'], denied_files: [], acceptance: [] },
  test_contract: { format_version: 1, gates: [], locked_files: ['test/login.test.js'] }, commit_plan: { format_version: 1, units: [] },
}

export default defineCheck({
  name: 'test-contract',
  demand: 'Tests that were agreed on stay, run, and still demand something.',
  why: 'The shortest way to a green run is a test less. Files that the test contract of a plan locks stay as they are, under whatever name. Over all that is pushed or proposed at once, against its base, no test may be deleted, skipped, focused or emptied of assertions, and no configuration of a runner or of coverage may demand less, unless a person accepted it: drift deviate "<test, file or glob>" -m why. A test that was renamed or moved within the change is found by its name or its body. Read are JavaScript and TypeScript, Python, Go, Rust, Java, Ruby, PHP and C#, by a table of what a test looks like, without what stands in comments and strings; an assertion counts as none if it is of constants alone or of a thing and itself, or if its failure is caught and dropped, and a test as skipped if something in it can never run: behind `if (false)`, or behind a `return` on no condition; what a program computes is not seen, and nothing is said of it. Configs are those of jest, vitest, mocha, nyc, c8, pytest, coverage.py, codecov, Cargo, tarpaulin, PHPUnit, Maven, Gradle, .NET, RSpec and SimpleCov, and the test scripts of package.json. A deviation counts as an approval does: not where approval is `merged` or `signed`, nor under `self: deny`; it lets no other check pass.',
  stages: ['commit-msg', 'pre-push', 'ci', 'receive'],
  extents: ['commit', 'merge', 'net'],
  needs: 'plan',
  options: object({
    evidence: choice(['off', 'pre-push', 'ci'], { default: 'off', about: 'Where each required gate must have run on the very tree that is judged: nowhere, at the push, or at the push and in CI.' }),
    exempt: list(glob(), {
      default: ['**/{*fixtures*,testdata,test-data,__snapshots__,snapshots,node_modules,vendor,third_party}/**'],
      stricter: 'fewer', about: 'Globs of files that look like tests or their configuration, and are none of this project.',
    }),
  }),

  skip: ({ extent, plans, also, because }) => (extent !== 'net' && [...plans, ...also].every(({ test_contract: { locked_files } }) => locked_files.length === 0) ? (plans.length > 0 ? 'no file is locked' : because) : undefined),

  reads({ evidence }, change) {
    const { extent, stage, plans, also } = change
    const locks = [...plans, ...also].flatMap(({ test_contract: { locked_files } }) => locked_files)
    if (extent !== 'net') return stage === 'commit-msg' && extent === 'commit' ? { names: locks } : {}
    return { texts: [...testFiles(), ...configFiles], names: locks, kinds: [...plans.length > 0 ? ['deviation'] : [], ...asksEvidence(change, evidence) ? ['evidence'] : []] }
  },

  *run(change, options) {
    yield* locked(change)
    if (change.extent !== 'net') return
    const accepts = accepting(change)
    const { policy: { approval }, plans } = change
    const way = (what: string) => (plans.length > 0 && approval.mode === 'recorded' && approval.self !== 'deny' ? `, or have a person accept that: drift deviate ${shellWord(what)} -m "why"` : '')
    yield* tests(change, options, accepts, way)
    yield* configs(change, options, accepts, way)
    if (asksEvidence(change, options.evidence)) yield* evidence(change)
  },

  examples: [
    { title: 'a locked file changes', change: ['M test/login.test.js'], options: example, given: { plans: [locking] }, findings: ['test/login.test.js is locked by the test contract of plan example-plan'] },
    { title: 'a test comes along', change: ['M test/login.test.js'], options: example, given: net, texts: { 'test/login.test.js': [one, `${one}test('counts per account', () => { assert.is(count(), 1) })\n`] }, findings: [] },
    { title: 'a test is deleted', change: ['M test/login.test.js'], options: example, given: net, texts: { 'test/login.test.js': [one, '// Nothing to see here.\n'] }, findings: ['test/login.test.js: test "refuses the sixth" is gone (line 1 at the base)'] },
    { title: 'a test is renamed', change: ['M test/login.test.js'], options: example, given: net, texts: { 'test/login.test.js': [one, one.replace('refuses the sixth', 'locks out after five')] }, findings: [] },
    { title: 'a test is skipped, another focused', change: ['M test/login.test.js', 'M test/test_login.py'], options: example, given: net, texts: { 'test/login.test.js': [one, one.replace('test', 'fit')], 'test/test_login.py': ['def test_sixth():\n    assert not login(6)\n', '@pytest.mark.skip\ndef test_sixth():\n    assert not login(6)\n'] }, findings: ['test "test_sixth" is skipped by what was not there before', 'only "refuses the sixth" would run'] },
    { title: 'assertions are gutted', change: ['M login_test.go'], options: example, given: net, texts: { 'login_test.go': ['func TestSixth(t *testing.T) {\n\tif login(6) {\n\t\tt.Fatal("in")\n\t}\n}\n', 'func TestSixth(t *testing.T) {\n\tlogin(6)\n}\n'] }, findings: ['login_test.go: test "TestSixth" asserts nothing any more'] },
    { title: 'coverage may fall', change: ['M jest.config.json'], options: example, given: net, texts: { 'jest.config.json': ['{ "coverageThreshold": { "global": { "lines": 80 } } }\n', '{ "coverageThreshold": { "global": { "lines": 60 } } }\n'] }, findings: ['jest.config.json: coverageThreshold.global.lines went from 80 to 60'] },
    { title: 'a word in a comment or a string is no test', change: ['M test/login.test.js'], options: example, given: net, texts: { 'test/login.test.js': [one, `// xit('x', () => {})\nconst text = "test.skip('y')"\n${one}`] }, findings: [] },
  ],
})
