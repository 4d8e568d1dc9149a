// limit 300 s: a doctor that proves. Installs are broken in every way that people break them: doctor sees it, its fix mends it.
import { appendFileSync, chmodSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { driftRoot, repository, type Repository } from '../support/repository.ts'

interface Looked {
  readonly what: string
  readonly state: string
  readonly said: string
  readonly fix?: string
}

interface Sabotage {
  readonly title: string
  breaks(repo: Repository, hook: (event: string) => string): void
  /** Part of what is told. */
  readonly said: string
  /** What a person does, where it is more than the fix as printed. */
  mends?(repo: Repository): void
}

const events = ['pre-commit', 'commit-msg', 'pre-push'] as const

const sabotages: readonly Sabotage[] = [
  ...events.flatMap((event): Sabotage[] => [
    { title: `the ${event} hook is deleted`, breaks: (_, hook) => rmSync(hook(event)), said: `${event} does not exist` },
    { title: `the ${event} hook lost its exec bit`, breaks: (_, hook) => chmodSync(hook(event), 0o644), said: `${event}' hook was ignored because it's not set as executable` },
    { title: `the ${event} hook is overwritten`, breaks: (_, hook) => writeFileSync(hook(event), '#!/bin/sh\nexit 0\n', { mode: 0o755 }), said: `${event} is not drift's, so it was not run` },
  ]),
  { title: 'core.hooksPath leads elsewhere', breaks: (repo) => { repo.git('config', 'core.hooksPath', '.githooks') }, said: '.githooks/pre-commit does not exist' },
  { title: 'core.hooksPath leads nowhere', breaks: (repo) => { repo.git('config', 'core.hooksPath', '/dev/null') }, said: '/dev/null/pre-commit does not exist', mends: (repo) => { assert.is(repo.sh('git config core.hooksPath .git/hooks').code, 0) } },
  { title: 'the config is no JSON', breaks: (repo) => appendFileSync(join(repo.root, '.driftrc.json'), '}'), said: 'is not JSON', mends: (repo) => { repo.git('checkout', '-q', '--', '.driftrc.json') } },
  { title: 'the config holds a key that nobody knows', breaks: (repo) => repo.write('.driftrc.json', '{ "id": "0123456789abcdef", "scpoe": 1 }'), said: 'unknown key "scpoe"', mends: (repo) => { repo.git('checkout', '-q', '--', '.driftrc.json') } },
  { title: 'there are two configs', breaks: (repo) => repo.write('.driftrc', '{}'), said: 'two configs', mends: (repo) => rmSync(join(repo.root, '.driftrc')) },
  { title: 'the config is gone', breaks: (repo) => rmSync(join(repo.root, '.driftrc.json')), said: 'there is none', mends: (repo) => { repo.git('checkout', '-q', '--', '.driftrc.json') } },
  { title: 'the run cannot be read', breaks: (repo) => writeFileSync(join(repo.root, '.git', 'drift', 'run.json'), '{'), said: 'run.json', mends: (repo) => rmSync(join(repo.root, '.git', 'drift', 'run.json')) },
]

function doctor(repo: Repository): { readonly code: number; readonly problems: readonly Looked[] } {
  const { code, stdout, stderr } = repo.drift('doctor', '--json')
  assert.is(stderr, '')
  return { code, problems: (JSON.parse(stdout) as { readonly findings: readonly Looked[] }).findings.filter(({ state }) => state === 'problem') }
}

for (const { title, breaks, said, mends } of sabotages) {
  test(title, () => {
    const repo = repository()
    try {
      assert.is(repo.drift('init', '--yes').code, 0)
      assert.equal(doctor(repo), { code: 0, problems: [] })
      const before = repo.git('status', '--porcelain')
      breaks(repo, (event) => join(repo.root, '.git', 'hooks', event))
      const broken = doctor(repo)
      assert.is(broken.code, 1)
      assert.ok(broken.problems.some((one) => one.said.includes(said)), JSON.stringify(broken.problems))
      assert.ok(broken.problems.every(({ fix }) => fix), JSON.stringify(broken.problems))
      if (mends) mends(repo)
      else {
        assert.is(broken.problems[0]!.fix, 'npx git-drift init')
        const again = repo.drift('init', '--yes')
        assert.is(again.code, 0, again.stderr)
      }
      assert.equal(doctor(repo), { code: 0, problems: [] })
      if (mends) assert.is(repo.git('status', '--porcelain'), before)
    } finally {
      repo.dispose()
    }
  })
}

test('a drift that the hooks do not find any more', () => {
  const repo = repository()
  try {
    assert.is(repo.drift('init', '--yes').code, 0)
    for (const event of events) repo.sh(`sed -i.kept "s#^bundle=.*#bundle='/nowhere/hook.cjs'#" .git/hooks/${event} && rm .git/hooks/${event}.kept`)
    const bare = () => repo.sh(`PATH=/usr/bin:/bin '${process.execPath}' '${join(driftRoot, 'dist', 'drift.cjs')}' doctor`)
    const { code, stdout } = bare()
    assert.is(code, 1)
    assert.match(stdout, 'git-drift was not found, so nothing could be judged')
    assert.is(repo.drift('init', '--yes').code, 0)
    assert.is(bare().code, 0)
  } finally {
    repo.dispose()
  }
})

test('what others run is named', () => {
  const repo = repository({ files: { 'a': 'x\n' } })
  try {
    const hooks = join(repo.root, '.git', 'hooks')
    repo.sh(`mkdir -p '${hooks}'`)
    for (const name of ['pre-commit', 'post-merge']) writeFileSync(join(hooks, name), '#!/bin/sh\nexit 0\n', { mode: 0o755 })
    assert.is(repo.drift('init', '--yes').code, 0)
    const { stdout } = repo.drift('doctor')
    assert.match(stdout, "note     others: git also runs hooks of others: post-merge, pre-commit (before drift's part)")
  } finally {
    repo.dispose()
  }
})

test('under husky what stands before and after drift\'s lines is named; under a manager its file is', () => {
  const husky = repository({ files: { '.husky/pre-commit': 'echo tested\n', '.husky/pre-push': 'echo pushed\n', '.husky/commit-msg': '# a comment\n' } })
  const lefthook = repository({ files: { 'lefthook.yml': 'pre-commit:\n  jobs:\n    - run: "true"\n' } })
  try {
    husky.commit('begin')
    lefthook.commit('begin')
    const init = husky.drift('init', '--yes', '--husky')
    assert.is(init.code, 0, init.stderr)
    assert.match(husky.drift('doctor').stdout, "note     others: git also runs hooks of others: pre-commit (before drift's part), pre-push (after drift's part) (")
    lefthook.drift('init', '--yes')
    assert.match(lefthook.drift('doctor').stdout, 'note     others: git also runs hooks of others: what else stands in lefthook.yml (')
  } finally {
    husky.dispose()
    lefthook.dispose()
  }
})

test.run()
