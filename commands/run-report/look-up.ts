// What a report needs to know of plans, trees and records.
import { git } from '../../git/exec.ts'
import { DriftError } from '../../host/error.ts'
import { isPlanId, readPlan, type BarePlan } from '../../host/plan-folder.ts'
import { planValidators, type Policy } from '../../host/policy-in-force.ts'
import { recordsAboutPlan } from '../../records/about-plan.ts'
import type { Opened } from '../../records/repository.ts'
import { requestKind } from '../../records/request.ts'
import { reviewKind, type Review } from '../../records/review.ts'
import { listRecords } from '../../records/store/records.ts'
import type { Run } from '../../records/store/run.ts'
import { approvalsOf } from '../plans.ts'

/** The plan in a tree, open or closed. DriftError (exit 1) where it is not there, or not whole. */
export async function planAt(opened: Opened, { config: { plans } }: Policy, tree: string, id: string): Promise<BarePlan> {
  const read = async (closed: boolean) => (isPlanId(id) ? readPlan(opened, tree, plans.dir, id, planValidators, closed) : { absent: true as const })
  const open = await read(false)
  const reading = 'absent' in open ? await read(true) : open
  if ('plan' in reading) return reading.plan
  if ('wrong' in reading) throw new DriftError(reading.wrong.map((line) => `plan ${id}: ${line}`).join('\n'), `Mend ${plans.dir}/${id}, and commit that alone.`, 1)
  throw new DriftError(`plan ${id} is not committed here`, `Go to the branch that holds it, or commit it: git add ${plans.dir}/${id} && git commit`, 1)
}

/** Reviews of these commits, and how many lines beside them cannot be read. */
export async function reviewsOf(opened: Opened, commits: readonly string[]): Promise<{ readonly reviews: readonly Review[]; readonly unread: number }> {
  const all = await Promise.all(commits.map((commit) => listRecords<Review>(opened, reviewKind, commit)))
  return { reviews: all.flatMap(({ records }) => records.map(({ record }) => record)), unread: all.flatMap(({ unread }) => unread).length }
}

/** When the plan was first there, and when enough people had approved what it began with. */
export async function timesOf(opened: Opened, { config: { plans, approval } }: Policy, run: Run, plan: BarePlan): Promise<{ readonly proposed?: string; readonly approved?: string }> {
  const { stdout } = await git(['log', '--format=%aI', '--reverse', '--end-of-options', 'HEAD', '--', `:(top,literal)${plans.dir}/${run.plan}`], opened.place.options)
  const [first] = stdout.toString('latin1').split('\n').filter(Boolean)
  const approvals = await approvalsOf(opened, run.plan, [...new Set([run.digest, plan.digest])])
  const requests = (await recordsAboutPlan(opened, requestKind, run.plan)).records.map(({ record }) => record.at)
  const people = new Map<string, (typeof approvals)[number]>()
  for (const one of approvals.filter(({ decision, digest }) => decision === 'approved' && (digest === run.digest || digest === plan.digest)).sort(byTime)) if (!people.has(one.by.email)) people.set(one.by.email, one)
  const approved = approval.mode === 'recorded' ? [...people.values()][approval.threshold - 1]?.at : undefined
  const traces = [...first === undefined ? [] : [iso(first)], ...requests, ...approvals.map(({ at }) => at)].map(iso).sort()
  // Where the approval itself is the first trace of a plan, nobody knows how long it waited. Commits tell whole seconds only.
  const known = traces[0] !== undefined && (approved === undefined || traces[0].slice(0, 19) < iso(approved).slice(0, 19))
  return { ...known ? { proposed: traces[0]! } : {}, ...approved === undefined ? {} : { approved: iso(approved) } }
}

const iso = (time: string) => new Date(time).toISOString()

/** Older records first; of the same time, in an order that is always the same. */
export function byTime(a: { readonly at: string; readonly id: string }, b: { readonly at: string; readonly id: string }): number {
  return a.at < b.at ? -1 : a.at > b.at ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}
