// How a gate's run is judged, and which of many records says how a gate stands.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { evidenceStanding, gateOutcome, ranFor, type Ended, type EvidenceRecord } from '../../host/evidence.ts'

const counted = (passed: number, failed = 0, skipped = 0) => ({ tests: { runner: 'uvu', total: passed + failed + skipped, passed, failed, skipped } })

for (const [title, least, ended, outcome, reason] of [
  ['no counts, none asked for', undefined, { exit: 0 }, 'passed', ''],
  ['no counts, none asked for by 0', 0, { exit: 0 }, 'passed', ''],
  ['no counts where some are due', 1, { exit: 0 }, 'unverifiable', 'names no count of tests, and at least 1 is due'],
  ['tests that pass', undefined, { exit: 0, ...counted(2, 0, 1) }, 'passed', ''],
  ['just enough', 2, { exit: 0, ...counted(2) }, 'passed', ''],
  ['too few', 3, { exit: 0, ...counted(2) }, 'failed', '2 tests ran, and at least 3 are due'],
  ['skipped ones do not count', 2, { exit: 0, ...counted(1, 0, 5) }, 'failed', '1 test ran, and at least 2 are due'],
  ['none collected', undefined, { exit: 0, ...counted(0) }, 'unverifiable', 'uvu found no test'],
  ['none collected, and none asked for by 0', 0, { exit: 0, ...counted(0) }, 'unverifiable', 'uvu found no test'],
  ['none collected where some are due', 3, { exit: 0, ...counted(0) }, 'unverifiable', 'uvu found no test'],
  ['all skipped', undefined, { exit: 0, ...counted(0, 0, 4) }, 'unverifiable', 'all 4 tests were skipped'],
  ['failures behind an exit 0', undefined, { exit: 0, ...counted(5, 1) }, 'failed', 'exit 0, but 1 of 6 tests failed'],
  ['an exit code, whatever the counts', undefined, { exit: 7, ...counted(5) }, 'failed', 'exit 7'],
  ['a signal', undefined, { signal: 'SIGKILL' }, 'failed', 'ended by SIGKILL'],
  ['its time, even if all passed', undefined, { exit: 0, timed_out: true, ...counted(5) }, 'failed', 'its time was over'],
] as readonly (readonly [string, number | undefined, Ended, string, string])[]) test(`outcome: ${title}`, () => {
  const found = gateOutcome(least === undefined ? {} : { min_tests: least }, ended)
  assert.is(found.outcome, outcome)
  assert.ok(reason === '' ? found.reason === '' : found.reason.includes(reason), found.reason)
})

const tree = 'a'.repeat(40)
const gate = { id: 'unit', command: 'npm test', layer: 'unit', required: true }
const record = (more: Partial<EvidenceRecord> = {}): EvidenceRecord => ({ gate: 'unit', command: 'npm test', tree, dirty: false, outcome: 'passed', exit: 0, at: '2026-01-01T00:00:00.000Z', ...more })
const later = { at: '2026-01-01T00:00:01.000Z' }

for (const [title, records, state, least] of [
  ['none', [], 'missing'],
  ['one that passed', [record()], 'passed'],
  ['another gate', [record({ gate: 'e2e' })], 'missing'],
  ['another command', [record({ command: 'true' })], 'missing'],
  ['another tree', [record({ tree: 'b'.repeat(40) })], 'missing'],
  ['a dirty one', [record({ dirty: true })], 'missing'],
  ['a later failure', [record(), record({ outcome: 'failed', exit: 1, ...later })], 'failed'],
  ['a later pass', [record({ outcome: 'failed', exit: 1 }), record(later)], 'passed'],
  ['a later pass, told first', [record(later), record({ outcome: 'failed', exit: 1 })], 'passed'],
  ['a later one that is dirty', [record({ outcome: 'failed', exit: 1 }), record({ ...later, dirty: true })], 'failed'],
  ['both at once: the worse one', [record(), record({ outcome: 'failed', exit: 1 })], 'failed'],
  ['another spelling of the same time', [record({ at: '2026-01-01T00:00:00Z', outcome: 'failed', exit: 1 }), record()], 'failed'],
  ['unverifiable', [record({ outcome: 'unverifiable', ...counted(0) })], 'unverifiable'],
  ['the plan asks for more tests by now', [record(counted(3))], 'failed', 4],
  ['the plan asks for tests by now', [record()], 'unverifiable', 1],
] as readonly (readonly [string, readonly EvidenceRecord[], string, number?])[]) test(`standing: ${title}`, () => {
  const asked = least === undefined ? gate : { ...gate, min_tests: least }
  const [standing] = evidenceStanding([asked], records, tree)
  assert.is(standing?.state, state)
  assert.is(standing?.reason === '', state === 'passed')
})

test('standing: each gate by itself; without a tree the records are taken as of one', () => {
  const other = { ...gate, id: 'e2e', command: 'npm run e2e' }
  assert.equal(evidenceStanding([other, gate], [record({ tree: 'c'.repeat(40) })]).map(({ gate: { id }, state }) => [id, state]), [['e2e', 'missing'], ['unit', 'passed']])
})

test('what ran, for people', () => {
  assert.is(ranFor({}, 3_140), '3.1 s')
  assert.is(ranFor(counted(1), 49), '1 test, 0.0 s')
  assert.is(ranFor(counted(11, 1, 2), 60_000), '12 tests, 2 skipped, 60.0 s')
})

test.run()
