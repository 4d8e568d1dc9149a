// What doctor says beside the hooks: records, the target, and what killed programs left behind.
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { formatLine } from '../../records/line.ts'
import { repository, type Repository } from '../support/repository.ts'

interface Looked {
  readonly what: string
  readonly state: string
  readonly said: string
  readonly fix?: string
}

function doctor(repo: Repository, what: string): { readonly code: number; readonly found: readonly Looked[] } {
  const { code, stdout, stderr } = repo.drift('doctor', '--json')
  assert.is(stderr, '')
  return { code, found: (JSON.parse(stdout) as { readonly findings: readonly Looked[] }).findings.filter((one) => one.what === what) }
}

const at = (title: string, work: (repo: Repository) => void) => test(title, () => {
  const repo = repository()
  try {
    assert.is(repo.drift('init', '--yes').code, 0)
    work(repo)
  } finally {
    repo.dispose()
  }
})

const said = (found: readonly Looked[]) => found.map(({ state, said: words }) => `${state}: ${words}`)

at('records: none, some, those of a newer drift, lines that are none', (repo) => {
  assert.equal(said(doctor(repo, 'records').found), ['note: none yet'])
  repo.drift('plan', 'new', 'X', '--id', 'x', '--allow', 'src/**')
  assert.is(repo.drift('approve', 'x', '--yes').code, 0)
  assert.equal(said(doctor(repo, 'records').found), ['ok: 1 in approvals'])
  const blob = repo.sh("printf 'x' | git hash-object -w --stdin").stdout.trim()
  repo.git('notes', '--ref', 'drift/approvals', 'add', '-m', 'no record', blob)
  const strange = doctor(repo, 'records')
  assert.equal([said(strange.found)[1], strange.code], ['note: 1 line of approvals is no record and counts for nothing: no record', 0])
  repo.write('../outside/newer', formatLine({ v: 2, kind: 'approval', digest: blob }))
  repo.sh('git notes --ref drift/approvals add -f -F "$OUTSIDE/newer" ' + blob)
  const newer = doctor(repo, 'records')
  assert.equal([said(newer.found)[1], newer.found[1]?.fix, newer.code], ['problem: 1 of approvals is of a newer drift, and what they say is not judged by here', 'npm i -D git-drift@latest', 1])
})

at('plans that stay open without a run, here or in another worktree', (repo) => {
  const plan = (id: string) => { for (const args of [['plan', 'new', 'X', '--id', id, '--allow', 'src/**'], ['approve', id, '--yes']]) assert.is(repo.drift(...args).code, 0) }
  plan('a')
  plan('b')
  assert.equal(said(doctor(repo, 'plans').found), ['note: open without a run: a, b'])
  assert.is(repo.drift('start', 'a').code, 0)
  assert.equal(said(doctor(repo, 'plans').found), ['note: open without a run: b'])
  // It runs in another worktree, while there is one.
  const far = repo.sh('git worktree add -q -b far "$OUTSIDE/far" && cp -r .drift/plans/b "$OUTSIDE/far/.drift/plans/" && cd "$OUTSIDE/far" && drift start b')
  assert.is(far.code, 0, far.stderr)
  assert.equal(doctor(repo, 'plans').found, [])
  repo.git('worktree', 'remove', '--force', join(repo.outside, 'far'))
  assert.equal(said(doctor(repo, 'plans').found), ['note: open without a run: b'])
  // Laid aside is not given up.
  repo.git('switch', '-q', '-c', 'other')
  assert.is(repo.drift('start', 'b').code, 0)
  assert.equal(doctor(repo, 'plans'), { code: 0, found: [] })
  // A finish that was refused before it was given up sealed a report, too: the last one counts.
  repo.write('.git/hooks/pre-commit.before-drift', '#!/bin/sh\nexit 1\n')
  const refused = repo.sh('chmod +x .git/hooks/pre-commit.before-drift; drift finish; echo "exit $?"; rm .git/hooks/pre-commit.before-drift; git for-each-ref refs/notes/drift/runs')
  assert.match(refused.stdout, /exit 1\n.*refs\/notes\/drift\/runs/)
  // What was given up is nobody's, and what is done is not told to be closed where its work did not arrive yet.
  for (const [how, branch, found] of [['--abandon', 'third', ['note: open without a run: b']], ['--json', 'fourth', []]] as const) {
    assert.is(repo.drift('finish', how).code, 0)
    repo.git('switch', '-q', '-c', branch, 'HEAD~1')
    assert.equal([repo.drift('plan', 'list').stdout, said(doctor(repo, 'plans').found)], ['approved  a  X\ndone      b  X\n', found])
    assert.is(repo.drift('start', 'b').code, 0)
  }
})

at('records that the remote has not are a note, with the command that sends them', (repo) => {
  repo.git('init', '-q', '--bare', join(repo.outside, 'remote'))
  repo.git('remote', 'add', 'origin', join(repo.outside, 'remote'))
  repo.drift('plan', 'new', 'X', '--id', 'x', '--allow', 'src/**')
  // Approving sends what it wrote, where there is somebody to send it to.
  repo.git('remote', 'set-url', 'origin', join(repo.outside, 'nowhere'))
  repo.drift('approve', 'x', '--yes')
  repo.git('remote', 'set-url', 'origin', join(repo.outside, 'remote'))
  assert.equal(doctor(repo, 'records').found[1], { what: 'records', state: 'note', said: 'approvals was not sent to origin yet, as far as is known here', fix: 'npx git-drift sync' })
  assert.is(repo.drift('sync').code, 0)
  assert.is(doctor(repo, 'records').found.length, 1)
})

at('another default branch, and squashes without a plan, are notes', (repo) => {
  repo.git('init', '-q', '--bare', join(repo.outside, 'remote'))
  repo.git('remote', 'add', 'origin', join(repo.outside, 'remote'))
  repo.git('-c', 'core.hooksPath=/dev/null', 'push', '-q', 'origin', 'main', 'main:trunk')
  repo.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/trunk')
  assert.equal(said(doctor(repo, 'target').found), ['note: origin/main', 'note: the default branch of origin is trunk, as far as is known here, and the config aims at main'])
  assert.equal(doctor(repo, 'squashes').found, [])
  for (const message of ['feat: with a plan (#7)\n\nPlan-Id: x', 'feat: quoted (#8)\n\n* feat: a\n\nPlan-Id: x\n\n* feat: b', 'docs: by hand', 'feat: emptied (#9)']) repo.git('commit', '-q', '--no-verify', '--allow-empty', '-m', message)
  repo.git('update-ref', 'refs/remotes/origin/main', 'HEAD')
  const { found, code } = doctor(repo, 'squashes')
  assert.equal([said(found), code], [[`note: 1 of the last commits on main looks squashed and names no plan, so that no plan binds them there: ${repo.git('rev-parse', 'HEAD').slice(0, 12)}`], 0])
})

at('locks that a killed git left are a problem once they are old', (repo) => {
  const lock = join(repo.root, '.git', 'index.lock')
  writeFileSync(lock, '')
  assert.equal(doctor(repo, 'locks').found, [])
  utimesSync(lock, new Date(0), new Date(0))
  const { found, code } = doctor(repo, 'locks')
  assert.equal([found.length, found[0]?.state, found[0]?.fix, code], [1, 'problem', `rm -f ${lock}`, 1])
  assert.is(repo.sh(found[0]!.fix!).code, 0)
  mkdirSync(join(repo.root, '.git', 'drift-fire-x'))
  utimesSync(join(repo.root, '.git', 'drift-fire-x'), new Date(0), new Date(0))
  const left = doctor(repo, 'locks')
  assert.equal([left.found[0]?.state, left.code], ['note', 0])
  assert.is(repo.sh(left.found[0]!.fix!).code, 0)
  assert.equal(doctor(repo, 'locks').found, [])
})

test.run()
