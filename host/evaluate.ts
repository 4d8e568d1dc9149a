// Changes and a policy → outcomes, and outcomes → a report: what every boundary does last.
import type { Change, Stage } from './change.ts'
import { verdictOf, type Outcome } from './finding.ts'
import { judge } from './judge.ts'
import { listJobs } from './jobs.ts'
import { kindsOf } from './kinds.ts'
import type { Policy } from './policy-in-force.ts'
import type { Edges } from './reads.ts'
import type { Report } from './report/report.ts'

/** Judges changes by one policy; with `only`, by those checks alone. */
export async function outcomesOf(changes: readonly Change[], policy: Policy, stage: Stage, edges: Omit<Edges, 'tools' | 'kinds'>, only?: readonly string[]): Promise<Outcome[]> {
  return judge(changes, listJobs(policy.config, policy.checks, stage, only), { ...edges, tools: policy.tools, kinds: policy.plugins.flatMap(({ plugin }) => kindsOf(plugin)) })
}

/** A report over outcomes. Recorded and merged approvals are never authenticated. */
export function reportOf(outcomes: readonly Outcome[], stage: Stage, more: Partial<Report> = {}): Report {
  return { verdict: verdictOf(outcomes), outcomes, stage, authenticated: false, commits: 0, notes: [], ...more }
}
