import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { spawn } from 'node:child_process'
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { choice, defineKind, number, object, text, type Kind } from '../../host/check.ts'
import { writeNote } from '../../git/notes-write.ts'
import { Objects } from '../../git/objects.ts'
import { findPlace } from '../../git/place.ts'
import { approvalKind, formatApproval, parseApproval } from '../../records/approval.ts'
import { formatLine, parseLines } from '../../records/line.ts'
import { appendRecord, listRecords, refOf, type Places } from '../../records/store/records.ts'
import { writeRun } from '../../records/store/run.ts'
import { driftRoot, repository, type Repository, type RepositoryOptions } from '../support/repository.ts'

/** A plugin's record may have an `id`, a `kind` and a `v` of its own. */
interface Span { readonly id: string; readonly kind: string; readonly v: number }
const body = object({ id: text({ min: 1 }), kind: text(), v: number() })
const span = defineKind<Span>({ name: 'otel/span', schema: body, merge: 'union', at: { notes: 'commit' } })
const one: Span = { id: 'a', kind: 'server', v: 3 }
const flat = object({ v: number({ max: 1 }), kind: choice(['lesson']), id: text(), key: text(), text: text() })
const lesson = defineKind<{ readonly text: string }>({ name: 'lesson', schema: flat as never, merge: 'union', at: { file: '.drift/lessons.jsonl' } })
const scratch = (where: 'run' | 'worktree' | 'repository'): Kind<Span> => ({ ...span, name: `x/${where}`, at: { scratch: where } })

function within(name: string, options: RepositoryOptions, work: (places: Places, r: Repository) => Promise<void>): void {
  test(name, async () => {
    const r = repository(options)
    const places = { place: await findPlace(r.cwd), objects: new Objects({ cwd: r.cwd }) }
    try {
      await work(places, r)
    } finally {
      places.objects.close()
      r.dispose()
    }
  })
}

const digest = 'd'.repeat(40)
const approval = { plan: 'p', digest, seq: 1, decision: 'approved', by: { name: 'Ada', email: 'ada@example.com' }, via: 'human', method: 'recorded', at: '2026-01-02T03:04:05Z' } as const

test('where notes live', () => {
  assert.equal(['approval', 'request', 'evidence', 'review', 'override', 'report', 'otel/span'].map(refOf), ['approvals', 'approvals', 'evidence', 'reviews', 'reviews', 'runs', 'otel-span'].map((name) => `refs/notes/drift/${name}`))
})

within('an approval: the same line as formatApproval makes, and the same record back', {}, async (places, r) => {
  const id = await appendRecord(places, approvalKind, digest, approval)
  assert.is(r.git('notes', '--ref', 'drift/approvals', 'show', digest), formatApproval(approval))
  const { records, unread } = await listRecords(places, approvalKind, digest)
  assert.equal(records.map((found) => [found.key, found.id, parseApproval(found.record as never, digest)?.plan]), [[digest, id, 'p']])
  assert.equal(unread, [])
  assert.equal((await listRecords(places, approvalKind, 'e'.repeat(40))).records, [])
  assert.is((await listRecords(places, approvalKind)).records.length, 1)
})

within("a plugin's record comes back as it was given", {}, async (places, r) => {
  const on = r.git('rev-parse', 'HEAD')
  await appendRecord(places, span, on, one)
  await appendRecord(places, span, on, one)
  assert.equal((await listRecords(places, span)).records.map(({ key, record }) => [key, record]), [[on, one]])
  assert.match(r.git('notes', '--ref', 'drift/otel-span', 'show', on), /^\{"id":"[0-9a-f]{64}","kind":"otel\/span","record":\{"id":"a","kind":"server","v":3\},"v":1\}$/)
})

within('what cannot be read as a record is told, and lives on', {}, async (places) => {
  const newer = formatLine({ v: 2, kind: 'approval', digest })
  const misfit = formatLine({ v: 1, kind: 'approval', digest })
  const foreign = formatLine({ v: 9, kind: 'request', what: 'ever' })
  await writeNote(places.place.options, refOf('approval'), digest, [newer, misfit, foreign, 'no json'])
  await appendRecord(places, approvalKind, digest, approval)
  const { records, unread } = await listRecords(places, approvalKind)
  assert.is(records.length, 1)
  assert.equal([...unread].sort(), [newer, misfit, 'no json'].sort())
  const newerSpan = formatLine({ v: 2, kind: 'otel/span', record: one })
  await writeNote(places.place.options, refOf('otel/span'), digest, [newerSpan])
  assert.equal(await listRecords(places, span), { records: [], unread: [newerSpan] })
})

const refused: readonly (readonly [string, Kind, unknown, RegExp])[] = [
  ['a field of the wrong sort', approvalKind, { ...approval, seq: 'x' }, /no record of kind approval: \/seq/],
  ["a plugin's field", span, { ...one, v: '3' }, /no record of kind otel\/span: \/v/],
  ['an unknown key', span, { ...one, more: 1 }, /unknown key more/],
  ['no object', approvalKind, 'approved', /it is no object/],
  ['what JSON cannot say', span, { ...one, v: NaN }, /cannot hold NaN/],
  ['a run record without a run', scratch('run'), one, /none is active here/],
]
for (const [name, kind, record, message] of refused) {
  within(`refused, nothing written: ${name}`, {}, async (places, r) => {
    const error = await appendRecord(places, kind, digest, record).then(() => assert.unreachable('it was stored'), (e) => e)
    assert.is(error.name, 'DriftError', error.stack)
    assert.match(error.message, message)
    assert.is(r.git('for-each-ref', 'refs/notes', 'refs/drift'), '')
  })
}

within('a committed file only grows, by whole lines', { files: { '.drift/lessons.jsonl': '{"half":' } }, async (places, r) => {
  await appendRecord(places, lesson, 'k1', { text: 'one' })
  await appendRecord(places, lesson, 'k2', { text: 'two' })
  const file = readFileSync(join(r.root, '.drift/lessons.jsonl'), 'utf8')
  assert.ok(file.startsWith('{"half":\n') && file.endsWith('}\n'))
  assert.equal((await listRecords(places, lesson)).records.map(({ key, record }) => [key, record.text]), [['k1', 'one'], ['k2', 'two']])
  assert.equal((await listRecords(places, lesson, 'k2')).records.map(({ record }) => record.text), ['two'])
  assert.equal((await listRecords(places, lesson)).unread, ['{"half":'])
})

within('scratch: of a run, of a worktree, of all worktrees', { place: 'linked' }, async (places, r) => {
  const main = { ...places, place: await findPlace(join(r.root, '..', 'repository')) }
  writeRun(places.place.gitDir, { v: 1, id: 'r1', plan: 'p', branch: 'main', worktree: r.root, base: 'b', digest, started: '2026-01-02T03:04:05Z', by: { name: 'Ada', email: 'a@b' } })
  for (const where of ['run', 'worktree', 'repository'] as const) {
    await appendRecord(places, scratch(where), where, one)
    assert.equal((await listRecords(places, scratch(where))).records.map(({ key }) => key), [where])
  }
  assert.equal((await listRecords(main, scratch('worktree'))).records, [])
  assert.equal((await listRecords(main, scratch('repository'))).records.map(({ record }) => record), [one])
  writeRun(places.place.gitDir, { ...JSON.parse(readFileSync(join(places.place.gitDir, 'drift', 'run.json'), 'utf8')), id: 'r2' })
  assert.equal((await listRecords(places, scratch('run'))).records, [])
  assert.is(r.git('status', '--porcelain'), '')
})

within('a file that cannot be read is an error, not "no records"', {}, async (places, r) => {
  mkdirSync(join(r.root, '.drift', 'lessons.jsonl'), { recursive: true })
  const error = await listRecords(places, lesson).then(() => assert.unreachable('it was read'), (e) => e)
  assert.match(error.message, /^records cannot be read/)
})

within('lines of several processes never mix', {}, async (_places, r) => {
  const file = join(r.outside, 'x.jsonl')
  writeFileSync(file, '')
  const code = `import('${join(driftRoot, 'records/store/file.ts')}').then(({ appendLine }) => { for (let i = 0; i < 60; i++) appendLine(process.env.FILE, process.env.WHO.repeat(3000) + i) })`
  await Promise.all(['a', 'b', 'c', 'd'].map((who) => new Promise((resolve) => spawn(process.execPath, ['--import', 'tsx', '-e', code], { cwd: driftRoot, env: { ...process.env, FILE: file, WHO: who }, stdio: 'inherit' }).on('close', resolve))))
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
  assert.is(lines.length, 240)
  assert.ok(lines.every((line) => /^([abcd])\1{2999}\d+$/.test(line)))
})

within('a line that is there twice is one record', {}, async (places, r) => {
  const id = await appendRecord(places, lesson, 'k', { text: 'one' })
  const file = join(r.root, '.drift/lessons.jsonl')
  appendFileSync(file, readFileSync(file))
  assert.is(parseLines(readFileSync(file, 'utf8')).records.length, 2)
  assert.equal((await listRecords(places, lesson)).records.map((found) => found.id), [id])
})

within('what somebody writes into a record in words of their own is masked, nothing else is', {}, async (places) => {
  process.env['DRIFT_STORE_TOKEN'] = 'correct-horse'
  try {
    await appendRecord(places, approvalKind, digest, { ...approval, plan: 'correct-horse', note: `with correct-horse and ghp_${'a1'.repeat(12)}` })
    const [found] = (await listRecords<{ readonly plan: string; readonly note?: string }>(places, approvalKind, digest)).records
    assert.equal([found!.record.plan, found!.record.note], ['correct-horse', 'with *** and ***'])
  } finally {
    delete process.env['DRIFT_STORE_TOKEN']
  }
})

test.run()
