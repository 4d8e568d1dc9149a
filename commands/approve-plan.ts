// `drift approve <plan>`: somebody reads a plan and answers for each part of it; or takes an approval back, or asks for changes.
import { keepFolder } from '../git/keep.ts'
import type { OwnContext } from '../host/cli-context.ts'
import { DriftError } from '../host/error.ts'
import { readPlan, type BarePlan } from '../host/plan-folder.ts'
import { planValidators, type Policy } from '../host/policy-in-force.ts'
import { vouched } from '../host/report/report.ts'
import { oneLine, shellWord, visible } from '../host/text.ts'
import type { ApprovalFields } from '../records/approval.ts'
import type { Opened } from '../records/repository.ts'
import { surroundings } from './approve-look.ts'
import { authorsOf, protectedChanges } from './approve-paths.ts'
import { shownPlan } from './approve-shown.ts'
import { decide, decisionsOn, mayDecide, standingApprovals, type Decided, type Decision } from './decide.ts'
import { expiryOf } from './expiry.ts'
import { agreed, firstNo, type Act } from './person.ts'
import { neededPlan } from './plans.ts'
import { commitOf } from './repository.ts'

/** What was typed beside the plan's id. */
export interface Typed {
  readonly yes?: boolean | undefined
  readonly message?: string | undefined
  readonly allowPath: readonly string[]
  readonly change?: boolean | undefined
  readonly head?: string | undefined
  readonly at?: string | undefined
  readonly expires?: string | undefined
  readonly json?: boolean | undefined
}

/** A plan and where it was read. */
export interface Found {
  readonly plan: BarePlan
  /** Whose files it is about: `:0:`, or the tree of a commit. */
  readonly tree: string
  /** The newest commit of the work. */
  readonly head: string | undefined
  /** The commit it was read from, in words, where that is not the worktree. */
  readonly where?: string
}

/** What an approver answers for, and the question that asks it. */
const checklist: Readonly<Record<string, string>> = {
  intent: 'intent: is this what was asked, and may it change these files?',
  test_contract: 'test_contract: is this proof enough that it was done?',
  commit_plan: 'commit_plan: are these the right steps?',
}

/** What a person is about to do, and how it is typed. */
export function actOf(doing: 'approve' | 'revoke' | 'request-changes', id: string, at: string | undefined): Act {
  const { name, flags } = acts[doing]
  return { name, command: `drift approve ${id}${flags}${at === undefined ? '' : ` --at ${shellWord(at)}`}` }
}

const acts = {
  'approve': { name: 'approving', flags: '' },
  'revoke': { name: 'revoking an approval', flags: ' --revoke' },
  'request-changes': { name: 'asking for changes', flags: ' --request-changes -m "<what>"' },
} as const

/** Reads a plan in the worktree, or as a commit holds it. DriftError (exit 2) where it is not there. */
export async function findPlan(opened: Opened, policy: Policy, id: string, at: string | undefined, head: string | undefined): Promise<Found> {
  const newest = head === undefined ? undefined : await commitOf(opened, head)
  if (at === undefined) return { plan: await neededPlan(opened, policy, id, `Where another branch has it: drift approve ${shellWord(id)} --at <branch>; drift plan list shows what is here.`), tree: ':0:', head: newest ?? (await opened.info('HEAD^{commit}'))?.oid }
  const commit = await commitOf(opened, at)
  const { dir } = policy.config.plans
  const reading = await readPlan(opened, `${commit}:`, dir, id, planValidators)
  if ('wrong' in reading) throw new DriftError(reading.wrong.map((line) => `plan ${id} in ${commit.slice(0, 12)}: ${line}`).join('\n'), 'Let its author mend it.', 1)
  if ('absent' in reading) throw new DriftError(`there is no open plan ${id} in commit ${commit.slice(0, 12)}`, `See which there are: git ls-tree --name-only ${shellWord(at)} ${dir}/`)
  return { plan: reading.plan, tree: `${commit}:`, head: newest ?? commit, where: `commit ${commit}` }
}

/** Shows a plan, walks the checklist and records the approval. DriftError (exit 1) where somebody says no: nothing is recorded then. */
export async function approvePlan(opened: Opened, policy: Policy, found: Found, typed: Typed, context: OwnContext): Promise<Decided> {
  const { plan, head } = found
  const act = actOf('approve', plan.id, typed.at)
  mayDecide(policy, act, context.world, plan)
  await wholePaths(opened, found.tree, typed.allowPath)
  const expires = typed.expires === undefined ? undefined : expiryOf(typed.expires, context.now())
  const paths = [...typed.allowPath.map((path) => ({ path })), ...typed.change && head !== undefined ? await protectedChanges(opened, policy, plan.id, head) : []]
  if (!typed.yes) {
    const about = await surroundings(opened, policy, plan, found.tree, await decisionsOn(opened, policy, plan), context.now())
    const lines = shownPlan(plan, { ...about, paths: paths.map(({ path }) => path), ...found.where === undefined ? {} : { at: found.where }, ...expires === undefined ? {} : { expires } })
    const refused = await firstNo(lines, Object.values(checklist), act, context.world)
    if (refused !== undefined) throw new DriftError(`plan ${plan.id} is not approved: no to ${refused.split(':')[0]}`, `Say what is missing: drift approve ${plan.id} --request-changes -m "<what>"; or when you agree: ${act.command}`, 1)
  }
  const decision: Decision = { decision: 'approved', checklist: Object.keys(checklist), ...paths.length > 0 ? { paths } : {}, ...expires === undefined ? {} : { expires }, ...noted(typed) }
  // What was approved can then be told from what it becomes, though nobody committed it yet.
  if (found.where === undefined) await keepFolder(opened.place.options, `${policy.config.plans.dir}/${plan.id}`, Object.keys(planValidators))
  return decide(opened, policy, plan, decision, act, context, await authors(opened, policy, found))
}

/** DriftError (exit 2) for what names no single file of a repository: it would let nothing through, and nobody would know. */
async function wholePaths(opened: Opened, tree: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    if (path === '' || path.split('/').some((part) => part === '' || part === '.' || part === '..')) throw new DriftError(`--allow-path "${path}" is no path from the top folder of the repository`, 'For example: --allow-path .github/workflows/ci.yml')
    // Brackets are in many a name (`app/[id]/page.tsx`), also of a file that is yet to be made.
    if (/[*?{]/.test(path) && !new Set((await opened.listing(tree)).names()).has(path)) throw new DriftError(`--allow-path "${path}" is a glob, and one path is asked for`, 'Name each file: --allow-path <path> --allow-path <path>')
  }
}

/** Ends every approval of this content that counts, whoever gave it: a plan that stays approved after it was revoked would be a surprise. */
export async function revokePlan(opened: Opened, policy: Policy, { plan, where }: Found, typed: Typed, context: OwnContext): Promise<Decided> {
  const act = actOf('revoke', plan.id, typed.at)
  mayDecide(policy, act, context.world, plan)
  const all = await decisionsOn(opened, policy, plan)
  const standing = standingApprovals(all, plan, policy, context.now())
  if (standing.length === 0) {
    const others = [...new Set(all.map(({ digest }) => digest))].filter((digest) => standingApprovals(all, { ...plan, digest }, policy, context.now()).length > 0)
    throw new DriftError(`no approval of plan ${plan.id} ${where === undefined ? 'as it is here' : `in ${where.slice(0, 19)}`} counts${others.length > 0 ? `; approved is what it was as ${others.map((digest) => digest.slice(0, 12)).join(', ')}` : ''}`, others.length > 0 ? `Name a commit that holds that: drift approve ${plan.id} --revoke --at <commit>` : 'Nothing needs to be done.', 1)
  }
  const lines = [`${plan.id}: ${plan.intent.title}`, `digest ${plan.digest}`, ...standing.map(({ by, at, note }) => `approved by ${by.name} <${by.email}> on ${at.slice(0, 10)}${note === undefined ? '' : `: ${note}`}`)]
  if (!typed.yes && !await agreed(lines, 'End these approvals?', act, context.world)) throw new DriftError('nothing was revoked', `When you want it: ${act.command}`, 1)
  return decide(opened, policy, plan, { decision: 'revoked', ends: standing.map(({ id }) => id), ...noted(typed) }, act, context)
}

/** Asks for changes: until the same person approves it, this content counts for nothing. */
export async function requestChanges(opened: Opened, policy: Policy, { plan }: Found, typed: Typed, context: OwnContext): Promise<Decided> {
  const act = actOf('request-changes', plan.id, typed.at)
  mayDecide(policy, act, context.world, plan)
  if (!typed.yes && !await agreed([`${plan.id}: ${plan.intent.title}`, `digest ${plan.digest}`, `asked for: ${typed.message}`], 'Ask for these changes?', act, context.world)) throw new DriftError('nothing was asked for', `When you want it: ${act.command}`, 1)
  return decide(opened, policy, plan, { decision: 'changes-requested', ...noted(typed) }, act, context)
}

/** What is said of a decision that was made. */
export function said({ record, standing }: Decided, { config: { approval } }: Policy, { where }: Pick<Found, 'where'>): string {
  const { plan, by, digest, decision, paths = [], expires, ends = [] } = record
  const self = standing.by.some(({ email, self }) => self && email.toLowerCase() === by.email.toLowerCase()) ? ' (self)' : ''
  const who = `${by.name} <${by.email}>${self}`
  const what = `digest ${digest.slice(0, 12)} (${vouched[approval.mode]})`
  const first: Readonly<Record<ApprovalFields['decision'], string>> = {
    'approved': standing.state === 'approved' ? `Plan ${plan} is approved by ${who}: ${what}` : `Plan ${plan} is not approved yet: ${standing.reason}; ${who} approves ${what}`,
    'revoked': `Plan ${plan} is not approved any more: ${who} ended ${ends.length} approval${ends.length === 1 ? '' : 's'} of ${what}`,
    'changes-requested': `Plan ${plan} is not approved: ${who} asks for changes of ${what}`,
  }
  const rest = [
    ...where === undefined ? [] : [`as it stands in ${where}`], ...paths.map(({ path }) => `with ${oneLine(path)}`), ...expires === undefined ? [] : [`until ${expires}`],
    ...decision === 'approved' && standing.state === 'approved' && approval.threshold > 1 ? [`${standing.by.length} of ${approval.threshold} approvals: ${standing.by.map(({ name, self }) => `${name}${self ? ' (self)' : ''}`).join(', ')}`] : [],
    ...decision === 'changes-requested' ? ['This content counts for nothing until the same person approves it; a changed plan is another.'] : [],
  ]
  return visible([first[decision], ...rest.map((line) => `  ${line}`), ''].join('\n'))
}

async function authors(opened: Opened, policy: Policy, { plan, head }: Found): Promise<readonly string[]> {
  return head === undefined ? [] : authorsOf(opened, policy, plan.id, head)
}

function noted({ message }: Typed): { note?: string } {
  return message ? { note: message } : {}
}
