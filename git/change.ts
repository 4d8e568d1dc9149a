// Raw diffs → files: one parser for the index, for commits, for merges and for two trees.
import { DriftError, type FileChange } from '../host/check.ts'
import { fields, git, type GitOptions } from './exec.ts'
import { exactly, stagedArgs } from './start.ts'

let decoder: InstanceType<typeof TextDecoder> | undefined

/** A path's bytes (latin1) → how it is shown, and the bytes again where that would lose something. */
export function pathOf(latin1: string): { readonly path: string; readonly bytes?: string } {
  // Most paths are ASCII; those need no decoder.
  if (/^[\x00-\x7f]*$/.test(latin1)) return { path: latin1 }
  try {
    return { path: (decoder ??= new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })).decode(Buffer.from(latin1, 'latin1')) }
  } catch {
    return { path: quoted(latin1), bytes: latin1 }
  }
}

/** As git quotes a path with core.quotePath. */
function quoted(latin1: string): string {
  return `"${latin1.replace(/["\\\x00-\x1f\x7f-\xff]/g, (c) => (c === '"' || c === '\\' ? `\\${c}` : `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}`))}"`
}

/** One `:mode mode oid oid S` header and its path; a merge has one mode and oid more for each further parent. */
export function parseEntry(header: string, path: string): FileChange {
  const parents = header.lastIndexOf(':') + 1
  const parts = header.slice(parents).split(' ')
  if (parents === 1 && parts.length === 5) {
    const [oldMode, mode, oldOid, oid] = parts as [string, string, string, string]
    return { ...pathOf(path), status: mode === '000000' ? 'deleted' : oldMode === '000000' ? 'added' : 'modified', mode, oldMode, oid, oldOid }
  }
  if (parents === 0 || parts.length !== 2 * parents + 3) throw new DriftError(`git told of a change in words that drift does not know: ${JSON.stringify(header.slice(0, 200))}`, 'This is a bug of drift: please report it with the output of git version.', 3)
  const modes = parts.slice(0, parents + 1)
  const oids = parts.slice(parents + 1, -1)
  const mode = modes.at(-1)!
  const oldMode = modes[0]!
  const status = mode === '000000' ? 'deleted' : modes.slice(0, -1).every((m) => m === '000000') ? 'added' : 'modified'
  return { ...pathOf(path), status, mode, oldMode, oid: oids.at(-1)!, oldOid: oids[0]!, ...parents > 1 ? { parentOids: oids.slice(0, -1) } : {} }
}

/** All entries of `--raw -z` output. */
export function parseRaw(output: Buffer): FileChange[] {
  const parts = fields(output)
  const files: FileChange[] = []
  for (let i = 0; i + 1 < parts.length; i += 2) files.push(parseEntry(parts[i]!, parts[i + 1]!))
  return files
}

/** What the index holds that `against` (a tree-ish) does not. */
export async function stagedFiles(against: string, options: GitOptions): Promise<FileChange[]> {
  return parseRaw((await git(stagedArgs(against), options)).stdout)
}

/** What differs between two trees. */
export async function treeFiles(from: string, to: string, options: GitOptions): Promise<FileChange[]> {
  return parseRaw((await git(['diff-tree', '-r', ...exactly, '--end-of-options', from, to], options)).stdout)
}

/** `added\tremoved\tpath` entries of `--numstat -z` → lines by path (its bytes); -1 for binary content. */
function counts(parts: readonly string[]): Map<string, number> {
  return new Map(parts.map((part) => {
    const [added, removed, ...path] = part.replace(/^\n/, '').split('\t')
    return [path.join('\t'), added === '-' ? -1 : Number(added) + Number(removed)]
  }))
}

const numstat = ['--numstat', '-z', '--no-renames', '--no-ext-diff', '--no-textconv', '--ignore-submodules=none']

/** Lines added plus removed in the index, by path (bytes). */
export async function stagedLines(against: string, options: GitOptions): Promise<Map<string, number>> {
  return counts(fields((await git(['diff-index', '--cached', ...numstat, '--end-of-options', against], options)).stdout))
}

/** Lines added plus removed between two trees, by path (bytes). */
export async function treeLines(from: string, to: string, options: GitOptions): Promise<Map<string, number>> {
  return counts(fields((await git(['diff-tree', '-r', ...numstat, '--end-of-options', from, to], options)).stdout))
}

/** Lines added plus removed by each commit, by path (bytes): one git for all of them. */
export async function commitLines(commits: readonly string[], options: GitOptions): Promise<Map<string, Map<string, number>>> {
  const found = new Map<string, Map<string, number>>()
  if (commits.length === 0) return found
  const { stdout } = await git(['diff-tree', '--stdin', '-r', '--root', ...numstat], { ...options, input: `${commits.join('\n')}\n` })
  let at = ''
  const byCommit = new Map<string, string[]>()
  for (const part of fields(stdout)) {
    if (/^[0-9a-f]{40,64}$/.test(part)) byCommit.set((at = part), [])
    else byCommit.get(at)?.push(part)
  }
  for (const [commit, parts] of byCommit) found.set(commit, counts(parts))
  return found
}

/** The same files with their lines counted. */
export function withLines(files: readonly FileChange[], lines: ReadonlyMap<string, number> | undefined): FileChange[] {
  return files.map((file) => ({ ...file, lines: lines?.get(file.bytes ?? Buffer.from(file.path).toString('latin1')) ?? 0 }))
}
