// The one evaluator: changes and jobs in, outcomes out. Every boundary calls it; there is no second policy anywhere.
import { begun } from './begun.ts'
import type { Change } from './change.ts'
import { DriftError, messageOf } from './error.ts'
import type { Finding, LetThrough, Outcome } from './finding.ts'
import type { Job } from './jobs.ts'
import { parted } from './override.ts'
import type { Check } from './plugin.ts'
import { proving, type Prove } from './proofs.ts'
import { served, type Edges } from './reads.ts'

/** Runs every job over every change that it judges. */
export async function judge(changes: readonly Change[], jobs: readonly Job[], edges: Edges): Promise<Outcome[]> {
  const prove = proving(jobs)
  const asked = jobs.map((job) => askedAhead(changes, job, edges, prove))
  // While one check waits for git another judges.
  const early = jobs.map((job, i) => (isOwn(job) ? begun(judgeOne(changes, job, edges, asked[i]!, prove)) : undefined))
  const outcomes: Outcome[] = []
  for (const [i, job] of jobs.entries()) outcomes.push(await (early[i] ?? judgeOne(changes, job, edges, asked[i]!, prove)))
  return outcomes
}

/** A check of a plugin may start programs, and those wait for their turn. */
const isOwn = ({ check }: Job) => !check.name.includes('/')

const changesOf = ({ check }: Job, changes: readonly Change[]) => changes.filter(({ extent }) => (check.extents ?? ['staged', 'net']).includes(extent))

/** What is asked of the net change takes git longest: it works while the commits are judged. */
function askedAhead(changes: readonly Change[], job: Job, edges: Edges, prove: Prove): ReadonlyMap<Change, Promise<Said>> {
  if (job.skip || !isOwn(job)) return new Map()
  return new Map(changesOf(job, changes).filter(({ extent }) => extent === 'net').map((change) => [change, begun(Promise.resolve(one(change, job, edges, prove)))]))
}

async function judgeOne(changes: readonly Change[], job: Job, edges: Edges, asked: ReadonlyMap<Change, Promise<Said>>, prove: Prove): Promise<Outcome> {
  const { check, severity } = job
  if (job.skip) return { check: check.name, status: 'skipped', reason: job.skip, findings: [] }
  const findings: Finding[] = []
  const overridden: LetThrough[] = []
  const unverified: Finding[] = []
  const skipped: string[] = []
  const blind: string[] = []
  const judged = new Set<string>()
  let error: string | undefined
  const mine = changesOf(job, changes)
  for (const change of mine) {
    const told = asked.get(change) ?? one(change, job, edges, prove)
    // Most checks tell at once: a range has thousands of changes, and waiting for nothing takes its time, too.
    const said = told instanceof Promise ? await told : told
    if ('skipped' in said) skipped.push(said.skipped)
    else if ('blind' in said) blind.push(said.blind)
    else {
      if (change.commit) judged.add(change.commit)
      error ??= said.error
      if (said.findings.length === 0) continue
      const parts = parted(change, job, said.findings, judged)
      // The net change says once more what its commits say: each is told once.
      const key = ({ code, path }: Finding) => `${code} ${path}`
      const fresh = (told: readonly Finding[]) => { const known = new Set(change.extent === 'net' ? told.map(key) : []); return (finding: Finding) => !known.has(key(finding)) }
      findings.push(...parts.stand.filter(fresh(findings)))
      overridden.push(...parts.through.filter(fresh(overridden)))
      unverified.push(...parts.unverified)
      blind.push(...parts.blind)
    }
  }
  const base = { check: check.name, severity, findings: sorted([...findings, ...unverified]), ...(overridden.length > 0 ? { overridden: sorted(overridden) } : {}) }
  if (findings.length > 0) return { ...base, status: 'failed' }
  if (error !== undefined) return { ...base, status: 'crashed', error }
  if (blind.length > 0) return { ...base, status: 'blind', reason: [...new Set(blind)].join('; ') }
  if (skipped.length === mine.length) return { check: check.name, status: 'skipped', reason: mine.length > 0 ? [...new Set(skipped)].join('; ') : 'nothing here for it to judge', findings: [] }
  return { ...base, status: 'passed' }
}

const nothing: Said = { findings: [] }

type Said = { readonly findings: readonly Finding[]; readonly error?: string } | { readonly skipped: string } | { readonly blind: string }

function one(change: Change, job: Job, edges: Edges, prove: Prove): Said | Promise<Said> {
  const { check, options, covers } = job
  const own = covers ? { ...change, files: change.files.filter(covers) } : change
  if (check.needs === 'plan' && change.blind) return { blind: change.blind }
  let given: Change | Promise<Change>
  try {
    const skip = check.skip?.(own, options)
    if (skip !== undefined) return { skipped: skip }
    if (prove(job, change)) return nothing
  } catch (error) {
    return crashed([], error)
  }
  try {
    const reads = check.reads?.(options, own)
    given = reads ? served(own, reads, edges) : own
  } catch (error) {
    return unseen(error)
  }
  const asked = (seen: Change) => findingsOf(seen, check, options)
  return given instanceof Promise ? given.then(asked, unseen) : asked(given)
}

/** What a check needs and cannot have, with what brings it. */
function unseen(error: unknown): Said {
  return { blind: error instanceof DriftError ? `${error.message} (${error.fix})` : messageOf(error) }
}

function findingsOf(change: Change, check: Check, options: Job['options']): Said | Promise<Said> {
  const findings: Finding[] = []
  const stamped = (finding: Finding) => ({ ...finding, ...(change.commit ? { commit: change.commit } : {}), ...(change.plans.length === 1 ? { plan: change.plans[0]!.id } : {}) })
  try {
    const told = check.run(change, options)
    if (!(Symbol.iterator in told)) return waitedFor(told, findings, stamped)
    for (const finding of told) findings.push(stamped(finding))
    return { findings }
  } catch (error) {
    return crashed(findings, error)
  }
}

async function waitedFor(told: AsyncIterable<Finding>, findings: Finding[], stamped: (finding: Finding) => Finding): Promise<Said> {
  try {
    for await (const finding of told) findings.push(stamped(finding))
    return { findings }
  } catch (error) {
    return crashed(findings, error)
  }
}

function crashed(findings: readonly Finding[], error: unknown): Said {
  return { findings, error: String(error instanceof Error ? error.stack : error) }
}

/** By path, then line; within that as the check tells them, never by completion. */
function sorted<F extends Finding>(findings: readonly F[]): readonly F[] {
  const key = (f: Finding) => [f.path ?? '', String(f.line ?? 0).padStart(9, '0')].join('\0')
  return [...findings].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))
}
