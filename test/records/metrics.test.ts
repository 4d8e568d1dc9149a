import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { metricsOf, type MetricFacts } from '../../records/metrics.ts'

const none: MetricFacts = { commits: 0, files: 0, outside: 0 }
const unknown = {
  plan_drift_rate: 'unknown', review_churn_rate: 'unknown', post_merge_defect_rate: 'unknown', test_gate_failure_rate: 'unknown', approval_latency_minutes: 'unknown', rollback_or_revert_count: 'unknown',
}

test('nothing to count is unknown, never 0', () => assert.equal(metricsOf(none), unknown))
test('looked at and found none: 0', () => assert.equal(metricsOf({ commits: 2, files: 2, outside: 0, reviews: { all: 1, changesRequested: 0 }, merged: { all: 1, defects: 0 }, gated: { all: 1, failed: 0 }, latencies: [0], reverts: 0 }), {
  plan_drift_rate: 0, review_churn_rate: 0, post_merge_defect_rate: 0, test_gate_failure_rate: 0, approval_latency_minutes: 0, rollback_or_revert_count: 0,
}))

const table: readonly (readonly [why: string, facts: Partial<MetricFacts>, metric: keyof typeof unknown, value: number | 'unknown'])[] = [
  ['commits and files outside, of all of both', { commits: 3, files: 5, outside: 2 }, 'plan_drift_rate', 0.25],
  ['four digits', { commits: 1, files: 2, outside: 1 }, 'plan_drift_rate', 0.3333],
  ['requests for changes, per commit', { commits: 2, reviews: { all: 4, changesRequested: 3 } }, 'review_churn_rate', 1.5],
  ['reviewed by nobody', { commits: 2, reviews: { all: 0, changesRequested: 0 } }, 'review_churn_rate', 'unknown'],
  ['merged plans that were mended', { merged: { all: 4, defects: 1 } }, 'post_merge_defect_rate', 0.25],
  ['no plan merged long enough', { merged: { all: 0, defects: 0 } }, 'post_merge_defect_rate', 'unknown'],
  ['runs in which a gate failed', { gated: { all: 2, failed: 1 } }, 'test_gate_failure_rate', 0.5],
  ['the middle of three waits', { latencies: [9, 1, 5] }, 'approval_latency_minutes', 5],
  ['between the middle two', { latencies: [1, 2] }, 'approval_latency_minutes', 1.5],
  ['reverts', { commits: 1, reverts: 2 }, 'rollback_or_revert_count', 2],
  ['nobody looked for reverts', { commits: 1 }, 'rollback_or_revert_count', 'unknown'],
]
for (const [why, facts, metric, value] of table) test(why, () => assert.is(metricsOf({ ...none, ...facts })[metric], value))
test.run()
