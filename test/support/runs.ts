// Finished runs in a real repository, as reports tell of them: what `drift trust` counts.
import { openRepository } from '../../records/repository.ts'
import { recordId } from '../../records/canonical.ts'
import { evidenceKind, type Evidence } from '../../records/evidence.ts'
import { reportKind, type Report } from '../../records/report.ts'
import { reviewKind, type Review } from '../../records/review.ts'
import { appendRecord, refOf } from '../../records/store/records.ts'
import { formatLine } from '../../records/line.ts'
import { misfit } from '../../records/misfit.ts'
import { writeNotes } from '../../git/notes-write.ts'
import type { Kind } from '../../host/check.ts'
import type { Repository } from './repository.ts'

const by = { name: 'Ada', email: 'ada@example.org' }
const made = { by, via: 'human' as const }
const hex = (n: string) => n.repeat(40)

/** What differs from run to run. */
export interface Told extends Partial<Omit<Report, 'commits' | 'v' | 'kind' | 'id'>> {
  readonly run: string
  readonly plan: string
  readonly base: string
  readonly last: string
  readonly commits: readonly string[]
}

/** A report in which all is well, but for what is told. */
export function reportOf({ commits, ...told }: Told): Omit<Report, 'v' | 'kind' | 'id'> {
  return {
    digest: hex('d'), title: `Work of ${told.run}`, work: 'feature', risk: 'low', branch: 'refs/heads/work', worktree: '/w', started: '2026-01-01T10:00:00.000Z', ended: '2026-01-01T12:00:00.000Z', abandoned: false,
    commits: commits.map((commit) => ({ commit, subject: 'feat: work', found: 'trailer' as const, planned: true })), units: [], files: { touched: [], outside: [] }, gates: [], deviations: [], bypasses: [], drift: [], gaps: [],
    metrics: { plan_drift_rate: 'unknown', review_churn_rate: 'unknown', post_merge_defect_rate: 'unknown', test_gate_failure_rate: 'unknown', approval_latency_minutes: 'unknown', rollback_or_revert_count: 'unknown' }, ...made, at: told.ended ?? '2026-01-01T12:00:00.000Z', ...told,
  }
}

export const reviewOf = (commit: string, decision: Review['decision'], more: Partial<Review> = {}) => ({ commit, decision, ...made, at: '2026-01-01T11:00:00.000Z', ...more })
export const evidenceOf = (run: string, gate: string, outcome: Evidence['outcome'], at: string) => ({ plan: 'p', digest: hex('d'), run, gate, command: 'npm test', layer: 'unit', tree: hex('e'), dirty: false, outcome, exit: outcome === 'passed' ? 0 : 1, ms: 10, ...made, at })

/** A record with its kind and the object it stands on. */
export type Placed = readonly [kind: Kind, key: string, record: object]

export const placed = {
  report: (told: Told): Placed => [reportKind, told.last, reportOf(told)],
  review: (commit: string, decision: Review['decision'], more?: Partial<Review>): Placed => [reviewKind, commit, reviewOf(commit, decision, more)],
  evidence: (key: string, ...told: Parameters<typeof evidenceOf>): Placed => [evidenceKind, key, evidenceOf(...told)],
}

/** Stores records: one after the other as commands do, or, with `atOnce`, all of a ref in one write. */
export async function keep(repo: Repository, records: readonly Placed[], atOnce = false): Promise<void> {
  const opened = await openRepository(repo.root)
  try {
    if (!atOnce) { for (const [kind, key, record] of records) await appendRecord(opened, kind, key, record); return }
    const refs = new Map<string, Map<string, string[]>>()
    for (const [kind, key, record] of records) {
      const stored = { ...record, v: 1, kind: kind.name }
      const wrong = misfit(kind.schema.json, { ...stored, id: recordId(stored) })
      if (wrong) throw new Error(`this is no ${kind.name}: ${wrong}`)
      const notes = refs.get(refOf(kind.name)) ?? new Map<string, string[]>()
      refs.set(refOf(kind.name), notes.set(key, [...notes.get(key) ?? [], formatLine(stored)]))
    }
    for (const [ref, notes] of refs) await writeNotes(opened.place.options, ref, notes)
  } finally {
    opened.close()
  }
}
