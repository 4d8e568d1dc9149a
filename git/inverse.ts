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
  /** Files and folders at which the tree may differ from what git makes. */
  readonly but?: readonly string[]
}

/** For each: whether git, reverting the commit on that parent, makes this very tree without a conflict. Of a merge the first parent stays. */
export async function inverts(asked: readonly MaybeInverse[], place: Place, objects: Objects): Promise<boolean[]> {
  if (asked.length === 0) return []
  const treeOf = async (spec: string) => (await objects.info(`${spec}^{tree}`))?.oid
  const trees = await Promise.all(asked.map(async ({ parent, of }) => ({ ours: await treeOf(parent), undone: await treeOf(of), theirs: await treeOf(`${of}^1`) ?? emptyTree[place.format] })))
  return aside(place, undefined, objects, async (bench) => {
    const merged = await reverted(trees.map(({ ours, undone, theirs }) => [ours!, undone!, theirs!] as const), bench)
    const clean = asked.flatMap(({ tree, but = [] }, i) => ([...merged[i]!.conflicts].every((path) => isAt(but, path)) ? [{ i, made: merged[i]!.tree, tree, but }] : []))
    const equal = await Promise.all(clean.map(async ({ made, tree }) => same(made, tree, [], bench, treeOf)))
    const exact = new Set(clean.filter((_, at) => equal[at]).map(({ i }) => i))
    const near = clean.filter(({ i, but }) => !exact.has(i) && but.length > 0)
    const differ = await differing(near, bench, treeOf)
    return asked.map((_, i) => exact.has(i) || near.some((one, at) => one.i === i && !differ[at]))
  })
}

// Reverting is a merge whose base is the commit itself and whose other side is its parent.
async function reverted(all: readonly (readonly [ours: string, undone: string, theirs: string])[], bench: Aside) {
  const bases = await madeCommits(all.map(([, undone]) => ({ tree: undone, parents: [] })), bench)
  const sides = await madeCommits(all.flatMap(([ours, , theirs], i) => [{ tree: ours, parents: [bases[i]!] }, { tree: theirs, parents: [bases[i]!] }]), bench)
  return mergedPairs(all.map((_, i) => [sides[2 * i]!, sides[2 * i + 1]!] as const), bench)
}

type TreeOf = (spec: string) => Promise<string | undefined>

async function same(made: string, tree: Tree, but: readonly string[], { own }: Aside, treeOf: TreeOf): Promise<boolean> {
  if (tree !== ':0:') return made === await treeOf(tree.slice(0, -1))
  return (await git(['diff-index', '--cached', '--quiet', '--no-ext-diff', '--ignore-submodules=none', '--end-of-options', made, '--', ...besides(but)], { ...own, accept: [1] })).code === 0
}

/** Of each, whether it differs elsewhere, too. One process for all trees of commits, which git names before it tells what differs. */
async function differing(near: readonly { readonly made: string; readonly tree: Tree; readonly but: readonly string[] }[], bench: Aside, treeOf: TreeOf): Promise<boolean[]> {
  const [first] = near
  if (!first) return []
  const pairs = await Promise.all(near.map(async ({ made, tree }) => (tree === ':0:' ? undefined : `${made} ${await treeOf(tree.slice(0, -1))}`)))
  const { stdout } = await git(['diff-tree', '--stdin', '-r', '--raw', '--no-renames', '--no-ext-diff', '--ignore-submodules=none', '--', ...besides(first.but)], { ...bench.own, input: pairs.map((pair) => (pair === undefined ? '' : `${pair}\n`)).join('') })
  // What git cannot read it does not name either, and ends well.
  const differs = new Map<string, boolean>()
  let pair = ''
  for (const line of stdout.toString('latin1').split('\n')) {
    if (!line.startsWith(':')) pair = line
    differs.set(pair, line.startsWith(':'))
  }
  return Promise.all(near.map(async ({ made, tree, but }, i) => (pairs[i] === undefined ? !await same(made, tree, but, bench, treeOf) : differs.get(pairs[i]!) ?? true)))
}

const isAt = (places: readonly string[], path: string) => places.some((place) => path === place || path.startsWith(`${place}/`))

const besides = (but: readonly string[]) => [':(top)', ...but.map((place) => `:(top,exclude,literal)${place}`)]
