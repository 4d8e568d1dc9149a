// The one evaluator: changes and jobs in, outcomes out. Every boundary calls it; there is no second policy anywhere.
import type { Change } from './change.ts'
import { messageOf } from './error.ts'
import type { Finding, LetThrough, Outcome } from './finding.ts'
import type { Job } from './jobs.ts'
import { parted } from './override.ts'
import { served, type Edges } from './reads.ts'

/** Runs every job over every change that it judges. */
export async function judge(changes: readonly Change[], jobs: readonly Job[], edges: Edges): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const job of jobs) outcomes.push(await judgeOne(changes, job, edges))
  return outcomes
}

async function judgeOne(changes: readonly Change[], job: Job, edges: Edges): Promise<Outcome> {
  const { check, severity } = job
  if (job.skip) return { check: check.name, status: 'skipped', reason: job.skip, findings: [] }
  const findings: Finding[] = []
  const overridden: LetThrough[] = []
  const unverified: Finding[] = []
  const skipped: string[] = []
  const blind: string[] = []
  const judged = new Set<string>()
  let error: string | undefined
  const mine = changes.filter(({ extent }) => (check.extents ?? ['staged', 'net']).includes(extent))
  for (const change of mine) {
    const said = await one(change, job, edges)
    if ('findings' in said && change.commit) judged.add(change.commit)
    const parts = parted(change, job, 'findings' in said ? said.findings : [], judged)
    // The net change says once more what its commits say: each is told once.
    const key = ({ code, path }: Finding) => `${code} ${path}`
    const fresh = (told: readonly Finding[]) => { const known = new Set(change.extent === 'net' ? told.map(key) : []); return (finding: Finding) => !known.has(key(finding)) }
    findings.push(...parts.stand.filter(fresh(findings)))
    overridden.push(...parts.through.filter(fresh(overridden)))
    unverified.push(...parts.unverified)
    blind.push(...parts.blind)
    if ('skipped' in said) skipped.push(said.skipped)
    if ('blind' in said) blind.push(said.blind)
    if ('error' in said) error ??= said.error
  }
  const base = { check: check.name, severity, findings: sorted([...findings, ...unverified]), ...(overridden.length > 0 ? { overridden: sorted(overridden) } : {}) }
  if (findings.length > 0) return { ...base, status: 'failed' }
  if (error !== undefined) return { ...base, status: 'crashed', error }
  if (blind.length > 0) return { ...base, status: 'blind', reason: [...new Set(blind)].join('; ') }
  if (skipped.length === mine.length) return { check: check.name, status: 'skipped', reason: mine.length > 0 ? [...new Set(skipped)].join('; ') : 'nothing here for it to judge', findings: [] }
  return { ...base, status: 'passed' }
}

type Said = { readonly findings: readonly Finding[] } | { readonly skipped: string } | { readonly blind: string } | { readonly error: string; readonly findings: readonly Finding[] }

async function one(change: Change, { check, options, covers }: Job, edges: Edges): Promise<Said> {
  const own = covers ? { ...change, files: change.files.filter(covers) } : change
  if (check.needs === 'plan' && change.blind) return { blind: change.blind }
  const findings: Finding[] = []
  const stamp = { ...(change.commit ? { commit: change.commit } : {}), ...(change.plans.length === 1 ? { plan: change.plans[0]!.id } : {}) }
  try {
    const skip = check.skip?.(own, options)
    if (skip !== undefined) return { skipped: skip }
    let given = own
    try {
      const reads = check.reads?.(options, own)
      if (reads) given = await served(own, reads, edges)
    } catch (error) {
      return { blind: messageOf(error) }
    }
    const told = check.run(given, options)
    // Most checks tell at once: a range has thousands of changes, and waiting for nothing takes its time, too.
    if (Symbol.iterator in told) for (const finding of told) findings.push({ ...finding, ...stamp })
    else for await (const finding of told) findings.push({ ...finding, ...stamp })
    return { findings }
  } catch (error) {
    return { findings, error: String(error instanceof Error ? error.stack : error) }
  }
}

/** By path, then line; within that as the check tells them, never by completion. */
function sorted<F extends Finding>(findings: readonly F[]): readonly F[] {
  const key = (f: Finding) => [f.path ?? '', String(f.line ?? 0).padStart(9, '0')].join('\0')
  return [...findings].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))
}
