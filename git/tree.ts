// Folders and paths of trees and of the index.
import { matches, type Entry, type FileChange, type Tree } from '../host/check.ts'
import { pathOf } from './change.ts'
import { fields, git, type GitOptions } from './exec.ts'
import { hashOf } from './hash.ts'
import type { Objects } from './objects.ts'

/** The tree without entries: what an unborn branch is compared with. */
export const emptyTree = {
  sha1: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  sha256: '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321',
} as const

/** The entries of one tree object, not of those below it. */
export function parseTree(content: Buffer, format: 'sha1' | 'sha256'): Entry[] {
  const bytes = format === 'sha1' ? 20 : 32
  const entries: Entry[] = []
  for (let at = 0; at < content.length;) {
    const space = content.indexOf(32, at)
    const nul = content.indexOf(0, space)
    entries.push({ mode: content.toString('latin1', at, space).padStart(6, '0'), path: pathOf(content.toString('latin1', space + 1, nul)).path, oid: content.toString('hex', nul + 1, nul + 1 + bytes) })
    at = nul + 1 + bytes
  }
  return entries
}

/** The id git gives a tree of these files (no folders among them). */
export function treeId(entries: readonly Entry[], format: 'sha1' | 'sha256'): string {
  const body = Buffer.concat([...entries].sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)))
    .map(({ path, mode, oid }) => Buffer.concat([Buffer.from(`${mode.replace(/^0+/, '')} ${path}\0`), Buffer.from(oid, 'hex')])))
  return hashOf(format, `tree ${body.length}\0`, body)
}

/** A file of a tree: its path as bytes (latin1), its mode, its object. */
export interface TreeFile {
  readonly name: string
  readonly mode: string
  readonly oid: string
}

/** The id git gives a tree of these files, in whatever folders they lie. */
export function rootId(files: readonly TreeFile[], format: 'sha1' | 'sha256'): string {
  const own: TreeFile[] = []
  const folders = new Map<string, TreeFile[]>()
  for (const file of files) {
    const slash = file.name.indexOf('/')
    if (slash < 0) { own.push(file); continue }
    const folder = file.name.slice(0, slash)
    const below = folders.get(folder) ?? []
    if (below.length === 0) folders.set(folder, below)
    below.push({ ...file, name: file.name.slice(slash + 1) })
  }
  const entries = [...own, ...[...folders].map(([name, below]) => ({ name, mode: '040000', oid: rootId(below, format) }))]
  // git sorts a folder as if its name ended in a slash.
  const key = ({ name, mode }: TreeFile) => (mode === '040000' ? `${name}/` : name)
  entries.sort((a, b) => (key(a) < key(b) ? -1 : 1))
  const body = Buffer.concat(entries.map(({ name, mode, oid }) => Buffer.concat([Buffer.from(`${mode.replace(/^0+/, '')} ${name}\0`, 'latin1'), Buffer.from(oid, 'hex')])))
  return hashOf(format, `tree ${body.length}\0`, body)
}

/** The id of a tree object without one of its entries. */
export function idWithout(name: string, content: Buffer, format: 'sha1' | 'sha256'): string {
  const bytes = format === 'sha1' ? 20 : 32
  const kept: Buffer[] = []
  for (let at = 0; at < content.length;) {
    const nul = content.indexOf(0, at)
    const end = nul + 1 + bytes
    if (content.toString('latin1', content.indexOf(32, at) + 1, nul) !== name) kept.push(content.subarray(at, end))
    at = end
  }
  const body = Buffer.concat(kept)
  return hashOf(format, `tree ${body.length}\0`, body)
}

/** The id git gives a blob of this content. */
export function blobId(content: Uint8Array, format: 'sha1' | 'sha256'): string {
  return hashOf(format, `blob ${content.length}\0`, content)
}

/** Everything below a folder of the index; undefined where there is nothing. */
export async function indexFolder(path: string, format: 'sha1' | 'sha256', options: GitOptions): Promise<{ id: string; entries: Entry[] } | undefined> {
  const { stdout } = await git(['ls-files', '-s', '-z', '--', `:(top,literal)${path}`], options)
  const entries = fields(stdout).map((field) => {
    const [, mode, oid, , name] = /^(\d+) ([0-9a-f]+) (\d)\t(.*)$/s.exec(field)!
    return { mode: mode!, oid: oid!, path: pathOf(name!).path.slice(path.length + 1) }
  })
  return entries.length === 0 ? undefined : { id: treeId(entries, format), entries }
}

/** A folder of HEAD as the index holds it, told by what is staged: saves reading the index once more. */
export function overlaid(folder: { readonly id: string; readonly entries: readonly Entry[] } | undefined, path: string, staged: readonly FileChange[], format: 'sha1' | 'sha256'): { id: string; entries: readonly Entry[] } | undefined {
  const own = staged.filter((file) => file.path.startsWith(`${path}/`))
  if (own.length === 0) return folder
  const entries = new Map((folder?.entries ?? []).map((entry) => [entry.path, entry]))
  for (const { path: name, status, mode, oid } of own) {
    const below = name.slice(path.length + 1)
    if (status === 'deleted') entries.delete(below)
    else entries.set(below, { path: below, mode, oid })
  }
  return entries.size === 0 ? undefined : { id: treeId([...entries.values()], format), entries: [...entries.values()] }
}

/** Everything below a folder of a commit. */
export async function commitFolder(tree: Tree, path: string, format: 'sha1' | 'sha256', objects: Objects): Promise<{ id: string; entries: Entry[] } | undefined> {
  const found = await objects.read(tree + path)
  if (!found || found.type !== 'tree') return undefined
  const entries: Entry[] = []
  for (const entry of parseTree(found.content, format)) {
    const below = entry.mode === '040000' ? await commitFolder('', entry.oid, format, objects) : undefined
    if (below) entries.push(...below.entries.map((e) => ({ ...e, path: `${entry.path}/${e.path}` })))
    else entries.push(entry)
  }
  return { id: found.oid, entries }
}

/** Paths that fit; where all patterns are plain paths, only those are looked up. */
export async function pathsOf(tree: Tree, globs: readonly string[], objects: Objects, options: GitOptions): Promise<string[]> {
  if (globs.every((glob) => !/[*?[\]{}!\\]/.test(glob))) {
    const found = await Promise.all(globs.map(async (glob) => ((await objects.info(tree + glob))?.type === 'blob' ? [glob] : [])))
    return found.flat()
  }
  const args = tree === ':0:' ? ['ls-files', '-z', '--full-name', ':/'] : ['ls-tree', '-r', '-z', '--name-only', '--full-tree', tree.slice(0, -1)]
  return fields((await git(args, options)).stdout).map(pathOf).filter((name) => matches(globs, name)).map(({ path }) => path)
}

/** Whether a commit's tree names a path, whether or not the object is here. */
export async function listsPath(tree: Tree, path: string, format: 'sha1' | 'sha256', objects: Objects): Promise<boolean> {
  const slash = path.lastIndexOf('/')
  const found = await objects.read(tree + path.slice(0, Math.max(slash, 0)))
  if (found) return found.type === 'tree' && parseTree(found.content, format).some((entry) => entry.path === path.slice(slash + 1))
  return slash >= 0 && listsPath(tree, path.slice(0, slash), format, objects)
}
