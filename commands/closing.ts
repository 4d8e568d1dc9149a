// Closing a plan: its three files move, unchanged, below closed/, in a commit of their own.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { commitMoves, commitPaths } from '../git/commit.ts'
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

/**
 * Closes a plan that is open at HEAD, and commits the paths in `also` along with it; gives the commit. One that was moved and
 * not committed, because somebody was interrupted, is committed now. DriftError (exit 1) where its files are not what HEAD holds.
 */
export async function closePlan(opened: Opened, { dir }: PlansPolicy, id: string, message: string, also: readonly string[] = []): Promise<string> {
  const [from, to] = [`${dir}/${id}`, `${dir}/closed/${id}`]
  const before = (await opened.info('HEAD^{commit}'))?.oid
  const kept = (await opened.folder(`${before}:`, from))!
  const disk = onDisk(opened)
  const [open, moved] = await Promise.all([disk.folder('', from), disk.folder('', to)])
  const found = new Map([...moved?.entries ?? [], ...open?.entries ?? []].map((entry) => [entry.path, entry]))
  const names = Object.keys(planFiles)
  const odd = names.find((name) => { const was = kept.entries.find(({ path }) => path === name); const is = found.get(name); return !was || !is || was.oid !== is.oid || was.mode !== is.mode })
  if (odd !== undefined) throw new DriftError(`${from}/${odd} is not what HEAD holds, and a plan is closed as it is`, existsSync(join(opened.root, from, odd)) ? `git restore --staged --worktree -- ${shellWord(`:/${from}`)}, or commit the change first and have it approved` : `git restore --staged --worktree -- ${shellWord(`:/${from}`)}`, 1)
  await commitMoves(opened.place.options, names.map((name) => ({ from: `${from}/${name}`, to: `${to}/${name}` })), message, also)
  return committed(opened, before)
}

/** Commits one of drift's own files alone, where the plan is closed already; gives the commit. */
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
