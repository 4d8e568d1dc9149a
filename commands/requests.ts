// Requests to widen a plan, as the records tell of them, and what each comes to. Others write records: all is checked by hash.
import { standingOf, type Approval } from '../host/approval.ts'
import type { Standing } from '../host/change.ts'
import { DriftError } from '../host/error.ts'
import { isPlanId, parsePlan, type BarePlan } from '../host/plan-folder.ts'
import { planValidators, type Policy } from '../host/policy-in-force.ts'
import { addsOf, isExclusion, widenedTexts } from '../host/widen.ts'
import { shellWord, visible } from '../host/text.ts'
import { askedFor, digestOf, requestKind, type PlanTexts, type Request } from '../records/request.ts'
import type { Opened } from '../records/repository.ts'
import { recordsAboutPlan } from '../records/about-plan.ts'
import { approvalsOf, byDigest, onDisk } from './plans.ts'

/** A request that is what it says it is. */
export interface Widening {
  readonly id: string
  readonly request: Request
  /** The plan that is to be widened, and what it becomes. */
  readonly before: BarePlan
  readonly after: BarePlan
  /** Its files, before and after. */
  readonly texts: { readonly before: PlanTexts; readonly after: PlanTexts }
}

/** A request as it stands: `open` until the digest that it wants is approved and the newest. */
export interface Asked {
  readonly id: string
  readonly request: Request
  readonly standing: Standing
  readonly state: 'open' | 'approved' | 'overtaken'
}

/** In which units a request wants its globs, as the end of a sentence; empty where in none. */
export const inUnits = ({ units = [] }: Pick<Request, 'units'>): string => (units.length === 0 ? '' : `, in unit${units.length > 1 ? 's' : ''} ${units.map(({ id }) => visible(id)).join(', ')}`)

/** The line by which what a request wants is asked once more; of a request that is what it says it is. */
export const askAgain = (request: Request): string => ['drift plan request', request.plan, ...askedFor(request).map((glob) => `--add ${shellWord(glob)}`), ...(request.units ?? []).map(({ id }) => `--unit ${id}`), '-m "why"'].join(' ')

/** How much of an id is shown; any beginning that means one request will do. */
export const shortId = (id: string): string => id.slice(0, 12)

/** All requests about a plan, the newest first. */
export async function requestsOf(opened: Opened, { config }: Policy, plan: string): Promise<readonly Asked[]> {
  const { records } = await recordsAboutPlan<Request>(opened, requestKind, plan)
  const ours = records.filter(({ record: { project } }) => config.id === undefined || project === undefined || project === config.id)
  if (ours.length === 0) return []
  const approvals = await approvalsOf(opened, plan, [...new Set(ours.flatMap(({ record: { digest, wanted } }) => [digest, wanted]))])
  return ours.map(({ id, record: request }): Asked => {
    const standing = standingAmong(approvals, request, config)
    return { id, request, standing, state: standing.state === 'approved' ? 'approved' : standing.state === 'superseded' || overtaken(approvals, request) ? 'overtaken' : 'open' }
  }).sort((a, b) => (a.request.at < b.request.at ? 1 : -1))
}

/** The request that this beginning of an id means. DriftError (exit 2) where it means none or several; exit 3 where a newer drift wrote it. */
export async function neededRequest(opened: Opened, policy: Policy, plan: string, prefix: string): Promise<Asked> {
  if (!isPlanId(plan)) throw new DriftError(`"${plan}" cannot be a plan's id`, 'Name the plan of the request: drift approve <plan> --request <id>')
  if (!/^[0-9a-f]{4,64}$/.test(prefix)) throw new DriftError(`"${prefix}" cannot be the id of a request`, 'Give its first digits, at least four, as drift plan request printed them.')
  const all = await requestsOf(opened, policy, plan)
  const found = all.filter(({ id }) => id.startsWith(prefix))
  if (found.length > 1) throw new DriftError(`${found.length} requests begin with ${prefix}: ${found.map(({ id }) => shortId(id)).join(', ')}`, 'Give more digits.')
  if (found.length === 1) return found[0]!
  const { unread } = await recordsAboutPlan<Request>(opened, requestKind, plan)
  if (unread.some((line) => line.includes(`"id":"${prefix}`) && line.includes('"kind":"request"'))) throw new DriftError(`request ${prefix} was written by another drift and cannot be read`, 'Use the newest git-drift: npm i -D git-drift@latest', 3)
  const open = all.filter(({ state }) => state === 'open').map(({ id }) => shortId(id))
  throw new DriftError(`there is no request ${prefix} about plan ${plan} here`, open.length > 0 ? `Name one of: ${open.join(', ')}` : 'drift sync, which fetches the requests of other clones')
}

/** Checks a request against the plan that it speaks of. DriftError: exit 1 where it is not what it says, 3 where that plan is nowhere to be read. */
export async function wideningOf(opened: Opened, policy: Policy, { id, request }: Pick<Asked, 'id' | 'request'>): Promise<Widening> {
  const { format } = opened.place
  const wrong = (why: string) => new DriftError(`request ${shortId(id)} cannot be approved: ${why}`, `Ask again, in the worktree of the work: drift plan request ${request.plan} --add "<glob>" -m "why"`, 1)
  const files = request.files ?? await filesOf(opened, policy, request)
  if (digestOf(files, format) !== request.digest) throw wrong('the files that it holds are not those of the plan that it speaks of')
  const before = await parsed(request.plan, request.digest, files)
  if ('wrong' in before) throw wrong(`the plan that it speaks of is bad: ${before.wrong[0]}`)
  const { units = [] } = request
  const bare = await parsed(request.plan, request.wanted, { ...files, 'intent.json': JSON.stringify(request.intent) })
  if ('wrong' in bare) throw wrong(`what it asks for is no plan: ${bare.wrong[0]}`)
  const adds = addsOf(before.intent, bare.intent)
  if (adds === undefined || adds.length + units.length === 0 || JSON.stringify(adds) !== JSON.stringify(request.adds)) throw wrong('it changes more of the plan than it says')
  const odd = units.find((unit) => unit.adds.some(isExclusion) || before.commit_plan.units.every(({ id: known }) => known !== unit.id))
  if (odd) throw wrong(`of unit "${visible(odd.id)}" it asks for what no unit of the plan can get`)
  const wanted = widenedTexts(files, bare.intent, adds, units)
  if (digestOf(wanted, format) !== request.wanted) throw wrong('what it asks for does not have the digest that it names')
  const after = await parsed(request.plan, request.wanted, wanted)
  if ('wrong' in after) throw wrong(`what it asks for is no plan: ${after.wrong[0]}`)
  return { id, request, before, after, texts: { before: files, after: wanted } }
}

/** How a digest of a plan stands by these records, whatever commit holds it. */
export function standingAmong(approvals: readonly Approval[], { plan, wanted }: Pick<Request, 'plan' | 'wanted'>, { id: project, approval: policy }: Policy['config']): Standing {
  const grouped = byDigest(approvals)
  return standingOf({ plan, digest: wanted, project, policy, approvals: grouped, others: [...grouped.keys()], merged: undefined, closed: false, authors: [], now: new Date() })
}

/** Whether another version of the plan was approved after the request was made: what it asks for would take that back. */
export function overtaken(approvals: readonly Approval[], { digest, wanted, at }: Request): boolean {
  const seq = (of: (approval: Approval) => boolean) => Math.max(0, ...approvals.filter((approval) => approval.decision === 'approved' && of(approval)).map((approval) => approval.seq))
  const known = seq((approval) => approval.digest === digest || approval.digest === wanted)
  return seq((approval) => approval.digest !== digest && approval.digest !== wanted && Date.parse(approval.at) > Date.parse(at)) > known
}

async function parsed(id: string, digest: string, files: PlanTexts): Promise<BarePlan | { readonly wrong: readonly string[] }> {
  const read = await parsePlan(id, Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)])), planValidators)
  if ('wrong' in read) return read
  const of = <T>(name: keyof PlanTexts) => read.files[name] as T
  return { id, digest, closed: false, intent: of('intent.json'), test_contract: of('test_contract.json'), commit_plan: of('commit_plan.json') }
}

/** The plan's files where the record does not hold them: on disk, or in some commit that was fetched. */
async function filesOf(opened: Opened, { config }: Policy, { plan, digest }: Request): Promise<PlanTexts> {
  const disk = onDisk(opened)
  for (const [repository, folder] of [[disk, await disk.folder('', `${config.plans.dir}/${plan}`)], [opened, await opened.folder('', digest)]] as const) {
    if (folder?.id !== digest) continue
    const read = await Promise.all(folder.entries.map(async ({ path, oid }) => [path, Buffer.from((await repository.read(oid))?.content ?? []).toString('utf8')] as const))
    return { 'intent.json': '', 'test_contract.json': '', 'commit_plan.json': '', ...Object.fromEntries(read) }
  }
  throw new DriftError(`the version ${digest.slice(0, 12)} of plan ${plan}, which is to be widened, is not in this clone`, 'Fetch the branch of the work: git fetch', 3)
}
