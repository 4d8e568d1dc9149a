// Files that plugins write: below the worktree's root and nowhere else, whole or not at all.
import { chmodSync, lstatSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative, sep } from 'node:path'
import { DriftError, messageOf } from './error.ts'
import { isInside } from './plugin-shape.ts'

/** What stands at a path: its bytes as latin1, so that nothing is lost, and its permission bits. */
export interface Standing {
  readonly text: string
  readonly mode: number
}

const outside = (path: string, why: string) => new DriftError(`${path} ${why}`, 'Name a file below the root of the worktree, with / between its parts.', 1)

/** Where a path from the root really is, whether or not anything is there. DriftError (exit 1) where that is outside of the worktree or in git's own folder. */
export function placeBelow(root: string, path: string): string {
  if (!isInside(path)) throw outside(path, "leads out of the worktree, or into git's own folder")
  const top = realpathSync(root)
  let at = top
  for (const part of path.split('/')) {
    const next = join(at, part)
    try {
      at = lstatSync(next, { throwIfNoEntry: false })?.isSymbolicLink() ? realpathSync(next) : next
    } catch (error) {
      throw outside(path, `cannot be reached: ${messageOf(error)}`)
    }
    if (!isInside(relative(top, at).split(sep).join('/'))) throw outside(path, "leads through a link out of the worktree, or into git's own folder")
  }
  return at
}

/** The same for a file: what is no file there must be nothing. */
export function fileBelow(root: string, path: string): string {
  const file = placeBelow(root, path)
  const seen = statSync(file, { throwIfNoEntry: false })
  if (seen && !seen.isFile()) throw outside(path, 'is no file')
  return file
}

/** What stands at a file; undefined where nothing does. */
export function standingAt(file: string): Standing | undefined {
  try {
    const seen = statSync(file, { throwIfNoEntry: false })
    return seen && { text: readFileSync(file, 'latin1'), mode: seen.mode & 0o777 }
  } catch (error) {
    throw new DriftError(`${file} cannot be read: ${messageOf(error)}`, 'Make it readable.', 1)
  }
}

/** The folders that must be made for a file, outermost first, by their paths from the root. */
export function missingFolders(root: string, file: string): string[] {
  const missing: string[] = []
  for (let folder = dirname(file); !statSync(folder, { throwIfNoEntry: false }); folder = dirname(folder)) missing.unshift(relative(realpathSync(root), folder))
  return missing
}

/** Writes a file: a reader, and a kill at any moment, finds the old one or the new one. Without a mode the umask decides. */
export function putFile(file: string, text: string, mode: number | undefined): void {
  const fresh = join(dirname(file), `.${basename(file)}.drift-${process.pid}`)
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(fresh, Buffer.from(text, 'latin1'))
    if (mode !== undefined) chmodSync(fresh, mode)
    renameSync(fresh, file)
  } catch (error) {
    throw new DriftError(`${file} cannot be written: ${messageOf(error)}`, 'See who may write there.', 1)
  } finally {
    rmSync(fresh, { force: true })
  }
}

/** Permission bits with the executable ones that go with who may read. */
export function executable(mode: number): number {
  return mode | ((mode & 0o444) >> 2)
}
