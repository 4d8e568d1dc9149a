// Which commits a run made. What names its plan is the run's, wherever amend, rebase and squash put it; what lost its name is
// known by its patch. All else since the run began is told apart: the target's own, what was there before, and the rest.
import { commitsNamed, earlierTips } from '../../git/reflog.ts'
import type { BasePolicy } from '../../host/policy.ts'
import type { Commit } from '../../host/repository.ts'
import { plansNamed, unsquashed } from '../../host/squash.ts'
import { targetTip } from '../../host/target.ts'
import type { Opened } from '../../records/repository.ts'
import { isActive, type Run } from '../../records/store/run.ts'

/** The commits of a run, and where they begin. */
export interface RunCommits {
  /** The commit that they grew from; undefined where that cannot be told any more. */
  readonly start: string | undefined
  readonly head: string
  /** Trees that the work is compared with as a whole. */
  readonly froms: readonly string[]
  /** Commits of the plan from before the run: it was begun once more. */
  readonly earlier: readonly Commit[]
  /** All that is the run's to answer for, parents before children: its own, those of no plan or another one, merges. */
  readonly commits: readonly Commit[]
  /** How its own are known. */
  readonly own: ReadonlyMap<string, 'trailer' | 'patch'>
  readonly gaps: readonly string[]
  /** Some of it is on the target: a forge may have squashed it. */
  readonly landed: boolean
}

/** Whether a commit names this plan, and no other unless it is a squash. */
export function namesPlan({ message }: Pick<Commit, 'message'>, plan: string): boolean {
  const squash = unsquashed(message)
  const named = plansNamed(squash ?? message)
  return named.includes(plan) && (squash !== undefined || named.length === 1)
}

/** Whether a commit names no plan at all. */
function planless({ message }: Commit): boolean {
  return plansNamed(unsquashed(message) ?? message).length === 0
}

/** Finds them between where the run began and `head`. */
export async function commitsOf(opened: Opened, base: BasePolicy, run: Run, head: string): Promise<RunCommits> {
  const gaps: string[] = []
  const onTarget = opened.branch === base.branch
  // On the target itself only what the remote has may be somebody else's.
  const tip = onTarget ? (await opened.info(`refs/remotes/${base.remote}/${base.branch}^{commit}`))?.oid : await targetTip(opened, base)
  const known = (await opened.info(`${run.base}^{commit}`))?.oid
  const target = tip === undefined ? [] : await opened.mergeBases(tip, head)
  const start = (known === undefined ? [] : await opened.mergeBases(known, head))[0] ?? (onTarget ? undefined : target[0])
  if (known === undefined) gaps.push(`the commit that the run began from (${run.base.slice(0, 12)}) is not in this clone any more: ${start === undefined ? 'only commits that name the plan are known' : `commits are counted from ${start.slice(0, 12)}, where the branch left ${base.branch}`}`)

  const all = await opened.commits(start === undefined ? [] : [start], head, ...start === undefined ? ['Plan-Id:'] : [])
  const named = new Set(all.filter((commit) => commit.parents.length < 2 && namesPlan(commit, run.plan)).map(({ commit }) => commit))
  const off = tip === undefined ? new Set(all.map(({ commit }) => commit)) : await opened.ids([tip], head)
  const landed = onTarget || [...named].some((commit) => !off.has(commit))
  const here = isActive(run, opened.branch)
  // What is on the target already, and names no plan, may be anybody's: it is the run's where whoever ran it made it on this branch.
  const loose = (commit: Commit) => landed && here && commit.parents.length < 2 && planless(commit) && commit.author.email.toLowerCase() === run.by.email.toLowerCase()
  const foreign = (commit: Commit) => !named.has(commit.commit) && (start === undefined || (!off.has(commit.commit) && !loose(commit)))
  const passed = all.filter((commit) => foreign(commit) && commit.parents.length < 2 && landed && start !== undefined).length
  if (passed > 0) gaps.push(`${passed} commit${passed === 1 ? '' : 's'} that ${base.branch} holds ${passed === 1 ? 'is' : 'are'} not counted: by others, or of other plans`)
  const before = known !== undefined && known !== start && start !== undefined ? await patchesOf(opened, await opened.commits([start], known)) : new Set<string>()
  const unnamed = all.filter((commit) => !named.has(commit.commit) && !foreign(commit) && commit.parents.length < 2)
  const patches = unnamed.length > 0 ? await opened.patches(unnamed) : new Map<string, string>()
  const lost = await lostNames(opened, run, unnamed, patches)
  const own = new Map<string, 'trailer' | 'patch'>([...[...named].map((commit) => [commit, 'trailer'] as const), ...[...lost].map(([commit]) => [commit, 'patch'] as const)])
  for (const [commit, earlier] of lost) gaps.push(`commit ${commit.slice(0, 12)} names no plan any more: it is known by its patch, from ${earlier.slice(0, 12)}`)
  const commits = all.filter((commit) => own.has(commit.commit) || (!foreign(commit) && !before.has(patches.get(commit.commit) ?? '')))
  const earlier = start === undefined ? [] : (await opened.commits([], start, 'Plan-Id:')).filter((commit) => commit.parents.length < 2 && namesPlan(commit, run.plan))
  if (earlier.length > 0) gaps.push(`${earlier.length} commit${earlier.length === 1 ? '' : 's'} of this plan ${earlier.length === 1 ? 'was' : 'were'} made before the run began: only ${earlier.length === 1 ? 'its unit is' : 'their units are'} counted`)
  return { start, head, earlier, froms: [...start === undefined ? [] : [start], ...landed ? [] : target.filter((one) => one !== start)], commits, own, gaps, landed }
}

/** What commits do, as patch ids; a merge is no patch that could come again elsewhere. */
async function patchesOf(opened: Opened, commits: readonly Commit[]): Promise<ReadonlySet<string>> {
  const plain = commits.filter(({ parents }) => parents.length < 2)
  return new Set(plain.length === 0 ? [] : (await opened.patches(plain)).values())
}

/** Commits without the plan's name that do just what an earlier version with that name did, as the branch's reflog remembers it: id → that version. */
async function lostNames(opened: Opened, run: Run, unnamed: readonly Commit[], patches: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, string>> {
  const mute = unnamed.filter((commit) => commit.files.length > 0 && planless(commit))
  if (mute.length === 0) return new Map()
  const { options } = opened.place
  const here = new Set(unnamed.map(({ commit }) => commit))
  const earlier = (await commitsNamed((await earlierTips(run.branch, options)).filter((commit) => !here.has(commit)), options)).filter((commit) => commit.parents.length < 2 && namesPlan(commit, run.plan))
  if (earlier.length === 0) return new Map()
  const versions = new Map([...await opened.patches(earlier)].map(([commit, patch]) => [patch, commit]))
  return new Map(mute.flatMap(({ commit }) => { const version = versions.get(patches.get(commit)!); return version === undefined ? [] : [[commit, version] as const] }))
}
