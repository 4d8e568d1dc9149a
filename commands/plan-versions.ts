// A plan as it stood: in the worktree, in a commit, or under a digest; and what was approved of it last.
import type { Approval } from '../host/approval.ts'
import { DriftError } from '../host/error.ts'
import { diffPlans, saidDifference, type Difference } from '../host/plan-diff.ts'
import { readPlan, type BarePlan, type PlanReading } from '../host/plan-folder.ts'
import { planValidators, type Policy } from '../host/policy-in-force.ts'
import { targetTip } from '../host/target.ts'
import type { Opened } from '../records/repository.ts'
import { approvalsOf, readWorktreePlan } from './plans.ts'
import { namedCommit } from './repository.ts'

/** One version of a plan, and how it is called. */
export interface Version {
  readonly name: string
  readonly plan: BarePlan
}

/** The plan with this digest; undefined where this clone has no such folder. */
export async function planAtDigest(opened: Opened, id: string, digest: string): Promise<PlanReading | undefined> {
  const folder = await opened.folder('', digest)
  return folder && readPlan({ ...opened, folder: async () => folder }, '', 'any', id, planValidators)
}

/** A version by its name: `files`, a revision, or a digest. DriftError: exit 2 where there is none such, 1 where it is no whole plan, 3 where its content is not here. */
export async function versionOf(opened: Opened, policy: Policy, id: string, name: string): Promise<Version> {
  if (name === 'files') return whole(name, id, await readWorktreePlan(opened, policy, id))
  const { dir } = policy.config.plans
  const commit = name.startsWith('-') ? undefined : await namedCommit(opened, name)
  if (commit) {
    const open = await readPlan(opened, `${commit.oid}:`, dir, id, planValidators)
    return whole(name, id, 'absent' in open ? await readPlan(opened, `${commit.oid}:`, dir, id, planValidators, true) : open)
  }
  if (!/^[0-9a-f]{7,64}$/.test(name)) throw new DriftError(`"${name}" is neither a commit nor a digest`, `Name a revision such as HEAD, or a digest: drift plan show ${id}`)
  // What is said of a plan shows the beginning of its digest only.
  const digests = new Set((await approvalsOf(opened, id, [])).map(({ digest }) => digest).filter((digest) => digest.startsWith(name)))
  const digest = digests.size === 1 ? [...digests][0]! : name
  const reading = await planAtDigest(opened, id, digest)
  if (!reading) throw missing(id, digest)
  return whole(digest.slice(0, 12), id, reading)
}

/** The last approval of a plan, of whatever version, and that version if this clone has it. */
export async function lastApproved(opened: Opened, id: string, known?: readonly Approval[]): Promise<{ readonly approval: Approval; readonly plan: BarePlan | undefined } | undefined> {
  const approvals = known ?? await approvalsOf(opened, id, [])
  const ended = new Set(approvals.flatMap(({ decision, ends = [] }) => (decision === 'revoked' ? ends : [])))
  const [approval] = approvals.filter((one) => one.decision === 'approved' && !ended.has(one.id)).sort((a, b) => b.seq - a.seq || (a.at < b.at ? 1 : -1))
  if (!approval) return undefined
  const reading = await planAtDigest(opened, id, approval.digest)
  return { approval, plan: reading && 'plan' in reading ? reading.plan : undefined }
}

/** The version that stands on the target branch, where merging approves; undefined where none does. */
export async function mergedVersion(opened: Opened, { config }: Pick<Policy, 'config'>, id: string): Promise<BarePlan | undefined> {
  const tip = await targetTip(opened, config.base)
  const reading = tip === undefined ? undefined : await readPlan(opened, `${tip}:`, config.plans.dir, id, planValidators)
  return reading && 'plan' in reading ? reading.plan : undefined
}

/** What differs, a line each, grouped by file; what is the same in meaning and differs in form says so. */
export function differencesOf(from: BarePlan, to: BarePlan): { readonly changes: readonly Difference[]; readonly lines: readonly string[] } {
  const changes = diffPlans(from, to)
  return { changes, lines: changes.length > 0 ? changes.map((change) => `${change.file}: ${saidDifference(change)}`) : from.digest === to.digest ? [] : ['the files differ in form alone, not in what they say'] }
}

/** The error for a digest whose content this clone lacks. */
export function missing(id: string, digest: string): DriftError {
  return new DriftError(`the content of plan ${id} with the digest ${digest.slice(0, 12)} is not in this clone: it was never committed, or not fetched`, 'git fetch, where somebody committed it; else compare with a commit: drift plan diff <plan> HEAD', 3)
}

function whole(name: string, id: string, reading: PlanReading): Version {
  if ('plan' in reading) return { name, plan: reading.plan }
  if ('wrong' in reading) throw new DriftError(`plan ${id} is not whole in ${name}:\n${reading.wrong.join('\n')}`, `Mend it, then see: drift plan lint ${id}`, 1)
  throw new DriftError(`there is no plan ${id} in ${name === 'files' ? 'this worktree' : name}`, 'drift plan list, which shows what there is')
}
