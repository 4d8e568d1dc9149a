// Commits that say that they take others back. Pure.
import type { Commit } from '../../host/repository.ts'

/** Those among `commits` that name one of `ids` as what they revert, as git's own message does. */
export function revertsOf(commits: readonly Commit[], ids: ReadonlySet<string>): readonly Commit[] {
  return commits.filter(({ message }) => [...message.raw.matchAll(/^This reverts commit ([0-9a-f]{40,64})\b/gm)].some(([, id]) => ids.has(id!)))
}
