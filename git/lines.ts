// Numbers of new lines, and attributes of paths: what git knows better than we do.
import { existsSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { DriftError, type FileChange, type Listing, type Tree } from '../host/check.ts'
import { fields, git, gitLine, type GitOptions } from './exec.ts'
import type { Objects } from './objects.ts'
import type { Place } from './place.ts'
import { folderForNow, readingAlso } from './stores.ts'

/** Numbers of the lines that are new in each file, by path: two git processes, however many files there are. Binary content has none. */
export async function newLines(files: readonly FileChange[], place: Pick<Place, 'options' | 'commonDir'>, objects: Objects): Promise<Map<string, number[]>> {
  const there = files.filter(({ status }) => status !== 'deleted')
  const sides = await Promise.all(there.map((file) => bothSides(file, objects)))
  const asked = there.flatMap(({ path }, i) => (sides[i] ? [{ path, ...sides[i] }] : []))
  const found = new Map(there.map(({ path }): [string, number[]] => [path, []]))
  if (asked.length === 0) return found
  // git compares trees, not pairs of blobs: every file goes into two trees of our own, under a number. There the path's
  // attributes (`-diff`, a driver) say nothing, and neither does what kind of file it is.
  const folder = await folderForNow('lines')
  try {
    const options = { ...place.options, env: { ...place.options.env, ...spareObjects(place, folder) } }
    const entries = (side: 'before' | 'after') => asked.map((one, i) => (one[side] ? `100644 blob ${one[side]}\t${i}\n` : '')).join('')
    const trees = (await gitLine(['mktree', '--batch'], { ...options, input: `${entries('before')}\n${entries('after')}` })).split('\n')
    const { stdout } = await git(['diff-tree', '-r', '-p', '-U0', '--text', '--no-renames', '--no-ext-diff', '--no-textconv', '--no-color', '--diff-algorithm=myers', '--indent-heuristic', '--end-of-options', ...trees], options)
    for (const [i, numbers] of parseHunks(stdout.toString('latin1'))) found.set(asked[i]!.path, numbers)
    return found
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The blobs to compare, `before` absent where all is new; undefined for what has no lines: a submodule, or binary content as git sees it. */
async function bothSides({ path, mode, oldMode, oid, oldOid, status }: FileChange, objects: Objects): Promise<{ readonly before: string | undefined; readonly after: string } | undefined> {
  if (mode === '160000') return undefined
  const before = status === 'added' || oldMode === '160000' ? undefined : oldOid
  for (const id of before === undefined ? [oid] : [before, oid]) {
    const blob = await objects.read(id)
    if (!blob) throw new DriftError(`the content of ${path} (${id}) is not in this repository`, 'Fetch it: git fetch --refetch, or clone without --filter.', 3)
    if (blob.content.subarray(0, 8000).includes(0)) return undefined
  }
  return { before, after: oid }
}

/** What git writes goes to `folder`; what it reads it still finds. */
function spareObjects({ options: { cwd, env = {} }, commonDir }: Pick<Place, 'options' | 'commonDir'>, folder: string): Record<string, string> {
  const now = { ...process.env, ...env }
  return { GIT_OBJECT_DIRECTORY: folder, ...readingAlso(resolve(cwd, now['GIT_OBJECT_DIRECTORY'] ?? join(commonDir, 'objects')), now) }
}

/** The `+start,count` parts of `@@ … @@` lines, as line numbers, by the number that each file has for a name. */
export function parseHunks(diff: string): Map<number, number[]> {
  const found = new Map<number, number[]>()
  let numbers: number[] = []
  // Lines of content begin with a sign, so none of them looks like a head; a carriage return ends no line.
  for (const line of diff.split('\n')) {
    const name = /^diff --git a\/(\d+) b\//.exec(line)?.[1]
    if (name !== undefined) found.set(Number(name), numbers = [])
    const [, start, count = '1'] = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/.exec(line) ?? []
    if (start !== undefined) for (let i = 0; i < Number(count); i++) numbers.push(Number(start) + i)
  }
  return found
}

/** Attributes of paths, from the attribute files of the index or of a commit: what is set on this machine alone counts only where it stands in info/attributes. `listing` tells what stands in a commit. */
export async function attributesOf(tree: Tree, names: readonly string[], paths: readonly string[], { options, commonDir }: Pick<Place, 'options' | 'commonDir'>, listing: () => Promise<Listing>): Promise<Record<string, Record<string, string>>> {
  const found: Record<string, Record<string, string>> = Object.fromEntries(paths.map((path) => [path, {}]))
  const asked = tree === ':0:' || existsSync(join(commonDir, 'info', 'attributes')) ? paths : spokenOf(paths, await listing())
  if (asked.length === 0) return found
  if (tree === ':0:') return fillIn(found, names, asked, options)
  // check-attr learned --source only in git 2.40: a commit's attributes are read through an index of their own.
  const folder = await folderForNow('attributes')
  try {
    const own = { ...options, env: { ...options.env, GIT_INDEX_FILE: join(folder, 'index') } }
    await git(['read-tree', tree.slice(0, -1)], own)
    return await fillIn(found, names, asked, own)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Paths that lie where an attributes file of a tree speaks: most trees have few, and git takes long to say nothing of thousands. */
function spokenOf(paths: readonly string[], listing: Listing): readonly string[] {
  const folders = listing.names().filter((name) => name === '.gitattributes' || name.endsWith('/.gitattributes')).map((name) => listing.shown(name.slice(0, -'.gitattributes'.length)).path)
  return paths.filter((path) => folders.some((folder) => path.startsWith(folder)))
}

async function fillIn(found: Record<string, Record<string, string>>, names: readonly string[], paths: readonly string[], options: GitOptions): Promise<Record<string, Record<string, string>>> {
  const { stdout } = await git(['check-attr', '--cached', '--stdin', '-z', ...names], { ...options, env: { ...options.env, GIT_ATTR_NOSYSTEM: '1' }, input: `${paths.join('\0')}\0` })
  const parts = fields(stdout)
  for (let i = 0; i + 2 < parts.length; i += 3) {
    const path = Buffer.from(parts[i]!, 'latin1').toString('utf8')
    if (parts[i + 2] !== 'unspecified') found[path]![parts[i + 1]!] = parts[i + 2]!
  }
  return found
}
