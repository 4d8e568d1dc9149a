import { ownCommand } from '../host/cli-context.ts'
import { nextSeq } from '../host/approval.ts'
import type { FileChange } from '../host/change.ts'
import { policyFiles } from '../host/config/places.ts'
import { DriftError } from '../host/error.ts'
import { matches } from '../host/globs.ts'
import { guardsOf } from '../host/jobs.ts'
import { tellOf } from '../host/listen.ts'
import { naming } from '../host/other-names.ts'
import type { BarePlan } from '../host/plan-folder.ts'
import type { Policy } from '../host/policy-in-force.ts'
import { flag, list, object, optional, text } from '../host/schema.ts'
import { namesIn, reaches } from '../host/scope.ts'
import { targetTip } from '../host/target.ts'
import { visible } from '../host/text.ts'
import { approvalKind } from '../records/approval.ts'
import type { Opened } from '../records/repository.ts'
import { appendRecord } from '../records/store/records.ts'
import { approveChange } from './approve-change.ts'
import { approveOverride } from './approve-override.ts'
import { approveRequest } from './approve-request.ts'
import { agreed, identity, onlyForPeople } from './person.ts'
import { approvalsOf, neededPlan } from './plans.ts'
import { commitOf, neededPolicy, inRepository } from './repository.ts'

export default ownCommand({
  path: ['approve'],
  summary: 'approve the present content of a plan, or let a commit through that asks for it',
  example: 'drift approve login-limit-k3f9\n  drift approve --override HEAD',
  arguments: object({
    plan: optional(text({ about: 'its id; with --change also <base>..<head>, or nothing' })),
    yes: optional(flag({ about: 'do not ask; for scripts, without a terminal' })),
    message: optional(text({ about: 'a note on why' })),
    override: optional(text({ about: 'no plan, but a commit or <base>..<head>: let through, once, what asks for it by a line Drift-Override, with just what is found about it' })),
    allowPath: optional(list(text(), { about: 'a protected path that the work may change, locally; may stand several times' })),
    change: optional(flag({ about: "approve the protected files that the plan's commits change, as they are there: what the gate asks for; without a plan those that the gate finds, in <base>..<head> if that is given" })),
    head: optional(text({ about: 'with --change: the newest commit of the work (HEAD unless told)' })),
    request: optional(text({ about: 'approve the plan as this request (drift plan request) asks to widen it; the first digits of its id will do' })),
  }),
  positional: ['plan'],
  short: { message: 'm', yes: 'y' },
  prints: object({}),
  effects: ['records', 'files', 'remote'],

  run: ({ plan: id, override, yes, message, allowPath = [], change, head, request, json }, context) => inRepository(context.world, async (opened) => {
    const { world, now, print } = context
    if (override !== undefined) {
      if (id !== undefined || change || head !== undefined || request !== undefined || allowPath.length > 0) throw new DriftError('--override names commits, and goes with neither a plan nor --change, --head or --allow-path', 'Name a commit alone: drift approve --override <commit>')
      return approveOverride(opened, override, { yes, message, json }, context)
    }
    if (change && (id === undefined || id.includes('..'))) {
      if (allowPath.length > 0) throw new DriftError('--allow-path goes with a plan', 'Name the plan: drift approve <plan> --allow-path <path>')
      return approveChange(opened, { range: id, head: head ?? 'HEAD' }, { yes, message, json }, context)
    }
    if (id === undefined) throw new DriftError('approve needs to know what', 'Name a plan (drift plan list), or commits: drift approve --override <commit>')
    if (request !== undefined) {
      if (change || head !== undefined || allowPath.length > 0) throw new DriftError('--request goes with a plan alone', 'For example: drift approve <plan> --request <id>')
      return approveRequest(opened, { plan: id, request }, { yes, message, json }, context)
    }
    const act = { name: 'approving', command: `drift approve ${id}` }
    const policy = await neededPolicy(opened, world)
    const { mode } = policy.config.approval
    if (mode === 'merged') throw new DriftError('this repository approves plans by merging them', `Merge the plan's files into ${policy.config.base.branch}, in a commit of their own.`, 1)
    if (mode === 'signed') throw new DriftError('approval mode "signed" needs signatures, which this version cannot make', 'Set /approval/mode to recorded or merged.', 2)
    onlyForPeople(act, world)

    const plan = await neededPlan(opened, policy, id)
    if (plan.closed) throw new DriftError(`plan ${id} is closed`, 'Make a new plan: drift plan new "<goal>"', 1)
    const paths = [...allowPath.map((path) => ({ path })), ...change ? await protectedChanges(opened, policy, plan, await commitOf(opened, head ?? 'HEAD')) : []]
    if (!yes && !await agreed(rowsOf(plan, paths.map(({ path }) => path)), 'Approve exactly this?', act, world)) throw new DriftError(`plan ${id} was not approved`, `When you agree: drift approve ${id}`, 1)

    const by = await identity(opened)
    const record = {
      ...(policy.config.id ? { project: policy.config.id } : {}), plan: id, digest: plan.digest, seq: nextSeq(await approvalsOf(opened, id)), decision: 'approved' as const,
      checklist: ['intent', 'test_contract', 'commit_plan'], ...(paths.length > 0 ? { paths } : {}), by, via: 'human', method: 'recorded' as const, at: now().toISOString(), ...(message ? { note: message } : {}),
    }
    const recordId = await appendRecord(opened, approvalKind, plan.digest, record)
    await tellOf({ on: 'record', kind: approvalKind.name, key: plan.digest, record }, world, policy, opened.root)
    if (json) print({ version: 1, id: recordId, ...record, authenticated: false })
    else world.stderr(`Plan ${id} is approved by ${by.name} <${by.email}>: digest ${plan.digest.slice(0, 12)} (recorded, not authenticated)\n${paths.map(({ path }) => `  with ${visible(path)}\n`).join('')}`)
    return 0
  }),
})

/** Protected files that commits of the plan change since the target, each with the content it has at the head. */
async function protectedChanges(opened: Opened, { config, checks }: Policy, plan: BarePlan, head: string): Promise<{ path: string; blob: string }[]> {
  const tip = await targetTip(opened, config.base)
  const commits = await opened.commits(tip && tip !== head ? [tip] : [], head)
  const named = naming([`${tip ?? head}:`, `${head}:`], commits.flatMap(({ files }) => files), { repository: opened, guards: guardsOf(config, checks) })
  const guard = checks.find(({ name }) => name === 'never-auto-approve')
  const globs = guard?.guards?.(config.checks[guard.name]!.options) ?? []
  const own = commits.filter(({ message }) => message.trailers.some(({ key, value }) => key.toLowerCase() === 'plan-id' && value.trim() === plan.id))
  const all = await named(own.flatMap(({ files }) => files))
  const asked = await Promise.all(all.map(async (file) => (reaches(globs, file) || namesIn(globs, file).length > 0 || file.speaksOf !== undefined || await holdsConfig(opened, file) ? [file] : [])))
  const found = new Map(asked.flat().map(({ path, oid }) => [`${path} ${oid}`, { path, blob: oid }]))
  if (found.size === 0) throw new DriftError(`no commit of plan ${plan.id} changes a protected file`, 'Name the newest commit of the work with --head, if it is not HEAD.', 1)
  return [...found.values()]
}

/** Whether a config is, or was, in this file: policy asks for its approval whatever the config protects. Most package.json hold none. */
async function holdsConfig(opened: Opened, file: FileChange): Promise<boolean> {
  if (file.path !== 'package.json') return matches(policyFiles, file)
  const both = await Promise.all([file.oldOid, file.oid].map((oid) => opened.read(oid)))
  return both.some((blob) => blob && Buffer.from(blob.content).includes('"drift"'))
}

function rowsOf({ id, digest, intent, test_contract: { gates, locked_files }, commit_plan: { units } }: BarePlan, paths: readonly string[]): string[] {
  return [`${id}: ${intent.title}`, intent.goal, `kind ${intent.kind}, risk ${intent.risk}`, `may change: ${intent.allowed_files.join(', ') || 'nothing'}`,
    ...intent.denied_files.length ? [`but not: ${intent.denied_files.join(', ')}`] : [], ...locked_files.length ? [`and not, as the test contract locks it: ${locked_files.join(', ')}`] : [], ...paths.length ? [`and these protected files: ${paths.join(', ')}`] : [],
    `gates: ${gates.map(({ command }) => command).join('; ') || 'none'}`, ...units.map(({ title }) => `unit: ${title}`), `digest ${digest}`]
}
