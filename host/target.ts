// The branch that work aims at, as this repository knows it.
import type { BasePolicy } from './policy.ts'
import type { Repository } from './repository.ts'

/** Its newest commit, the merge base with some head, and whether a commit stands on it. */
export interface Target {
  /** Undefined where there is no such branch. */
  readonly tip: string | undefined
  readonly base: string | undefined
  has(commit: string): boolean
}

/** The target's newest commit: the remote's branch, or where that is not known the local one. */
export async function targetTip(repository: Repository, { branch, remote }: BasePolicy): Promise<string | undefined> {
  const oid = async (ref: string) => (await repository.info(`${ref}^{commit}`))?.oid
  const [theirs, ours] = await Promise.all([oid(`refs/remotes/${remote}/${branch}`), oid(`refs/heads/${branch}`)])
  return theirs ?? ours
}

/**
 * The target as the local refs tell, for work on top of `head`. Work that happens on the branch itself stands on it
 * already. Ancestry costs processes: it is asked for only where `ancestry` says that it will be needed.
 */
export async function localTarget(repository: Repository, policy: BasePolicy, head: string | undefined, ancestry: boolean): Promise<Target> {
  const tip = await targetTip(repository, policy)
  if (tip === undefined || head === undefined) return { tip, base: undefined, has: () => false }
  if (tip === head) return { tip, base: tip, has: () => true }
  const onIt = repository.branch === policy.branch
  return ancestry ? targetAt(repository, tip, head, onIt ? [head] : []) : { tip, base: undefined, has: () => onIt }
}

/** A target whose tip is known; ancestors of `also` count as standing on it too. */
export async function targetAt(repository: Repository, tip: string, head: string, also: readonly string[]): Promise<Target> {
  const off = await repository.ids([tip, ...also], head)
  return { tip, base: (await repository.mergeBases(tip, head))[0], has: (commit) => !off.has(commit) }
}
