import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { gateStates, unitStates, type Proof } from '../../host/progress.ts'

const planned = [{ id: 'a', title: 'A', files: ['src/**'], depends_on: [], gates: [] }, { id: 'b', title: 'B', files: ['src/**'], depends_on: ['a'], gates: [] }]
const policy = { dir: '.drift/plans', required: true, generated: [], lanes: [] }
const commit = (name: string, unit?: string) => ({ commit: name, parents: [], author: { name: '', email: '' }, files: [{ path: 'src/1' }] as never, message: { raw: '', trailers: unit === undefined ? [] : [{ key: 'PLAN-UNIT', value: ` ${unit} ` }] } as never })
test('units: done by the commits that name them, and what waits', () => {
  assert.equal(unitStates(planned, [], policy).map(({ state, waits }) => [state, waits]), [['ready', []], ['waiting', ['a']]])
  assert.equal(unitStates(planned, [commit('1', 'a'), commit('2', 'a')], policy).map(({ state, commits }) => [state, commits]), [['done', ['1', '2']], ['ready', []]])
  assert.equal(unitStates(planned, [commit('1')], policy).map(({ state }) => state), ['ready', 'waiting'], 'two units could be meant: none is done')
  assert.equal(unitStates(planned, [commit('1', 'b')], policy).map(({ state }) => state), ['ready', 'done'])
})

const gates = [{ id: 'g', command: 'make test', layer: 'unit', required: true }]
const proof = (more: Partial<Proof>): Proof => ({ gate: 'g', command: 'make test', tree: 't', dirty: false, outcome: 'passed', at: '2026-01-01T00:00:00Z', ...more })
for (const [title, proofs, state, fresh] of [
  ['none', [], 'unknown', false],
  ['of this content', [proof({})], 'passed', true],
  ['of other content', [proof({ tree: 'o' })], 'passed', false],
  ['of a dirty worktree', [proof({ dirty: true })], 'passed', false],
  ['of another command', [proof({ command: 'true' })], 'unknown', false],
  ['of another gate', [proof({ gate: 'h' })], 'unknown', false],
  ['this content before what is newer', [proof({ outcome: 'failed' }), proof({ tree: 'o', at: '2026-01-02T00:00:00Z' })], 'failed', true],
  ['the newest', [proof({}), proof({ outcome: 'failed', at: '2026-01-02T00:00:00Z' })], 'failed', true],
] as const) test(`gate: evidence ${title}`, () => assert.equal(gateStates(gates, proofs, 't').map((gate) => [gate.state, gate.fresh]), [[state, fresh]]))

test.run()
