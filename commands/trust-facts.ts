// Records → plain facts of a run. Pure.
import type { Merged, RunFacts } from '../host/trust/metrics.ts'
import type { Evidence } from '../records/evidence.ts'
import type { Report } from '../records/report.ts'
import type { Review } from '../records/review.ts'

/** The part of a report that facts are made of: a run may be measured before its report is sealed. */
export type Reported = Pick<Report, 'run' | 'plan' | 'domain' | 'started' | 'ended' | 'proposed' | 'approved' | 'commits' | 'files' | 'gates'>

/** What is known beside the report. */
export interface Beside {
  readonly reviews: readonly Pick<Review, 'commit' | 'plan' | 'decision' | 'via' | 'at'>[]
  readonly evidence: readonly Pick<Evidence, 'run' | 'gate' | 'outcome' | 'at'>[]
  /** When the next run of the same plan began: UTC, ISO 8601. */
  readonly next?: string | undefined
  readonly merged?: Merged | undefined
}

/** The facts of one run. */
export function factsOf(report: Reported, { reviews, evidence, next, merged }: Beside): RunFacts {
  const { run, plan, domain = 'untagged', started, ended, proposed, approved, commits, files } = report
  const ids = new Set(commits.map(({ commit }) => commit))
  // A commit that was reworked is not among those of the report: its review is known by plan and time.
  const own = reviews.filter((review) => review.via === 'human' && (ids.has(review.commit) || (review.plan === plan && review.at >= started && (next === undefined || review.at < next))))
  return {
    run, plan, domain, ended, touched: files.touched.length, outside: files.outside.length, commits: commits.length,
    reviews: own.length, rework: own.filter(({ decision }) => decision === 'changes-requested').length,
    gateFailed: gateFailed(report, evidence), proposed, approved, merged,
  }
}

/** Whether a required gate did not pass at some time before the run ended; undefined where none of them was run. */
function gateFailed({ run, ended, gates }: Reported, evidence: Beside['evidence']): boolean | undefined {
  const required = gates.filter((gate) => gate.required)
  const proofs = evidence.filter((proof) => proof.run === run && proof.at <= ended && required.some(({ gate }) => gate === proof.gate))
  if (required.some(({ failures, outcome }) => failures > 0 || outcome === 'failed' || outcome === 'unverifiable') || proofs.some(({ outcome }) => outcome !== 'passed')) return true
  return proofs.length > 0 || required.some(({ outcome }) => outcome === 'passed') ? false : undefined
}
