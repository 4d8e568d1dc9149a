// Plans as they lie in the worktree, with their digests and how they stand.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { blobId, treeId } from '../git/tree.ts'
import { standingOf, type Approval } from '../host/approval.ts'
import type { Standing } from '../host/change.ts'
import { DriftError, messageOf } from '../host/error.ts'
import { isPlanId, readPlan, type BarePlan, type PlanReading } from '../host/plan-folder.ts'
import { planValidators, type Policy } from '../host/policy-in-force.ts'
import type { Entry, Repository } from '../host/repository.ts'
import { targetAt, targetTip } from '../host/target.ts'
import { nearest } from '../host/text.ts'
import type { Opened } from '../records/repository.ts'
import { readRun } from '../records/store/run.ts'
import { sealedReports } from './run-report/find.ts'

/** A repository whose tree is the worktree itself: what a plan is read from before it is committed. */
export function onDisk(opened: Opened): Repository {
  const { place: { root, format } } = opened
  const contents = new Map<string, Buffer>()
  const walk = (folder: string, prefix: string): Entry[] => readdirSync(folder, { withFileTypes: true }).flatMap((item): Entry[] => {
    const path = join(folder, item.name)
    if (item.isDirectory()) return walk(path, `${prefix}${item.name}/`)
    if (!item.isFile()) return [{ path: prefix + item.name, mode: '120000', oid: '' }]
    const content = readFileSync(path)
    const oid = blobId(content, format)
    contents.set(oid, content)
    // umask and file systems without modes must not change a plan: only an executable bit of the owner is told.
    return [{ path: prefix + item.name, mode: process.platform !== 'win32' && statSync(path).mode & 0o100 ? '100755' : '100644', oid }]
  })
  return {
    ...opened,
    async folder(_, path) {
      const folder = join(root, path)
      try {
        if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return undefined
        const entries = walk(folder, '')
        return { id: treeId(entries, format), entries }
      } catch (error) {
        // A file stands where a folder above it belongs.
        if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined
        throw new DriftError(`${path} cannot be read: ${messageOf(error)}`, 'Make it readable, and try again.', 3)
      }
    },
    async read(oid) {
      const content = contents.get(oid)
      return content && { oid, type: 'blob', size: content.length, content }
    },
  }
}

/** Ids of the plans in the worktree: open ones, or closed ones. */
export function planIds(opened: Pick<Opened, 'root'>, { config: { plans } }: Pick<Policy, 'config'>, closed = false): string[] {
  const folder = join(opened.root, plans.dir, closed ? 'closed' : '')
  try {
    return readdirSync(folder, { withFileTypes: true }).filter((item) => item.isDirectory() && isPlanId(item.name)).map(({ name }) => name).sort()
  } catch (error) {
    // No folder of plans yet; one that cannot be read is no empty one.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw new DriftError(`${plans.dir} cannot be read: ${messageOf(error)}`, `Make ${plans.dir} a readable folder.`)
  }
}

/** A plan in the worktree, open or closed. */
export async function readWorktreePlan(opened: Opened, policy: Policy, id: string): Promise<PlanReading> {
  const { dir } = policy.config.plans
  const open = await readPlan(onDisk(opened), '', dir, id, planValidators)
  return 'absent' in open ? readPlan(onDisk(opened), '', dir, id, planValidators, true) : open
}

/** The same, where it must be there and whole: DriftError (exit 2 absent, with `absent` as its fix; 1 bad) else. */
export async function neededPlan(opened: Opened, policy: Policy, id: string, absent = 'drift plan list, which shows what there is, or make one: drift plan new "<goal>"'): Promise<BarePlan> {
  const reading = isPlanId(id) ? await readWorktreePlan(opened, policy, id) : { absent: true as const }
  if ('plan' in reading) return reading.plan
  if ('wrong' in reading) throw new DriftError(reading.wrong.map((line) => `plan ${id}: ${line}`).join('\n'), `Mend ${policy.config.plans.dir}/${id}.`, 1)
  const near = nearest(id, planIds(opened, policy))
  throw new DriftError(isPlanId(id) ? `there is no plan ${id} in this worktree${near ? ` (did you mean ${near}?)` : ''}` : `"${id}" cannot be a plan's id`, absent, 2)
}

/**
 * All approvals of a plan, whatever the digest. For the digests told it is as for hooks and gate: what stands on them counts,
 * also where an earlier drift wrote it, and nothing else does.
 */
export async function approvalsOf(opened: Opened, id: string, digests: readonly string[]): Promise<Approval[]> {
  const [about, on] = await Promise.all([opened.approvalsOf(id), opened.approvals(digests)])
  return [...new Map([...about, ...on]).values()].flat().filter(({ plan }) => plan === id)
}

/** What a plan is called for people, by how it stands. */
export const statusWords = ['draft', 'approved', 'running', 'done', 'closed', 'changed'] as const

/** How a plan of the worktree stands. */
export interface Status {
  readonly status: Exclude<(typeof statusWords)[number], 'done'>
  readonly standing: Standing
  readonly approvals: readonly Approval[]
}

/** The word for it, beside what was sealed here: a plan whose run is over, and which is not closed where HEAD is, is done. */
export function statusWord({ status }: Pick<Status, 'status'>, { id, digest }: Pick<BarePlan, 'id' | 'digest'>, sealed: ReadonlySet<string>): (typeof statusWords)[number] {
  return status !== 'closed' && status !== 'running' && sealed.has(`${id} ${digest}`) ? 'done' : status
}

/** The plans of sealed reports, each as its id, a blank and the digest that it had at the end; without those that were given up where `abandoned` is false. */
export async function sealedPlans(opened: Opened, { abandoned: also = true } = {}): Promise<ReadonlySet<string>> {
  const reports = await sealedReports(opened, () => {})
  return new Set(reports.flatMap(({ plan, digest, abandoned }) => (abandoned && !also ? [] : `${plan} ${digest}`)))
}

/** Looks up how a plan stands today. */
export async function statusOf(opened: Opened, policy: Policy, plan: BarePlan): Promise<Status> {
  const approvals = await approvalsOf(opened, plan.id, [plan.digest])
  const stands = await merged(opened, policy, plan)
  const standing = standingOf({
    plan: plan.id, digest: plan.digest, project: policy.config.id, policy: policy.config.approval, approvals: byDigest(approvals), others: await laterVersions(opened, policy, plan, approvals), authors: [], now: new Date(),
    merged: stands?.includes(plan.digest), closed: plan.closed,
  })
  const running = readRun(opened.place.gitDir)?.plan === plan.id
  const status = plan.closed ? 'closed' : standing.state !== 'approved' ? (stands?.length || approvals.some(({ digest, decision }) => decision === 'approved' && digest !== plan.digest) ? 'changed' : 'draft') : running ? 'running' : 'approved'
  return { status, standing, approvals }
}

/** Versions that HEAD's history holds and that were approved after this one: a plan never goes back, and the gate looks all the way. */
async function laterVersions(opened: Opened, { config }: Policy, { id, digest }: BarePlan, approvals: readonly Approval[]): Promise<readonly string[]> {
  const mine = Math.max(0, ...approvals.filter((one) => one.digest === digest).map(({ seq }) => seq))
  const later = new Set(approvals.filter((one) => one.digest !== digest && one.decision === 'approved' && one.seq > mine).map((one) => one.digest))
  if (later.size === 0 || !await opened.info('HEAD^{commit}')) return []
  return (await opened.versions('HEAD', `${config.plans.dir}/${id}`)).filter((version) => later.has(version))
}

/** Where merging approves: the versions of a plan that stand where that mode looks; undefined where it does not, or there is no target. */
async function merged(opened: Opened, policy: Policy, plan: BarePlan): Promise<readonly string[] | undefined> {
  const { config } = policy
  if (config.approval.mode !== 'merged') return undefined
  const head = (await opened.info('HEAD^{commit}'))?.oid
  const tip = await targetTip(opened, config.base)
  if (tip === undefined || head === undefined) return tip === undefined ? undefined : []
  const target = await targetAt(opened, tip, head, opened.branch === config.base.branch ? [head] : [])
  const at = async (commit: string | undefined) => (commit === undefined ? undefined : (await opened.info(`${commit}:${config.plans.dir}/${plan.id}`))?.oid)
  return [await at(tip), await at(target.base), target.has(head) ? await at(head) : undefined].filter((digest) => digest !== undefined)
}

/** Approvals by the digest that they speak of. */
export function byDigest(approvals: readonly Approval[]): Map<string, Approval[]> {
  const groups = new Map<string, Approval[]>()
  for (const approval of approvals) groups.set(approval.digest, [...groups.get(approval.digest) ?? [], approval])
  return groups
}
