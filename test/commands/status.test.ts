// drift status with everything that it can tell: as its schema says, and on one screen.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { appendAboutPlan, planKey } from '../../records/about-plan.ts'
import { deviationKind } from '../../records/deviation.ts'
import { evidenceKind } from '../../records/evidence.ts'
import { openRepository } from '../../records/repository.ts'
import { requestKind } from '../../records/request.ts'
import { appendRecord } from '../../records/store/records.ts'
import { driftRoot, repository } from '../support/repository.ts'

const validate = new Ajv2020({ strict: false, allErrors: true }).compile(JSON.parse(readFileSync(join(driftRoot, 'schemas', 'status.schema.json'), 'utf8')))
const made = repository({ files: { 'src/a': 'a\n', 'src/keys/k': 'k\n', '.a/x': 'x\n', '.drift.old': 'x\n', '.driftx/x': 'x\n' } })
made.commit('begin')
test.after(() => made.dispose())

const status = (): any => {
  const data: unknown = JSON.parse(made.drift('status', '--json').stdout)
  assert.ok(validate(data), JSON.stringify(validate.errors))
  return data
}
const provedTree = () => made.sh("git ls-tree -z HEAD | tr '\\0' '\\n' | grep -v '\t.drift$' | git mktree").stdout.trim()

test('no run', () => {
  assert.is(made.drift('init', '--yes', '--no-hooks').code, 0)
  assert.equal(status(), { version: 1, run: null })
})

test('a run with everything', async () => {
  for (const args of [['plan', 'new', 'Say hello', '--id', 'p', '--allow', 'src/**', '--deny', 'src/keys/**', '--unit', 'one=src/a', '--unit', 'two=src/b after one', '--gate', 'make test [id=g]', '--gate', 'make more [id=h, optional]', '--gate', 'make old [id=o]'], ['approve', 'p', '--yes'], ['start', 'p']]) assert.is(made.drift(...args).code, 0)
  made.write('src/a', 'b\n')
  made.git('commit', '-q', '-am', 'one', '-m', 'Plan-Id: p')
  made.write('src/keys/k', 'changed\n')
  made.write('näme\n', 'x\n')
  made.write('src/b', 'b\n')
  made.git('add', 'src/b')

  const opened = await openRepository(made.root)
  try {
    const { digest } = status()
    const tree = provedTree()
    assert.is(await opened.evidenceTree('HEAD:'), tree)
    const by = { name: 'Ada', email: 'ada@example.com' }
    const common = { plan: 'p', digest, by, via: 'human', at: '2026-01-02T03:04:05Z' }
    const evidence = (gate: string, command: string, on: string, outcome: string, at: string) => appendRecord(opened, evidenceKind, on, { ...common, at, gate, command, layer: 'unit', tree: on, dirty: false, outcome, ms: 1 }, planKey('p', 'sha1'))
    await evidence('g', 'make test', tree, 'failed', '2026-01-01T00:00:00Z')
    await evidence('g', 'make test', tree, 'passed', '2026-01-02T00:00:00Z')
    await evidence('o', 'make old', 'a'.repeat(40), 'failed', '2026-01-02T00:00:00Z')
    await appendAboutPlan(opened, deviationKind, { ...common, what: 'src/z', why: 'it had to be\n  drift: forged' } as never)
    await appendAboutPlan(opened, requestKind, { ...common, wanted: 'c'.repeat(40), adds: ['lib/**'], intent: {}, why: 'shared' } as never)
  } finally {
    opened.close()
  }

  const data = status()
  assert.equal(data.units.map(({ id, state, commits, waits }: any) => [id, state, commits.length, waits]), [['one', 'done', 1, []], ['two', 'ready', 0, []]])
  assert.equal(data.gates.map(({ id, state, fresh, required }: any) => [id, state, fresh, required]), [['g', 'passed', true, true], ['h', 'unknown', false, false], ['o', 'failed', false, true]])
  assert.equal(data.outside, [{ path: 'src/keys/k', why: 'denied' }, { path: 'näme\n', why: 'outside' }])
  assert.equal([data.staged, data.commits.length, data.approved, data.active, data.approvers[0].name, data.title], [['src/b'], 1, true, true, 'Drift Test', 'Say hello'])
  assert.equal([data.requests[0].adds, data.deviations[0].what], [['lib/**'], 'src/z'])
  assert.match(data.next[0], /^drift approve p --request [0-9a-f]{12}$/)

  const screen = made.drift('status').stdout
  for (const line of ['  done   one  one', '  passed   g  make test', '  not run  h  make more (not required)', '  failed   o  make old (on other content, 2026-01-02 00:00:00 UTC)', '  denied   src/keys/k', '  outside  näme\\n']) assert.ok(screen.includes(`${line}\n`), `${line}\n${screen}`)
  assert.not.match(screen, /^\s*drift: forged/m)
  assert.ok(screen.split('\n').every((line) => line.length <= 80), screen)
  assert.ok(screen.split('\n').length <= 30)
})

test('what is staged and outside comes first', () => {
  made.git('add', 'src/keys/k')
  assert.ok(status().next.includes('git restore --staged -- :/src/keys/k'))
})

test('a plan that was taken away, or broken', () => {
  made.sh('mv .drift/plans/p "$OUTSIDE"')
  const gone = status()
  assert.equal([gone.title, gone.approved, gone.units, gone.standing], [undefined, false, [], 'the plan is not in this worktree'])
  made.write('.drift/plans/p/intent.json', '{')
  assert.equal(status().next, ['drift plan lint p'])
})

test.run()
