import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { activeRun, endRun, layAside, readRun, runLaidAside, runsElsewhere, takeUp, tornRun, writeRun, type Run } from '../../records/store/run.ts'
import { driftRoot } from '../support/repository.ts'
import { skip } from '../support/skip.ts'

const gitDir = mkdtempSync(join(tmpdir(), 'drift-run-'))
const file = join(gitDir, 'drift', 'run.json')
const run: Run = {
  v: 1, id: 'r1', plan: 'p', branch: 'work', worktree: '/w', base: 'b'.repeat(40), digest: 'd'.repeat(40), started: '2026-01-02T03:04:05Z', by: { name: 'Ada', email: 'ada@example.com' },
}

test.after(() => rmSync(gitDir, { recursive: true, force: true }))

test('no run, a run, another, none again', () => {
  assert.is(readRun(gitDir), undefined)
  writeRun(gitDir, run)
  assert.equal(readRun(gitDir), run)
  writeRun(gitDir, { ...run, id: 'r2' })
  assert.is(readRun(gitDir)?.id, 'r2')
  endRun(gitDir)
  assert.is(readRun(gitDir), undefined)
  endRun(gitDir)
  assert.equal(readdirSync(join(gitDir, 'drift')), [])
})

test('it goes on on its branch alone', () => {
  assert.is(activeRun({ gitDir, branch: 'work' }), undefined)
  for (const [of, branch, goesOn] of [['work', 'work', true], ['work', 'main', false], ['work', undefined, false], ['undefined', undefined, false], ['undefined', 'undefined', true]] as const) {
    const one = { ...run, branch: `refs/heads/${of}` }
    writeRun(gitDir, one)
    assert.equal(activeRun({ gitDir, branch }), goesOn ? one : undefined)
  }
  endRun(gitDir)
})

const whole = JSON.stringify(run)
const unreadable: readonly (readonly [string, string])[] = [
  ['nothing in it', ''], ['half of it', whole.slice(0, 60)], ['null', 'null'], ['a list', '[]'], ['a newer version', JSON.stringify({ ...run, v: 2 })],
  ['without a digest', JSON.stringify({ ...run, digest: undefined })], ['an empty plan', JSON.stringify({ ...run, plan: '' })], ['nobody', JSON.stringify({ ...run, by: null })],
]
for (const [name, text] of unreadable) {
  test(`unreadable is not "no run": ${name}`, () => {
    writeFileSync(file, text)
    for (const act of [readRun, endRun]) assert.throws(() => act(gitDir), (error: Error & { fix?: string; exit?: number }) => error.name === 'DriftError' && error.exit === 3 && error.message.includes(file) && error.fix?.includes('drift start'))
    rmSync(file)
  })
}

test('a folder in its place is an error too', () => {
  mkdirSync(file)
  assert.throws(() => readRun(gitDir), /cannot be read/)
  assert.throws(() => writeRun(gitDir, run))
  assert.equal(readdirSync(join(gitDir, 'drift')), ['run.json'])
  rmSync(file, { recursive: true })
})

const locked = 'a folder that cannot be written leaves the old run'
if (process.getuid?.() === 0) skip(locked, 'nothing is locked for root')
else test(locked, () => {
  writeRun(gitDir, run)
  chmodSync(join(gitDir, 'drift'), 0o500)
  assert.throws(() => writeRun(gitDir, { ...run, id: 'r2' }))
  chmodSync(join(gitDir, 'drift'), 0o700)
  assert.is(readRun(gitDir)?.id, 'r1')
})

test('whoever reads meanwhile, or comes after a kill, sees a whole run', async () => {
  writeRun(gitDir, run)
  const code = `import('${join(driftRoot, 'records/store/run.ts')}').then(({ writeRun }) => { for (let i = 0; ; i++) writeRun(${JSON.stringify(gitDir)}, { ...${whole}, id: 'x'.repeat(1 + i % 9000) }) })`
  const child = spawn(process.execPath, ['--import', 'tsx', '-e', code], { cwd: driftRoot, stdio: 'ignore' })
  const ended = new Promise((resolve) => child.on('close', resolve))
  const seen = new Set<string>()
  for (let i = 0; seen.size < 20 && i < 20_000; i++) {
    seen.add(readRun(gitDir)!.id)
    if (i % 50 === 0) await sleep(1)
  }
  child.kill('SIGKILL')
  await ended
  assert.ok(readRun(gitDir))
  assert.ok(seen.size >= 20, `saw ${seen.size} different runs`)
})

test('who began it and where may be told, and need not be', () => {
  writeRun(gitDir, { ...run, agent: 'codex', session: 'codex 7' })
  assert.is(readRun(gitDir)?.session, 'codex 7')
  writeFileSync(file, JSON.stringify({ ...run, agent: 7 }))
  assert.throws(() => readRun(gitDir), /cannot be read/)
  writeRun(gitDir, run)
  assert.is(readRun(gitDir)?.agent, undefined)
})

test('laid aside, found by its branch, taken up again', () => {
  const [older, newer] = [{ ...run, id: 'o', branch: 'a' }, { ...run, id: 'n', branch: 'a', started: '2026-02-02T03:04:05Z' }]
  for (const one of [newer, older, { ...run, id: 'b', branch: 'b' }]) layAside(gitDir, one)
  assert.is(runLaidAside(gitDir, 'a')?.id, 'n')
  assert.is(runLaidAside(gitDir, 'c'), undefined)
  takeUp(gitDir, newer)
  assert.is(readRun(gitDir)?.id, 'n')
  assert.is(runLaidAside(gitDir, 'a')?.id, 'o')
  // Killed between the two steps of taking up: it stands in both places, and ending it ends both.
  layAside(gitDir, newer)
  endRun(gitDir)
  assert.is(readRun(gitDir), undefined)
  assert.is(runLaidAside(gitDir, 'a')?.id, 'o')
})

test('runs of other worktrees, and only whole ones', () => {
  const other = join(gitDir, 'worktrees', 'w')
  writeRun(gitDir, run)
  writeRun(other, { ...run, id: 'w' })
  mkdirSync(join(gitDir, 'worktrees', 'empty'))
  mkdirSync(join(gitDir, 'worktrees', 'torn', 'drift'), { recursive: true })
  writeFileSync(join(gitDir, 'worktrees', 'torn', 'drift', 'run.json'), '{')
  assert.equal(runsElsewhere({ gitDir, commonDir: gitDir }).map(({ id }) => id), ['w'])
  assert.equal(runsElsewhere({ gitDir: other, commonDir: gitDir }).map(({ id }) => id), ['r1'])
})

const pretty = JSON.stringify({ ...run, agent: 'codex' }, null, 2)
for (let cut = 0; cut < pretty.length; cut += 7) test(`cut off after ${cut} bytes: what is left is told, and no more`, () => {
  writeFileSync(file, pretty.slice(0, cut))
  const { fields } = tornRun(gitDir)!
  for (const [key, value] of Object.entries(fields)) assert.is(value, { ...run, agent: 'codex' }[key as 'id'])
  for (const key of ['id', 'plan', 'branch', 'base', 'digest', 'started'] as const) assert.is(fields[key] !== undefined, pretty.slice(0, cut).includes(`"${key}": "${run[key]}"`), key)
})
test('not torn: absent, whole, of a newer drift', () => {
  rmSync(file)
  assert.is(tornRun(gitDir), undefined)
  writeRun(gitDir, run)
  assert.is(tornRun(gitDir), undefined)
  writeFileSync(file, JSON.stringify({ ...run, v: 2 }))
  assert.is(tornRun(gitDir), undefined)
  writeFileSync(file, '{ "v": 12, "id": "x"')
  assert.is(tornRun(gitDir), undefined)
  for (const torn of ['', '[]', 'null', JSON.stringify({ ...run, by: null }), '\0'.repeat(300)]) {
    writeFileSync(file, torn)
    assert.ok(tornRun(gitDir), torn)
  }
  rmSync(file)
})

test.run()
