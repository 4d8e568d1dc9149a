// limit 300 s: it plays a whole run with real git and hooks.
// The pilot: three drifts are planted, three are told, and nothing else; the page is drawn without asking for anything.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Report } from '../../records/report.ts'
import { driftRoot, repository } from '../support/repository.ts'

const repo = repository()
const folder = join(repo.outside, 'pilot')
const ran = repo.sh(`sh '${join(driftRoot, 'examples', 'pilot', 'run.sh')}' '${folder}'`)
const file = (name: string) => readFileSync(join(folder, 'report', name), 'utf8')

test('it runs to its end', () => assert.is(ran.code, 0, ran.stdout + ran.stderr))

test('three drifts are told, and nothing else', () => {
  const { report } = JSON.parse(file('run_report.json')) as { report: Report }
  assert.equal(report.drift.map(({ code, what, accepted }) => [code, /^[0-9a-f]{40}$/.test(what) ? 'a commit' : what, accepted]), [['outside-scope', 'db/schema.sql', undefined], ['unplanned-commit', 'a commit', undefined], ['gate-not-run', 'node-test', undefined]])
  assert.equal(report.commits.map(({ subject, unit }) => [subject, unit]), [['feat: count attempts', 'count-attempts'], ['feat: refuse the sixth attempt', 'refuse-the-sixth']])
  assert.equal([report.gaps, report.deviations, report.bypasses.length, report.files.outside], [[], [], 1, ['db/schema.sql']])
})

test('all four files are there, and the page', () => {
  assert.ok(['run_report.json', 'drift_summary.md', 'trust_metrics.json', 'lessons.jsonl', 'report.html'].every((name) => existsSync(join(folder, 'report', name))))
  assert.is(file('lessons.jsonl'), readFileSync(join(folder, '.drift', 'lessons.jsonl'), 'utf8'))
  assert.match(file('report.html'), /^<!doctype html>/)
})

test('its README says what it prints', () => {
  const readme = readFileSync(join(driftRoot, 'examples', 'pilot', 'README.md'), 'utf8')
  for (const said of ['3 open drifts', 'db/schema.sql is outside plan limit-logins', 'names no plan', 'gate node-test (node --test) was not run on this tree']) {
    assert.ok(ran.stdout.includes(said), said)
    assert.ok(readme.includes(said), said)
  }
})

test.after(() => repo.dispose())
test.run()
