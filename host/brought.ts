// Which files of a merge or of a net change hold what an override brought: followed by content, back through the commits of the range.
import type { FileChange } from './change.ts'
import type { Brought, Override } from './override.ts'
import type { Commit } from './repository.ts'
import { keyOf } from './scope.ts'

type Overrides = ReadonlyMap<string, Override>
interface Step { readonly via: readonly string[]; readonly from: string; readonly by: Override | undefined }

/**
 * Of these files, those whose content an override brought, as it is or as others of these commits changed it further. `mixed`:
 * files of merges that are what git made of their parents. There a file is changed further by all of these commits that touch
 * it, whichever side they are on, and by what the target did to it, which is no change of theirs.
 */
export function broughtBy(files: readonly FileChange[], commits: readonly Commit[], overrides: Overrides, mixed: readonly FileChange[] = []): Brought[] {
  if (overrides.size === 0) return []
  const steps = stepsOf(commits, overrides, mixed)
  const comesFrom = descent(commits)
  return files.flatMap((file) => trace(file, steps)).filter(({ key }) => files.every((file) => keyOf(file) !== key || comesFrom(file)))
}

/**
 * Tells whether these commits led a file to its content from all that it is compared with. A merge that takes one side whole
 * leads from that side alone: what the other had made of the file meanwhile would be lost with a change that nobody looked at.
 */
export function descent(commits: readonly Pick<Commit, 'files'>[]): (file: FileChange) => boolean {
  const before = new Map<string, Set<string>>()
  const at = (oid: string, file: FileChange) => `${oid} ${keyOf(file)}`
  const sides = ({ oldOid, parentOids = [oldOid], otherOids = [] }: FileChange) => [...parentOids, ...otherOids]
  for (const file of commits.flatMap(({ files }) => files)) {
    const to = at(file.oid, file)
    const from = before.get(to) ?? new Set()
    for (const oid of sides(file)) from.add(at(oid, file))
    before.set(to, from)
  }
  return (file) => {
    const reached = new Set([at(file.oid, file)])
    for (const one of reached) before.get(one)?.forEach((from) => reached.add(from))
    return sides(file).every((oid) => reached.has(at(oid, file)))
  }
}

/** What led to each state of each path. By hand a merge is a step only with an override of its own: what it mixes is nobody's alone. */
function stepsOf(commits: readonly Commit[], overrides: Overrides, mixed: readonly FileChange[]): Map<string, Step[]> {
  const steps = new Map<string, Step[]>()
  const byGit = new Set(mixed)
  const touching = new Map<string, string[]>()
  if (mixed.length > 0) for (const { commit, files } of commits) for (const file of files) if (!overrides.has(commit) && !byGit.has(file)) touching.set(keyOf(file), [...touching.get(keyOf(file)) ?? [], commit])
  for (const file of mixed) {
    const to = state(file, file.mode, file.oid)
    const via = touching.get(keyOf(file)) ?? []
    steps.set(to, [...steps.get(to) ?? [], ...(file.parentOids ?? []).map((oid) => ({ via, from: state(file, file.mode, oid), by: undefined }))])
  }
  for (const { commit, parents, files } of commits) {
    const by = overrides.get(commit)
    if (parents.length > 1 && !by) continue
    for (const file of files) {
      const to = state(file, file.mode, file.oid)
      steps.set(to, [...steps.get(to) ?? [], { via: [commit], from: state(file, file.oldMode, file.oldOid), by }])
    }
  }
  return steps
}

function trace(file: FileChange, steps: ReadonlyMap<string, readonly Step[]>): Brought[] {
  const found: Brought[] = []
  const seen = new Map<string, readonly string[]>([[state(file, file.mode, file.oid), []]])
  // A map tells of what is added while it is walked.
  for (const [at, via] of seen) {
    for (const { via: more, from, by } of steps.get(at) ?? []) {
      if (by) found.push({ path: file.path, key: keyOf(file), by, via })
      if (!seen.has(from)) seen.set(from, [...via, ...more])
    }
  }
  return found
}

function state(file: FileChange, mode: string, oid: string): string {
  return `${mode} ${oid} ${keyOf(file)}`
}
