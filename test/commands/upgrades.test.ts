// A newer drift over an older install, and an older drift on what a newer one left: clear, and nothing lost.
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { sealBlock, sealHook } from '../../hooks/marks.ts'
import { repository, type Repository } from '../support/repository.ts'

const at = (title: string, files: Readonly<Record<string, string>>, work: (repo: Repository) => void) => test(title, () => {
  const repo = repository({ files: { a: 'x\n', ...files } })
  repo.commit('begin')
  try { work(repo) } finally { repo.dispose() }
})

const hook = ({ root }: Repository, name: string) => join(root, '.git', 'hooks', name)

at('hooks of another version are replaced, and uninstall gives back what stood before the first', {}, (repo) => {
  const mine = '#!/bin/sh\n# mine\nexit 0\n'
  writeFileSync(hook(repo, 'pre-commit'), mine)
  chmodSync(hook(repo, 'pre-commit'), 0o750)
  assert.is(repo.drift('init', '--yes').code, 0)
  // As an earlier or later version would have written them: sealed, and with other words.
  for (const event of ['pre-commit', 'commit-msg', 'pre-push']) writeFileSync(hook(repo, event), sealHook('# of another version\nexit 0\n'), { mode: 0o755 })
  assert.is(repo.drift('doctor').code, 1)
  assert.is(repo.drift('init', '--yes').code, 0)
  assert.is(repo.drift('doctor').code, 0)
  assert.is(repo.drift('uninstall', '--yes').code, 0)
  assert.is(readFileSync(hook(repo, 'pre-commit'), 'utf8'), mine)
  assert.is(statSync(hook(repo, 'pre-commit')).mode & 0o777, 0o750)
  assert.is(repo.git('status', '--porcelain'), '')
})

at('a block of another version in a shared file is replaced, and the lines around it stay', {}, (repo) => {
  const file = join(repo.root, '.husky', 'pre-commit')
  repo.write('.husky/pre-commit', `echo before\n${sealBlock('exit 0\n')}\necho after\n`)
  repo.commit('husky')
  assert.is(repo.drift('init', '--yes', '--husky', '--profile', 'team').code, 0)
  const joined = readFileSync(file, 'utf8')
  assert.ok(joined.startsWith('echo before\n# drift: begin') && joined.endsWith('\necho after\n'), joined)
  assert.not.match(joined, '\nexit 0\n')
  assert.is(repo.drift('doctor').code, 0)
  assert.is(repo.drift('uninstall', '--yes').code, 0)
  assert.is(readFileSync(file, 'utf8'), 'echo before\necho after\n')
})

for (const name of ['installed.json', 'init.json']) {
  at(`an older drift leaves what a newer one recorded in ${name}`, {}, (repo) => {
    assert.is(repo.drift('init', '--yes').code, 0)
    const file = join(repo.root, '.git', 'drift', name)
    const newer = JSON.stringify({ version: 2, secret: 'of the newer one' })
    writeFileSync(file, newer)
    const before = repo.sh('git status --porcelain; cat .git/hooks/pre-commit .driftrc.json').stdout
    for (const command of [['init', '--yes'], ['uninstall', '--yes']]) {
      const { code, stderr } = repo.drift(...command)
      assert.is(code, 1, stderr)
      assert.match(stderr, 'drift: a newer drift moved in here')
      assert.match(stderr, '  fix: npm i -D git-drift@latest')
    }
    assert.is(readFileSync(file, 'utf8'), newer)
    assert.is(repo.sh('git status --porcelain; cat .git/hooks/pre-commit .driftrc.json').stdout, before)
  })
}

at('records that cannot be read stop nobody from leaving', {}, (repo) => {
  assert.is(repo.drift('init', '--yes').code, 0)
  for (const broken of ['{', '{ "version": 1 }', 'null', '[]']) {
    for (const name of ['installed.json', 'init.json']) writeFileSync(join(repo.root, '.git', 'drift', name), broken)
    const { code, stderr } = repo.drift('uninstall', '--yes')
    assert.is(code, 0, `${broken}: ${stderr}`)
    assert.not.ok(existsSync(hook(repo, 'pre-commit')), broken)
    assert.is(repo.drift('init', '--yes').code, 0)
  }
})

test.run()
