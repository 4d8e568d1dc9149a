// Deviations as a check reads them, from a real repository: those of a plan, whatever version of it they were accepted for.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { appendAboutPlan } from '../../records/about-plan.ts'
import { deviationKind } from '../../records/deviation.ts'
import { openRepository } from '../../records/repository.ts'
import { repository, type Repository } from '../support/repository.ts'

const tests = "test('guards', () => { assert.ok(guard(1)) })\ntest('lets in', () => { assert.ok(enter(2)) })\n"

/** A plan whose branch took a test away. */
function weakening(config: object = {}): Repository {
  const made = repository({ files: { 'test/a.test.js': tests, '.driftrc.json': JSON.stringify({ checks: { 'test-contract': 'error' }, ...config }) } })
  made.commit('begin')
  for (const args of [['init', '--yes'], ['plan', 'new', 'x', '--id', 'x', '--allow', 'test/**'], ['approve', 'x', '--yes']]) assert.is(made.drift(...args).code, 0)
  made.git('add', '.')
  made.git('commit', '-q', '--no-verify', '-m', 'a plan')
  made.git('switch', '-q', '-c', 'work')
  made.write('test/a.test.js', tests.replace(/.*guard.*\n/, ''))
  made.git('commit', '-q', '--no-verify', '-a', '-m', 'feat: less', '-m', 'Plan-Id: x')
  return made
}

async function deviate(made: Repository, more: object = {}): Promise<void> {
  const opened = await openRepository(made.root)
  try {
    await appendAboutPlan(opened, deviationKind, { v: 1, kind: 'deviation', plan: 'x', digest: 'a'.repeat(40), what: 'guards', why: 'the guard is gone', by: { name: 'Bea', email: 'bea@example.org' }, via: 'human', at: '2026-01-01T00:00:00Z', ...more } as { plan: string; digest: string })
  } finally {
    opened.close()
  }
}

const judged = (made: Repository) => {
  const { code, stdout } = made.drift('check', '--base', 'main', '--format', 'json')
  const report = JSON.parse(stdout) as { outcomes: { check: string; findings: { code: string }[] }[] }
  return [code, ...report.outcomes.filter(({ check }) => check === 'test-contract').flatMap(({ findings }) => findings.map(({ code }) => code))]
}

test('it is found by the plan, accepted for another version of it', async () => {
  const made = weakening()
  try {
    assert.equal(judged(made), [1, 'test-deleted'])
    await deviate(made, { plan: 'other' })
    assert.equal(judged(made), [1, 'test-deleted'])
    await deviate(made, { via: 'agent:x' })
    assert.equal(judged(made), [1, 'test-deleted'])
    await deviate(made)
    assert.equal(judged(made), [0])
  } finally {
    made.dispose()
  }
})

test('it counts once, though it stands twice', async () => {
  const made = weakening()
  try {
    const digest = made.git('rev-parse', 'HEAD:.drift/plans/x').trim()
    await deviate(made, { digest })
    const opened = await openRepository(made.root)
    assert.is((await opened.records('deviation', [digest], ['x'])).length, 1)
    assert.is((await opened.records('deviation', [digest])).length, 1)
    assert.is((await opened.records('deviation', [], ['y'])).length, 0)
    opened.close()
  } finally {
    made.dispose()
  }
})

test('where another than the author must approve, nobody vouches for it', async () => {
  const made = weakening({ approval: { mode: 'recorded', self: 'deny' } })
  try {
    await deviate(made)
    assert.ok(judged(made).includes('test-deleted'))
  } finally {
    made.dispose()
  }
})

test.run()
