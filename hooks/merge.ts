// A merge before it is made: the commit that ends one with conflicts, or that amends one.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stagedFiles } from '../git/change.ts'
import { approvedFiles } from '../host/approved-files.ts'
import { answersTo, askingOf } from '../host/asking.ts'
import { bind, type Frame } from '../host/bind.ts'
import { broughtBy } from '../host/brought.ts'
import type { Change, FileChange, Message } from '../host/change.ts'
import { gathering } from '../host/gathering.ts'
import { takenSides } from '../host/merge.ts'
import { planFileFaults } from '../host/plan-files.ts'
import type { Brought } from '../host/override.ts'
import { adoption, attributesOf, bindRange } from '../host/range.ts'
import { isGuarded } from '../host/scope.ts'
import type { Opened } from '../records/repository.ts'
import { brokenHere } from './glass.ts'
import type { Session } from './session.ts'

/** The commits that are being merged into HEAD. */
export function mergeHeads({ opened: { place } }: Session): string[] {
  return readFileSync(join(place.gitDir, 'MERGE_HEAD'), 'utf8').split('\n').filter(Boolean)
}

/** The merge of these parents as the index holds it: only what is hand-made in it, by the plans that the branch carries. */
export async function pendingMerge({ opened, active }: Session, parents: readonly string[], frame: Frame, message: Message): Promise<Change> {
  const against = await Promise.all(parents.map(async (parent) => new Map((await stagedFiles(parent, opened.place.options)).map((file) => [file.path, file]))))
  const [made] = (await opened.handMade([{ tree: ':0:', parents }], attributesOf(frame))) as [readonly FileChange[]]
  const sides = against.flatMap((side) => [...side.values()])
  const named = gathering([':0:'], [...made, ...sides], frame)
  const files = await named(made)
  const guarded = [...new Map((await named(sides)).filter((file) => isGuarded(frame.guards, file)).map((file) => [file.path, file])).values()]
  const [head] = parents
  const commits = head && head !== frame.target.tip && frame.target.tip ? await opened.commits([frame.target.tip], head) : []
  const taken = await takenSides(':0:', parents, guarded, opened)
  const { changes } = await bindRange({ commits, net: undefined, adopted: adoption(opened, true) }, frame)
  const plans = [...new Map(changes.flatMap((change) => change.plans).map((plan) => [plan.digest, plan])).values()]
  const running = active ? await bind({ tree: ':0:', extent: 'staged', parents: head ? [head] : [], files: [], run: active, mayMix: true }, frame, { charges: new Map(), digests: new Map() }) : undefined
  return {
    stage: 'commit-msg', extent: 'merge', ...(head ? { from: head } : {}), files, message, bound: 'merge', because: 'a merge', plans: [...plans, ...running?.plans ?? []], also: [...changes.flatMap((change) => change.also), ...running?.also ?? []], elsewhere: [],
    ...await approvedFiles(files, frame), taken, brought: await broughtHere([...files, ...taken], parents, frame, opened), faults: await planFileFaults(files, ':0:', frame.config.plans, opened, frame.validators),
    policy: { plans: frame.config.plans, approval: frame.config.approval }, seen: {},
  }
}

/** Files of the merge that hold what overrides brought, in commits that are not on the target yet. */
async function broughtHere(files: readonly FileChange[], parents: readonly string[], { target: { tip }, config }: Frame, opened: Opened): Promise<Brought[]> {
  if (tip === undefined) return []
  const sides = await Promise.all(parents.filter((parent) => parent !== tip).map((parent) => opened.commits([tip], parent)))
  const commits = [...new Map(sides.flat().map((commit) => [commit.commit, commit])).values()]
  const asking = await askingOf(commits, tip, opened)
  if (asking.length === 0) return []
  const { overrides } = await answersTo(asking, { config, repository: opened, tips: [tip], broken: await brokenHere(opened) })
  // What came after an override was judged when it was committed; a hook does not judge it again.
  return broughtBy(files, commits, overrides).map((one) => ({ ...one, via: [] }))
}
