// Numbers of new lines, and attributes of paths: what git knows better than we do.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FileChange, Tree } from '../host/check.ts'
import { fields, git, type GitOptions } from './exec.ts'

/** Numbers of the lines that are new in each file, by path: one git for each pair of blobs. */
export async function newLines(files: readonly FileChange[], options: GitOptions): Promise<Map<string, number[]>> {
  const found = new Map<string, number[]>()
  for (const file of files.filter(({ status }) => status !== 'deleted')) {
    found.set(file.path, file.status === 'added' || file.mode === '160000' || file.oldMode === '160000' ? await allLines(file, options) : await changedLines(file, options))
  }
  return found
}

async function changedLines({ oldOid, oid }: FileChange, options: GitOptions): Promise<number[]> {
  const { stdout } = await git(['diff', '-U0', '--no-ext-diff', '--no-textconv', '--no-color', '--end-of-options', oldOid, oid], { ...options, accept: [1] })
  return parseHunks(stdout.toString('latin1'))
}

// git diff takes no empty blob for what was not there: a repository need not have one ("bad object", git 2.39).
async function allLines({ oid, mode }: FileChange, options: GitOptions): Promise<number[]> {
  if (mode === '160000') return []
  const { stdout } = await git(['cat-file', 'blob', oid], options)
  // Where git sees binary content, too.
  if (stdout.subarray(0, 8000).includes(0)) return []
  const text = stdout.toString('latin1')
  return text === '' ? [] : text.replace(/\n$/, '').split('\n').map((_, i) => i + 1)
}

/** The `+start,count` parts of `@@ … @@` lines, as line numbers. */
export function parseHunks(diff: string): number[] {
  return [...diff.matchAll(/^@@ -\S+ \+(\d+)(?:,(\d+))? @@/gm)].flatMap(([, start, count]) => Array.from({ length: count === undefined ? 1 : Number(count) }, (_, i) => Number(start) + i))
}

/** Attributes of paths, from the attribute files of the index or of a commit. */
export async function attributesOf(tree: Tree, names: readonly string[], paths: readonly string[], options: GitOptions): Promise<Record<string, Record<string, string>>> {
  if (paths.length === 0) return {}
  if (tree === ':0:') return attributesOfIndex(names, paths, options)
  // check-attr learned --source only in git 2.40: a commit's attributes are read through an index of their own.
  const folder = mkdtempSync(join(tmpdir(), 'drift-attributes-'))
  try {
    const own = { ...options, env: { ...options.env, GIT_INDEX_FILE: join(folder, 'index') } }
    await git(['read-tree', tree.slice(0, -1)], own)
    return await attributesOfIndex(names, paths, own)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function attributesOfIndex(names: readonly string[], paths: readonly string[], options: GitOptions): Promise<Record<string, Record<string, string>>> {
  const found: Record<string, Record<string, string>> = Object.fromEntries(paths.map((path) => [path, {}]))
  const { stdout } = await git(['check-attr', '--cached', '--stdin', '-z', ...names], { ...options, input: `${paths.join('\0')}\0` })
  const parts = fields(stdout)
  for (let i = 0; i + 2 < parts.length; i += 3) {
    const path = Buffer.from(parts[i]!, 'latin1').toString('utf8')
    if (parts[i + 2] !== 'unspecified') found[path]![parts[i + 1]!] = parts[i + 2]!
  }
  return found
}
