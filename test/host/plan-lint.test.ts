import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { cycle, lintPlan, saidLine, type Surroundings } from '../../host/plan-lint.ts'
import type { BarePlan } from '../../host/plan-folder.ts'
import type { CommitPlan, Intent, TestContract } from '../../host/plan.ts'

interface Told { readonly intent?: Partial<Intent>; readonly gates?: readonly Partial<TestContract['gates'][number]>[]; readonly locked?: readonly string[]; readonly units?: readonly Partial<CommitPlan['units'][number]>[] }

const planOf = ({ intent = {}, gates = [{}], locked = [], units = [] }: Told): BarePlan => ({
  id: 'p', digest: 'd', closed: false,
  intent: { format_version: 1, id: 'p', title: 'P', goal: 'P', kind: 'feature', risk: 'low', constraints: [], non_goals: [], allowed_files: ['src/**'], denied_files: [], acceptance: ['it works'], ...intent },
  test_contract: { format_version: 1, gates: gates.map((gate, i) => ({ id: `g${i}`, command: 'make test', layer: 'unit', required: true, ...gate })), locked_files: locked },
  commit_plan: { format_version: 1, units: units.map((unit, i) => ({ id: `u${i}`, title: 'U', files: ['src/**'], depends_on: [], gates: [], ...unit })) },
})
const around: Surroundings = { paths: ['src/a.ts', 'src/b/c.ts', 'test/a.ts', 'package.json'], manifest: '{ "scripts": { "test": "node --test", "quiet": "mocha || true" } }', layers: ['unit', 'e2e'] }
const here = (plan: Told, more: Partial<Surroundings> = {}) => lintPlan(planOf(plan), { ...around, ...more }).map(saidLine)

const rows: readonly (readonly [title: string, plan: Told, said: readonly string[], more?: Partial<Surroundings>])[] = [
  ['nothing to say', {}, []],
  ['everything', { intent: { allowed_files: ['**'] } }, ['intent.json: /allowed_files/0: "**" allows everything']],
  ['all but something', { intent: { allowed_files: ['!docs/**'] } }, ['intent.json: /allowed_files/0: "!docs/**" allows everything']],
  ['nothing at all', { intent: { allowed_files: [] } }, ['intent.json: /allowed_files: allows no file, so every commit is out of scope']],
  ['no file today', { intent: { allowed_files: ['src/**', 'lib/**'] } }, ['intent.json: /allowed_files/1: advice: "lib/**" matches no file today (fine for files to come)']],
  ['a repository without files', { intent: { allowed_files: ['lib/**'] } }, [], { paths: [] }],
  ['all is denied', { intent: { denied_files: ['src/**'] } }, ['intent.json: /allowed_files/0: denied_files take all of "src/**" away again']],
  ['part is denied', { intent: { allowed_files: ['src/**', 'test/**'], denied_files: ['test'] } }, ['intent.json: /allowed_files/1: advice: denied_files take all of "test/**" away again']],
  ['all is taken away again', { intent: { allowed_files: ['src/{a,b}/**', '!src/a/**', '!src/b/**'] } }, ['intent.json: /allowed_files/0: the exclusions beside it take all of "src/{a,b}/**" away again']],
  ['one of two is taken away again', { intent: { allowed_files: ['src/**', 'src/b/**', '!src/b/**'] } }, ['intent.json: /allowed_files/1: advice: the exclusions beside it take all of "src/b/**" away again']],
  ['words that are blanks', { intent: { title: ' ', goal: '\n', acceptance: ['x', ' '], constraints: ['\t'] } }, ['/title', '/goal', '/constraints/0', '/acceptance/1'].map((pointer) => `intent.json: ${pointer}: says nothing`)],
  ['a file of it is denied', { intent: { denied_files: ['src/b/**'] } }, []],
  ['all is locked', { locked: ['src/**'] }, ['intent.json: /allowed_files/0: the test contract locks all of "src/**"']],
  ['a locked file among the allowed', { locked: ['src/a.ts'] }, ['test_contract.json: /locked_files/0: advice: "src/a.ts" is among the allowed files, and stays locked all the same']],
  ['locks nothing', { locked: ['golden/**'] }, ['test_contract.json: /locked_files/0: advice: "golden/**" matches no file today, so it locks none']],
  ['locked elsewhere', { locked: ['test/**'] }, []],
  ['accepted by nobody', { intent: { acceptance: [] } }, ['intent.json: /acceptance: advice: nothing says how one sees that it is done']],
  ['no gate', { gates: [] }, ['test_contract.json: /gates: advice: no gate, so nothing proves the work']],
  ['none required', { gates: [{ required: false }] }, ['test_contract.json: /gates: advice: no gate is required, so the work is finished without any']],
  ['cannot fail', { gates: [{}, { command: 'make test || true' }] }, ['test_contract.json: /gates/1: "make test || true" cannot fail: its exit code is 0 whatever happens']],
  ['passes without tests', { gates: [{ command: 'npx vitest --passWithNoTests' }] }, ['test_contract.json: /gates/0: "npx vitest --passWithNoTests" cannot fail: --passWithNoTests lets it pass where there is nothing to run']],
  ['a foreign layer', { gates: [{ layer: 'untit' }] }, ['test_contract.json: /gates/0/layer: "untit" is no layer of this project (did you mean unit?): unit, e2e (layers of bugfix-dod in the config)']],
  ['any layer', { gates: [{ layer: 'untit' }] }, [], { layers: undefined as never }],
  ['a script that is there', { gates: [{ command: 'npm test' }] }, []],
  ['a script that is not there', { gates: [{ command: 'npm run e2e' }] }, ['test_contract.json: /gates/0: "npm run e2e" needs a script "e2e", and package.json has none']],
  ['a script to come', { intent: { allowed_files: ['src/**', 'package.json'] }, gates: [{ command: 'npm run e2e' }] }, ['test_contract.json: /gates/0: advice: "npm run e2e" needs a script "e2e", and package.json has none']],
  ['no manifest', { gates: [{ command: 'npm test' }] }, ['test_contract.json: /gates/0: "npm test" needs a script "test", and there is no package.json'], { manifest: undefined }],
  ['a broken manifest', { gates: [{ command: 'npm test' }] }, ['test_contract.json: /gates/0: "npm test" needs a script "test", and package.json has none'], { manifest: '{' }],
  ['a script that cannot fail', { gates: [{ command: 'npm run quiet' }] }, ['test_contract.json: /gates/0: "npm run quiet" cannot fail: its script in package.json is "mocha || true"']],
  ['the same gate twice', { gates: [{ id: 'g' }, { id: 'g' }] }, ['test_contract.json: /gates: "g" stands twice']],
  ['after nothing', { units: [{ depends_on: ['x'] }] }, ['commit_plan.json: /units/0: depends on "x", which is no unit']],
  ['proven by nothing', { units: [{ gates: ['x'] }] }, ['commit_plan.json: /units/0: names gate "x", which the test contract does not have']],
  ['outside of the scope', { units: [{ files: ['src/a.ts', 'lib/**'] }] }, ['commit_plan.json: /units/0: "lib/**" is not among the allowed files']],
  ['within, by another glob', { intent: { allowed_files: ['src/**/*.ts'] }, units: [{ files: ['src/b/*.ts'] }] }, []],
  ['denied', { intent: { denied_files: ['src/b/**'] }, units: [{ files: ['src/b/c.ts'] }] }, ['commit_plan.json: /units/0: "src/b/c.ts" is denied']],
  ['in a ring', { units: [{ id: 'a', depends_on: ['b'] }, { id: 'b', depends_on: ['a'] }] }, ['commit_plan.json: /units: a → b → a wait for each other']],
  ['after itself', { units: [{ id: 'a', depends_on: ['a'] }] }, ['commit_plan.json: /units: a → a wait for each other']],
  ['the same unit twice', { units: [{ id: 'a' }, { id: 'a' }] }, ['commit_plan.json: /units: "a" stands twice']],
]
for (const [title, plan, said, more] of rows) test(title, () => assert.equal(here(plan, more), said))

test('a ladder of thousands of units is no ring, and is seen at once', () => {
  const units = Array.from({ length: 2000 }, (_, i) => ({ id: `u${i}`, depends_on: i === 0 ? [] : [`u${i - 1}`, `u${Math.floor(i / 2)}`] }))
  const begun = Date.now()
  assert.is(cycle(units), undefined)
  assert.ok(Date.now() - begun < 2000)
})

test.run()
