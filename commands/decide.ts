// A decision about a plan becomes a record: who may make one, which number it gets, where it stands, who hears of it.
import { lasting, nextSeq, standingOf, type Approval } from '../host/approval.ts'
import type { Standing } from '../host/change.ts'
import type { OwnContext, World } from '../host/cli-context.ts'
import { DriftError } from '../host/error.ts'
import { tellOf } from '../host/listen.ts'
import type { BarePlan } from '../host/plan-folder.ts'
import type { Policy } from '../host/policy-in-force.ts'
import { targetTip } from '../host/target.ts'
import { appendAboutPlan } from '../records/about-plan.ts'
import { approvalKind, type ApprovalFields } from '../records/approval.ts'
import type { Opened } from '../records/repository.ts'
import { identity, onlyForPeople, type Act } from './person.ts'
import { approvalsOf, byDigest } from './plans.ts'

/** What a record of it says beside who, when and about what. */
export type Decision = Pick<ApprovalFields, 'decision' | 'checklist' | 'paths' | 'ends' | 'expires' | 'note'>

/** A plan, wherever it was read: in a worktree, in a commit, out of a request. */
export type Decidable = Pick<BarePlan, 'id' | 'digest' | 'closed'>

/** What came of it. */
export interface Decided {
  /** The record's id. */
  readonly id: string
  readonly record: ApprovalFields
  /** How that content of the plan stands now. */
  readonly standing: Standing
}

/** Throws DriftError where decisions are not recorded here (exit 1, 2), where an agent is at work or the plan is closed (exit 1). */
export function mayDecide({ config: { approval: { mode }, base } }: Policy, act: Act, world: World, plan?: Decidable): void {
  if (mode === 'merged') throw new DriftError('this repository approves plans by merging them', `Merge the plan's files into ${base.branch}, in a commit of their own. To end an approval, change or close the plan there.`, 1)
  if (mode === 'signed') throw new DriftError('approval mode "signed" needs signatures, which this version cannot make', 'Set /approval/mode to recorded or merged.', 2)
  onlyForPeople(act, world)
  if (plan?.closed) throw new DriftError(`plan ${plan.id} is closed`, 'Make a new plan: drift plan new "<goal>"', 1)
}

/** All that was decided about a plan, as far as this clone knows: by the plan, and about the contents that it has here and had last. */
export async function decisionsOn(opened: Opened, { config: { base, plans } }: Policy, { id, digest }: Decidable): Promise<readonly Approval[]> {
  const heads = [(await opened.info('HEAD^{commit}'))?.oid, await targetTip(opened, base)].filter((commit) => commit !== undefined)
  const there = await Promise.all(heads.map((commit) => opened.info(`${commit}:${plans.dir}/${id}`)))
  return approvalsOf(opened, id, [...new Set([digest, ...there.flatMap((tree) => tree?.oid ?? [])])])
}

/** The approvals of one content that count today. */
export function standingApprovals(all: readonly Approval[], { id, digest }: Decidable, { config }: Pick<Policy, 'config'>, now: Date): readonly Approval[] {
  return lasting(all.filter((approval) => approval.digest === digest), { plan: id, project: config.id, now })
}

/** Records a decision and tells listeners of it; whoever calls has shown the plan and asked. `authors`: e-mails of those whose work it is about. */
export async function decide(opened: Opened, policy: Policy, plan: Decidable, decision: Decision, act: Act, { world, now }: OwnContext, authors: readonly string[] = []): Promise<Decided> {
  mayDecide(policy, act, world, plan)
  const by = await identity(opened)
  const before = await decisionsOn(opened, policy, plan)
  const { config } = policy
  const record: ApprovalFields = { ...config.id ? { project: config.id } : {}, plan: plan.id, digest: plan.digest, seq: nextSeq(before), ...decision, by, via: 'human', method: 'recorded', at: now().toISOString() }
  const id = await appendAboutPlan(opened, approvalKind, record)
  await tellOf({ on: 'record', kind: approvalKind.name, key: plan.digest, record }, world, policy, opened.root)
  const standing = standingOf({ plan: plan.id, digest: plan.digest, project: config.id, policy: config.approval, approvals: byDigest([...before, { ...record, id }]), others: [], authors, now: now(), merged: undefined, closed: false })
  return { id, record, standing }
}
