// Closing a plan: its three files move, unchanged, below closed/, in a commit of their own.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { commitMoves, commitPaths } from '../git/commit.ts'
import { endOf, underWay } from '../git/under-way.ts'
import { DriftError } from '../host/error.ts'
import { planFiles } from '../host/plan.ts'
import type { PlansPolicy } from '../host/policy.ts'
import { shellWord } from '../host/text.ts'
import type { Opened } from '../records/repository.ts'
import { onDisk } from './plans.ts'

/** How a plan's folder stands at HEAD. */
export async function closingOf(opened: Opened, { dir }: PlansPolicy, id: string): Promise<'open' | 'closed' | 'absent'> {
  if (await opened.info(`HEAD:${dir}/${id}`)) return 'open'
  return await opened.info(`HEAD:${dir}/closed/${id}`) ? 'closed' : 'absent'
}

/** That git is in the middle of nothing: there it makes no commit of some paths alone, or cannot give up any more what it began. DriftError (exit 1). */
export function demandIdle({ place: { gitDir } }: Opened): void {
  const what = underWay(gitDir)
  if (what) throw new DriftError(`${what === 'am' ? 'an' : 'a'} ${what} is under way in this worktree, and a plan is closed with a commit of its own`, endOf(what), 1)
}

/** That a plan, open at HEAD, lies in the worktree as HEAD holds it, moved or not. DriftError (exit 1). */
export async function demandClosable(opened: Opened, { dir }: PlansPolicy, id: string): Promise<void> {
  const [from, to] = [`${dir}/${id}`, `${dir}/closed/${id}`]
  const kept = (await opened.folder('HEAD:', from))!
  const disk = onDisk(opened)
  const [open, moved] = await Promise.all([disk.folder('', from), disk.folder('', to)])
  const found = new Map([...moved?.entries ?? [], ...open?.entries ?? []].map((entry) => [entry.path, entry]))
  const odd = Object.keys(planFiles).find((name) => { const was = kept.entries.find(({ path }) => path === name); const is = found.get(name); return !was || !is || was.oid !== is.oid || was.mode !== is.mode })
  if (odd !== undefined) throw new DriftError(`${from}/${odd} is not what HEAD holds, and a plan is closed as it is`, existsSync(join(opened.root, from, odd)) ? `git restore --staged --worktree -- ${shellWord(`:/${from}`)}, or commit the change first and have it approved` : `git restore --staged --worktree -- ${shellWord(`:/${from}`)}`, 1)
}

/**
 * Closes a plan that is open at HEAD, and commits the paths in `also` along with it; gives the commit. One that was moved and
 * not committed, because somebody was interrupted, is committed now. DriftError (exit 1) where its files are not what HEAD holds.
 */
export async function closePlan(opened: Opened, plans: PlansPolicy, id: string, message: string, also: readonly string[] = []): Promise<string> {
  demandIdle(opened)
  await demandClosable(opened, plans, id)
  const before = (await opened.info('HEAD^{commit}'))?.oid
  const [from, to] = [`${plans.dir}/${id}`, `${plans.dir}/closed/${id}`]
  await commitMoves(opened.place.options, Object.keys(planFiles).map((name) => ({ from: `${from}/${name}`, to: `${to}/${name}` })), message, also)
  return committed(opened, before)
}

/** Commits one of drift's own files alone, where the plan is closed already; gives the commit. Git must be idle (`demandIdle`). */
export async function commitAlone(opened: Opened, path: string, message: string): Promise<string> {
  const before = (await opened.info('HEAD^{commit}'))?.oid
  await commitPaths(opened.place.options, [path], message)
  return committed(opened, before)
}

async function committed(opened: Opened, before: string | undefined): Promise<string> {
  const now = (await opened.info('HEAD^{commit}'))?.oid
  if (now === undefined || now === before) throw new DriftError('git made no commit, and did not say why', 'See what git status and your hooks say.', 1)
  return now
}
