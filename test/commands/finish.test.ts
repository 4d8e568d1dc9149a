// Gates in a report: evidence counts for just the tree that is handed over, and drift's own files are none of it.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { appendEvidence } from '../../records/about-tree.ts'
import { openRepository } from '../../records/repository.ts'
import { reviewKind } from '../../records/review.ts'
import { appendRecord } from '../../records/store/records.ts'
import type { Setting } from '../support/places.ts'
import { repository, type Repository } from '../support/repository.ts'

const by = { name: 'Ada', email: 'ada@example.com' }

async function within(place: Setting, work: (repo: Repository, prove: (outcome: 'passed' | 'failed', at: string) => Promise<void>) => Promise<void>): Promise<void> {
  const repo = repository({ place, files: { 'src/a': '1\n' } })
  try {
    const begun = repo.sh('drift init --yes && drift plan new x --id p --allow "src/**" --gate "npm test" && drift approve p --yes && drift start p && git add src && git commit -q -m "feat: a"')
    assert.is(begun.code, 0, begun.stderr)
    await work(repo, async (outcome, at) => {
      // What git itself makes of the tree without drift's files.
      const tree = repo.sh('export GIT_INDEX_FILE="$OUTSIDE/index"; git read-tree HEAD && git rm -r -q --cached .drift && git write-tree').stdout.trim()
      const run = (JSON.parse(repo.drift('status', '--json').stdout) as { run: { id: string; digest: string } | null }).run
      const opened = await openRepository(repo.root)
      try {
        await appendEvidence(opened, { plan: 'p', digest: run!.digest, run: run!.id, gate: 'npm-test', command: 'npm test', layer: 'unit', tree, dirty: false, outcome, exit: outcome === 'passed' ? 0 : 1, ms: 5, tests: { runner: 'tap', total: 4, passed: 4, failed: 0, skipped: 0 }, by, via: 'human', at })
      } finally { opened.close() }
    })
  } finally { repo.dispose() }
}

interface Shown { readonly open: boolean; readonly report: { readonly id: string; readonly ended: string; readonly gates: readonly object[]; readonly drift: readonly { readonly code: string; readonly message: string }[]; readonly metrics: Readonly<Record<string, unknown>> } }
const shown = (text: string) => JSON.parse(text) as Shown

for (const place of ['main', 'sha256'] as const) {
  test(`a gate that passed on this tree [${place}]`, () => within(place, async (repo, prove) => {
    await prove('failed', '2026-01-01T00:00:00Z')
    assert.equal(shown(repo.drift('report', '--format', 'json').stdout).report.drift.map(({ code }) => code), ['gate-failed'])
    await prove('passed', '2026-01-01T00:00:01Z')
    const finished = repo.drift('finish', '--json')
    assert.is(finished.code, 0, finished.stderr)
    const { report, open } = shown(finished.stdout)
    // The id of the record that says so, as git's note has it.
    const noted = repo.sh(`git grep -h '"outcome":"passed"' refs/notes/drift/evidence | grep -o '"id":"[0-9a-f]*"' | sort -u | cut -d'"' -f4`).stdout.trim()
    assert.equal([open, report.gates, report.drift, report.metrics['test_gate_failure_rate']], [false, [{ at: '2026-01-01T00:00:01Z', command: 'npm test', evidence: noted, exit: 0, failures: 1, gate: 'npm-test', ms: 5, outcome: 'passed', required: true, tests: 4 }], [], 1])
    assert.equal(shown(repo.drift('report', 'p', '--format', 'json').stdout).report, report)
  }))
}

test('a gate that passed before the last commit did not run on this tree', () => within('main', async (repo, prove) => {
  await prove('passed', '2026-01-01T00:00:00Z')
  repo.sh('echo 2 > src/a && git commit -q -am "feat: more"')
  const { report } = shown(repo.drift('report', '--format', 'json').stdout)
  assert.equal(report.drift.map(({ code, message }) => `${code}: ${message}`), ['gate-not-run: gate npm-test (npm test) was not run on this tree (it passed on an earlier one)'])
}))

test('a failed gate is open, also where a person accepted it', () => within('main', async (repo, prove) => {
  await prove('failed', '2026-01-01T00:00:00Z')
  assert.is(repo.drift('deviate', 'npm-test', '-m', 'the runner is broken', '--yes').code, 0)
  const finished = repo.drift('finish', '--json')
  assert.equal([finished.code, shown(finished.stdout).open, shown(finished.stdout).report.drift.length], [1, true, 1])
}))

test('requests for changes are churn; what is not merged is no proof of anything', () => within('main', async (repo) => {
  const commit = repo.git('rev-parse', 'HEAD')
  const opened = await openRepository(repo.root)
  try {
    await appendRecord(opened, reviewKind, commit, { commit, plan: 'p', decision: 'changes-requested', by, via: 'human', at: '2026-01-01T00:00:00Z' })
  } finally { opened.close() }
  const { metrics } = shown(repo.drift('report', '--format', 'json').stdout).report
  assert.equal([metrics['review_churn_rate'], metrics['rollback_or_revert_count'], metrics['post_merge_defect_rate']], [1, 'unknown', 'unknown'])
}))

for (const [what, more] of [['the end that an interrupted finish wrote down is the end of the run', false], ['where there is more to tell by then, the run ends later, and the later report counts', true]] as const) test(what, () => within('main', async (repo, prove) => {
  const run = (JSON.parse(repo.drift('status', '--json').stdout) as { run: { id: string } }).run.id
  const [first, file] = ['2100-01-01T00:00:00.000Z', `.git/drift/runs/${run}/finish.json`]
  const refused = repo.sh(`h=.git/hooks/pre-commit; cp $h "$OUTSIDE/hook"; printf '#!/bin/sh\nexit 1\n' > $h; drift finish; cp "$OUTSIDE/hook" $h; sed -i.kept 's/"ended":"[^"]*"/"ended":"${first}"/' ${file}`)
  assert.is(refused.code, 0, refused.stderr)
  if (more) await prove('passed', '2026-01-01T00:00:01Z')
  const { report } = shown(repo.drift('finish', '--json').stdout)
  assert.equal([report.ended === first, report.drift.length], [!more, more ? 0 : 1])
  assert.equal(shown(repo.drift('report', 'p', '--json').stdout).report, report)
  assert.is(repo.sh(`test -e ${file}`).code, 1)
}))
test.run()
