import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { diffPlans, planDiffSchema, saidDifference } from '../../host/plan-diff.ts'
import { filesOf, blank, type Draft } from '../../commands/draft/draft.ts'
import { gateOf, unitOfWords } from '../../commands/draft/spec.ts'
import { Ajv2020 } from 'ajv/dist/2020.js'

const plan = (draft: Partial<Draft>) => {
  const files = filesOf('p', { ...blank, goal: 'a goal', ...draft })
  return { intent: files['intent.json'], test_contract: files['test_contract.json'], commit_plan: files['commit_plan.json'] }
}
const [unit, e2e] = [gateOf('npm test', { id: 'unit' }), gateOf('npm run e2e', { id: 'e2e', layer: 'e2e' })]
const [one, two] = [unitOfWords('one', ['src/**'], [], []), unitOfWords('two', ['lib/**'], ['one'], ['unit'])]

const rows: readonly (readonly [title: string, from: Partial<Draft>, to: Partial<Draft>, said: readonly string[]])[] = [
  ['nothing', { allow: ['a'] }, { allow: ['a'] }, []],
  ['globs came and went', { allow: ['a', 'b'], deny: ['x'] }, { allow: ['b', 'c'] }, ['intent.json allowed_files -a', 'intent.json allowed_files +c', 'intent.json denied_files -x']],
  ['another order of globs is none', { allow: ['a', 'b'] }, { allow: ['b', 'a'] }, []],
  ['words', { risk: 'low', goal: 'a\nb' }, { risk: 'high', goal: 'a' }, ['intent.json goal a b → a', 'intent.json risk low → high']],
  ['a word that was not there', {}, { domain: 'auth' }, ['intent.json domain +auth']],
  ['a word that is there no more', { domain: 'auth' }, {}, ['intent.json domain -auth']],
  ['gates', { gates: [unit] }, { gates: [e2e] }, ['test_contract.json gate -unit: npm test', 'test_contract.json gate +e2e: npm run e2e']],
  ['a gate', { gates: [unit] }, { gates: [{ ...unit, command: 'true', required: false, timeout_s: 9 }] }, ['test_contract.json gate unit: command npm test → true', 'test_contract.json gate unit: required true → false', 'test_contract.json gate unit: timeout_s +9']],
  ['a lock', { lock: ['t'] }, {}, ['test_contract.json locked_files -t']],
  ['units', { units: [one] }, { units: [one, two] }, ['commit_plan.json unit +two: two (lib/**)']],
  ['a unit', { units: [one, two] }, { units: [one, { ...two, files: ['lib/**', 'x'], depends_on: [] }] }, ['commit_plan.json unit two: files +x', 'commit_plan.json unit two: depends_on -one']],
  ['the order of units', { units: [one, two] }, { units: [two, one] }, ['commit_plan.json order of units one, two → two, one']],
  ['all units', { units: [one] }, {}, ['commit_plan.json unit -one: one (src/**)']],
]
for (const [title, from, to, said] of rows) test(title, () => {
  const changes = diffPlans(plan(from), plan(to))
  assert.equal(changes.map((change) => `${change.file} ${saidDifference(change)}`), said)
  const version = { name: 'files', digest: 'd' }
  const validate = new Ajv2020({ strict: false }).compile(planDiffSchema.json)
  assert.ok(validate({ version: 1, plan: 'p', from: version, to: version, changes }), JSON.stringify(validate.errors))
})

test.run()
