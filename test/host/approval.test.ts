// How a digest stands: a table over the records.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { approvedContents, nextSeq, standingOf, type Approval, type Circumstances } from '../../host/approval.ts'

const ada = { name: 'Ada', email: 'ada@example.org' }
const bob = { name: 'Bob', email: 'bob@example.org' }
const approval = (more: Partial<Approval> = {}): Approval => ({ id: 'a', plan: 'p', digest: 'd', seq: 1, decision: 'approved', by: ada, method: 'recorded', at: '2026-01-01T00:00:00Z', ...more })
const policy = { mode: 'recorded', threshold: 1, self: 'label', allowedSigners: 'x' } as const

function state(all: readonly Approval[], more: Partial<Circumstances> = {}): string {
  const approvals = new Map([['d', all.filter(({ digest }) => digest === 'd')], ['e', all.filter(({ digest }) => digest === 'e')]])
  return standingOf({ plan: 'p', digest: 'd', project: undefined, policy, approvals, others: [], merged: undefined, closed: false, authors: [], now: new Date('2026-06-01'), ...more }).state
}

const rows: readonly (readonly [title: string, actual: () => string, expected: string])[] = [
  ['nobody', () => state([]), 'missing'],
  ['one approval', () => state([approval()]), 'approved'],
  ['another plan', () => state([approval({ plan: 'q' })]), 'missing'],
  ['another project', () => state([approval({ project: 'x' })], { project: 'y' }), 'missing'],
  ['expired', () => state([approval({ expires: '2026-05-01T00:00:00Z' })]), 'expired'],
  ['revoked', () => state([approval(), approval({ id: 'b', seq: 2, decision: 'revoked', ends: ['a'] })]), 'revoked'],
  ['a revocation of another approval', () => state([approval(), approval({ id: 'b', seq: 2, decision: 'revoked', ends: ['z'] })]), 'approved'],
  ['a veto', () => state([approval(), approval({ id: 'b', seq: 2, decision: 'changes-requested', by: bob })]), 'vetoed'],
  ['a veto stays where somebody else approves later', () => state([approval({ id: 'b', decision: 'changes-requested', by: bob }), approval({ seq: 2 })]), 'vetoed'],
  ['a veto that its maker took back, spelled otherwise', () => state([approval({ id: 'b', decision: 'changes-requested', by: bob }), approval({ seq: 2, by: { ...bob, email: 'BOB@example.org' } })]), 'approved'],
  ['a veto comes back when what lifted it is revoked', () => state([approval({ id: 'b', decision: 'changes-requested', by: bob }), approval({ seq: 2, by: bob }), approval({ id: 'c', seq: 3, decision: 'revoked', ends: ['a'] })]), 'vetoed'],
  ['a veto that its maker took back', () => state([approval({ id: 'b', decision: 'changes-requested', by: bob }), approval({ seq: 2, by: bob })]), 'approved'],
  ['two wanted, the same person twice', () => state([approval(), approval({ id: 'b', seq: 2 })], { policy: { ...policy, threshold: 2 } }), 'missing'],
  ['two wanted, one after a revocation', () => state([approval(), approval({ id: 'b', seq: 2, decision: 'revoked', ends: ['a'] }), approval({ id: 'c', seq: 3 })], { policy: { ...policy, threshold: 2 } }), 'missing'],
  ['two wanted, two people', () => state([approval(), approval({ id: 'b', seq: 2, by: bob })], { policy: { ...policy, threshold: 2 } }), 'approved'],
  ['overtaken', () => state([approval(), approval({ id: 'b', seq: 2, digest: 'e' })], { others: ['e'] }), 'superseded'],
  ['equal seq from two clones: both count', () => state([approval(), approval({ id: 'b', digest: 'e' })], { others: ['e'] }), 'approved'],
  ['an older other version', () => state([approval({ seq: 2 }), approval({ id: 'b', digest: 'e' })], { others: ['e'] }), 'approved'],
  ['closed', () => state([approval()], { closed: true }), 'closed'],
  ['by the author, labelled', () => state([approval()], { authors: ['ADA@example.org'] }), 'approved'],
  ['under deny nothing unsigned is surely another\'s', () => state([approval({ by: bob })], { authors: ['ada@example.org'], policy: { ...policy, self: 'deny' } }), 'missing'],
  ['merged and there', () => state([], { merged: true, policy: { ...policy, mode: 'merged' } }), 'approved'],
  ['merged and not there, whatever is recorded', () => state([approval()], { merged: false, policy: { ...policy, mode: 'merged' } }), 'missing'],
]

for (const [title, actual, expected] of rows) test(title, () => assert.is(actual(), expected))

test('people approve a content in the place of another: as many as are wanted for each of those', () => {
  const content = (id: string, by: Approval['by'], was: readonly string[]) => approval({ id, by, plan: '', paths: [{ path: 'x', blob: 'b', was }] })
  const approved = approvedContents([content('a', { name: 'Ada', email: 'ada@example.org' }, ['c', 'd']), content('b', bob, ['d', 'e'])], { project: undefined, now: new Date('2026-01-01T00:00:00Z'), policy: { ...policy, threshold: 2 } })
  assert.equal(approved, [{ path: 'x', blob: 'b', was: ['d'], seq: 1 }])
})

test('seq grows', () => assert.is(nextSeq([approval(), approval({ seq: 7 })]), 8))

test.run()
