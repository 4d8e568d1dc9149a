// The kind `override`: its fields, where it stands, and what the host reads of it.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { OverrideRecord } from '../../host/check.ts'
import { formatLine, parseLines } from '../../records/line.ts'
import { formatOverride, noteOf, overrideKind, overridePath, parseOverride, type OverrideFields } from '../../records/override.ts'
import { openRepository } from '../../records/repository.ts'
import { appendRecord } from '../../records/store/records.ts'
import { repository } from '../support/repository.ts'

const patch = 'a'.repeat(64)
const fields: OverrideFields = {
  commit: 'c'.repeat(40), patch, nth: 1, seq: 1, decision: 'approved', findings: [{ check: 'scope', code: 'outside', path: 'db/pool' }], reason: 'logins fail without it',
  by: { name: 'Ada', email: 'ada@example.com' }, via: 'human', method: 'recorded', at: '2026-01-02T03:04:05Z',
}
const full: OverrideFields = { ...fields, project: '7f3c0000', commit: 'c'.repeat(64), nth: 2, seq: 3, findings: [{ check: 'plan-id', code: 'missing' }], via: 'ci', method: 'ssh', sig: 'x' }
const parsed = (line: string, of = patch) => parseLines(line).records.map((record) => parseOverride(record, of))

for (const [name, one] of Object.entries({ fields, full })) {
  test(`${name}: written and read again`, () => {
    const [override] = parsed(formatOverride(one))
    const { id, ...rest } = override!
    assert.equal(rest, { ...one, v: 1, kind: 'override' })
    assert.match(id, /^[0-9a-f]{64}$/)
    // It is what the host judges by.
    const judged: OverrideRecord = override!
    assert.is(judged.nth, one.nth)
  })
}

test('of another patch it is none', () => assert.equal(parsed(formatOverride(fields), 'b'.repeat(64)), [undefined]))
test('a record of another kind is passed over', () => assert.equal(parsed(formatLine({ v: 1, kind: 'review', patch })), [undefined]))

const broken: readonly (readonly [string, object])[] = [
  ['/commit', { commit: 'HEAD' }], ['/nth', { nth: 0 }], ['/nth', { nth: 1.5 }], ['/seq', { seq: 0 }], ['/decision', { decision: 'revoked' }], ['/findings', { findings: 'all' }], ['/findings/0', { findings: [{ check: 'scope' }] }],
  ['/findings/0/path', { findings: [{ check: 'scope', code: 'outside', path: '' }] }], ['/findings/0', { findings: [{ check: 'scope', code: 'outside', line: 3 }] }], ['/reason', { reason: '' }], ['/by', { by: { name: 'Ada' } }],
  ['/via', { via: 'agent:' }], ['/method', { method: 'trust' }], ['/at', { at: '2026-02-30T00:00:00Z' }], ['/at', { at: 'yesterday' }], ['/', { more: 1 }], ['/v', { v: 2 }],
]

for (const [where, change] of broken) {
  test(`cannot be read, which is told, never passed over: ${JSON.stringify(change)}`, () => {
    assert.throws(() => parsed(formatLine({ v: 1, kind: 'override', ...fields, ...change })), /was written by another drift and cannot be read/)
    if (!('v' in change)) assert.throws(() => formatOverride({ ...fields, ...change } as OverrideFields), new RegExp(`cannot be recorded: .*${where}`))
  })
}

test('an id that is not its own', () => {
  const { records } = parseLines(formatOverride(fields))
  assert.throws(() => parseOverride({ ...records[0]!, nth: 2 }, patch), /cannot be read/)
})

for (const place of ['main', 'sha256'] as const) {
  test(`found by its patch, and listed on its commit [${place}]`, async () => {
    const made = repository({ place })
    const opened = await openRepository(made.root)
    try {
      const commit = made.git('rev-parse', 'HEAD')
      const ids = [await appendRecord(opened, overrideKind, noteOf(patch, opened.place.format), { ...fields, commit }), await appendRecord(opened, overrideKind, commit, { ...fields, commit })]
      assert.is(ids[0], ids[1])
      assert.equal((await opened.overrides([patch, 'b'.repeat(64)])).map(({ id }) => id), [ids[0]])
      assert.equal(await opened.overrides(['b'.repeat(64)]), [])
      assert.is((await opened.records('override', [commit])).length, 1)
      assert.match(made.git('log', '-1', '--notes=drift/reviews', '--format=%N'), /logins fail without it/)
      // A patch whose note is the same, but that is another one: where ids are short, a note may hold several.
      assert.equal(await opened.overrides([`${patch.slice(0, 40)}${'0'.repeat(24)}`]), [])
    } finally {
      opened.close()
      made.dispose()
    }
  })
}

test('in files of a tree: the lines that are overrides of that patch', async () => {
  const made = repository()
  const opened = await openRepository(made.root)
  try {
    mkdirSync(join(made.root, '.drift', 'overrides'), { recursive: true })
    writeFileSync(join(made.root, overridePath(patch)), `${formatOverride(fields)}\n{}\n${formatOverride({ ...fields, patch: 'b'.repeat(64) })}\n`)
    made.commit('override')
    assert.is((await opened.overrides([patch], ['HEAD:', 'main:'])).length, 1)
    assert.equal(await opened.overrides([patch], ['HEAD~1:']), [])
    assert.equal(await opened.overrides([patch], []), [])
  } finally {
    opened.close()
    made.dispose()
  }
})

test.run()
