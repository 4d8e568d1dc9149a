// The plan of this worktree becomes what was approved: its files are written, and the plan committed alone.
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { commitPaths } from '../git/commit.ts'
import { DriftError } from '../host/error.ts'
import type { Policy } from '../host/policy-in-force.ts'
import { doing } from '../hooks/session.ts'
import { activeRun } from '../records/store/run.ts'
import type { Opened } from '../records/repository.ts'
import { digestOf, type PlanTexts } from '../records/request.ts'
import { onDisk } from './plans.ts'
import { askAgain, requestsOf, shortId, wideningOf, type Widening } from './requests.ts'

/** What became of it: the plan was committed; it was so already; or why not, and what to do. */
export type Followed = { readonly is: 'committed' | 'there' } | { readonly is: 'left'; readonly why: string; readonly fix: string }

/** Whether a plan on disk is what a request is about, what it wants, or what is left where one was killed between the two files that it writes. */
export function isOnTheWay({ place: { format } }: Opened, disk: string | undefined, { request: { digest, wanted }, texts }: Pick<Widening, 'request' | 'texts'>): boolean {
  return disk === digest || disk === wanted || disk === digestOf({ ...texts.before, 'intent.json': texts.after['intent.json'] }, format)
}

/** Makes the plan in this worktree what an approved request asks for. Doing it twice is doing it once; a commit that fails leaves its files as they were. */
export async function follow(opened: Opened, { config }: Policy, { id, request, before, after, texts }: Widening): Promise<Followed> {
  const { place, root } = opened
  const folder = `${config.plans.dir}/${request.plan}`
  const left = (why: string, fix: string): Followed => ({ is: 'left', why, fix })
  const again = 'drift sync'
  const head = (await opened.info(`HEAD:${folder}`))?.oid
  const index = (await opened.folder(':0:', folder))?.id
  const disk = (await onDisk(opened).folder('', folder))?.id
  if (disk === undefined && head === undefined) return { is: 'there' }
  if (head === request.wanted || (head !== request.digest && head !== undefined && (await opened.versions('HEAD', folder)).includes(request.wanted))) return { is: 'there' }
  const known = (digest: string | undefined) => digest === request.digest || digest === request.wanted
  if (!isOnTheWay(opened, disk, { request, texts }) || !(known(head) ? known(index) : head === undefined && index === undefined)) {
    return left(`${folder} is not what request ${shortId(id)} is about: it was changed since`, `git restore --staged --worktree -- :/${folder}, then ${again}; or, if the plan is right as it is, ask again: ${askAgain(request)}`)
  }
  const { merge, replay } = doing(place.gitDir)
  if (merge || replay) return left('git is in the middle of a merge, rebase, cherry-pick or revert', `End that first; then: ${again}`)
  const write = (all: PlanTexts) => { for (const name of ['intent.json', 'commit_plan.json'] as const) if (texts.before[name] !== texts.after[name]) replaceWhole(join(root, folder, name), all[name]) }
  write(texts.after)
  try {
    await commitPaths(place.options, [folder], `Plan: ${before.intent.title.split('\n')[0]}\n\nWidened as request ${shortId(id)} asked, and a person approved.`)
  } catch (error) {
    if (disk !== request.wanted) write(texts.before)
    throw error
  }
  const now = (await opened.info(`HEAD:${folder}`))?.oid
  if (now === after.digest) return { is: 'committed' }
  throw new DriftError(`the commit of ${folder} does not hold what was approved`, `See what a filter or hook made of it: git show HEAD -- ${folder}`, 1)
}

/** Puts a file of a plan in the place of another: nobody sees half of it, also after a kill. A dot first is no plan's name. */
function replaceWhole(file: string, content: string): void {
  const made = join(dirname(dirname(file)), `.new-${process.pid}`)
  try {
    writeFileSync(made, content, { mode: 0o644 })
    renameSync(made, file)
  } finally {
    rmSync(made, { force: true })
  }
}

/** The approved request that the run of this worktree still has to follow, if there is one. */
export async function toFollow(opened: Opened, policy: Policy): Promise<Widening | undefined> {
  const run = activeRun(opened.place)
  if (!run) return undefined
  const approved = (await requestsOf(opened, policy, run.plan)).filter(({ state }) => state === 'approved')
  let wrong: unknown
  for (const asked of approved) {
    // Anybody may write a request that names an approved digest: it must not stand in the way of the one that was approved.
    try { return await wideningOf(opened, policy, asked) } catch (error) { wrong = error }
  }
  if (wrong !== undefined) throw wrong
  return undefined
}
