// What doctor says of hooks, and of the copy of drift that they run where npx fetched it.
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { installDrift, run, scratch } from '../support/plugin-place.ts'
import { repository, type Repository } from '../support/repository.ts'

/** Where npx keeps what it fetched for one call. */
const fetched = installDrift(join(scratch(), '_npx', '0123', 'node_modules'))

interface Looked {
  readonly what: string
  readonly state: string
  readonly said: string
  readonly fix?: string
}

function doctor(repo: Repository, program = fetched): { readonly code: number; readonly copy: Looked | undefined; readonly hook: Looked | undefined } {
  const { code, stdout, stderr } = run(repo, program, ['doctor', '--json'])
  assert.is(stderr, '')
  const { findings } = JSON.parse(stdout) as { readonly findings: readonly Looked[] }
  return { code, copy: findings.find(({ what }) => what === 'copy'), hook: findings.find(({ what }) => what === 'hook') }
}

const init = (repo: Repository, program = fetched) => { const ran = run(repo, program, ['init', '--yes']); assert.is(ran.code, 0, ran.stderr) }

const { version } = JSON.parse(readFileSync(join(fetched, '..', '..', 'package.json'), 'utf8')) as { readonly version: string }

for (const [title, change, state, said] of [
  ['is the same', () => {}, undefined, undefined],
  ['is from before copies told their version', (bin: string) => rmSync(join(bin, 'version')), 'problem', `the hooks run a copy of drift of an earlier version, older than this one (${version})`],
  ['is older', (bin: string) => writeFileSync(join(bin, 'version'), '0.0.9\n'), 'problem', `the hooks run a copy of drift 0.0.9, older than this one (${version})`],
  ['is newer', (bin: string) => writeFileSync(join(bin, 'version'), '0.10.0\n'), 'note', `the hooks run a copy of drift 0.10.0, newer than this one (${version})`],
  ['was changed', (bin: string) => appendFileSync(join(bin, 'yaml.cjs'), '//'), 'problem', `the hooks run a copy of drift ${version} that is not whole or was changed`],
  ['lacks a file', (bin: string) => rmSync(join(bin, 'mistaken.cjs')), 'problem', `the hooks run a copy of drift ${version} that is not whole or was changed`],
] as const) {
  test(`a copy that ${title}`, () => {
    const repo = repository()
    init(repo)
    change(join(repo.root, '.git', 'drift', 'bin'))
    const { code, copy } = doctor(repo)
    assert.equal([copy?.state, copy?.said, code], [state, said, state === 'problem' ? 1 : 0])
    if (state === 'problem') {
      assert.is(copy?.fix, 'npx git-drift init')
      init(repo)
      assert.equal([doctor(repo).copy, doctor(repo).code], [undefined, 0])
    }
    repo.dispose()
  })
}

test('versions are compared as numbers', () => {
  const later = installDrift(join(scratch(), '_npx', '4567', 'node_modules'))
  const dist = join(later, '..')
  for (const name of readdirSync(dist).filter((file) => file.endsWith('.cjs'))) writeFileSync(join(dist, name), readFileSync(join(dist, name), 'utf8').replaceAll(version, '0.9.1'))
  const repo = repository()
  init(repo, later)
  const file = join(repo.root, '.git', 'drift', 'bin', 'version')
  assert.is(readFileSync(file, 'utf8'), '0.9.1\n')
  for (const [copy, state] of [['0.10.0', 'note'], ['0.9.0', 'problem'], ['0.9.10', 'note'], ['1.0.0-rc.1', 'note']]) {
    writeFileSync(file, `${copy}\n`)
    assert.is(doctor(repo, later).copy?.state, state, copy)
  }
  repo.dispose()
})

test('a copy that no hook runs any more goes: drift is installed by now', () => {
  const repo = repository({ files: { '.gitignore': 'node_modules\n' } })
  init(repo)
  const bin = join(repo.root, '.git', 'drift', 'bin')
  writeFileSync(join(bin, 'version'), '0.0.9\n')
  const installed = installDrift(join(repo.root, 'node_modules'))
  const { copy, code } = doctor(repo, installed)
  assert.equal([copy?.state, copy?.fix, code], ['problem', 'npx drift init', 1])
  init(repo, installed)
  assert.is(existsSync(bin), false)
  assert.equal([doctor(repo, installed).hook?.state, doctor(repo, installed).code], ['ok', 0])
  repo.dispose()
})

test('a clone in which nobody ran init has no hooks: a note. Marks without a record are drift\'s: a problem', () => {
  const repo = repository()
  init(repo)
  repo.git('clone', '-q', repo.root, join(repo.outside, 'clone'))
  const clone: Repository = { ...repo, sh: (script) => repo.sh(`cd "$OUTSIDE/clone" && ${script}`) }
  const { hook, code } = doctor(clone)
  assert.equal([hook?.state, hook?.fix, code], ['note', 'npx git-drift init', 0])
  const hooks = join(repo.outside, 'clone', '.git', 'hooks')
  mkdirSync(hooks, { recursive: true })
  writeFileSync(join(hooks, 'pre-push'), readFileSync(join(repo.root, '.git', 'hooks', 'pre-push')), { mode: 0o755 })
  assert.equal([doctor(clone).hook?.state, doctor(clone).code], ['problem', 1])
  repo.dispose()
})

test('git that runs no hook at all is a problem of the hook, told as such', () => {
  const repo = repository()
  init(repo)
  repo.git('config', 'core.hooksPath', '')
  const { hook, code } = doctor(repo)
  assert.equal([hook?.state, hook?.said, code], ['problem', 'core.hooksPath is set to nothing, so git runs no hook', 1])
  repo.dispose()
})

test.run()
