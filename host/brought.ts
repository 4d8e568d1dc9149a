// Which files of a merge or of a net change hold what an override brought: followed by content, back through the commits of the range.
import type { FileChange } from './change.ts'
import type { Brought, Override } from './override.ts'
import type { Commit } from './repository.ts'

type Overrides = ReadonlyMap<string, Override>
interface Step { readonly commit: string; readonly from: string; readonly by: Override | undefined }

/** Of these files, those whose content an override brought, as it is or as others of these commits changed it further. */
export function broughtBy(files: readonly FileChange[], commits: readonly Commit[], overrides: Overrides): Brought[] {
  if (overrides.size === 0) return []
  const steps = stepsOf(commits, overrides)
  return files.flatMap((file) => trace(file, steps))
}

/** What led to each state of each path. A merge is a step only with an override of its own: what it mixes is nobody's alone. */
function stepsOf(commits: readonly Commit[], overrides: Overrides): Map<string, Step[]> {
  const steps = new Map<string, Step[]>()
  for (const { commit, parents, files } of commits) {
    const by = overrides.get(commit)
    if (parents.length > 1 && !by) continue
    for (const { path, mode, oid, oldMode, oldOid } of files) {
      const to = state(path, mode, oid)
      steps.set(to, [...steps.get(to) ?? [], { commit, from: state(path, oldMode, oldOid), by }])
    }
  }
  return steps
}

function trace({ path, mode, oid }: FileChange, steps: ReadonlyMap<string, readonly Step[]>): Brought[] {
  const found: Brought[] = []
  const seen = new Map<string, readonly string[]>([[state(path, mode, oid), []]])
  // A map tells of what is added while it is walked.
  for (const [at, via] of seen) {
    for (const { commit, from, by } of steps.get(at) ?? []) {
      if (by) found.push({ path, by, via })
      if (!seen.has(from)) seen.set(from, [...via, commit])
    }
  }
  return found
}

function state(path: string, mode: string, oid: string): string {
  return `${mode} ${oid} ${path}`
}
