// Raw diffs → files: one parser for the index, for commits, for merges and for two trees.
import { DriftError, type FileChange } from '../host/check.ts'
import { fields, git, type GitOptions } from './exec.ts'
import { exactly, stagedArgs } from './start.ts'

const isAscii = (text: string) => /^[\x00-\x7f]*$/.test(text)
let decoder: InstanceType<typeof TextDecoder> | undefined

/** A path's bytes (latin1) → how it is shown, and the bytes again where that would lose something. */
export function pathOf(latin1: string): { readonly path: string; readonly bytes?: string } {
  // Most paths are ASCII; those need no decoder.
  if (isAscii(latin1)) return { path: latin1 }
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
    const status = mode === '000000' ? 'deleted' : oldMode === '000000' ? 'added' : 'modified'
    return isAscii(path) ? { path, status, mode, oldMode, oid, oldOid } : { ...pathOf(path), status, mode, oldMode, oid, oldOid }
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
