// How much of an area of work may be delegated, by its last runs. Demotion first: one bad number takes a class away, and
// only numbers that are known well enough give one.
import { DriftError } from '../error.ts'
import { nearest } from '../text.ts'
import { measured, metricNames, type Measured, type MetricName, type RunFacts } from './metrics.ts'

export const classes = ['high', 'medium', 'low', 'insufficient'] as const
export type Class = typeof classes[number]

/** A class is high where a metric is at most `high`, and low where it is above `low`. */
export interface Threshold {
  readonly high: number
  readonly low: number
}
/** Metrics that are not named here never decide. */
export type Thresholds = Readonly<Partial<Record<MetricName, Threshold>>>

/** Latency is the approvers' own and says nothing about the work: it decides only where somebody sets a threshold. */
export const defaultThresholds: Thresholds = {
  plan_drift_rate: { high: 0.05, low: 0.2 },
  review_churn_rate: { high: 0.5, low: 2 },
  post_merge_defect_rate: { high: 0, low: Infinity },
  test_gate_failure_rate: { high: 0.1, low: 0.3 },
  rollback_or_revert_count: { high: 0, low: 0 },
}

/** What is recommended, and what it comes from. `metric` is absent where the number of runs decided. */
export interface Delegation {
  /** By the whole window. */
  readonly class: Class
  /** The same, or one lower where the newer runs are worse than the older. */
  readonly recommendation: Class
  readonly because: readonly { readonly metric?: MetricName; readonly says: string }[]
}

/** `name=<high>..<low>`, `name=<n>` for both, or `name=off`, laid over the defaults. DriftError (exit 2) where it is none. */
export function thresholdsFrom(told: readonly string[], defaults = defaultThresholds): Thresholds {
  const all: Partial<Record<MetricName, Threshold>> = { ...defaults }
  for (const word of told) {
    const [, name = '', value = ''] = /^([^=]*)=(.*)$/.exec(word) ?? []
    const metric = metricNames.find((known) => known === name)
    const near = nearest(name, metricNames)
    if (!metric) throw new DriftError(`--threshold "${word}" names no metric${near ? ` (did you mean ${near}?)` : ''}`, `Use <metric>=<high>..<low>, with one of: ${metricNames.join(', ')}`)
    const [, high, low = high] = /^(\d+(?:\.\d+)?)(?:\.\.(\d+(?:\.\d+)?))?$/.exec(value) ?? []
    if (value === 'off') delete all[metric]
    else if (high === undefined || Number(high) > Number(low)) throw new DriftError(`--threshold "${word}" says no two numbers that grow`, `For example: --threshold ${metric}=0.05..0.2, where up to 0.05 is high and above 0.2 is low; or ${metric}=off`)
    else all[metric] = { high: Number(high), low: Number(low) }
  }
  return all
}

/** The class of some runs of one domain, newest first. `least` runs are needed, and as many for each half of a trend. */
export function delegationOf(runs: readonly RunFacts[], thresholds: Thresholds, least: number): Delegation {
  if (runs.length < least) return { class: 'insufficient', recommendation: 'insufficient', because: [{ says: `${runs.length} of ${least} runs that are needed` }] }
  const now = measured(runs)
  const asked = metricNames.filter((metric) => thresholds[metric])
  const low = asked.filter((metric) => above(now[metric], thresholds[metric]!.low))
  const high = asked.filter((metric) => !proves(now[metric], thresholds[metric]!.high, least))
  const own: Class = low.length > 0 ? 'low' : high.length > 0 ? 'medium' : 'high'
  const because = (low.length > 0 ? low : high).map((metric) => ({ metric, says: low.length > 0 ? `more than ${thresholds[metric]!.low} is low` : why(now[metric], thresholds[metric]!.high, least) }))
  const worse = worsened(runs, thresholds, least)
  if (worse.length === 0 || own === 'low') return { class: own, recommendation: own, because }
  return { class: own, recommendation: own === 'high' ? 'medium' : 'low', because: [...worse, ...because] }
}

const above = ({ value }: Measured, limit: number) => value !== 'unknown' && value > limit
const proves = ({ value, runs }: Measured, limit: number, least: number) => value !== 'unknown' && value <= limit && runs >= least

function why({ value, runs }: Measured, limit: number, least: number): string {
  if (value === 'unknown') return 'unknown, and so no proof'
  return value > limit ? `more than ${limit} is not high` : `known of ${runs} run${runs === 1 ? '' : 's'}, and ${least} are needed`
}

/** Metrics by which the newest runs are worse than as many before them, and no longer what class high allows. */
function worsened(runs: readonly RunFacts[], thresholds: Thresholds, size: number): { readonly metric: MetricName; readonly says: string }[] {
  if (runs.length < 2 * size) return []
  const [newer, older] = [measured(runs.slice(0, size)), measured(runs.slice(size, 2 * size))]
  return metricNames.flatMap((metric) => {
    const [now, before] = [newer[metric], older[metric]]
    const limit = thresholds[metric]
    if (!limit || before.value === 'unknown' || !above(now, Math.max(limit.high, before.value))) return []
    return [{ metric, says: `${shown(now.value)} in the last ${size} runs, ${shown(before.value)} in the ${size} before: one class down` }]
  })
}

/** A number with at most two digits after the point. */
export function shown(value: number | 'unknown'): string {
  return value === 'unknown' ? value : String(Math.round(value * 100) / 100)
}
