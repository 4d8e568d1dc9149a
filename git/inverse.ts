// Whether a change takes an earlier commit back, exactly: known by content, whatever its message says.
import type { Tree } from '../host/check.ts'
import { aside, madeCommits, mergedPairs, type Aside } from './aside.ts'
import { git } from './exec.ts'
import type { Objects } from './objects.ts'
import type { Place } from './place.ts'
import { emptyTree } from './tree.ts'

/** A tree (`:0:` for the index) on top of a parent, and the commit that it may take back. */
export interface MaybeInverse {
  readonly tree: Tree
  readonly parent: string
  readonly of: string
}

/** For each: whether git, reverting the commit on that parent, makes this very tree without a conflict. Of a merge the first parent stays. */
export async function inverts(asked: readonly MaybeInverse[], place: Place, objects: Objects): Promise<boolean[]> {
  if (asked.length === 0) return []
  const treeOf = async (spec: string) => (await objects.info(`${spec}^{tree}`))?.oid
  const trees = await Promise.all(asked.map(async ({ parent, of }) => ({ ours: await treeOf(parent), undone: await treeOf(of), theirs: await treeOf(`${of}^1`) ?? emptyTree[place.format] })))
  return aside(place, undefined, objects, async (bench) => {
    const merged = await reverted(trees.map(({ ours, undone, theirs }) => [ours!, undone!, theirs!] as const), bench)
    return Promise.all(asked.map(async ({ tree }, i) => merged[i]!.conflicts.size === 0 && same(merged[i]!.tree, tree, bench, treeOf)))
  })
}

// Reverting is a merge whose base is the commit itself and whose other side is its parent.
async function reverted(all: readonly (readonly [ours: string, undone: string, theirs: string])[], bench: Aside) {
  const bases = await madeCommits(all.map(([, undone]) => ({ tree: undone, parents: [] })), bench)
  const sides = await madeCommits(all.flatMap(([ours, , theirs], i) => [{ tree: ours, parents: [bases[i]!] }, { tree: theirs, parents: [bases[i]!] }]), bench)
  return mergedPairs(all.map((_, i) => [sides[2 * i]!, sides[2 * i + 1]!] as const), bench)
}

async function same(made: string, tree: Tree, { own }: Aside, treeOf: (spec: string) => Promise<string | undefined>): Promise<boolean> {
  if (tree !== ':0:') return made === await treeOf(tree.slice(0, -1))
  return (await git(['diff-index', '--cached', '--quiet', '--no-ext-diff', '--ignore-submodules=none', '--end-of-options', made], { ...own, accept: [1] })).code === 0
}
