// drift init with somebody at the terminal: what it asks, and what becomes of every answer. A real terminal, by script(1).
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { repository, type Repository } from '../support/repository.ts'
import { skip } from '../support/skip.ts'
import { hasTerminal, typed } from '../support/typed.ts'

function at(title: string, work: (repo: Repository) => Promise<void>): void {
  if (!hasTerminal) return skip(title, 'there is no script(1) that takes -qec here')
  test(title, async () => {
    const repo = repository({ files: { 'src/a.py': 'x\n', 'LICENSE': 'x\n', '.github/workflows/ci.yml': 'on: push\n' } })
    repo.commit('begin')
    try { await work(repo) } finally { repo.dispose() }
  })
}

const config = ({ root }: Repository) => JSON.parse(readFileSync(join(root, '.driftrc.json'), 'utf8')) as { readonly extends: string; readonly checks?: { readonly sot?: unknown } }
const untouched = (repo: Repository) => {
  assert.is(repo.git('status', '--porcelain'), '')
  assert.not.ok(existsSync(join(repo.root, '.driftrc.json')))
  assert.not.ok(existsSync(join(repo.root, '.git', 'hooks', 'pre-commit')))
}

at('enter to every question takes what is proposed', async (repo) => {
  const { code, screen } = await typed(repo, 'drift init', '\n', '\n', '\n')
  assert.is(code, 0, screen)
  assert.is(config(repo).extends, 'drift:recommended')
  assert.equal(config(repo).checks?.sot, ['error', { files: [{ path: 'LICENSE', mode: 'frozen' }] }])
  assert.ok(existsSync(join(repo.root, '.github', 'workflows', 'drift.yml')))
  assert.match(screen, 'Fired the hook at a planted bad plan: it was blocked. drift is on.')
  assert.ok(screen.split('\n').filter((line) => !line.includes('/')).every((line) => line.length <= 80), screen)
})

at('another profile, no CI file, every line shown before it is written', async (repo) => {
  const { code, screen } = await typed(repo, 'drift init', '7\n', 'solo\n', 'n\n', 'd\n', 'y\n')
  assert.is(code, 0, screen)
  assert.is(config(repo).extends, 'drift:solo')
  assert.not.ok(existsSync(join(repo.root, '.github', 'workflows', 'drift.yml')))
  assert.match(screen, '+  "extends": "drift:solo"')
  assert.is(screen.split('Who works here?').length, 3, 'a seven is no answer, and it is asked again')
})

at('a no writes nothing', async (repo) => {
  assert.is((await typed(repo, 'drift init', '1\n', 'n\n', 'n\n')).code, 1)
  untouched(repo)
})

for (const [key, code] of [['\x04', 1], ['\x03', 130]] as const) {
  for (const answered of [0, 1, 2]) {
    at(`${key === '\x04' ? 'the end of the terminal' : 'ctrl-C'} after ${answered} answers writes nothing`, async (repo) => {
      const { code: is, screen } = await typed(repo, 'drift init', ...Array<string>(answered).fill('\n'), key)
      assert.is(is, code, screen)
      untouched(repo)
    })
  }
}

at('--profile and --ci ask no more than whether to go on', async (repo) => {
  const { code, screen } = await typed(repo, 'drift init --profile strict --ci gitlab', '\n')
  assert.is(code, 0, screen)
  assert.not.match(screen, 'Who works here?')
  assert.is(config(repo).extends, 'drift:strict')
  assert.ok(existsSync(join(repo.root, '.gitlab', 'ci', 'drift.yml')))
})

test.run()
