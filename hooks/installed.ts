// What installing did that no mark in a file can tell: `drift/installed.json` in the common git directory.
import { mkdir, readFile, rm, rmdir } from 'node:fs/promises'
import { join, relative, resolve, sep } from 'node:path'
import { DriftError } from '../host/error.ts'
import { writeWhole } from './files.ts'

/** Absolute paths here; relative to the common git directory in the file, so that a repository may be moved. */
export interface Installed {
  /** Folders drift stands in: of hooks, or husky's. */
  readonly dirs: readonly string[]
  /** Folders and files that were not there before. */
  readonly folders: readonly string[]
  readonly files: readonly string[]
  /** The repository's own core.hooksPath, if husky set it anew. */
  readonly hooksPath?: { readonly before: string | null; readonly after: string }
}

const place = (common: string): string => join(common, 'drift', 'installed.json')
const union = (a: readonly string[], b: readonly string[]): string[] => [...new Set([...a, ...b])].sort()
const mapped = (record: Installed, path: (path: string) => string): Installed =>
  ({ ...record, dirs: record.dirs.map(path), folders: record.folders.map(path), files: record.files.map(path) })

/** What is recorded; undefined where nothing is, or nothing that can be read: the marks then serve alone. DriftError (exit 1) for the record of a newer drift, whose ways this one does not know. */
export async function readInstalled(common: string): Promise<Installed | undefined> {
  let version: unknown
  try {
    const { version: told, ...record } = JSON.parse(await readFile(place(common), 'utf8')) as Installed & { readonly version: unknown }
    version = told
    if (version === 1) return mapped(record, (path) => resolve(common, path))
  } catch {
    return undefined
  }
  if (typeof version === 'number' && version > 1) throw newer(place(common), version)
  return undefined
}

/** The error for what a newer drift recorded of moving in. */
export function newer(file: string, version: number): DriftError {
  return new DriftError(`a newer drift moved in here: ${file} is of version ${version}, and this one knows 1`, 'npm i -D git-drift@latest, or npx git-drift@latest, and try that one', 1)
}

/** Adds to what is recorded. A core.hooksPath that drift itself had set is none to give back: the one before it is. */
export async function recordInstalled(common: string, now: Installed): Promise<void> {
  const old = await readInstalled(common)
  const ours = old?.hooksPath !== undefined && now.hooksPath?.before === old.hooksPath.after
  const hooksPath = ours ? old.hooksPath : (now.hooksPath ?? old?.hooksPath)
  const all: Installed = {
    dirs: union(old?.dirs ?? [], now.dirs), folders: union(old?.folders ?? [], now.folders), files: union(old?.files ?? [], now.files), ...(hooksPath && { hooksPath }),
  }
  await mkdir(join(common, 'drift'), { recursive: true })
  await writeWhole(place(common), `${JSON.stringify({ version: 1, ...mapped(all, (path) => relative(common, path).split(sep).join('/')) }, null, 2)}\n`, 0o644)
}

/** Forgets it all; the folder stays where something else is in it. */
export async function forgetInstalled(common: string): Promise<void> {
  await rm(place(common), { force: true })
  await rmdir(join(common, 'drift')).catch(() => {})
}
