// limit 900 s: drift start is killed at random moments; whatever the moment, there is no run or a whole one, and both go on.
import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { readRun } from '../../records/store/run.ts'
import { driftRoot, repository } from '../support/repository.ts'

const kills = process.env['DRIFT_TEST_LONG'] ? 200 : 10

test(`killed ${kills} times while it starts`, async () => {
  const made = repository({ files: { 'src/a': 'a\n' } })
  try {
    made.commit('begin')
    assert.is(made.drift('init', '--yes', '--no-hooks').code, 0)
    const gitDir = join(made.root, '.git')
    const landed = { 'before the commit': 0, 'before the run': 0, 'after the run': 0 }
    let whole = 500
    for (let n = 0; n < kills; n++) {
      const id = `p${n}`
      for (const args of [['plan', 'new', id, '--id', id, '--allow', 'src/**'], ['approve', id, '--yes']]) assert.is(made.drift(...args).code, 0)
      const begun = Date.now()
      const child = spawn(process.execPath, [join(driftRoot, 'dist', 'drift.cjs'), 'start', id], { cwd: made.root, stdio: 'ignore' })
      const ended = new Promise((resolve) => child.on('close', resolve))
      // The first one is left alone: it tells how long one takes here.
      if (n > 0) await sleep(whole * (0.6 + 0.5 * Math.random()))
      else await ended
      whole = n > 0 ? whole : Date.now() - begun
      child.kill('SIGKILL')
      await ended
      // What git was told to do it does to its end.
      while (readdirSync(gitDir).includes('index.lock')) await sleep(20)
      await sleep(50)
      const run = readRun(gitDir)
      const committed = made.git('ls-tree', 'HEAD', `.drift/plans/${id}`) !== ''
      landed[run ? 'after the run' : committed ? 'before the run' : 'before the commit']++
      if (run) assert.is(run.plan, id)
      if (run) assert.ok(committed, 'a run has a committed plan')
      const again = made.drift('start', ...run ? ['--resume'] : [id])
      assert.is(again.code, 0, again.stderr)
      assert.is(readRun(gitDir)?.plan, id)
      assert.is(made.drift('status', '--json').code, 0)
      made.sh(`rm ${join(gitDir, 'drift', 'run.json')}`)
    }
    console.log(`kills landed ${Object.entries(landed).map(([where, times]) => `${where}: ${times}`).join(', ')}`)
  } finally {
    made.dispose()
  }
})

test.run()
