// Taking back a commit that stands on the target needs no plan of its own, where it takes back that and nothing else.
import type { Work } from './bind.ts'
import { lessonsFile } from './lesson-file.ts'
import type { Lane, PlansPolicy } from './policy.ts'
import type { Repository } from './repository.ts'
import { isPlanFile } from './scope.ts'
import { plansNamed } from './squash.ts'

/** The lane of reverts; protected files and sources of truth are never taken back by it. */
export const revertLane: Lane = { name: 'revert' }

const hint = /\bThis reverts commit ([0-9a-f]{7,64})\b/

/**
 * Of these changes, the trees of those that take back exactly a commit on the target. The message only says where to look;
 * content decides. One that brings back what a revert took away is new work again. What landed with the close of its plan
 * is taken back without that: closed plans and lessons stay for ever. A constant number of processes.
 */
export async function revertsAmong(works: readonly Work[], tip: string | undefined, repository: Repository, plans: PlansPolicy): Promise<ReadonlySet<string>> {
  if (tip === undefined) return new Set()
  // A commit that touches drift's own files, or puts others in their place, has to be exact in them as well.
  const own = [plans.dir, lessonsFile]
  const hinted = works.flatMap(({ tree, parents, message, files }) => {
    const named = message && plansNamed(message).length === 0 ? hint.exec(message.raw)?.[1] : undefined
    return named !== undefined && parents.length === 1 && files.length > 0 ? [{ tree, parent: parents[0]!, named, but: files.some(({ path }) => own.some((dir) => path === dir || isPlanFile(path, { ...plans, dir }))) ? [] : own }] : []
  })
  const found = await Promise.all(hinted.map(async ({ named, ...one }) => ({ ...one, commit: await repository.read(`${named}^{commit}`) })))
  const known = found.flatMap(({ commit, ...one }) => (commit && !hint.test(new TextDecoder().decode(commit.content)) ? [{ ...one, of: commit.oid }] : []))
  if (known.length === 0) return new Set()
  const off = await repository.ids([tip], ...known.map(({ of }) => of))
  const asked = known.filter(({ of }) => !off.has(of))
  const exact = await repository.inverts(asked)
  return new Set(asked.filter((_, i) => exact[i]).map(({ tree }) => tree))
}
