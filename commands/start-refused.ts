// Why a plan may not be started: which artifact nobody approved, and what changed since somebody did.
import { DriftError } from '../host/error.ts'
import type { Approval } from '../host/approval.ts'
import type { BarePlan } from '../host/plan-folder.ts'
import type { Policy } from '../host/policy-in-force.ts'
import { moment, visible } from '../host/text.ts'
import type { Opened } from '../records/repository.ts'
import { differencesOf, lastApproved, mergedVersion } from './plan-versions.ts'
import type { Status } from './plans.ts'

const artifacts = ['intent', 'test_contract', 'commit_plan'] as const
// Of a long list of changes this much is told here; `plan diff` tells all.
const most = 6

/** The refusal (exit 1) of a plan that is not approved as it is; undefined where nothing stands against it. */
export async function refusedPlan(opened: Opened, { config }: Policy, plan: BarePlan, { standing, approvals }: Pick<Status, 'standing' | 'approvals'>): Promise<DriftError | undefined> {
  const { id } = plan
  const here = approvals.filter(({ digest, decision }) => digest === plan.digest && decision === 'approved')
  if (standing.state === 'approved') {
    const unanswered = missingArtifacts(here)
    return unanswered.length === 0 ? undefined : new DriftError(`plan ${id} is not approved: nobody approved its ${unanswered.map((name) => `${name}.json`).join(', ')}`, `drift approve ${id}, run by a person`, 1)
  }
  const head = `plan ${id} is not approved: ${standing.reason}`
  if (config.approval.mode === 'merged') {
    const before = await mergedVersion(opened, { config }, id)
    const said = before && before.digest !== plan.digest ? `\n${changedSince(plan, before, 'since it was merged')}` : ''
    return new DriftError(`${head}${said}`, `Merge the plan's files into the target branch first${said ? `; to see all that changed: drift plan diff ${id}` : '.'}`, 1)
  }
  const last = (here.length > 0 && standing.state !== 'superseded') || standing.state === 'closed' ? undefined : await lastApproved(opened, id, approvals)
  const open = last || standing.state !== 'missing' || here.length > 0 ? '' : ` (none of ${artifacts.map((name) => `${name}.json`).join(', ')} is approved)`
  return new DriftError(`${head}${open}${last ? `\n${sinceApproval(plan, last)}` : ''}`, `drift approve ${id}, run by a person${last?.plan ? `; to see all that changed: drift plan diff ${id}` : ''}`, 1)
}

/** The artifacts that no approval of this digest answers for. One without a checklist answers for all. */
function missingArtifacts(approvals: readonly (Approval & { readonly checklist?: readonly string[] })[]): readonly string[] {
  if (approvals.length === 0 || approvals.some(({ checklist }) => checklist === undefined)) return []
  return artifacts.filter((name) => !approvals.some(({ checklist }) => checklist!.some((entry) => entry === name || entry.startsWith(`${name}:`) || entry === `${name}.json`)))
}

function sinceApproval(plan: BarePlan, { approval, plan: before }: NonNullable<Awaited<ReturnType<typeof lastApproved>>>): string {
  const when = `since the approval of ${moment(approval.at)} by ${visible(approval.by.name)}`
  if (!before) return `it changed ${when}; what it said then is not in this clone (digest ${approval.digest.slice(0, 12)}, now ${plan.digest.slice(0, 12)})`
  return changedSince(plan, before, when)
}

function changedSince(plan: BarePlan, before: BarePlan, when: string): string {
  const { lines } = differencesOf(before, plan)
  return [...lines.slice(0, most).map((line) => (line.includes(': ') ? line.replace(': ', ` changed ${when}: `) : `it changed ${when}: ${line}`)), ...lines.length > most ? [`and ${lines.length - most} more`] : []].join('\n')
}
