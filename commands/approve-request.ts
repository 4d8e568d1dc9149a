// `drift approve <plan> --request <id>`: a person approves the plan as somebody asked to widen it. Where its branch is checked
// out the plan is committed, too; elsewhere the record is all, and drift sync in the worktree of the work does the rest.
import type { OwnContext } from '../host/cli-context.ts'
import { DriftError } from '../host/error.ts'
import { guardsOf } from '../host/jobs.ts'
import type { Policy } from '../host/policy-in-force.ts'
import { guards } from '../host/scope.ts'
import { targetTip } from '../host/target.ts'
import { oneLine } from '../host/text.ts'
import type { Opened } from '../records/repository.ts'
import { askedFor } from '../records/request.ts'
import { activeRun } from '../records/store/run.ts'
import { surroundings } from './approve-look.ts'
import { shownPlan } from './approve-shown.ts'
import { decide } from './decide.ts'
import { follow, isOnTheWay, type Followed } from './follow.ts'
import { agreed, onlyForPeople } from './person.ts'
import { approvalsOf, onDisk } from './plans.ts'
import { neededPolicy } from './repository.ts'
import { fetchFirst, sendAfter } from './travel.ts'
import { askAgain, inUnits, neededRequest, overtaken, shortId, standingAmong, wideningOf, type Widening } from './requests.ts'

/** Approves the digest that a request wants. DriftError (exit 1) where the plan changed since, or the request is not what it says. */
export async function approveRequest(opened: Opened, { plan, request: prefix }: { readonly plan: string; readonly request: string }, { yes, message, json }: { readonly yes?: boolean | undefined; readonly message?: string | undefined; readonly json?: boolean | undefined }, context: OwnContext): Promise<0> {
  const { world, print } = context
  const act = { name: 'approving', command: `drift approve ${plan} --request ${prefix}` }
  onlyForPeople(act, world)
  const policy = await neededPolicy(opened, world)
  const { config } = policy
  if (config.approval.mode !== 'recorded') throw new DriftError(`in approval mode "${config.approval.mode}" no plan is approved by a record`, 'Widen the plan in a commit of its own, and have that approved as this repository does it.', 1)
  await fetchFirst(opened, config, world)
  const widening = await wideningOf(opened, policy, await neededRequest(opened, policy, plan, prefix))
  await stillAsked(opened, policy, widening)
  const rows = await rowsOf(opened, policy, widening, context.now())
  if (!yes && !await agreed(rows, 'Approve exactly this?', act, world)) throw new DriftError(`request ${shortId(widening.id)} was not approved`, `When you agree: ${act.command}`, 1)
  if (yes && !json) world.stderr(`${rows.map(oneLine).join('\n')}\n`)

  const { id, record, standing } = await decide(opened, policy, { ...widening.after, closed: false }, { decision: 'approved', checklist: ['intent', 'test_contract', 'commit_plan'], ...message ? { note: message } : {} }, act, context)
  if (!json) world.stderr(`Plan ${plan}, widened as request ${shortId(widening.id)} asks, is approved by ${record.by.name} <${record.by.email}>: digest ${record.digest.slice(0, 12)} (recorded, not authenticated)\n`)
  const sent = await sendAfter(opened, config, world)
  const followed: Followed | undefined = standing.state !== 'approved' || !standsHere(opened, widening) ? undefined : await follow(opened, policy, widening)
  if (json) print({ version: 1, id, ...record, request: widening.id, authenticated: false, sent, committed: followed?.is === 'committed' })
  else world.stderr(next(widening, standing, followed))
  return 0
}

function next({ request: { plan } }: Widening, standing: ReturnType<typeof standingAmong>, followed: Followed | undefined): string {
  if (standing.state !== 'approved') return `It does not count yet: ${standing.reason}\n`
  if (followed === undefined) return 'Its branch is not checked out here: drift sync, in the worktree of the work, takes it into the plan.\n'
  if (followed.is === 'left') return `The plan was not committed: ${followed.why}\n  fix: ${followed.fix}\n`
  return followed.is === 'committed' ? `Plan ${plan} was committed as it is approved.\n` : `Plan ${plan} is that already.\n`
}

/** Whether the branch that the plan stands on is checked out in this worktree. */
function standsHere({ place }: Opened, { request }: Widening): boolean {
  if (place.branch === undefined) return false
  const run = activeRun(place)
  return request.branch === `refs/heads/${place.branch}` || (run !== undefined && run.id === request.run)
}

async function stillAsked(opened: Opened, { config }: Policy, widening: Widening): Promise<void> {
  const { request, id } = widening
  const { dir } = config.plans
  const again = `Ask again, in the worktree of the work: ${askAgain(request)}`
  const tip = await targetTip(opened, config.base)
  const disk = onDisk(opened)
  const closed = await disk.folder('', `${dir}/closed/${request.plan}`) ?? (tip === undefined ? undefined : await opened.info(`${tip}:${dir}/closed/${request.plan}`))
  if (closed) throw new DriftError(`plan ${request.plan} is closed`, 'Make a new plan: drift plan new "<goal>"', 1)
  const here = standsHere(opened, widening) ? (await disk.folder('', `${dir}/${request.plan}`))?.id : undefined
  const changed = here !== undefined && !isOnTheWay(opened, here, widening)
  if (changed || overtaken(await approvalsOf(opened, request.plan, [request.digest, request.wanted]), request)) throw new DriftError(`plan ${request.plan} changed since request ${shortId(id)} was made${changed ? `: it is ${here.slice(0, 12)} now, and the request is about ${request.digest.slice(0, 12)}` : ': another version of it was approved meanwhile'}`, again, 1)
}

/** The request as a reader wants it: what comes, why, who asks; then what the plan comes to, since this clone may not have it: all of it, where nobody approved the rest. */
async function rowsOf(opened: Opened, policy: Policy, { request, before, after }: Widening, now: Date): Promise<readonly string[]> {
  const { config, checks } = policy
  const watched = guardsOf(config, checks)
  const added = await Promise.all(askedFor(request).map(async (glob) => {
    const paths = await opened.paths(':0:', [glob])
    const guarded = paths.filter((path) => guards(watched, path)).length
    const units = (request.units ?? []).filter(({ adds }) => adds.includes(glob))
    return `adds ${glob}${inUnits({ units })}: ${paths.length} file${paths.length === 1 ? '' : 's'} here today${guarded > 0 ? `, ${guarded} of them protected, which the gate asks about by itself` : ''}`
  }))
  const asked = [`${request.by.name} <${request.by.email}> asks (${request.via}, ${request.at}): ${request.why}`, ...added]
  const all = await approvalsOf(opened, request.plan, [request.digest])
  const was = standingAmong(all, { plan: request.plan, wanted: request.digest }, config)
  if (was.state !== 'approved') return [...asked, was.state === 'superseded' ? `what it adds to counts no more (${was.reason}), so here is all of it:` : `nobody approved what it adds to (${was.reason}), so all of it is new:`, '', ...shownPlan(after, { ...await surroundings(opened, policy, after, ':0:', all, now), paths: [] })]
  const { intent, test_contract: { gates, locked_files }, commit_plan: { units } } = after
  return [
    `${request.plan}: ${before.intent.title}`, ...asked,
    `until now it ${before.intent.allowed_files.length > 0 ? `may change: ${before.intent.allowed_files.join(', ')}` : 'may change nothing'} (that version: ${was.reason})`,
    ...intent.denied_files.length > 0 ? [`but not: ${intent.denied_files.join(', ')}`] : [], ...locked_files.length > 0 ? [`and not, as the test contract locks it: ${locked_files.join(', ')}`] : [],
    `the rest stays: kind ${intent.kind}, risk ${intent.risk}; gates: ${gates.map(({ command }) => command).join('; ') || 'none'}${units.length > 0 ? `; units: ${units.map(({ title }) => title).join('; ')}` : ''}`,
    `goal: ${intent.goal}`, `digest ${after.digest}`,
  ]
}
