// Merges are made once more, by git, to see what somebody added to them by hand.
import type { FileChange, Tree } from '../host/check.ts'
import { aside, madeCommits, mergedPairs, type Aside, type Remade } from './aside.ts'
import { parseRaw } from './change.ts'
import { git } from './exec.ts'
import type { Objects } from './objects.ts'
import type { Place } from './place.ts'

/** A merge: its own tree (`:0:` for the index), and its parents. */
export interface MadeMerge {
  readonly tree: Tree
  readonly parents: readonly string[]
}

/**
 * The hand-made part of each merge: paths at which it is not what git makes of its parents, and of those in conflict the
 * ones at which it equals no parent. Merge drivers are those that the attribute files of `attributes` name, if built in.
 * Costs as many processes for one merge as for many; an octopus costs two for each parent beyond the second.
 */
export async function handMade(merges: readonly MadeMerge[], attributes: Tree | undefined, place: Place, objects: Objects): Promise<(readonly FileChange[])[]> {
  if (merges.length === 0) return []
  return aside(place, attributes, objects, async (bench) => {
    const remade = await remerge(merges, bench)
    const treeOf = async (spec: string) => (await objects.info(`${spec}^{tree}`))?.oid ?? spec
    const asked = await Promise.all(merges.map(async ({ tree, parents }, i) => ({ tree: tree === ':0:' ? tree : await treeOf(tree.slice(0, -1)), from: [remade[i]!.tree, ...await Promise.all(parents.map(treeOf))] })))
    const differing = await differences(asked, bench)
    return merges.map((_, i) => added(differing[i]!, remade[i]!))
  })
}

async function remerge(merges: readonly MadeMerge[], bench: Aside): Promise<Remade[]> {
  const pairs = await mergedPairs(merges.map(({ parents }) => [parents[0]!, parents[1]!] as const), bench)
  return Promise.all(merges.map(({ parents }, i) => octopus(parents.slice(0, 2), parents.slice(2), pairs[i]!, bench)))
}

/** An octopus is made parent after parent, each on top of what came of those before. */
async function octopus(done: readonly string[], [next, ...rest]: readonly string[], so: Remade, bench: Aside): Promise<Remade> {
  if (next === undefined) return so
  const [made] = await madeCommits([{ tree: so.tree, parents: done }], bench)
  const [merged] = await mergedPairs([[made!, next]], bench)
  return octopus([...done, next], rest, { tree: merged!.tree, conflicts: new Set([...so.conflicts, ...merged!.conflicts]) }, bench)
}

interface Comparison { readonly tree: string; readonly from: readonly string[] }
type Differences = readonly ReadonlyMap<string, FileChange>[]

const raw = ['--raw', '-z', '--no-renames', '--no-abbrev', '--ignore-submodules=none', '--no-ext-diff', '--no-textconv']
const keyed = (files: readonly FileChange[]) => new Map(files.map((file) => [file.bytes ?? Buffer.from(file.path).toString('latin1'), file]))

/** What differs between each tree and those it is compared with: one git for all, and one each for an index. */
async function differences(asked: readonly Comparison[], { options, own }: Aside): Promise<Differences[]> {
  const lines = asked.flatMap(({ tree, from }) => (tree === ':0:' ? [] : from.map((other) => `${other} ${tree}`)))
  const { stdout } = await git(['diff-tree', '--stdin', '-r', ...raw], { ...options, input: lines.map((line) => `${line}\n`).join('') })
  const told = new Map<string, Buffer[]>()
  let at = ''
  for (const part of stdout.toString('latin1').split('\0')) {
    const entry = part.replace(/^(?:([0-9a-f]{40,64} [0-9a-f]{40,64})\n)+/, (heads) => { for (const head of heads.trim().split('\n')) told.set((at = head), []); return '' })
    if (entry !== '') told.get(at)!.push(Buffer.from(`${entry}\0`, 'latin1'))
  }
  const ofTrees = (from: string, tree: string) => keyed(parseRaw(Buffer.concat(told.get(`${from} ${tree}`) ?? [])))
  const ofIndex = async (from: string) => keyed(parseRaw((await git(['diff-index', '--cached', ...raw, '--end-of-options', from], own)).stdout))
  return Promise.all(asked.map(({ tree, from }) => Promise.all(from.map(async (other) => (tree === ':0:' ? ofIndex(other) : ofTrees(other, tree))))))
}

/** The judged paths of one merge, each as a change against its first parent that knows what all parents hold. */
function added([fromRemade, ...fromParents]: Differences, { conflicts }: Remade): FileChange[] {
  const own = [...fromRemade!].filter(([path]) => !conflicts.has(path))
  const resolved = [...conflicts].flatMap((path) => { const file = fromParents[0]!.get(path); return file && fromParents.every((side) => side.has(path)) ? [[path, file] as const] : [] })
  return [...own, ...resolved].map(([path, file]) => {
    const first = fromParents[0]!.get(path) ?? { ...file, status: 'modified', oldMode: file.mode, oldOid: file.oid }
    return { ...first, parentOids: fromParents.map((side) => side.get(path)?.oldOid ?? file.oid) }
  })
}
