// All names of a tree, and which of them are links: one git for a whole tree, whatever its size.
import type { Listing, Tree } from '../host/check.ts'
import { pathOf } from './change.ts'
import { fields, git, type GitOptions } from './exec.ts'

const link = Buffer.from('120000 ')
const linkInside = Buffer.from('\x00120000 ')

/** Lists the index (`:0:`) or a tree. */
export async function listingOf(tree: Tree, options: GitOptions): Promise<Listing> {
  const args = tree === ':0:' ? ['ls-files', '-s', '-z', '--full-name', ':/'] : ['ls-tree', '-r', '-z', '--full-tree', tree.slice(0, -1)]
  const { stdout } = await git(args, options)
  let names: readonly string[] | undefined
  return {
    links: linksIn(stdout),
    names: () => (names ??= fields(stdout).map((field) => field.slice(field.indexOf('\t') + 1))),
    shown: pathOf,
  }
}

/** Lines are `mode oid stage TAB name` of an index, `mode type oid TAB name` of a tree. Most trees have few links: only those are read. */
function linksIn(output: Buffer): Listing['links'] {
  const found: { name: string; oid: string }[] = []
  for (let at = output.subarray(0, link.length).equals(link) ? 0 : next(output, 0); at >= 0; at = next(output, at)) {
    const end = output.indexOf(0, at)
    const [head, name] = cut(output.toString('latin1', at, end < 0 ? output.length : end))
    found.push({ name, oid: head.split(' ').find((word) => word.length >= 40)! })
  }
  return found
}

function next(output: Buffer, from: number): number {
  const at = output.indexOf(linkInside, from)
  return at < 0 ? -1 : at + 1
}

function cut(line: string): readonly [head: string, name: string] {
  const tab = line.indexOf('\t')
  return [line.slice(0, tab), line.slice(tab + 1)]
}
