// drift approve with somebody at the terminal: the plan at 80 columns, one question for each part of it, and a no records nothing.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { approvalsRef } from '../../records/repository.ts'
import { repository, type Repository } from '../support/repository.ts'
import { skip } from '../support/skip.ts'
import { hasTerminal, typed } from '../support/typed.ts'

function at(title: string, work: (repo: Repository) => Promise<void>): void {
  if (!hasTerminal) return skip(title, 'there is no script(1) that takes -qec here')
  test(title, async () => {
    const repo = repository({ files: { 'src/a': 'x\n', 'src/b': 'x\n', '.github/workflows/ci.yml': 'on: push\n' } })
    repo.commit('begin')
    for (const args of [['init', '--yes', '--no-hooks'], ['plan', 'new', 'x', '--id', 'p', '--allow', '**']]) assert.is(repo.drift(...args).code, 0)
    try { await work(repo) } finally { repo.dispose() }
  })
}

const records = ({ git }: Repository) => git('for-each-ref', '--format=%(refname)', approvalsRef)

at('three times yes', async (repo) => {
  const { code, screen } = await typed(repo, 'drift approve p', 'y\n', 'yes\n', 'Y\n')
  assert.is(code, 0, screen)
  for (const part of ['**  (5 files today)', '.github/workflows/ci.yml  (in scope, and stays closed)', 'intent: is this what', 'test_contract: is this proof', 'commit_plan: are these', 'Plan p is approved by Drift Test']) assert.ok(screen.includes(part), screen)
  const shown = JSON.parse(repo.drift('plan', 'show', 'p', '--json').stdout) as { approvals: { checklist: string[] }[] }
  assert.equal(shown.approvals.map(({ checklist }) => checklist), [['intent', 'test_contract', 'commit_plan']])
})

at('protected files to come are told by their pattern, unless they are denied or there', async (repo) => {
  assert.is(repo.drift('plan', 'new', 'x', '--id', 'q', '--allow', '.github/**', '--allow', 'web/.npmrc', '--allow', 'src/**', '--deny', '.github/hooks/**', '--allow', 'web/a/.npmrc', '--lock', 'web/a/**').code, 0)
  const { screen } = await typed(repo, 'drift approve q', 'n\n')
  for (const part of ['.github/workflows/ci.yml  (in scope', 'web/.npmrc  (in scope', '.github/actions/**  (in scope']) assert.ok(screen.includes(part), screen)
  for (const part of ['.github/workflows/**  (', '.github/hooks/**  (in scope', 'web/a/.npmrc  (in scope']) assert.not.ok(screen.includes(part), screen)
})

at('where everything is allowed, the protected files that are there are told, and no list of patterns', async (repo) => {
  assert.is(repo.drift('plan', 'new', 'x', '--id', 'q', '--allow', '**').code, 0)
  const { screen } = await typed(repo, 'drift approve q', 'n\n')
  assert.ok(screen.includes('.github/workflows/ci.yml  (in scope'), screen)
  assert.not.ok(screen.includes('.github/actions/**  ('), screen)
})

for (const [n, part] of ['intent', 'test_contract', 'commit_plan'].entries()) {
  at(`a no to ${part} records nothing, and asks no further`, async (repo) => {
    const { code, screen } = await typed(repo, 'drift approve p', ...Array<string>(n).fill('y\n'), '\n', 'y\n')
    assert.is(code, 1, screen)
    assert.match(screen, `drift: plan p is not approved: no to ${part}`)
    assert.is(records(repo), '')
  })
}

for (const [title, key, code] of [['the end of the terminal', '\x04', 1], ['ctrl-C', '\x03', 130]] as const) {
  at(`${title} records nothing`, async (repo) => {
    const { code: is, screen } = await typed(repo, 'drift approve p', 'y\n', key)
    assert.is(is, code, screen)
    assert.is(records(repo), '')
  })
}

at('what it is about to revoke is shown, and a no keeps it', async (repo) => {
  assert.is(repo.drift('approve', 'p', '--yes', '-m', 'fine').code, 0)
  const before = repo.git('rev-parse', approvalsRef)
  const { code, screen } = await typed(repo, 'drift approve p --revoke', 'n\n')
  assert.is(code, 1, screen)
  assert.match(screen, /approved by Drift Test <test@drift.example> on \d{4}-\d\d-\d\d: fine/)
  assert.is(repo.git('rev-parse', approvalsRef), before)
  assert.is((await typed(repo, 'drift approve p --revoke', 'y\n')).code, 0)
})

test.run()
