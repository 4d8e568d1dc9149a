import { ownCommand } from '../host/cli-context.ts'
import { DriftError } from '../host/error.ts'
import { checkGlob } from '../host/globs.ts'
import { handOf } from '../host/hand.ts'
import { tellOf } from '../host/listen.ts'
import { parsePlan, type BarePlan } from '../host/plan-folder.ts'
import { planValidators, type Policy } from '../host/policy-in-force.ts'
import { choice, flag, list, object, optional, schema, text } from '../host/schema.ts'
import { saysNothing, visible } from '../host/text.ts'
import { isExclusion, unitsWished, widened, widenedTexts, wishOf, type UnitAdds } from '../host/widen.ts'
import { appendAboutPlan } from '../records/about-plan.ts'
import { askedFor, digestOf, requestKind, type PlanTexts } from '../records/request.ts'
import type { Opened } from '../records/repository.ts'
import { activeRun, readRun } from '../records/store/run.ts'
import { identity } from './person.ts'
import { neededPlan, onDisk } from './plans.ts'
import { either, version } from './printed.ts'
import { inRepository, neededPolicy } from './repository.ts'
import { fetchFirst, sendAfter } from './travel.ts'
import { inUnits, requestsOf, shortId } from './requests.ts'

const wish = { version, plan: text(), adds: list(text()), units: list(object({ id: text(), adds: list(text()) })), covered: list(text(), { about: 'Globs that it covers already.' }) }

export default ownCommand({
  path: ['plan', 'request'],
  summary: 'ask a person that a plan may cover more files',
  example: 'drift plan request login-limit-k3f9 -m "they are kept in a table" \\\n    --add db/schema.sql',
  arguments: object({
    plan: text({ about: 'its id' }),
    add: optional(list(text(), { about: 'a glob of files that it shall cover, too; may stand several times' })),
    unit: optional(list(text(), { about: 'the unit that needs them, where the plan foresees several; may stand several times' })),
    message: optional(text({ about: 'why the work needs them' })),
  }),
  positional: ['plan'],
  short: { message: 'm' },
  prints: either(
    object({ ...wish, id: schema<null>({ type: 'null', description: 'Nothing was asked for.' }) }),
    object({ ...wish, id: text(), digest: text(), wanted: text({ about: 'The digest that the plan then has.' }), why: text(), state: choice(['open', 'approved']), sent: flag({ about: 'Whether the remote has it.' }) }),
  ),
  effects: ['records', 'remote'],

  run: ({ plan: id, add = [], unit = [], message = '', json }, { world, now, print }) => inRepository(world, async (opened) => {
    understood(id, add, message)
    const policy = await neededPolicy(opened, world)
    const { config } = policy
    if (config.approval.mode === 'merged') throw new DriftError('this repository approves plans by merging them', `Widen ${config.plans.dir}/${id}/intent.json in a commit of its own, and have that merged into ${config.base.branch}.`, 1)
    const plan = await neededPlan(opened, policy, id)
    if (plan.closed) throw new DriftError(`plan ${id} is closed`, 'Make a new plan: drift plan new "<goal>"', 1)
    const { adds, covered, closed } = wishOf(plan, add)
    if (closed.length > 0) throw new DriftError(closed.map(([glob, by]) => `${visible(glob)} stays closed in plan ${id}, whatever is added: ${by} covers it`).join('\n'), `Ask a person to change ${config.plans.dir}/${id}: a request only adds to allowed_files.`, 1)
    const { units, homeless } = unitsWished(plan, [...adds, ...covered], unit)
    if (homeless.length > 0 && !json && config.checks['commit-plan']?.severity !== 'off') world.stderr(`drift: note: no unit of plan ${id} foresees ${homeless.map(visible).join(', ')}, and commit-plan will tell of that; to widen one as well: --unit <unit> (its units: ${plan.commit_plan.units.map((one) => one.id).join(', ')})\n`)
    if (adds.length + units.length === 0) {
      if (json) print({ version: 1, plan: id, id: null, adds, units, covered })
      else world.stderr(`Nothing to ask for: plan ${id} covers ${covered.map(visible).join(', ')} already.\n`)
      return 0
    }

    const { files, intent, wanted } = await asWished(opened, policy, plan, adds, units)
    await fetchFirst(opened, policy.config, world)
    const others = (await requestsOf(opened, policy, id)).filter(({ request, state }) => request.digest === plan.digest && state !== 'overtaken')
    const same = others.find(({ request }) => request.wanted === wanted)
    // Approved as it is asked here, this one would take that one back; only where the run is drift sync follows it.
    const waiting = same || activeRun(opened.place)?.plan !== id ? undefined : others.find(({ request, state }) => state === 'approved' && request.wanted !== plan.digest)
    if (waiting) throw new DriftError(`request ${shortId(waiting.id)} about plan ${id} is approved, and the plan here is not yet as it asked: another would take that back`, 'drift sync, which commits the plan as it is approved; then ask again', 1)
    const run = readRun(opened.place.gitDir)
    const record = same?.request ?? {
      ...config.id ? { project: config.id } : {}, plan: id, digest: plan.digest, wanted, adds, ...units.length > 0 ? { units } : {}, intent, files, why: message, ...run?.plan === id ? { run: run.id } : {},
      ...opened.branch === undefined ? {} : { branch: `refs/heads/${opened.branch}` }, by: await identity(opened), via: handOf(world.environment), at: now().toISOString(),
    }
    const request = same?.id ?? await appendAboutPlan(opened, requestKind, record)
    if (!same) await tellOf({ on: 'record', kind: requestKind.name, key: plan.digest, record }, world, policy, opened.root)
    const sent = await sendAfter(opened, policy.config, world)
    if (json) print({ version: 1, plan: id, id: request, digest: plan.digest, wanted, adds, units, covered, why: record.why, state: same?.state ?? 'open', sent })
    else {
      print(`${shortId(request)}\n`)
      const told = covered.filter((glob) => !askedFor(record).includes(glob))
      if (told.length > 0) world.stderr(`Covered already: ${told.map(visible).join(', ')}\n`)
      world.stderr(same?.state === 'approved' ? `That was asked, and approved: drift sync takes it into the plan.\n`
        : `${same ? 'Asked already' : 'Asked'}: plan ${id} shall cover ${askedFor(record).map(visible).join(', ')}, too${inUnits(record)}. A person approves: drift approve ${id} --request ${shortId(request)}\nThen, here: drift sync\n`)
    }
    return 0
  }),
})

/** DriftError (exit 2) for what nobody could approve. */
function understood(id: string, add: readonly string[], message: string): void {
  const example = `drift plan request ${/^[\w.-]+$/.test(id) ? id : 'login-limit'} --add "db/**" -m "why the work needs it"`
  if (add.length === 0) throw new DriftError('a request names what it is about', example)
  if (saysNothing(message)) throw new DriftError(message === '' ? 'a request says why' : `"${visible(message)}" is no reason`, example)
  for (const glob of add) {
    const wrong = checkGlob(glob)
    if (wrong !== undefined) throw new DriftError(`glob ${JSON.stringify(visible(glob))}: ${wrong}`, example)
    if (isExclusion(glob)) throw new DriftError(`${visible(glob)} takes files away, and a request adds some`, example)
  }
}

/** The plan's files as they are, and what it becomes. DriftError (exit 1) where that would be no plan. */
async function asWished(opened: Opened, { config }: Policy, plan: BarePlan, adds: readonly string[], units: readonly UnitAdds[]) {
  const disk = onDisk(opened)
  const folder = await disk.folder('', `${config.plans.dir}/${plan.id}`)
  const texts = await Promise.all((folder?.entries ?? []).map(async ({ path, oid }) => [path, Buffer.from((await disk.read(oid))!.content).toString('utf8')] as const))
  const files = Object.fromEntries(texts) as unknown as PlanTexts
  const intent = widened(plan.intent, adds)
  const wished = widenedTexts(files, intent, adds, units)
  const read = await parsePlan(plan.id, Object.fromEntries(Object.entries(wished).map(([name, text]) => [name, Buffer.from(text)])), planValidators)
  if ('wrong' in read) throw new DriftError(`plan ${plan.id} cannot become that: ${read.wrong[0]}`, 'Ask for less, or put several globs into one.', 1)
  return { files, intent, wanted: digestOf(wished, opened.place.format) }
}
