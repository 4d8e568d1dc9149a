// Commits that came beside another, neither before nor after it: on another branch of one range.
import { touchedPlans } from './plan-files.ts'
import type { PlansPolicy } from './policy.ts'
import type { Commit } from './repository.ts'

/** Tells which commits of a range (parents first) change a plan beside a commit: their version of it may have overtaken that one's. */
export function changedBeside(commits: readonly Commit[], policy: PlansPolicy): (commit: string, plan: string) => readonly string[] {
  // In a straight history nothing is beside anything.
  if (!commits.some(({ parents }) => parents.length > 1)) return () => []
  const related = new Map<string, ReadonlySet<string>>()
  const changing = commits.flatMap(({ commit, parents, files }) => (parents.length > 1 ? [] : touchedPlans(files, policy).map((plan) => ({ plan, commit }))))
  return (commit, plan) => changing.filter((one) => {
    if (one.plan !== plan) return false
    const near = related.get(one.commit) ?? inLine(commits, one.commit)
    related.set(one.commit, near)
    return !near.has(commit)
  }).map((one) => one.commit)
}

/** A commit with its ancestors and descendants. */
function inLine(commits: readonly Commit[], from: string): ReadonlySet<string> {
  const [after, before] = [new Set([from]), new Set([from])]
  for (const { commit, parents } of commits) if (parents.some((parent) => after.has(parent))) after.add(commit)
  for (const { commit, parents } of [...commits].reverse()) if (before.has(commit)) parents.forEach((parent) => before.add(parent))
  return new Set([...after, ...before])
}
