// The six metrics as the rows that ask for them say: what nobody observed is unknown, and never 0.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { measured, metricsOf, type MetricName, type Merged, type RunFacts } from '../../../host/trust/metrics.ts'

const bare: RunFacts = { run: 'r', plan: 'p', domain: 'ui', ended: '2026-01-02T00:00:00Z', touched: 0, outside: 0, commits: 0, reviews: 0, rework: 0 }
const run = (more: Partial<RunFacts>): RunFacts => ({ ...bare, ...more })
const merged = (more: Partial<Merged> = {}): RunFacts => run({ merged: { at: '2026-01-03T00:00:00Z', fixes: [], reverts: [], young: false, ...more } })
const at = (proposed: string, approved: string) => run({ proposed: `2026-01-01T${proposed}Z`, approved: `2026-01-01T${approved}Z` })

const table: readonly (readonly [title: string, metric: MetricName, runs: readonly RunFacts[], value: number | 'unknown', of: number])[] = [
  ['10 touched, 2 outside', 'plan_drift_rate', [run({ touched: 10, outside: 2 })], 0.2, 1],
  ['files are summed, and runs without any are left out', 'plan_drift_rate', [run({ touched: 30, outside: 0 }), run({ touched: 10, outside: 2 }), bare], 0.05, 2],
  ['nothing outside is 0', 'plan_drift_rate', [run({ touched: 3 })], 0, 1],
  ['no file touched', 'plan_drift_rate', [bare], 'unknown', 0],
  ['3 times reworked, 2 commits', 'review_churn_rate', [run({ commits: 2, reviews: 3, rework: 3 })], 1.5, 1],
  ['approved at once', 'review_churn_rate', [run({ commits: 2, reviews: 1 })], 0, 1],
  ['nobody reviewed', 'review_churn_rate', [run({ commits: 2 })], 'unknown', 0],
  ['runs that nobody reviewed do not thin it', 'review_churn_rate', [run({ commits: 2, reviews: 2, rework: 1 }), run({ commits: 8 })], 0.5, 1],
  ['reviews of a run without commits', 'review_churn_rate', [run({ reviews: 1, rework: 1 })], 'unknown', 0],
  ['4 merges, 1 defect', 'post_merge_defect_rate', [merged(), merged(), merged(), merged({ fixes: ['a'] })], 0.25, 4],
  ['two fixes of one run are one bad merge', 'post_merge_defect_rate', [merged(), merged({ fixes: ['a', 'b'] })], 0.5, 2],
  ['no merges', 'post_merge_defect_rate', [bare, bare], 'unknown', 0],
  ['young ones without a defect are not counted yet', 'post_merge_defect_rate', [merged({ young: true }), merged(), merged({ fixes: ['a'] })], 0.5, 2],
  ['young ones with a defect are', 'post_merge_defect_rate', [merged({ young: true, fixes: ['a'] }), merged()], 0.5, 2],
  ['one after which fixes were not followed is no proof', 'post_merge_defect_rate', [merged({ unsure: true }), merged(), merged({ unsure: true, fixes: ['a'] })], 0.5, 2],
  ['nor is it where there is no other', 'post_merge_defect_rate', [merged({ unsure: true })], 'unknown', 0],
  ['young ones alone', 'post_merge_defect_rate', [merged({ young: true })], 'unknown', 0],
  ['5 runs, 2 failed', 'test_gate_failure_rate', [true, true, false, false, false].map((gateFailed) => run({ gateFailed })), 0.4, 5],
  ['where no gate was run, none passed', 'test_gate_failure_rate', [bare, bare], 'unknown', 0],
  ['and it does not thin the others', 'test_gate_failure_rate', [bare, run({ gateFailed: true })], 1, 1],
  ['proposed 10:00, approved 10:30', 'approval_latency_minutes', [at('10:00:00', '10:30:00')], 30, 1],
  ['the middle of three', 'approval_latency_minutes', [at('10:00:00', '20:00:00'), at('10:00:00', '10:01:00'), at('10:00:00', '10:05:00')], 5, 3],
  ['between the middle two of four', 'approval_latency_minutes', [1, 9, 3, 5].map((m) => at('10:00:00', `10:0${m}:00`)), 4, 4],
  ['at once is 0', 'approval_latency_minutes', [at('10:00:00', '10:00:00')], 0, 1],
  ['seconds count', 'approval_latency_minutes', [at('10:00:00', '10:00:30')], 0.5, 1],
  ['approved before it was there: a clock is wrong', 'approval_latency_minutes', [at('10:30:00', '10:00:00')], 'unknown', 0],
  ['never approved', 'approval_latency_minutes', [run({ proposed: '2026-01-01T10:00:00Z' })], 'unknown', 0],
  ['one revert', 'rollback_or_revert_count', [merged({ reverts: ['a'] }), merged()], 1, 2],
  ['one revert of a merge of two runs', 'rollback_or_revert_count', [merged({ reverts: ['a'] }), merged({ reverts: ['a'] })], 1, 2],
  ['two reverts of one run', 'rollback_or_revert_count', [merged({ reverts: ['a', 'b'] })], 2, 1],
  ['none of what was merged', 'rollback_or_revert_count', [merged(), bare], 0, 1],
  ['nothing was merged', 'rollback_or_revert_count', [bare], 'unknown', 0],
]

for (const [title, metric, runs, value, of] of table) test(`${metric}: ${title}`, () => assert.equal(measured(runs)[metric], { value, runs: of }))

test('no run at all: six times unknown', () => assert.equal([...new Set(Object.values(metricsOf([])))], ['unknown']))
test('a report holds all six, and nothing else', () => assert.equal(metricsOf([run({ touched: 1 })]), {
  plan_drift_rate: 0, review_churn_rate: 'unknown', post_merge_defect_rate: 'unknown', test_gate_failure_rate: 'unknown', approval_latency_minutes: 'unknown', rollback_or_revert_count: 'unknown',
}))

test.run()
