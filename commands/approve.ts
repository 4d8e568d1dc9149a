import { ownCommand } from '../host/cli-context.ts'
import { DriftError } from '../host/error.ts'
import { flag, list, object, optional, text } from '../host/schema.ts'
import { saysNothing } from '../host/text.ts'
import { approveChange } from './approve-change.ts'
import { doingOf } from './approve-flags.ts'
import { approveOverride } from './approve-override.ts'
import { actOf, approvePlan, findPlan, requestChanges, revokePlan, said } from './approve-plan.ts'
import { approvePrinted } from './approve-printed.ts'
import { approveRequest } from './approve-request.ts'
import { mayDecide } from './decide.ts'
import { inRepository, neededPolicy } from './repository.ts'
import { fetchFirst, sendAfter } from './travel.ts'

const acts = { 'approve': approvePlan, 'revoke': revokePlan, 'request-changes': requestChanges } as const

export default ownCommand({
  path: ['approve'],
  summary: 'approve the present content of a plan, or let a commit through that asks for it',
  example: 'drift approve login-limit-k3f9\n  drift approve login-limit-k3f9 --request-changes -m "leave the sessions alone"\n  drift approve --override HEAD',
  arguments: object({
    plan: optional(text({ about: 'its id; with --change also <base>..<head>, or nothing' })),
    yes: optional(flag({ about: 'say yes to all of the checklist; for scripts, without a terminal' })),
    message: optional(text({ about: 'a note on why' })),
    revoke: optional(flag({ about: 'end all approvals of this content that count, whoever gave them' })),
    requestChanges: optional(flag({ about: 'ask for changes, with -m: a veto, until the same person approves this content after all' })),
    expires: optional(text({ about: 'when this approval ends: 12h, 7d, 2w, a date like 2030-12-31 (its first moment, UTC), or a time with its zone' })),
    at: optional(text({ about: 'the plan as this commit holds it: a branch, a tag, a pull request that was fetched; nothing is checked out' })),
    override: optional(text({ about: 'no plan, but a commit or <base>..<head>: let through, once, what asks for it by a line Drift-Override, with just what is found about it' })),
    allowPath: optional(list(text(), { about: 'a protected path that the work may change, locally; may stand several times' })),
    change: optional(flag({ about: "approve the protected files that the plan's commits change, as they are there: what the gate asks for; without a plan those that the gate finds, in <base>..<head> if that is given" })),
    head: optional(text({ about: 'with --change: the newest commit of the work (HEAD unless told)' })),
    request: optional(text({ about: 'approve the plan as this request (drift plan request) asks to widen it; the first digits of its id will do' })),
  }),
  positional: ['plan'],
  short: { message: 'm', yes: 'y' },
  prints: approvePrinted,
  effects: ['records', 'files', 'remote'],

  run: ({ plan: id, ...typed }, context) => inRepository(context.world, async (opened) => {
    const { world, print } = context
    const { allowPath = [], json } = typed
    const doing = doingOf({ ...typed, plan: id })
    if (doing === 'override') return approveOverride(opened, typed.override!, typed, context)
    if (doing === 'change') return approveChange(opened, { range: id, head: typed.head ?? 'HEAD' }, typed, context)
    if (id === undefined) throw new DriftError('approve needs to know what', 'Name a plan (drift plan list), or commits: drift approve --override <commit>')
    if (doing === 'request-changes' && saysNothing(typed.message ?? '')) throw new DriftError('that says nothing about what is to be changed', `Say what: drift approve ${id} --request-changes -m "<what>"`)
    if (doing === 'request') return approveRequest(opened, { plan: id, request: typed.request! }, typed, context)
    const policy = await neededPolicy(opened, world)
    mayDecide(policy, actOf(doing, id, typed.at), world)
    await fetchFirst(opened, policy.config, world)
    const found = await findPlan(opened, policy, id, typed.at, typed.head)
    const decided = await acts[doing](opened, policy, found, { ...typed, allowPath }, context)
    if (json) print({ version: 1, id: decided.id, ...decided.record, standing: { state: decided.standing.state, reason: decided.standing.reason }, authenticated: false })
    else world.stderr(said(decided, policy, found))
    await sendAfter(opened, policy.config, world)
    return 0
  }),
})
