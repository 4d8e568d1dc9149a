// `drift trust` as it is called: windows, domains, recommendations, what it prints. Records are real; what git alone tells is in trust-defects.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { writeNote } from '../../git/notes-write.ts'
import { formatLine } from '../../records/line.ts'
import { driftRoot, repository, type Repository } from '../support/repository.ts'
import { keep, placed, reportOf, type Placed, type Told } from '../support/runs.ts'

const fits = new Ajv2020({ allErrors: true, strict: false }).compile(JSON.parse(readFileSync(join(driftRoot, 'schemas', 'trust.schema.json'), 'utf8')))

interface Domain { readonly domain: string; readonly class: string; readonly recommendation: string; readonly because: readonly { readonly metric?: string; readonly says: string }[]; readonly metrics: Record<string, { readonly value: number | 'unknown'; readonly runs: number }>; readonly runs: readonly { readonly run: string }[] }

const files = (touched: number, outside: number) => ({ touched: Array.from({ length: touched }, (_, i) => `f${i}`), outside: Array.from({ length: outside }, (_, i) => `f${i}`) })
type Some = (n: number, more?: Partial<Told>) => Placed

function within(title: string, make: (run: Some, head: string) => readonly Placed[], work: (trust: (...args: string[]) => { readonly domains: readonly Domain[]; readonly notes: readonly string[] }, repo: Repository) => void | Promise<void>): void {
  test(title, async () => {
    const repo = repository({ config: { plans: { required: false } } })
    try {
      const head = repo.commit('Begin')
      const day = (n: number, hour: string) => `2026-01-${String(n).padStart(2, '0')}T${hour}:00:00.000Z`
      await keep(repo, make((n, more = {}) => placed.report({ run: `r${n}`, plan: `p${n}`, base: head, last: head, commits: [head], started: day(n, '10'), ended: day(n, '12'), files: files(100, 0), ...more }), head))
      await work((...args) => {
        const { code, stdout, stderr } = repo.drift('trust', '--json', ...args)
        assert.is(code, 0, stderr)
        assert.ok(fits(JSON.parse(stdout)), JSON.stringify(fits.errors))
        return JSON.parse(stdout)
      }, repo)
    } finally {
      repo.dispose()
    }
  })
}

const shape = ({ domains }: { readonly domains: readonly Domain[] }) => domains.map(({ domain, recommendation, runs }) => `${domain} ${recommendation} ${runs.map(({ run }) => run).join(' ')}`.trim())
const six = (from: number, more?: Partial<Told>) => (run: Some) => Array.from({ length: 6 }, (_, i) => run(from + i, more))

within('runs of each domain, untagged where a plan names none', (run) => [run(1, { domain: 'deps' }), run(2, { domain: 'ui' }), run(3), run(4, { domain: 'ui' })], (trust) => {
  assert.equal(shape(trust()), ['deps insufficient r1', 'ui insufficient r4 r2', 'untagged insufficient r3'])
  assert.equal(shape(trust('--domain', 'ui')), ['ui insufficient r4 r2'])
  assert.equal(shape(trust('--domain', 'untagged')), ['untagged insufficient r3'])
})

within('a window of the newest runs, or of days', (run) => Array.from({ length: 12 }, (_, i) => run(i + 1)), (trust) => {
  assert.equal(shape(trust()), [`untagged medium ${[12, 11, 10, 9, 8, 7, 6, 5, 4, 3].map((n) => `r${n}`).join(' ')}`])
  assert.equal(shape(trust('--last', '2', '--least', '2')), ['untagged medium r12 r11'])
  assert.is(trust('--since', '2026-01-01').domains[0]!.runs.length, 12)
  assert.equal(shape(trust('--since', '2026-01-11')), ['untagged insufficient r12 r11'])
  assert.equal(shape(trust('--since', '2026-01-11T12:00:00Z', '--last', '1')), ['untagged insufficient r12'])
  assert.equal(shape(trust('--since', '2026-01-11T12:00:01Z')), ['untagged insufficient r12'])
  assert.equal(shape(trust('--since', '2026-02-01')), [])
})

within('the newer half is worse: one class down, and the metric that caused it', (run) => [...Array.from({ length: 5 }, (_, i) => run(i + 1)), ...Array.from({ length: 5 }, (_, i) => run(i + 6, { files: files(100, 9) }))], (trust, repo) => {
  const off = ['review_churn_rate', 'post_merge_defect_rate', 'test_gate_failure_rate', 'rollback_or_revert_count'].flatMap((name) => ['--threshold', `${name}=off`])
  const [told] = trust(...off).domains
  assert.equal([told!.class, told!.recommendation, told!.because[0]], ['high', 'medium', { metric: 'plan_drift_rate', says: '0.09 in the last 5 runs, 0 in the 5 before: one class down' }])
  const { stdout } = repo.drift('trust', ...off)
  assert.match(stdout, /^untagged: medium \(high by all runs\)\n/)
  assert.match(stdout, /\n {2}because plan_drift_rate: 0\.09 in the last 5 runs/)
})

within('a run that was sealed twice is one, as it was sealed last', (run) => [run(1, { files: files(10, 5), at: '2026-01-01T12:00:00.000Z' }), run(1, { files: files(10, 1), at: '2026-01-01T13:00:00.000Z' })], (trust) => assert.equal(trust().domains[0]!.metrics['plan_drift_rate'], { value: 0.1, runs: 1 }))

within('gates, latency and reviews as records tell', (run, head) => [
  run(1, { gates: [{ gate: 'test', required: true, outcome: 'passed', failures: 1 }], proposed: '2026-01-01T10:00:00.000Z', approved: '2026-01-01T10:30:00.000Z', commits: [head, 'e'.repeat(40)] }),
  ...[1, 2, 3].map((n) => placed.review(head, 'changes-requested', { at: `2026-01-01T10:0${n}:00.000Z` })),
], (trust) => {
  const { metrics } = trust().domains[0]!
  assert.equal(['review_churn_rate', 'test_gate_failure_rate', 'approval_latency_minutes', 'post_merge_defect_rate'].map((name) => metrics[name]!.value), [1.5, 1, 30, 'unknown'])
})

within('a review of a commit that was made again counts for the run of its time', (run, head) => [
  run(1, { plan: 'p', commits: ['e'.repeat(40)] }), run(3, { plan: 'p', commits: ['f'.repeat(40)] }), placed.review(head, 'changes-requested', { plan: 'p', at: '2026-01-02T10:00:00.000Z' }), placed.review(head, 'approved', { plan: 'p', at: '2026-01-03T11:00:00.000Z' }), placed.review(head, 'changes-requested', { plan: 'q', at: '2026-01-03T11:00:00.000Z' }), placed.review(head, 'changes-requested', { plan: 'p', at: '2025-12-31T10:00:00.000Z' }),
], (trust) => {
  const { runs } = trust().domains[0] as unknown as { runs: { metrics: Record<string, number> }[] }
  assert.equal(runs.map(({ metrics }) => metrics['review_churn_rate']), [0, 1])
})

within('what a newer drift wrote is kept, counted by nobody, and told', (run) => [run(1)], async (trust, repo) => {
  const head = repo.git('rev-parse', 'HEAD')
  await writeNote({ cwd: repo.root }, 'refs/notes/drift/runs', head, [formatLine({ ...reportOf({ run: 'r2', plan: 'p2', base: head, last: head, commits: [] }), v: 2, kind: 'report' })])
  const told = trust()
  assert.equal([shape(told), told.notes], [['untagged insufficient r1'], ['1 line beside records of kind report cannot be read by this drift, and count for nothing']])
})

within('fits 80 columns, and says what it does not know', (run) => [...six(1, { domain: 'deps' })(run), ...six(8, { domain: 'ui', files: files(3, 1) })(run), run(20, { domain: 'x\u001b[31m', base: 'e'.repeat(40), commits: ['e'.repeat(40)] })], (_, repo) => {
  const { code, stdout, stderr } = repo.drift('trust')
  assert.is(code, 0, stderr)
  for (const line of stdout.split('\n')) assert.ok(line.length < 80, line)
  assert.match(stdout, /\nui: low\n {2}6 runs \(2026-01-08 to 2026-01-13\), 0 merged\n {2}plan_drift_rate +33\.3 %\n {2}review_churn_rate +unknown +nobody reviewed/)
  assert.match(stdout, /x\\u001b\[31m: insufficient\n/)
  assert.match(repo.drift('trust', '--domain', 'dep').stderr, /did you mean deps\?/)
})

within('the number of gits does not grow with the runs', (run) => [run(1), run(2)], async (_, repo) => {
  const gits = () => {
    repo.sh('rm -f "$OUTSIDE/trace"; GIT_TRACE2_EVENT="$OUTSIDE/trace" drift trust > /dev/null')
    return readFileSync(join(repo.outside, 'trace'), 'utf8').split('\n').filter((line) => line.includes('"event":"start"')).length
  }
  const more = (n: number) => { repo.write(`f${n}`, `${n}\n`); repo.commit(`feat: ${n}`) }
  more(0)
  const few = gits()
  assert.ok(few < 15, String(few))
  const head = repo.git('rev-parse', 'HEAD')
  await keep(repo, Array.from({ length: 100 }, (_, i) => placed.report({ run: `more${i}`, plan: `more${i}`, domain: `d${i % 7}`, base: head, last: head, commits: [head] })), true)
  for (let i = 1; i < 20; i++) more(i)
  assert.is(gits(), few)
})

test.run()
