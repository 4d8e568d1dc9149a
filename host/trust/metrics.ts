// The six metrics of trust, over one run or many. Pure: plain facts in, numbers out; what nobody observed is unknown, and never 0.

/** What is known of one run. */
export interface RunFacts {
  readonly run: string
  readonly plan: string
  /** `untagged` where the plan names none. */
  readonly domain: string
  /** UTC, ISO 8601. */
  readonly ended: string
  /** Files that it touched, and those of them that its plan does not cover. */
  readonly touched: number
  readonly outside: number
  readonly commits: number
  /** Reviews of its commits by people, and those of them that asked for changes. */
  readonly reviews: number
  readonly rework: number
  /** Whether a required gate did not pass at some time before the finish; undefined where none was run. */
  readonly gateFailed?: boolean | undefined
  /** UTC, ISO 8601: when the plan was first there, and when its approval was complete. */
  readonly proposed?: string | undefined
  readonly approved?: string | undefined
  /** What became of it on the target; undefined where it is not there, or nobody could look. */
  readonly merged?: Merged | undefined
}

/** A run that is on the target. */
export interface Merged {
  /** When the last of it came there: UTC, ISO 8601. */
  readonly at: string
  /** Commits that mended its work later. */
  readonly fixes: readonly string[]
  /** Commits that took it back, or a part of it. */
  readonly reverts: readonly string[]
  /** Whether it is too young to be called free of defects. */
  readonly young: boolean
  /** Whether later fixes were not followed: no fix found is no proof then. */
  readonly unsure?: boolean
}

export const metricNames = ['plan_drift_rate', 'review_churn_rate', 'post_merge_defect_rate', 'test_gate_failure_rate', 'approval_latency_minutes', 'rollback_or_revert_count'] as const
export type MetricName = typeof metricNames[number]

/** A metric over some runs, and how many of them it speaks of. */
export interface Measured {
  readonly value: number | 'unknown'
  readonly runs: number
}

// What a run adds to a rate: undefined where it says nothing about it.
type Share = (run: RunFacts) => { readonly over: number; readonly of: number } | undefined

const shares: Readonly<Record<Exclude<MetricName, 'approval_latency_minutes' | 'rollback_or_revert_count'>, Share>> = {
  plan_drift_rate: ({ outside, touched }) => ({ over: outside, of: touched }),
  // Where nobody reviewed, nobody was content either.
  review_churn_rate: ({ rework, reviews, commits }) => (reviews > 0 ? { over: rework, of: commits } : undefined),
  // A young merge may still turn out to be bad, and is left out, as is one after which fixes were not followed; one that did turn out so counts at once.
  post_merge_defect_rate: ({ merged }) => (!merged || ((merged.young || merged.unsure) && merged.fixes.length === 0) ? undefined : { over: merged.fixes.length > 0 ? 1 : 0, of: 1 }),
  test_gate_failure_rate: ({ gateFailed }) => (gateFailed === undefined ? undefined : { over: gateFailed ? 1 : 0, of: 1 }),
}

/** All six, each with the number of runs that it rests on. */
export function measured(runs: readonly RunFacts[]): Readonly<Record<MetricName, Measured>> {
  const merged = runs.flatMap(({ merged }) => merged ?? [])
  return {
    plan_drift_rate: rate(runs, shares.plan_drift_rate),
    review_churn_rate: rate(runs, shares.review_churn_rate),
    post_merge_defect_rate: rate(runs, shares.post_merge_defect_rate),
    test_gate_failure_rate: rate(runs, shares.test_gate_failure_rate),
    approval_latency_minutes: median(runs.flatMap(latency)),
    // One revert of a merge takes back several runs, and is one.
    rollback_or_revert_count: { value: merged.length > 0 ? new Set(merged.flatMap(({ reverts }) => reverts)).size : 'unknown', runs: merged.length },
  }
}

/** The numbers alone, as a report record holds them: with no more digits than anybody reads. */
export function metricsOf(runs: readonly RunFacts[]): Readonly<Record<MetricName, number | 'unknown'>> {
  const all = measured(runs)
  return Object.fromEntries(metricNames.map((name) => [name, rounded(all[name].value)])) as Record<MetricName, number | 'unknown'>
}

function rounded(value: number | 'unknown'): number | 'unknown' {
  return value === 'unknown' ? value : Math.round(value * 10_000) / 10_000
}

function rate(runs: readonly RunFacts[], share: Share): Measured {
  const known = runs.flatMap((run) => share(run) ?? []).filter(({ of }) => of > 0)
  const sum = (key: 'over' | 'of') => known.reduce((total, part) => total + part[key], 0)
  return { value: known.length > 0 ? sum('over') / sum('of') : 'unknown', runs: known.length }
}

/** Minutes; none where a clock says that it was approved before it was there. */
function latency({ proposed, approved }: RunFacts): number[] {
  if (proposed === undefined || approved === undefined) return []
  const minutes = (Date.parse(approved) - Date.parse(proposed)) / 60_000
  return minutes >= 0 ? [minutes] : []
}

function median(values: readonly number[]): Measured {
  const sorted = [...values].sort((a, b) => a - b)
  const half = Math.floor(sorted.length / 2)
  if (sorted.length === 0) return { value: 'unknown', runs: 0 }
  return { value: sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2, runs: sorted.length }
}
