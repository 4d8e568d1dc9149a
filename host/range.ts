// A range of commits → the changes that are judged: every commit, every merge's own paths, and the net change.
import { approvedFiles } from './approved-files.ts'
import { begun } from './begun.ts'
import { changedBeside } from './beside.ts'
import { broughtBy, descent } from './brought.ts'
import { bind, isGate, lanesTake, namedPlan, type Frame, type Named, type Past, type Work } from './bind.ts'
import type { Change, FileChange, LaterPlan, Plan, PlanCommit } from './change.ts'
import { configFiles } from './config/parse.ts'
import { absent } from './config/read.ts'
import { unmasked } from './false-merges.ts'
import { gathering } from './gathering.ts'
import { inheriting } from './inherit.ts'
import { isLessonsFile, lessonFaults, lessonsLost, withoutJoinedLessons } from './lesson-file.ts'
import { mergeChange, type Taken } from './merge.ts'
import type { Override } from './override.ts'
import { planFileFaults, touchedPlans } from './plan-files.ts'
import { isPlanId } from './plan-folder.ts'
import type { Commit, Repository, Tree } from './repository.ts'
import { revertLane, revertsAmong } from './reverts.ts'
import { rolledBack } from './rolled-back.ts'
import { isGuarded, isPlanFile, keyOf, withLater } from './scope.ts'
import { plansNamed, unitsNamed } from './squash.ts'

/** A range, as git tells it. */
export interface Range {
  /** Parents before children. */
  readonly commits: readonly Commit[]
  /** What differs between the merge base and the head, and those two. */
  readonly net: { readonly base: string; readonly head: string; readonly files: readonly FileChange[] } | undefined
  /** Whether a commit's own tree has a config; commits without one were made before drift. */
  adopted(commit: Commit): Promise<boolean>
  /** What lets commits through, by commit. */
  readonly overrides?: ReadonlyMap<string, Override>
}

/** What the range is made of; `skipped` are commits from before drift. */
export interface BoundRange {
  readonly changes: readonly Change[]
  /** The plans that bind its commits, each version once, in the order of the commits. */
  readonly plans: readonly Plan[]
  readonly skipped: readonly string[]
}

/** Binds a range, and `pending`, a commit about to be made on top of it. */
export async function bindRange(told: Range, given: Frame, waiting?: Work): Promise<BoundRange> {
  const named = gathering(anchorsOf(told, waiting, given), [...told.commits.flatMap(({ files }) => files), ...told.net?.files ?? [], ...waiting?.files ?? []], given, waiting?.files)
  const unnamed = await unmasked(told.commits, given.target.base ?? given.target.tip, given.repository)
  const { plans: policy } = given.config
  const { repository, originOf } = inheriting(given.repository, unnamed, policy.dir)
  const frame = { ...given, repository }
  if (unnamed[0]) lookBack(unnamed[0], frame)
  const range: Range = {
    ...told, commits: await Promise.all(unnamed.map(async (commit) => { const files = await named(commit.files); return files === commit.files ? commit : { ...commit, files } })),
    net: told.net && { ...told.net, files: await named(told.net.files) },
  }
  const pending = waiting && { ...waiting, files: await named(waiting.files) }
  const mayTakeLane = (c: Commit) => c.parents.length < 2 && (frame.landed || plansNamed(c.message).length === 0) && c.files.some(({ path }) => !isPlanFile(path, policy))
  const counted = new Map((await frame.repository.countCommits(range.commits.filter(mayTakeLane))).map((c) => [c.commit, c]))
  const charges = new Map()
  const carried = new Map<string, Digests>()
  const touched = new Map<string, Touched>()
  const commits: PlanCommit[] = []
  const subjects: string[] = []
  const changes: Change[] = []
  const skipped: string[] = []
  const { overrides = new Map<string, Override>() } = range
  const free = new Set<string>()
  const takenBack = new Set<string>()
  const merges: Commit[] = []

  const works = new Map(range.commits.map((given): [string, Work] => {
    const c = counted.get(given.commit) ?? given
    return [c.commit, { tree: `${c.commit}:`, extent: 'commit', commit: c.commit, parents: c.parents, author: c.author, files: c.files, message: c.message, mayMix: true }]
  }))
  const reverts = await revertsAmong([...works.values(), ...pending ? [pending] : []], frame.target.tip, frame.repository, policy)

  const beside = changedBeside(range.commits, policy)
  const roots = new Map<string, readonly string[]>()
  const rootsOf = (parents: readonly string[]): readonly string[] => (parents.length === 1 ? roots.get(parents[0]!) ?? parents : [...new Set(parents.flatMap((parent) => roots.get(parent) ?? [parent]))])
  // Parents come before children.
  for (const { commit, parents } of range.commits) roots.set(commit, rootsOf(parents))

  const known = new Map<string, Promise<Named>>()
  // What a plan is to a commit is the same for all that come from the same state of the plans, by the same author. That state
  // tells, too, where their history leaves the range and which versions of the plan it held: on the way from there nothing of that changes.
  const once = ({ commit, parents, author }: Work, plan: string, ask: () => Promise<Named>): Promise<Named> => {
    const key = [plan, originOf(commit!), author?.email, ...parents.flatMap((parent) => [originOf(parent), frame.target.has(parent)]), ...beside(commit!, plan)].join('\0')
    const answer = known.get(key) ?? ask()
    known.set(key, answer)
    return answer
  }

  const { base, tip } = frame.target
  const begins = [...new Set([tip ?? base ?? pending?.parents[0]].filter((commit) => commit !== undefined))]
  const pastOf = (work: Work): Past => {
    const { commit } = work
    return { charges, digests: joined(work.parents.map((parent) => carried.get(parent))), reverts, roots: rootsOf(work.parents), ...commit === undefined ? {} : { beside: (plan) => beside(commit, plan), once: (plan, ask) => once(work, plan, ask) } }
  }
  const judged = async (work: Work): Promise<Change> => {
    const past = pastOf(work)
    let { digests } = past
    const change = await bind(work, frame, past)
    // What a commit holds of a plan's folder counts from then on, also where it only brings it: a plan never goes back.
    for (const id of touchedPlans(work.files, policy)) {
      const held = await frame.repository.info(`${work.tree}${policy.dir}/${id}`)
      if (held) digests = withDigest(digests, id, held.oid)
    }
    for (const plan of change.plans) digests = withDigest(digests, plan.id, plan.digest)
    if (work.commit) carried.set(work.commit, digests)
    const plans = change.plans.map(({ id }) => touched.get(id) ?? touched.set(id, new Touched()).get(id)!)
    const before = plans.map((one) => one.soFar())
    for (const one of plans) one.add(work.files)
    const done = commits.length
    for (const { id } of change.plans) commits.push(planCommit(id, work))
    const told = fixup.test(work.message?.subject ?? '') ? [...subjects] : []
    if (work.message) subjects.push(work.message.subject)
    const override = work.commit === undefined ? undefined : overrides.get(work.commit)
    return { ...change, ...(override ? { override } : {}), seen: { get earlier() { return before.flatMap((paths) => paths()) }, get commits() { return commits.slice(0, done).filter(({ plan }) => change.plans.some(({ id }) => id === plan)) }, subjects: told, begins } }
  }

  for (const c of range.commits) {
    const adopted = await range.adopted(c)
    if (!adopted) skipped.push(c.commit)
    if (c.parents.length > 1) {
      carried.set(c.commit, joined(c.parents.map((parent) => carried.get(parent))))
      if (adopted) merges.push(c)
      continue
    }
    if (!adopted) continue
    const change = await judged(works.get(c.commit)!)
    // What could not be judged is told as that, and not once more as a file of nobody's.
    if (change.lane === revertLane) c.files.forEach((file) => takenBack.add(keyOf(file)))
    else if (change.bound === 'free' || change.bound === 'plan-files' || change.blind) c.files.forEach((file) => free.add(keyOf(file)))
    else c.files.filter((file) => isLessonsFile(file) && change.elsewhere.includes(keyOf(file))).forEach((file) => free.add(keyOf(file)))
    changes.push(change)
  }
  // A plan that only an override let pass as unapproved is no contract for anything else.
  const binding = changes.map((change) => ({ plans: change.plans.filter(({ standing }) => !change.override || standing.state === 'approved'), also: change.also }))
  const plans = distinct(binding.flatMap((one) => one.plans))
  const also = distinct(binding.flatMap((one) => one.also))
  // A merge that was let through leads on from all that it was made of, also where it took one side whole.
  const steps: Commit[] = [...range.commits]
  const shared = { stage: frame.stage, plans, also, faults: [], policy: { plans: policy, approval: frame.config.approval }, seen: {} }
  const guarded = guardedFiles(range.commits, frame)
  const made = await Promise.all((await frame.repository.handMade(merges.map(({ commit, parents }) => ({ tree: `${commit}:`, parents })), attributesOf(frame))).map(async (files, i) => withoutJoinedLessons(await named(files), merges[i]!, frame.repository)))
  const mixed = merges.flatMap((merge, i) => { const byHand = new Set(made[i]!.map(keyOf)); return merge.files.filter((file) => !byHand.has(keyOf(file))) })
  const brought = (files: readonly FileChange[]) => broughtBy(files, steps, overrides, mixed)
  for (const [i, merge] of merges.entries()) {
    const change = { ...shared, ...await mergeChange(merge, made[i]!, guarded, frame), ...await approvedFiles(made[i]!, frame) }
    const override = overrides.get(merge.commit)
    const own = [...change.files, ...change.taken ?? []]
    changes.push({ ...change, ...(override ? { override } : {}), brought: brought(own) })
    if (override) steps.push({ ...merge, files: own })
  }
  const atHead = range.net && works.get(range.net.head)
  const last = atHead ? await comeLast(plans, atHead, frame, pastOf(atHead)) : []
  const all = { plans: [...plans, ...last.map(({ plan }) => plan)], also: [...also, ...last.flatMap((one) => one.also)] }
  if (range.net) {
    const own = brought(range.net.files)
    // Changed further it has to fit a plan like anything else.
    own.filter(({ via }) => via.length === 0).forEach(({ key }) => free.add(key))
    if (takenBack.size > 0) range.net.files.filter((file) => takenBack.has(keyOf(file))).filter(descent(range.commits)).forEach((file) => free.add(keyOf(file)))
    // Nobody has looked at the plan files of commits from before drift; a plan may have been opened and closed on the way.
    const { files, head } = range.net
    const unseen = skipped.length === 0 ? [] : [...await planFileFaults(files, `${head}:`, policy, repository, frame.validators, touchedPlans(files, policy)), ...await lessonFaults(files, `${head}:`, repository, policy, true)]
    changes.push({ ...shared, ...all, ...await approvedFiles(range.net.files, frame), extent: 'net', tree: range.net.head, from: range.net.base, files: range.net.files, brought: own, bound: 'net', because: 'the net change', faults: [...unseen, ...await rolledBack(range.net, frame), ...unseen.some(({ code }) => code === 'lessons') ? [] : await lessonsLost(range.net, frame.repository)], elsewhere: [...free, ...await lanesTake(range.net.files, all, frame, free)] })
  }
  if (pending) changes.push(await judged(pending))
  return { changes, plans: distinct(all.plans.flatMap((plan) => withLater(plan, all.also))), skipped }
}

/** Versions of these plans that the head holds and no commit was made by: the newest contract may come last, and its gates are asked for all the same. */
async function comeLast(plans: readonly Plan[], head: Work, frame: Frame, past: Past): Promise<readonly Extract<Named, { plan: Plan }>[]> {
  const { repository, config: { plans: { dir } } } = frame
  const found = await Promise.all([...new Set(plans.map(({ id }) => id))].map(async (id) => {
    const held = await repository.info(`${head.tree}${dir}/${id}`) ?? await repository.info(`${head.tree}${dir}/closed/${id}`)
    return held && plans.every(({ digest }) => digest !== held.oid) ? [await namedPlan(id, head, frame, past)] : []
  }))
  return found.flat().flatMap((one) => ('plan' in one && one.plan.standing.state === 'approved' ? [one] : []))
}

/** Has git look up what the plan of the first commit was before the range, while names are looked up. */
function lookBack({ message, parents }: Commit, { stage, repository, config }: Frame): void {
  const [plan, another] = plansNamed(message)
  if (isGate(stage) && plan !== undefined && another === undefined && isPlanId(plan)) for (const parent of parents) void begun(repository.versions(parent, `${config.plans.dir}/${plan}`))
}

/** Trees that tell, with what the range changes, what stands in all of its trees, and on the target. */
function anchorsOf({ net, commits }: Range, pending: Work | undefined, { target: { base, tip } }: Frame): readonly Tree[] {
  const own = net ? [net.base, base ?? tip] : pending ? [] : [commits.at(-1)?.commit]
  return [...pending ? [pending.tree] : [], ...own.flatMap((commit) => (commit === undefined ? [] : [`${commit}:`]))]
}

const fixup = /^(?:fixup|squash|amend)! /

/** Paths that commits of a plan touched, each once, in the order of the commits. */
class Touched {
  readonly #paths = new Set<string>()

  add(files: readonly FileChange[]): void {
    for (const { path, status } of files) if (status !== 'deleted') this.#paths.add(path)
  }

  /** Tells what was touched until now; few ask. */
  soFar(): () => readonly string[] {
    const count = this.#paths.size
    return () => [...this.#paths].slice(0, count)
  }
}

function planCommit(plan: string, { message, files }: Work): PlanCommit {
  return { plan, subject: message?.subject ?? '', units: message ? unitsNamed(message) : [], paths: files.map(({ path }) => path) }
}

/** Whose attribute files say how files are merged: the base's, never the change's own. */
export function attributesOf({ target: { base, tip } }: Frame): string | undefined {
  const from = base ?? tip
  return from && `${from}:`
}

/** Guarded files that the range touches: merges must treat them well even where they equal a parent. */
function guardedFiles(commits: readonly Commit[], { guards }: Frame): readonly Taken[] {
  return [...new Map(commits.flatMap(({ files }) => files.filter((file) => isGuarded(guards, file)).map((file) => [file.path, file]))).values()]
}

/** Digests of plans, by plan. */
type Digests = ReadonlyMap<string, ReadonlySet<string>>

function joined([first, ...others]: readonly (Digests | undefined)[]): Digests {
  let all = first ?? new Map()
  for (const map of others) for (const [id, digests] of map ?? []) for (const digest of digests) all = withDigest(all, id, digest)
  return all
}

/** The same map where it holds the digest already: most commits bring none. */
function withDigest(digests: Digests, id: string, digest: string): Digests {
  const known = digests.get(id)
  return known?.has(digest) ? digests : new Map([...digests, [id, new Set([...known ?? [], digest])]])
}

function distinct<P extends Plan & Partial<LaterPlan>>(plans: readonly P[]): readonly P[] {
  return [...new Map(plans.map((plan) => [`${plan.id} ${plan.digest} ${plan.overtakes}`, plan])).values()]
}

/**
 * Tells of each commit whether it is judged by itself. Once a config is there, all that comes after is judged, whatever
 * its own tree holds: taking the config away and putting it back hides nothing. The commit that brings the first config
 * is judged only where the base has one already.
 */
export function adoption(repository: Repository, baseHasConfig: boolean): Range['adopted'] {
  const after = new Map<string, Promise<boolean>>()
  const look = (commit: string) => after.get(commit) ?? remembered(commit, hasConfig(repository, `${commit}:`))
  const remembered = (commit: string, answer: Promise<boolean>) => { after.set(commit, answer); return answer }
  return async ({ commit, parents, files }) => {
    // A history of its own that is merged in is no older than drift.
    const before = (parents.length === 0 && baseHasConfig) || (await Promise.all(parents.map(look))).some(Boolean)
    if (before) { after.set(commit, Promise.resolve(true)); return true }
    const brings = parents.length !== 1 || files.some(({ path }) => (configFiles as readonly string[]).includes(path))
    return await remembered(commit, brings ? hasConfig(repository, `${commit}:`) : Promise.resolve(false)) && baseHasConfig
  }
}

/** Whether a tree has a config in any of its places. */
export async function hasConfig(repository: Repository, tree: string): Promise<boolean> {
  for (const name of configFiles) {
    if (name !== 'package.json') { if (await repository.info(tree + name) ?? await absent(repository, tree, name)) return true }
    else if (hasKey(new TextDecoder().decode((await repository.read(tree + name))?.content))) return true
  }
  return false
}

// A dependency or a command called drift is no config: only the key at the top is.
function hasKey(text: string): boolean {
  if (!text.includes('"drift"')) return false
  try {
    return Object.hasOwn(JSON.parse(text) as object, 'drift')
  } catch {
    // Whether a broken file held a config nobody can say: reading it for judging will tell what is wrong with it.
    return true
  }
}
