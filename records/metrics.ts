// The six metrics of trust over plain facts. What cannot be counted is `unknown`, which is not 0. Pure.
import type { Metrics } from './report.ts'

/** What is counted of one run, or of several added up; what is left out is not known. */
export interface MetricFacts {
  /** Commits and files of the work, and how many of both lie outside of the approved plan, accepted or not. */
  readonly commits: number
  readonly files: number
  readonly outside: number
  /** Reviews of these commits. */
  readonly reviews?: { readonly all: number; readonly changesRequested: number }
  /** Plans that are merged long enough, and those among them that a later fix mended. */
  readonly merged?: { readonly all: number; readonly defects: number }
  /** Runs whose required gates ran, and those among them in which one did not pass. */
  readonly gated?: { readonly all: number; readonly failed: number }
  /** Minutes from proposal to approval, one for each plan where both are known. */
  readonly latencies?: readonly number[]
  /** Commits that take these back; absent where nobody could look. */
  readonly reverts?: number
}

/** Rates are shares (0 to 1), churn is a number per commit, latency the median in minutes, reverts a number. */
export function metricsOf({ commits, files, outside, reviews, merged, gated, latencies = [], reverts }: MetricFacts): Metrics {
  return {
    plan_drift_rate: share(outside, commits + files),
    review_churn_rate: reviews && reviews.all > 0 ? share(reviews.changesRequested, commits) : 'unknown',
    post_merge_defect_rate: merged ? share(merged.defects, merged.all) : 'unknown',
    test_gate_failure_rate: gated ? share(gated.failed, gated.all) : 'unknown',
    approval_latency_minutes: median(latencies),
    rollback_or_revert_count: commits > 0 && reverts !== undefined ? reverts : 'unknown',
  }
}

function share(part: number, all: number): number | 'unknown' {
  return all > 0 ? rounded(part / all) : 'unknown'
}

function median(values: readonly number[]): number | 'unknown' {
  if (values.length === 0) return 'unknown'
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return rounded(sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2)
}

// Records are canonical: a share has no more digits than anybody reads.
function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000
}
