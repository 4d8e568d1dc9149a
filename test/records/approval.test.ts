import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Approval as HostApproval } from '../../host/check.ts'
import { formatApproval, parseApproval, signedText, type ApprovalFields } from '../../records/approval.ts'
import { formatLine, parseLines } from '../../records/line.ts'

const digest = 'd'.repeat(40)
const fields: ApprovalFields = {
  plan: 'login-limit-k3f9', digest, seq: 1, decision: 'approved', by: { name: 'Ada', email: 'ada@example.com' }, via: 'human', method: 'recorded', at: '2026-01-02T03:04:05Z',
}
const full: ApprovalFields = {
  ...fields, project: '7f3c', checklist: ['scope read'], paths: [{ path: '.driftrc', blob: 'b'.repeat(40) }, { path: 'x' }], ends: ['e'.repeat(64)],
  via: 'agent:some', method: 'ssh', at: '2026-01-02T03:04:05.678Z', expires: '2028-02-29T00:00:00Z', note: 'naïve ☃', sig: '-----BEGIN',
}
const parsed = (line: string, on = digest) => parseLines(line).records.map((record) => parseApproval(record, on))

for (const [name, one] of Object.entries({ fields, full })) {
  test(`${name}: written and read again`, () => {
    const [approval] = parsed(formatApproval(one))
    const { id, ...rest } = approval!
    assert.equal(rest, { ...one, v: 1, kind: 'approval' })
    assert.match(id, /^[0-9a-f]{64}$/)
    // It is what the host judges by.
    const judged: HostApproval = approval!
    assert.is(judged.plan, one.plan)
  })
}

test('on another object it is no approval', () => assert.equal(parsed(formatApproval(fields), 'e'.repeat(40)), [undefined]))
test('a digest of a SHA-256 repository', () => assert.is(parsed(formatApproval({ ...fields, digest: 'd'.repeat(64) }), 'd'.repeat(64)).length, 1))
test('a change without a plan', () => assert.is(parsed(formatApproval({ ...fields, plan: '' }))[0]?.plan, ''))

const broken: readonly (readonly [string, object])[] = [
  ['/v', { v: 2 }], ['/kind', { kind: 'request' }], ['/plan', { plan: '../x' }], ['/digest', { digest: 'd' }], ['/seq', { seq: 0 }], ['/seq', { seq: 1.5 }],
  ['/decision', { decision: 'yes' }], ['/checklist', { checklist: 'all' }], ['/paths/0', { paths: ['x'] }], ['/paths/0/blob', { paths: [{ path: 'x', blob: 'HEAD' }] }],
  ['/ends/0', { ends: ['all'] }], ['/by', { by: { name: 'Ada' } }], ['/by', { by: { name: 'Ada', email: 'a@b', role: 'admin' } }], ['/via', { via: 'robot' }], ['/via', { via: 'agent:' }],
  ['/method', { method: 'trust me' }], ['/at', { at: 'yesterday' }], ['/at', { at: '2026-02-30T00:00:00Z' }], ['/expires', { expires: '2026-13-01T00:00:00Z' }], ['/expires', { expires: '9999' }],
  ['unknown key', { threshold: 0 }],
]
for (const [where, change] of broken) {
  test(`not an approval: ${JSON.stringify(change)}`, () => {
    // Right id, canonical: only what it says is wrong.
    assert.equal(parsed(formatLine({ v: 1, kind: 'approval', ...fields, ...change })), [undefined])
    if ('v' in change || 'kind' in change) return
    assert.throws(() => formatApproval({ ...fields, ...change } as ApprovalFields), new RegExp(`cannot be recorded: .*${where}`))
  })
}

test('an id that is not its own', () => {
  const { records } = parseLines(formatApproval(fields))
  assert.is(parseApproval({ ...records[0]!, id: 'a'.repeat(64) }, digest), undefined)
  assert.is(parseApproval({ ...records[0]!, seq: 2 }, digest), undefined)
})

test('a signature covers everything but itself and the id', () => {
  assert.is(signedText(full), signedText({ ...full, sig: 'other' }))
  assert.is(signedText(full), signedText(parsed(formatApproval(full))[0]!))
  assert.is.not(signedText(full), signedText({ ...full, seq: 2 }))
})

test.run()
