// A commit with two parents of which one holds the other joins nothing: it is an ordinary commit in disguise.
import type { Commit, Repository } from './repository.ts'

/** Merges of a range that join nothing, each with the one parent that counts, as ordinary commits against it. */
export async function unmasked(commits: readonly Commit[], base: string | undefined, repository: Repository): Promise<readonly Commit[]> {
  const parentsOf = new Map(commits.map(({ commit, parents }) => [commit, parents]))
  const held = new Map<string, ReadonlySet<string>>()
  const holds = (commit: string): ReadonlySet<string> => {
    const known = held.get(commit)
    if (known) return known
    const found = new Set<string>()
    const open = [commit]
    for (let at = open.pop(); at !== undefined; at = open.pop()) for (const parent of parentsOf.get(at) ?? []) if (!found.has(parent)) { found.add(parent); open.push(parent) }
    held.set(commit, found)
    return found
  }
  const merges = commits.filter(({ parents }) => parents.length > 1)
  const outside = base === undefined ? [] : [...new Set(merges.flatMap(({ parents }) => parents.slice(1)))].filter((parent) => !parentsOf.has(parent) && parent !== base)
  const notOnBase = base === undefined || outside.length === 0 ? new Set<string>() : await repository.ids([base], ...outside)
  const older = new Set(outside.filter((parent) => !notOnBase.has(parent)))
  const only = ({ parents }: Commit): string | undefined => {
    const [first, ...others] = [...new Set(parents)] as [string, ...string[]]
    const above = holds(first)
    return others.every((other) => above.has(other) || (older.has(other) && (first === base || above.has(base!)))) ? first : undefined
  }
  return Promise.all(commits.map(async (commit) => {
    const parent = commit.parents.length > 1 ? only(commit) : undefined
    return parent === undefined ? commit : { ...commit, parents: [parent], files: await repository.files(parent, commit.commit) }
  }))
}
