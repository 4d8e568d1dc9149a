// limit 300 s: each row is a repository of its own, judged by `drift ci`.
// `drift ci --rerun-gates`: what counts at the gate is what this job ran, after all else, in a checkout of just the head.
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { withEvidence } from '../../commands/rerun-gates.ts'
import type { Opened } from '../../records/repository.ts'
import { withPlugin, type PluginPlace } from '../support/plugin-place.ts'

const check = `export default { name: 'p', api: 1, checks: [{ name: 'gates', demand: 'Gates pass.', stages: ['ci'], options: object({}), reads: (_, { extent }) => (extent === 'net' ? { kinds: ['evidence'] } : {}),
  *run({ extent, plans, seen }) { if (extent === 'net') for (const { test_contract: { gates } } of plans) for (const { gate, state, reason } of drift.evidenceStanding(gates, seen.evidence)) if (gate.required && state !== 'passed') yield { code: state, message: gate.id + ' is ' + state + ': ' + reason, fix: 'Run it' } },
  examples: [{ title: 'a', change: ['M y'], options: {}, findings: [] }, { title: 'b', change: ['M y'], options: {}, findings: ['x'], given: { seen: { evidence: [] } } }] }] }`

interface Told { readonly code: number; readonly stdout: string; readonly stderr: string }

/** A branch `work` whose one commit belongs to an approved plan with these gates; `act` then does what somebody does. */
function at(gates: readonly object[], act: (repo: PluginPlace) => void, judged: (told: Told, repo: PluginPlace) => void, { approve = true, flags = ['--rerun-gates'], plugin = check, checks = {}, begin = (_: PluginPlace): void => {} } = {}): void {
  const repo = withPlugin(plugin, { config: { checks: { 'never-auto-approve': 'off', 'tests-with-source': 'off', 'change-size': 'off', ...checks } } })
  try {
    begin(repo)
    repo.git('add', '-A')
    repo.git('commit', '-qm', 'begin', '--allow-empty', '--no-verify')
    repo.git('switch', '-qc', 'work')
    const contract = { format_version: 1, gates: gates.map((gate) => ({ layer: 'unit', required: true, ...gate })), locked_files: [] }
    repo.drift('plan', 'new', 'x', '--id', 'p', '--allow', 'src/**')
    repo.write('.drift/plans/p/test_contract.json', JSON.stringify(contract))
    if (approve) assert.is(repo.drift('approve', 'p', '--yes').code, 0)
    repo.commit('Plan: x')
    repo.write('src/a', 'x\n')
    repo.commit('feat: a\n\nPlan-Id: p')
    act(repo)
    judged(repo.drift('ci', '--base', 'main', ...flags), repo)
  } finally {
    repo.dispose()
  }
}

const passes = { id: 'unit', command: 'echo 1..1; echo ok 1; test -f src/a' }
const row = (title: string, gates: readonly object[], act: Parameters<typeof at>[1], code: number, said: RegExp | undefined, lacks?: RegExp, how?: Parameters<typeof at>[3]) => test(title, () => at(gates, act, (told) => {
  const all = told.stdout + told.stderr
  assert.is(told.code, code, all)
  if (said) assert.match(all, said, all)
  if (lacks) assert.not.match(all, lacks)
}, how))
const nothing = () => {}
const forget = 'for r in $(git for-each-ref --format="%(refname)" refs/notes refs/drift); do git update-ref -d $r; done'

row('a gate that this job ran and that passed', [passes], nothing, 0, /gate unit: passed \(1 test, /)
row('one that failed', [passes, { id: 'lint', command: 'exit 3' }], nothing, 1, /p\/gates: lint is failed: exit 3/, /unit is/)
row('one that is not required is not run', [passes, { id: 'lint', command: 'echo ran-lint; exit 3', required: false }], nothing, 0, /gate unit: passed/, /ran-lint/)
row('one that changes what it tests', [{ id: 'unit', command: 'echo y >>src/a' }], nothing, 1, /p\/gates: unit is missing/)
row('without the flag nothing is run', [{ id: 'unit', command: 'echo ran-it' }], nothing, 1, /p\/gates: unit is missing: it was not run on this content/, /ran-it/, { flags: [] })
row('evidence of a developer counts nowhere, however good', [passes], (repo) => assert.is(repo.drift('verify', '--plan', 'p').code, 0), 1, /p\/gates: unit is missing/, undefined, { flags: [] })
row('evidence of a developer does not spare the run', [{ id: 'unit', command: 'test ! -f .git/worse' }], (repo) => { assert.is(repo.drift('verify', '--plan', 'p').code, 0); repo.sh('touch .git/worse') }, 1, /p\/gates: unit is failed: exit 1/)
row('a checkout of something else is no proof', [passes], (repo) => repo.git('switch', '-q', 'main'), 2, undefined, /ok 1/, { flags: ['--head', 'nothing', '--rerun-gates'] })
row('a checkout of the base cannot tell', [passes], (repo) => repo.git('switch', '-q', 'main'), 3, /the gates cannot be run, since the checkout is not what is judged: it does not hold [0-9a-f]{12}/, /ok 1/, { flags: ['--head', 'work', '--rerun-gates'] })
row('a checkout with something beside it cannot tell', [passes], (repo) => repo.write('src/b', 'x'), 3, /the checkout is not what is judged: src\/b is untracked/, /ok 1/)
row('what else is wrong stops it: nothing of a plan that nobody approved is run', [{ id: 'unit', command: 'echo ran-it' }], nothing, 1, /drift: approval: [\s\S]*p\/gates: could not judge: the gates were not run: that comes last, and only where all else passed/, /ran-it/, { approve: false })
const other = (repo: PluginPlace, id: string, command: string) => {
  if (id !== 'p') repo.drift('plan', 'new', 'y', '--id', id, '--allow', 'lib/**')
  repo.write(`.drift/plans/${id}/test_contract.json`, JSON.stringify({ format_version: 1, gates: [{ id: 'unit', layer: 'unit', required: true, command }], locked_files: [] }))
  repo.commit('Plan: y')
}
row('where nobody asks for approvals, gates of a plan without one are run', [passes], nothing, 0, /gate unit: passed/, undefined, { approve: false, checks: { approval: 'off' } })
row('nothing of a version that came after the one that counts, and that nobody approved', [passes], (repo) => other(repo, 'p', 'echo ran-it'), 0, /gate unit: passed \(1 test, /, /ran-it/)
row('nothing of a plan that a message only speaks of', [passes], (repo) => { other(repo, 'q', 'echo ran-it'); repo.write('src/b', 'x\n'); repo.commit('feat: b\n\nNot yet:\n\n* Plan-Id: q\n\nPlan-Id: p') }, 0, /gate unit: passed \(1 test, /, /ran-it/)
row('a gate that two plans have alike is run once', [passes], (repo) => {
  repo.drift('plan', 'new', 'y', '--id', 'q', '--allow', 'lib/**')
  repo.write('.drift/plans/q/test_contract.json', JSON.stringify({ format_version: 1, gates: [{ layer: 'unit', required: true, ...passes }], locked_files: [] }))
  repo.drift('approve', 'q', '--yes')
  repo.commit('Plan: y')
  repo.write('lib/b', 'x\n')
  repo.commit('feat: b\n\nPlan-Id: q')
}, 0, /gate unit: passed/, /gate unit: passed[^]*gate unit: passed/)
row("a gate's command is told as text: no CI system finds one of its own in it", [{ id: 'unit', command: `${passes.command}; : '##vso[task.complete result=Succeeded;]'` }], nothing, 0, /drift: unit: .*#\\u0023vso\[task/, /##vso/)
row('what asks for no evidence is not judged once more', [passes], nothing, 0, /gate unit: passed/, /judged again/, { plugin: check.replace('checks: [', "checks: [(() => { let n = 0; return { name: 'late', demand: 'Once.', stages: ['ci'], extents: ['net'], options: object({}), *run() { if (n++ > 0) yield { code: 'again', message: 'judged again', fix: 'x' } }, examples: [{ title: 'a', change: ['M y'], options: {}, findings: [] }, { title: 'b', change: ['M y'], options: {}, findings: ['judged again'] }] } })(), ") })
row('where the target stands and what is approved is asked once', [{ id: 'unit', command: `git update-ref refs/heads/main HEAD; ${forget}` }], (repo) => repo.git('commit', '-q', '--no-verify', '--amend', '-m', 'feat: a\n\n* Of: this\n\nPlan-Id: p'), 1, /p\/gates: approved, 1 trailer \[/, undefined, { plugin: check.replace("extent === 'net' ?", "extent === 'commit' ?").replace(/\*run.*/, "extents: ['commit'], *run({ plans, message: { trailers } }) { if (trailers.some(({ key }) => key === 'Plan-Id')) yield { code: 'told', message: plans[0].standing.state + ', ' + trailers.length + ' trailer', fix: 'x' } },") })
row('where no check asks for evidence, nothing is run, and that is said', [{ id: 'unit', command: 'echo ran-it' }], nothing, 0, /no gate was run: no check asked for evidence/, /ran-it/, { plugin: "export default { name: 'p', api: 1 }" })

test('all is asked once by both judgements, whoever answers', async () => {
  const asked: string[] = []
  const ask = (name: string) => async (...of: readonly unknown[]) => { asked.push(`${name} ${of.join(' ')}`); return [] }
  const opened = { info: ask('info'), approvals: ask('approvals'), approvalsOf: ask('approvalsOf'), overrides: ask('overrides'), records: ask('records'), commits: ask('commits'), close: ask('close'), root: '/' } as unknown as Opened
  const remembered = new Map()
  for (const evidence of [undefined, []]) {
    const seen = withEvidence(opened, evidence, remembered)
    await Promise.all([seen.info('refs/heads/main'), seen.info('HEAD:f'), seen.approvals(['d']), seen.approvals(['e']), seen.approvalsOf('p'), seen.overrides(['c']), seen.records('deviation', ['d'], ['p']), seen.commits([], 'HEAD')])
  }
  assert.equal(asked, ['info refs/heads/main', 'info HEAD:f', 'approvals d', 'approvals e', 'approvalsOf p', 'overrides c', 'records deviation d p', 'commits  HEAD'])
  // What was run for one tree is no proof of another.
  const ran = [{ tree: 'T' }, { tree: 'U' }] as unknown as Parameters<typeof withEvidence>[1]
  assert.equal(await withEvidence(opened, ran, remembered).records('evidence', ['T']), [{ tree: 'T' }])
})

test('what a gate does to the records changes nothing about what was judged before it', () => at([{ id: 'unit', command: `${forget}; touch .git/done` }], nothing, ({ code, stdout, stderr }, repo) => {
  assert.ok(existsSync(join(repo.root, '.git', 'done')))
  assert.is(code, 0, stdout + stderr)
  assert.is(repo.drift('ci', '--base', 'main').code, 1)
}))

test('records are read before any gate runs, in whatever order a check asks for them', () => {
  const plugin = check.replace("['evidence']", "['evidence', 'deviation']").replace('*run({ extent, plans, seen }) {', "*run({ extent, plans, seen }) { if (seen.deviation?.length > 0) yield { code: 'seen', message: 'something was accepted', fix: 'Look' };")
  at([{ id: 'unit', command: `node ${resolve('dist/drift.cjs')} deviate src/a -m 'nobody needs that one any more' --yes && touch .git/done` }], (repo) => { repo.drift('start', 'p') }, ({ code, stdout, stderr }, repo) => {
    assert.ok(existsSync(join(repo.root, '.git', 'done')), stdout + stderr)
    assert.is(code, 0, stdout + stderr)
    // It stands there for the next one.
    const next = repo.drift('ci', '--base', 'main', '--rerun-gates')
    assert.match(next.stdout + next.stderr, /something was accepted/)
  }, { plugin, checks: { 'test-contract': 'off' } })
})

for (const [what, act, ask] of [
  ['accepts nothing', "deviate src/a.test.js -m 'nobody needs that one any more'", ''],
  ['lets nothing through', 'approve --override HEAD', '\n\nDrift-Override: nobody needs that one any more'],
] as const) {
  test(`a gate ${what} for what is judged with it`, () => {
    const gate = { id: 'unit', command: `node ${resolve('dist/drift.cjs')} ${act} --yes && touch .git/done` }
    at([gate], (repo) => {
      repo.drift('start', 'p')
      repo.git('rm', '-q', 'src/a.test.js')
      repo.git('commit', '-q', '--no-verify', '-m', `feat: less${ask}\n\nPlan-Id: p`)
    }, ({ code, stdout, stderr }, repo) => {
      assert.ok(existsSync(join(repo.root, '.git', 'done')), stdout + stderr)
      assert.is(code, 1, stdout + stderr)
      assert.match(stdout + stderr, /test-contract: .*"counts" is gone/)
      assert.is(repo.drift('ci', '--base', 'main').code, 1)
    }, { plugin: "export default { name: 'p', api: 1 }", checks: { 'test-contract': ['error', { evidence: 'ci' }] }, begin: (repo) => repo.write('src/a.test.js', "test('counts', () => { assert.is(count(), 1) })\n") })
  })
}

test.run()
