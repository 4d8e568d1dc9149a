// Changes and a policy → outcomes, and outcomes → a report: what every boundary does last.
import { begun } from './begun.ts'
import type { Change, Stage } from './change.ts'
import { comparing } from './config/compared.ts'
import { DriftError } from './error.ts'
import { verdictOf, type Outcome } from './finding.ts'
import { judge } from './judge.ts'
import { guardsOf, listJobs } from './jobs.ts'
import { kindsOf } from './kinds.ts'
import type { Policy } from './policy-in-force.ts'
import type { Edges } from './reads.ts'
import type { Repository } from './repository.ts'
import type { Report } from './report/report.ts'

/** Judges changes by one policy; with `only`, by those checks alone. */
export async function outcomesOf(changes: readonly Change[], policy: Policy, stage: Stage, edges: Omit<Edges, 'tools' | 'kinds' | 'compared'>, only?: readonly string[]): Promise<Outcome[]> {
  return judge(changes, listJobs(policy.config, policy.checks, stage, only), { ...edges, tools: policy.tools, kinds: policy.plugins.flatMap(({ plugin }) => kindsOf(plugin)), compared: comparing(policy) })
}

/** Has git begin with what takes it longest of a net change, long before that can be judged: what is told here is asked for again. */
export function askAhead(net: Pick<Change, 'files'> & { readonly base: string; readonly head: string }, policies: readonly Policy[], stage: Stage, repository: Repository): void {
  const { base: from, head: tree, files } = net
  for (const { config, checks } of policies) {
    if (guardsOf(config, checks).length > 0) void begun(repository.listing(`${from}:`))
    const change: Change = { stage, extent: 'net', tree, from, files, bound: 'net', because: '', plans: [], also: [], elsewhere: [], faults: [], policy: { plans: config.plans, approval: config.approval }, seen: {} }
    const own = listJobs(config, checks, stage).filter(({ check, skip }) => skip === undefined && !check.name.includes('/') && check.extents?.includes('net'))
    if (own.some(({ check, options }) => check.reads?.(options, change).volumes)) void begun(repository.volumes(from, `${tree}:`, files))
  }
}

/** A report over outcomes. Recorded and merged approvals are never authenticated. */
export function reportOf(outcomes: readonly Outcome[], stage: Stage, more: Partial<Report> = {}): Report {
  return { verdict: verdictOf(outcomes), outcomes, stage, authenticated: false, approvalModes: [], commits: 0, notes: [], demands: {}, anchors: { config: '.driftrc.json', plans: '.drift/plans' }, ...more }
}

/** What a report says of the policies that it was judged by. */
export function policyFacts(policies: readonly Policy[]): Partial<Report> {
  const [first] = policies
  return {
    approvalModes: [...new Set(policies.map(({ config }) => config.approval.mode))],
    demands: Object.fromEntries(policies.flatMap(({ checks }) => checks.map(({ name, demand }) => [name, demand]))),
    ...(first ? { anchors: { config: first.file, plans: first.config.plans.dir } } : {}),
  }
}

/** The report of a call that ended before it could judge: for formats that are read by programs, which see no error message. */
export function reportOfError(error: unknown, stage: Stage): Report {
  const why = error instanceof DriftError ? { status: 'blind' as const, reason: `${error.message} (${error.fix})` } : { status: 'crashed' as const, error: String(error instanceof Error ? error.stack : error) }
  return reportOf([{ check: 'drift', severity: 'error', findings: [], ...why }], stage, { demands: { drift: 'There is something to judge, and all that it takes.' } })
}
