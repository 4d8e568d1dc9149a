// What is armed by break-glass, and when it counts.
import { mkdirSync, mkdtempSync, existsSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { FileChange } from '../../host/check.ts'
import { arm, contentId, disarm, readArmed, type Armed } from '../../records/store/glass.ts'

const folder = mkdtempSync(join(tmpdir(), 'drift-test-glass-'))
const armed: Armed = { v: 1, reason: 'logins fail', by: { name: 'Ada', email: 'ada@example.com' }, branch: 'refs/heads/main', content: 'x', at: '2026-01-01T10:00:00.000Z' }
const at = (time: string) => readArmed(folder, new Date(`2026-01-01T${time}.000Z`))

test('nothing is armed', () => assert.is(at('10:00:00'), undefined))

test('armed, and for how long', () => {
  arm(folder, armed)
  assert.equal(at('10:00:00'), armed)
  assert.equal(at('10:10:00'), armed)
  assert.match(String(at('10:10:01')), /lasts 10 minutes/)
  assert.match(String(at('09:59:59')), /lasts 10 minutes/)
  disarm(folder)
  assert.is(at('10:00:00'), undefined)
  assert.not(existsSync(join(folder, 'drift', 'break-glass.json')))
})

const broken: readonly (readonly [title: string, text: string])[] = [
  ['nothing', ''], ['half a file', '{"v":1'], ['another version', JSON.stringify({ ...armed, v: 2 })], ['no content', JSON.stringify({ ...armed, content: '' })], ['a list', '[]'], ['null', 'null'],
  ['a time that is none', JSON.stringify({ ...armed, at: 'soon' })], ['no branch said', JSON.stringify({ ...armed, branch: undefined })], ['by nobody', JSON.stringify({ ...armed, by: { name: 'Ada' } })],
]

for (const [title, text] of broken) {
  test(`does not count: ${title}`, () => {
    mkdirSync(join(folder, 'drift'), { recursive: true })
    writeFileSync(join(folder, 'drift', 'break-glass.json'), text)
    assert.type(at('10:00:00'), 'string')
  })
}

test('a folder in its place does not count either', () => {
  disarm(folder)
  mkdirSync(join(folder, 'drift', 'break-glass.json'), { recursive: true })
  assert.type(at('10:00:00'), 'string')
})

const file: FileChange = { path: 'a', status: 'modified', mode: '100644', oldMode: '100644', oid: '1'.repeat(40), oldOid: '2'.repeat(40) }
const other: FileChange = { ...file, path: 'b' }

test('content: HEAD, and what every path becomes; not the order', () => {
  const ids = [
    contentId('h', [file, other]), contentId('i', [file, other]), contentId(undefined, [file, other]), contentId('h', [file]), contentId('h', []), contentId('h', [{ ...file, oid: '3'.repeat(40) }, other]),
    contentId('h', [{ ...file, mode: '100755' }, other]), contentId('h', [{ ...file, path: 'c' }, other]), contentId('h', [{ ...file, path: '"\\377"', bytes: '\xff' }, other]), contentId('h', [{ ...file, path: '"\\377"' }, other]),
  ]
  assert.is(new Set(ids).size, ids.length)
  assert.is(contentId('h', [other, file]), ids[0])
})

test.after(() => rmSync(folder, { recursive: true, force: true }))
test.run()
