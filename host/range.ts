// A range of commits → the changes that are judged: every commit, every merge's own paths, and the net change.
import { bind, type Frame, type Past, type Work } from './bind.ts'
import type { Change, FileChange, Plan } from './change.ts'
import { configFiles } from './config/parse.ts'
import type { Commit, Repository } from './repository.ts'
import { isPlanFile } from './scope.ts'

/** A range, as git tells it. */
export interface Range {
  /** Parents before children. */
  readonly commits: readonly Commit[]
  /** What differs between the merge base and the head, and those two. */
  readonly net: { readonly base: string; readonly head: string; readonly files: readonly FileChange[] } | undefined
  /** Whether a commit's own tree has a config; commits without one were made before drift. */
  adopted(commit: Commit): Promise<boolean>
}

/** What the range is made of; `skipped` are commits from before drift. */
export interface BoundRange {
  readonly changes: readonly Change[]
  readonly skipped: readonly string[]
}

/** Binds a range, and `pending`, a commit about to be made on top of it. */
export async function bindRange(range: Range, frame: Frame, pending?: Work): Promise<BoundRange> {
  const { plans: policy } = frame.config
  const unnamed = (c: Commit) => c.parents.length < 2 && !c.message.trailers.some(({ key }) => key.toLowerCase() === 'plan-id') && c.files.some(({ path }) => !isPlanFile(path, policy))
  const counted = new Map((await frame.repository.countCommits(range.commits.filter(unnamed))).map((c) => [c.commit, c]))
  const charges = new Map()
  const carried = new Map<string, ReadonlyMap<string, ReadonlySet<string>>>()
  const touched = new Map<string, string[]>()
  const changes: Change[] = []
  const skipped: string[] = []
  const elsewhere = new Set<string>()
  const merges: Commit[] = []

  const judged = async (work: Work): Promise<Change> => {
    const digests = joined(work.parents.map((parent) => carried.get(parent)))
    const past: Past = { charges, digests }
    const change = await bind(work, frame, past)
    for (const plan of change.plans) digests.set(plan.id, new Set([...digests.get(plan.id) ?? [], plan.digest]))
    if (work.commit) carried.set(work.commit, digests)
    const earlier = change.plans.flatMap((plan) => touched.get(plan.id) ?? [])
    for (const plan of change.plans) touched.set(plan.id, [...touched.get(plan.id) ?? [], ...work.files.filter(({ status }) => status !== 'deleted').map(({ path }) => path)])
    return { ...change, seen: { earlier } }
  }

  for (const given of range.commits) {
    const c = counted.get(given.commit) ?? given
    const work: Work = { tree: `${c.commit}:`, extent: 'commit', commit: c.commit, parents: c.parents, author: c.author, files: c.files, message: c.message, mayMix: true }
    if (c.parents.length > 1) {
      carried.set(c.commit, joined(c.parents.map((parent) => carried.get(parent))))
      merges.push(c)
      continue
    }
    if (!(await range.adopted(c))) {
      skipped.push(c.commit)
      c.files.forEach(({ path }) => elsewhere.add(path))
      continue
    }
    const change = await judged(work)
    // What could not be judged is told as that, and not once more as a file of nobody's.
    if (change.bound !== 'plan' || change.blind) c.files.forEach(({ path }) => elsewhere.add(path))
    changes.push(change)
  }
  const plans = distinct(changes.flatMap((change) => change.plans))
  const shared = { stage: frame.stage, plans, also: [], faults: [], policy: { plans: policy, approval: frame.config.approval }, seen: {} }
  for (const { commit, author, message, files } of merges) changes.push({ ...shared, extent: 'merge', commit, author, message, files, bound: 'merge', because: 'a merge', elsewhere: [] })
  if (range.net) changes.push({ ...shared, extent: 'net', tree: range.net.head, files: range.net.files, bound: 'net', because: 'the net change', elsewhere: [...elsewhere] })
  if (pending) changes.push(await judged(pending))
  return { changes, skipped }
}

function joined(maps: readonly (ReadonlyMap<string, ReadonlySet<string>> | undefined)[]): Map<string, ReadonlySet<string>> {
  const all = new Map<string, ReadonlySet<string>>()
  for (const map of maps) for (const [id, digests] of map ?? []) all.set(id, new Set([...all.get(id) ?? [], ...digests]))
  return all
}

function distinct(plans: readonly Plan[]): readonly Plan[] {
  return [...new Map(plans.map((plan) => [`${plan.id} ${plan.digest}`, plan])).values()]
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
    const before = (await Promise.all(parents.map(look))).some(Boolean)
    if (before) { after.set(commit, Promise.resolve(true)); return true }
    const brings = parents.length !== 1 || files.some(({ path }) => (configFiles as readonly string[]).includes(path))
    return await remembered(commit, brings ? hasConfig(repository, `${commit}:`) : Promise.resolve(false)) && baseHasConfig
  }
}

/** Whether a tree has a config in any of its places. */
export async function hasConfig(repository: Repository, tree: string): Promise<boolean> {
  for (const name of configFiles) {
    if (name !== 'package.json') { if (await repository.info(tree + name)) return true }
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
