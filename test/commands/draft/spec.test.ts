import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { filesOf, blank, kindOf, slug } from '../../../commands/draft/draft.ts'
import { gateFrom, listOf, unitFrom } from '../../../commands/draft/spec.ts'

const usual = { layer: 'unit', required: true }
for (const [told, gate] of [
  ['npm test', { id: 'npm-test', command: 'npm test', ...usual }],
  ['npm run e2e [id=e2e, layer=e2e, optional, timeout=600, min-tests=3]', { id: 'e2e', command: 'npm run e2e', layer: 'e2e', required: false, timeout_s: 600, min_tests: 3 }],
  ['test -d x && [ -f dist/a ]', { id: 'test-d-x-f-dist-a', command: 'test -d x && [ -f dist/a ]', ...usual }],
  ['ls *.[ab]', { id: 'ls-ab', command: 'ls *.[ab]', ...usual }],
  ['…', { id: 'gate', command: '…', ...usual }],
] as const) test(`gate: ${told}`, () => assert.equal(gateFrom(told), gate))
for (const told of ['npm test [layr=e2e]', 'npm test [timeout=soon]', 'npm test [timeout=0]', 'npm test [id=a b]', 'npm test [x]']) test(`no gate: ${told}`, () => assert.throws(() => gateFrom(told), /says nothing of a gate/))

for (const [told, unit] of [
  ['count attempts=src/**,test/**', { id: 'count-attempts', title: 'count attempts', files: ['src/**', 'test/**'], depends_on: [], gates: [] }],
  ['a=src/{x,y}/**, z', { id: 'a', title: 'a', files: ['src/{x,y}/**', 'z'], depends_on: [], gates: [] }],
  ['a=x after Store', { id: 'a', title: 'a', files: ['x'], depends_on: ['store'], gates: [] }],
  ['a=x after count attempts, b.2 gates unit,e2e', { id: 'a', title: 'a', files: ['x'], depends_on: ['count-attempts', 'b.2'], gates: ['unit', 'e2e'] }],
  ['a=x gate unit', { id: 'a', title: 'a', files: ['x'], depends_on: [], gates: ['unit'] }],
  ['look after users=src/**', { id: 'look-after-users', title: 'look after users', files: ['src/**'], depends_on: [], gates: [] }],
] as const) test(`unit: ${told}`, () => assert.equal(unitFrom(told), unit))
for (const told of ['x', '=x', ' =x', '']) test(`no unit: ${JSON.stringify(told)}`, () => assert.throws(() => unitFrom(told), /is not "title=glob,glob"/))

test('lists are split at commas outside of braces', () => assert.equal(listOf(' a , {b,{c,d}},, e}'), ['a', '{b,{c,d}}', 'e}']))
test('ids are made of words, and each once', () => {
  assert.is(slug('Über-größe: limit  it — and then some more words'), 'uber-gro-e-limit-it-and')
  const gate = gateFrom('npm test')
  assert.equal(filesOf('p', { ...blank, goal: 'g', gates: [gate, gate, { ...gate, id: 'npm-test-2' }] })['test_contract.json'].gates.map(({ id }) => id), ['npm-test', 'npm-test-2', 'npm-test-2-2'])
})
test('what a unit comes after may be named by title, and stand further down', () => {
  const units = ['B=b after A', 'A=a after nothing', 'Two words=c after b'].map(unitFrom)
  assert.equal(filesOf('p', { ...blank, goal: 'g', units })['commit_plan.json'].units.map(({ id, depends_on }) => [id, depends_on]), [['b', ['a']], ['a', ['nothing']], ['two-words', ['b']]])
})
test('words about no command are no gate', () => assert.throws(() => gateFrom(' [id=x] '), /names no command/))
test('what a goal sounds like', () => assert.equal(['Fix the login', 'Rename x', 'Document it', 'Limit logins', 'Bump ajv', 'Release 1'].map(kindOf), ['bugfix', 'refactor', 'docs', 'feature', 'deps', 'release']))

test.run()
