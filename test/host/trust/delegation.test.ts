// Runs of one domain → what is recommended, and the metric that caused it.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { defaultThresholds, delegationOf, thresholdsFrom } from '../../../host/trust/delegation.ts'
import type { Merged, RunFacts } from '../../../host/trust/metrics.ts'

interface Given extends Partial<RunFacts>, Partial<Merged> {}
/** A run about which all is known, and all is well, but for what is given. */
const run = ({ fixes = [], reverts = [], young = false, ...more }: Given = {}): RunFacts => ({
  run: 'r', plan: 'p', domain: 'ui', ended: '2026-01-02T00:00:00Z', touched: 10, outside: 0, commits: 2, reviews: 1, rework: 0, gateFailed: false,
  proposed: '2026-01-01T10:00:00Z', approved: '2026-01-01T10:30:00Z', merged: { at: '2026-01-03T00:00:00Z', fixes, reverts, young }, ...more,
})
const of = (n: number, more: Given = {}) => Array.from({ length: n }, () => run(more))

// Newest first. What is recommended, what the class is by all runs, the metrics that caused it.
const table: readonly (readonly [title: string, runs: readonly RunFacts[], recommendation: string, own: string, because: string])[] = [
  ['ten good runs', of(10), 'high', 'high', ''],
  ['five are enough', of(5), 'high', 'high', ''],
  ['two runs only', of(2), 'insufficient', 'insufficient', 'runs'],
  ['bad ones, but too few', of(4, { outside: 9 }), 'insufficient', 'insufficient', 'runs'],
  ['no run', [], 'insufficient', 'insufficient', 'runs'],
  ['at the limit of high', of(5, { touched: 100, outside: 5 }), 'high', 'high', ''],
  ['beyond the limit of high', of(5, { touched: 100, outside: 6 }), 'medium', 'medium', 'plan_drift_rate'],
  ['at the limit of low', of(5, { outside: 2 }), 'medium', 'medium', 'plan_drift_rate'],
  ['beyond the limit of low', of(5, { outside: 3 }), 'low', 'low', 'plan_drift_rate'],
  ['churn between the limits', of(5, { rework: 2 }), 'medium', 'medium', 'review_churn_rate'],
  ['churn', of(5, { rework: 5 }), 'low', 'low', 'review_churn_rate'],
  ['one defect among ten', [...of(9), run({ fixes: ['a'] })], 'medium', 'medium', 'post_merge_defect_rate'],
  ['one revert', [...of(9), run({ reverts: ['a'] })], 'low', 'low', 'rollback_or_revert_count'],
  ['a fifth of the gates', [...of(8), ...of(2, { gateFailed: true })], 'medium', 'medium', 'test_gate_failure_rate'],
  ['four of ten gates', [...of(2, { gateFailed: true }), ...of(4), ...of(2, { gateFailed: true }), ...of(2)], 'low', 'low', 'test_gate_failure_rate'],
  ['demotion first: one low metric among good ones', of(5, { outside: 3 }), 'low', 'low', 'plan_drift_rate'],
  ['several causes are all named', of(5, { outside: 1, rework: 2 }), 'medium', 'medium', 'plan_drift_rate review_churn_rate'],
  ['unknown proves nothing', of(5, { reviews: 0 }), 'medium', 'medium', 'review_churn_rate'],
  ['known of too few proves nothing', [...of(4), ...of(6, { reviews: 0 })], 'medium', 'medium', 'review_churn_rate'],
  ['known of too few condemns', [run({ reviews: 9, rework: 9 }), ...of(9, { reviews: 0 })], 'low', 'low', 'review_churn_rate'],
  ['not merged', of(5).map(({ merged: _, ...rest }) => rest), 'medium', 'medium', 'post_merge_defect_rate rollback_or_revert_count'],
  ['too young to tell', of(5, { young: true }), 'medium', 'medium', 'post_merge_defect_rate'],
  ['slow approvals are no fault of the work', of(5, { approved: '2026-01-09T10:30:00Z' }), 'high', 'high', ''],
  ['worse last 5 than previous 5: high goes to medium', [...of(5, { touched: 100, outside: 8 }), ...of(5, { touched: 100 })], 'medium', 'high', 'plan_drift_rate'],
  ['worse last 5 than previous 5: medium goes to low', [...of(5, { outside: 3 }), ...of(5, { outside: 1 })], 'low', 'medium', 'plan_drift_rate plan_drift_rate'],
  ['better last 5 than previous 5', [...of(5), ...of(5, { outside: 1 })], 'high', 'high', ''],
  ['as bad as before is no step', of(10, { outside: 1 }), 'medium', 'medium', 'plan_drift_rate'],
  ['worse, but still as good as high asks', [...of(5, { touched: 100, outside: 3 }), ...of(5, { touched: 100 })], 'high', 'high', ''],
  ['nine runs have no trend', [...of(5, { touched: 100, outside: 8 }), ...of(4, { touched: 100 })], 'high', 'high', ''],
  ['from unknown nothing gets worse', [...of(5, { rework: 1, commits: 1 }), ...of(5, { reviews: 0 })], 'medium', 'medium', 'review_churn_rate'],
]

for (const [title, runs, recommendation, own, because] of table) test(title, () => {
  const told = delegationOf(runs, defaultThresholds, 5)
  assert.equal([told.recommendation, told.class, told.because.map(({ metric }) => metric ?? 'runs').join(' ')], [recommendation, own, because])
})

test('the sample that is needed can be set', () => {
  assert.is(delegationOf(of(2), defaultThresholds, 2).class, 'high')
  assert.is(delegationOf([...of(2, { touched: 100, outside: 8 }), ...of(2, { touched: 100 })], defaultThresholds, 2).recommendation, 'medium')
})

test('a trend says both numbers', () => assert.match(delegationOf([...of(5, { touched: 100, outside: 8 }), ...of(5, { touched: 100 })], defaultThresholds, 5).because[0]!.says, /^0\.08 in the last 5 runs, 0 in the 5 before/))

test('thresholds are laid over the defaults', () => {
  assert.equal(thresholdsFrom(['plan_drift_rate=0.1..0.3', 'approval_latency_minutes=60', 'review_churn_rate=off']), {
    plan_drift_rate: { high: 0.1, low: 0.3 }, post_merge_defect_rate: { high: 0, low: Infinity }, test_gate_failure_rate: { high: 0.1, low: 0.3 }, rollback_or_revert_count: { high: 0, low: 0 }, approval_latency_minutes: { high: 60, low: 60 },
  })
  assert.is(delegationOf(of(5, { reviews: 0 }), thresholdsFrom(['review_churn_rate=off']), 5).class, 'high')
  assert.is(delegationOf(of(5), thresholdsFrom(['approval_latency_minutes=10..20']), 5).class, 'low')
  for (const [word, said] of [['plan_drift_rat=1', /did you mean plan_drift_rate/], ['nonsense', /names no metric/], ['=1', /names no metric/], ['plan_drift_rate=', /no two numbers/], ['plan_drift_rate=0.3..0.1', /no two numbers/], ['plan_drift_rate=-1', /no two numbers/], ['plan_drift_rate=1..', /no two numbers/]] as const) assert.throws(() => thresholdsFrom([word]), said)
})

test.run()
