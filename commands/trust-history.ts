// What became of runs on the target: merged, mended, taken back. From git alone, by a bounded number of processes.
import { editsOf, writersOf } from '../git/blame.ts'
import { commonPast, datedLog, type Dated } from '../git/dated-log.ts'
import { messageOf } from '../host/error.ts'
import type { Policy } from '../host/policy-in-force.ts'
import { targetTip } from '../host/target.ts'
import { isFix, landingsOf, likelyReverts, ownersOf, saidReverts, type Landing, type ReportedRun, type Taking } from '../host/trust/history.ts'
import type { Merged } from '../host/trust/metrics.ts'
import { faultyLines, rangesOf } from '../host/trust/removed.ts'
import { plansNamed, unsquashed } from '../host/squash.ts'
import type { Opened } from '../records/repository.ts'

/** A run that history is asked about. */
export interface AskedRun extends ReportedRun {
  readonly base: string
  /** The intent's kind. */
  readonly work: string
}

/** What was found, by run, and what could not be looked at. */
export interface History {
  readonly merged: ReadonlyMap<string, Merged>
  /** Whether anybody could look: else nothing is known of what was merged. */
  readonly seen: boolean
  readonly notes: readonly string[]
}

/** How far history is followed. */
export interface Bounds {
  readonly now: Date
  /** Days until a merge without a defect counts as one. */
  readonly horizon: number
  /** How many files of fixes are followed at most: one git each. */
  readonly blames: number
}

// Commits whose patches are compared, and pairs that are tried as reverts: beyond, it is told.
const mostPatches = 500
const mostPairs = 1000

/** Follows runs on the target. */
export async function historyOf(runs: readonly AskedRun[], opened: Opened, policy: Policy, bounds: Bounds): Promise<History> {
  const nothing = (note: string): History => ({ merged: new Map(), seen: runs.length === 0, notes: runs.length > 0 ? [note] : [] })
  const { base } = policy.config
  const tip = await targetTip(opened, base)
  if (tip === undefined) return nothing(`there is no branch ${base.branch} here: what became of the runs is unknown`)
  if (opened.shallow) return nothing('this clone is shallow: what became of the runs is unknown (git fetch --unshallow)')
  if (runs.length === 0) return nothing('')
  const notes: string[] = []
  const bases = (await Promise.all([...new Set(runs.map((run) => run.base))].map(async (id) => (await opened.info(`${id}^{commit}`))?.oid))).flatMap((id) => id ?? [])
  const root = bases.length > 0 ? await commonPast([tip, ...bases], opened.place.options) : undefined
  const past = await datedLog(root === undefined ? [] : [root], tip, opened.place.options)
  const landings = landingsOf(past)
  const owners = await byPatch(past, runs, ownersOf(past, runs), opened, notes)
  const seen: Seen = { past, landings, owners, opened, notes }
  const [{ found: fixes, lost }, reverts] = [await defects(seen, runs, policy, bounds), await takenBack(seen)]

  const merged = new Map<string, Merged>()
  for (const { run } of runs) {
    const own = past.filter(({ commit }) => owners.get(commit)?.includes(run)).flatMap(({ commit }) => landings.get(commit) ?? [])
    if (own.length === 0) continue
    const at = Math.max(...own.map((landing) => landing.at)) * 1000
    const first = Math.min(...own.map(({ nth }) => nth))
    const unsure = lost.some((fix) => landings.get(fix)!.nth > first && !owners.get(fix)?.includes(run))
    merged.set(run, { ...unsure ? { unsure } : {}, at: new Date(at).toISOString(), fixes: [...fixes.get(run) ?? []], reverts: [...reverts.get(run) ?? []], young: bounds.now.getTime() - at < bounds.horizon * 86_400_000 })
  }
  return { merged, seen: true, notes }
}

interface Seen {
  readonly past: readonly Dated[]
  readonly landings: ReadonlyMap<string, Landing>
  readonly owners: ReadonlyMap<string, readonly string[]>
  readonly opened: Opened
  readonly notes: string[]
}

/** Adds owners known by their patch alone, for runs that are found by nothing else: their commits were made again without trailers. */
async function byPatch(past: readonly Dated[], runs: readonly ReportedRun[], owners: Map<string, readonly string[]>, opened: Opened, notes: string[]): Promise<Map<string, readonly string[]>> {
  const found = new Set([...owners.values()].flat())
  const missing = runs.filter(({ run, commits }) => !found.has(run) && commits.length > 0)
  const open = past.filter(({ commit, parents, files }) => parents.length === 1 && files.length > 0 && !owners.has(commit))
  if (missing.length === 0 || open.length === 0) return owners
  const theirs = (await Promise.all(missing.flatMap(({ run, commits }) => commits.map(async (commit) => ({ run, commit, there: await opened.info(`${commit}^{commit}`) }))))).filter(({ there }) => there)
  if (theirs.length === 0) return owners
  if (open.length > mostPatches) notes.push(`${missing.length} runs were looked for by content among the newest ${mostPatches} commits without a plan alone`)
  const asked = [...open.slice(-mostPatches), ...theirs.map(({ commit }) => ({ commit, parents: [''] }))]
  const patches = await opened.patches(asked.map(({ commit, parents }) => ({ commit, parents, author: { name: '', email: '' }, message: past[0]!.message, files: [] })))
  for (const { commit } of open.slice(-mostPatches)) {
    const same = theirs.filter((one) => patches.get(one.commit) === patches.get(commit))
    if (same.length > 0) owners.set(commit, [...new Set(same.map(({ run }) => run))])
  }
  return owners
}

/** Fixes by the run whose work they mended: what they removed is followed back to who wrote it. `lost` are those that were not followed to their end. */
async function defects({ past, landings, owners, opened, notes }: Seen, runs: readonly AskedRun[], policy: Policy, { blames }: Bounds): Promise<{ readonly found: Map<string, Set<string>>; readonly lost: readonly string[] }> {
  // What came before the first of the runs mended none of them.
  const first = Math.min(...[...owners.keys()].flatMap((commit) => landings.get(commit)?.nth ?? []))
  const fixes = past.filter(({ commit }) => (landings.get(commit)?.nth ?? -1) > first)
  const types = (policy.config.checks['bugfix-dod']?.options as { types?: readonly string[] } | undefined)?.types ?? ['fix', 'hotfix']
  const bugfixes = await bugfixPlans(fixes, runs, opened, policy)
  const mending = fixes.filter((one) => isFix(one, types, bugfixes))
  const edits = await editsOf(mending.map(({ commit }) => commit), opened.place.options)
  const followed = mending.flatMap((fix) => faultyLines(edits.get(fix.commit) ?? []).map((edit) => ({ fix, edit })))
  const blind = mending.filter(({ commit }) => faultyLines(edits.get(commit) ?? []).length === 0).length
  if (blind > 0) notes.push(`${blind} of ${mending.length} fixes removed no line of code, and could be followed to nobody`)
  // The newest fixes first: they are those of the newest runs.
  const asked = followed.reverse().slice(0, blames)
  if (asked.length < followed.length) notes.push(`${followed.length - asked.length} of ${followed.length} files that fixes touched were not followed, the oldest (--blames)`)
  const found = new Map<string, Set<string>>()
  const lost = followed.slice(blames).map(({ fix }) => fix.commit)
  for (const { fix, edit } of asked) {
    const writers = await writersOf(`${fix.commit}^`, edit.path, rangesOf(edit.removed), opened.place.options).catch((error: unknown) => { lost.push(fix.commit); notes.push(`${edit.path} before ${fix.commit.slice(0, 12)} could not be followed: ${messageOf(error).split('\n')[0]}`); return new Set<string>() })
    for (const writer of writers) for (const run of guilty(writer, edit.path, fix.commit, landings, owners, runs)) found.set(run, (found.get(run) ?? new Set()).add(fix.commit))
  }
  return { found, lost }
}

/** The runs that brought what a fix of somebody else removed, if that was on the target before. Of a squash of several, those that touched the file. */
function guilty(writer: string, path: string, fix: string, landings: Seen['landings'], owners: Seen['owners'], runs: readonly AskedRun[]): string[] {
  const all = (owners.get(writer) ?? []).filter((run) => isLater(fix, writer, landings) && !owners.get(fix)?.includes(run))
  const touching = all.filter((run) => runs.some((one) => one.run === run && one.touched.includes(path)))
  return touching.length > 0 ? touching : all
}

const isLater = (later: string, earlier: string, landings: Seen['landings']) => (landings.get(later)?.nth ?? -1) > (landings.get(earlier)?.nth ?? Infinity)

/** Plans of kind bugfix among those that commits name: by a report, else by the plan's folder in the commit itself. */
async function bugfixPlans(past: readonly Dated[], runs: readonly AskedRun[], opened: Opened, { config: { plans: { dir } } }: Policy): Promise<Set<string>> {
  const found = new Set(runs.filter(({ work }) => work === 'bugfix').map(({ plan }) => plan))
  const known = new Set(runs.map(({ plan }) => plan))
  for (const { commit, message } of past) for (const plan of plansNamed(unsquashed(message) ?? message)) {
    if (known.has(plan)) continue
    known.add(plan)
    const [open, closed] = await Promise.all([dir, `${dir}/closed`].map((folder) => opened.read(`${commit}:${folder}/${plan}/intent.json`)))
    const intent = open ?? closed
    if (intent && /"kind"\s*:\s*"bugfix"/.test(Buffer.from(intent.content).toString('utf8'))) found.add(plan)
  }
  return found
}

/** Commits that took work back, by run: as their message says, or because they are the exact inverse. */
async function takenBack({ past, landings, owners, opened, notes }: Seen): Promise<Map<string, Set<string>>> {
  // The commit that merged a run stands for all that it brought; its parents are known to it alone.
  const brought = new Map<string, Set<string>>()
  for (const [commit, runs] of owners) for (const key of new Set([commit, landings.get(commit)?.by ?? commit])) brought.set(key, new Set([...brought.get(key) ?? [], ...runs]))
  const strange = (pair: Taking) => isLater(pair.by, pair.of, landings) && [...brought.get(pair.of) ?? []].some((run) => !owners.get(pair.by)?.includes(run))
  const said = saidReverts(past).filter(strange)
  const known = new Set(said.map(({ by }) => by))
  const likely = likelyReverts(past, new Set(brought.keys())).filter((pair) => !known.has(pair.by) && strange(pair))
  if (likely.length > mostPairs) notes.push(`${likely.length - mostPairs} pairs of commits that may be a revert were not compared`)
  const parents = new Map(past.map((one) => [one.commit, one.parents[0]]))
  const tried = likely.slice(-mostPairs)
  const exact = await opened.inverts(tried.map(({ by, of }) => ({ tree: `${by}:`, parent: parents.get(by)!, of })))
  const found = new Map<string, Set<string>>()
  for (const { by, of } of [...said, ...tried.filter((_, i) => exact[i])]) for (const run of brought.get(of) ?? []) if (!owners.get(by)?.includes(run)) found.set(run, (found.get(run) ?? new Set()).add(by))
  return found
}
