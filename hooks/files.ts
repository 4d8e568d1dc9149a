// Files as installing sees them: text and mode, written in one piece or not at all.
import { chmod, lstat, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { DriftError } from '../host/error.ts'

/** A file, or a symlink to one: the mode is the target's permission bits. */
export interface Seen {
  readonly text: string
  readonly mode: number
  /** Whether the text is all of it: false for what is not UTF-8, and for a link that leads nowhere. */
  readonly exact: boolean
}

const absent = (error: NodeJS.ErrnoException): undefined => {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
  throw error
}

/** What stands at a path; undefined where nothing does. Throws DriftError (exit 1) for a folder, and for what cannot be read. */
export async function look(path: string): Promise<Seen | undefined> {
  const entry = await lstat(path).catch(absent)
  if (!entry) return undefined
  const target = await stat(path).catch(absent)
  if (!target) return { text: '', mode: 0, exact: false }
  if (!target.isFile()) throw new DriftError(`${path} is no file`, `Move it away, then try again.`, 1)
  const bytes = await readFile(path).catch((error: Error) => { throw new DriftError(`${path} cannot be read: ${error.message}`, 'Make it readable, then try again.', 1) })
  const text = bytes.toString('utf8')
  return { text, mode: target.mode & 0o777, exact: Buffer.from(text, 'utf8').equals(bytes) }
}

/** Whether anything stands at a path, a dangling link included. */
export async function exists(path: string): Promise<boolean> {
  return (await lstat(path).catch(absent)) !== undefined
}

/** Writes a file whole: a reader, and a kill at any moment, finds the old one or the new one. Follows a symlink. */
export async function writeWhole(path: string, text: string, mode: number): Promise<void> {
  const target = await realpath(path).catch(() => path)
  const fresh = join(dirname(target), `.${basename(target)}.drift-${process.pid}`)
  try {
    await writeFile(fresh, text, { mode })
    await chmod(fresh, mode)
    await rename(fresh, target)
  } finally {
    await rm(fresh, { force: true })
  }
}

/** The first of `path`, `path.2`, `path.3` … at which nothing stands. */
export async function freePath(path: string): Promise<string> {
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? path : `${path}.${n}`
    if (!(await exists(candidate))) return candidate
  }
}

/** The path without symlinks, as far down as it exists. */
export async function realest(path: string): Promise<string> {
  return realpath(path).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' || dirname(path) === path) throw error
    return join(await realest(dirname(path)), basename(path))
  })
}
