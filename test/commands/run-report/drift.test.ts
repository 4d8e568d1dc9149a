import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { accepts, driftOf, type Seen } from '../../../commands/run-report/drift.ts'
import { gateStandings } from '../../../commands/run-report/gates.ts'
import type { Evidence } from '../../../records/evidence.ts'

const id = 'abcdef1234'.repeat(4)
const table: readonly (readonly [why: string, deviation: string, code: string, what: string, yes: boolean])[] = [
  ['the path itself', 'db/x', 'outside-scope', 'db/x', true], ['a glob', 'db/**', 'outside-scope', 'db/x', true], ['another path', 'db/y', 'outside-scope', 'db/x', false],
  ['a glob takes no gate', '**', 'gate-not-run', 'unit', false], ['no glob at all', 'a**b', 'outside-scope', 'a/b', false], ['the kind', 'extra-commit', 'extra-commit', id, true],
  ['the whole id', id, 'unplanned-commit', id, true], ['its beginning', 'abcdef1', 'unplanned-commit', id, true], ['too little of it', 'abcdef', 'unplanned-commit', id, false],
  ['a unit', 'one', 'missing-unit', 'one', true], ['a part of a unit', 'on', 'missing-unit', 'one', false], ['words', 'some words', 'outside-scope', 'db/x', false],
]
for (const [why, deviation, code, what, yes] of table) test(`accepts: ${why}`, () => assert.is(accepts(deviation, code, what), yes))

const evidence = (more: Partial<Evidence>): Evidence => ({
  v: 1, kind: 'evidence', id: 'x', plan: 'p', digest: 'd', run: 'r', gate: 'g', command: 'npm test', layer: 'unit', tree: 'T', dirty: false, outcome: 'passed', exit: 0, ms: 1, by: { name: 'Ada', email: 'a@b' }, via: 'human', at: '2026-01-01T00:00:00Z', ...more,
})
const gates = [{ id: 'g', command: 'npm test', layer: 'unit', required: true }]
const standing = (...all: Partial<Evidence>[]) => gateStandings(gates, all.map(evidence), 'T', 'r').map(({ gate: { outcome, failures, tests, skipped }, earlier = '-' }) => [outcome, failures, tests === undefined ? '-' : skipped ? `${tests}, ${skipped} skipped` : tests, earlier])[0]

test('no evidence', () => assert.equal(standing(), ['not-run', 0, '-', '-']))
test('passed on this tree, with so many tests', () => assert.equal(standing({ tests: { runner: 'tap', total: 3, passed: 3, failed: 0, skipped: 0 } }), ['passed', 0, 3, '-']))
test('passed on another tree, dirty or not', () => assert.equal([standing({ tree: 'U' }), standing({ tree: 'U', dirty: true })], [['not-run', 0, '-', 'tree'], ['not-run', 0, '-', 'tree']]))
test('a dirty tree proves nothing', () => assert.equal(standing({ dirty: true }), ['not-run', 0, '-', 'dirty']))
test('a skipped test is told as skipped', () => assert.equal(standing({ tests: { runner: 'tap', total: 3, passed: 1, failed: 0, skipped: 2 } }), ['passed', 0, '3, 2 skipped', '-']))
test('another command is another gate', () => assert.equal(standing({ command: 'npm test # g' }), ['not-run', 0, '-', '-']))
test('the newest counts, and failures before are counted', () => assert.equal(standing({ outcome: 'failed', at: '2026-01-01T00:00:01Z' }, { outcome: 'failed', tree: 'U' }, { at: '2026-01-01T00:00:02Z' }), ['passed', 2, '-', '-']))
test('failed at last, after it passed', () => assert.equal(standing({ outcome: 'failed', at: '2026-01-01T00:00:02Z' }, {}), ['failed', 0, '-', '-']))
test('failures of another run are not this one\'s', () => assert.equal(standing({ outcome: 'failed', run: 'other' }, { at: '2026-01-01T00:00:02Z' }), ['passed', 0, '-', '-']))

const seen: Seen = { sorted: { commits: [], others: [], done: new Set(), extra: [], unplanned: [], last: undefined }, units: [{ id: 'one', title: 'first', files: [], depends_on: [], gates: [] }], outside: [], gates: gateStandings(gates, [], 'T', 'r'), overrides: new Map(), deviations: [], abandoned: false }
const codes = (more: Partial<Seen>) => driftOf({ ...seen, ...more }).map(({ code, what, accepted }) => [code, what, accepted ?? '-'].join(' '))

test('what was not done is drift, unless the run was given up', () => {
  assert.equal(codes({}), ['missing-unit one -', 'gate-not-run g -'])
  assert.equal(codes({ abandoned: true }), [])
  assert.equal(codes({ deviations: [{ what: 'g', why: 'no runner' }] }), ['missing-unit one -', 'gate-not-run g no runner'])
})
test('a gate that is drift says why', () => {
  const told = (more: Partial<Evidence>) => driftOf({ ...seen, units: [], gates: gateStandings(gates, [evidence(more)], 'T', 'r') }).map(({ code, message }) => `${code}: ${message}`)
  assert.equal(told({ outcome: 'failed', exit: 2 }), ['gate-failed: gate g (npm test) failed: exit 2'])
  assert.equal(told({ outcome: 'unverifiable', tests: { runner: 'tap', total: 2, passed: 0, failed: 0, skipped: 2 } }), ['gate-unverifiable: gate g (npm test) ended well and showed no test: unverifiable, all 2 tests were skipped'])
  assert.equal(told({ dirty: true }), ['gate-not-run: gate g (npm test) was not run on this tree (it passed while the worktree held something else than this commit)'])
})
test('a commit beyond the plan says whether it does a unit', () => {
  const extra = [{ commit: id, parents: [], author: { name: 'Ada', email: 'a@b' }, message: { subject: 'feat: more', raw: 'feat: more', trailers: [] }, files: [] }] as unknown as Seen['sorted']['extra']
  const [found, other] = [{ subject: 'feat: more', found: 'trailer' as const, planned: false }, { commit: '0'.repeat(40), unit: 'one' }]
  const said = (unit: object) => driftOf({ ...seen, units: [], gates: [], sorted: { ...seen.sorted, extra, commits: [{ ...found, ...other }, { ...found, commit: id, ...unit }] } })[0]!.message.replace(/^.*: /, '')
  assert.equal([said({}), said({ unit: 'one' })], ['it does no unit', 'its unit is done already'])
})
test('a gate that nobody requires is no drift', () => assert.equal(codes({ gates: gateStandings([{ ...gates[0]!, required: false }], [], 'T', 'r') }), ['missing-unit one -']))
test('a path is told once, and what one commit was let through with does not cover another', () => {
  const finding = { code: 'outside', path: 'db', message: 'db is outside', fix: '-' }
  const override = { state: 'approved' as const, by: [], reason: 'it burns' }
  assert.equal(codes({ abandoned: true, outside: [finding, finding] }), ['outside-scope db -'])
  assert.equal(codes({ abandoned: true, outside: [{ ...finding, override }] }), ['outside-scope db it burns'])
  assert.equal(codes({ abandoned: true, outside: [{ ...finding, override }, finding] }), ['outside-scope db -'])
  assert.equal(codes({ abandoned: true, outside: [{ ...finding, override: { ...override, state: 'break-glass' } }] }), ['outside-scope db -'])
})
test.run()
