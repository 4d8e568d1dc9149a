import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { endRun, readRun, writeRun, type Run } from '../../records/store/run.ts'
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

test.run()
