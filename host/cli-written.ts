// What plugins wrote into the worktree, remembered so that uninstall can take it back byte for byte.
import { createHash } from 'node:crypto'
import { readFileSync, rmdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { inTurn } from '../git/turn.ts'
import { removeFile, replaceFile } from '../records/store/file.ts'
import { cutBlock, putBlock, type BlockMark } from './block.ts'
import { executable, fileBelow, missingFolders, putFile, standingAt } from './cli-files.ts'
import { DriftError, messageOf } from './error.ts'
import type { Patch } from './plugin.ts'

/** One file of one worktree: what stood there before drift's first write, and what drift left there last. */
interface Written {
  readonly root: string
  readonly path: string
  /** Bytes in base64, and permission bits; null where there was no file. */
  readonly before: string | null
  readonly mode: number | null
  /** SHA-256 of the bytes that drift wrote. */
  readonly after: string
  /** Folders that were made for it, outermost first. */
  readonly folders: readonly string[]
  /** Blocks of plugins in it; `whole`: all of it is drift's. */
  readonly blocks: readonly BlockMark[]
  readonly whole: boolean
}

/** A write before it is done. */
export interface Planned {
  readonly path: string
  readonly file: string
  readonly text: string
  readonly was: string | undefined
  readonly mode: number | undefined
  readonly blocks: readonly BlockMark[]
  readonly whole: boolean
}

/** What became of taking back: paths that are as they were, and paths that are not, with the reason. */
export interface Undone {
  readonly restored: readonly string[]
  readonly kept: readonly { readonly path: string; readonly why: string }[]
}

/** What writing these patches would come to, a file each. Nothing is written. DriftError (exit 1) where one of them must not be. */
export function planWrites(root: string, plugin: string, patches: readonly Patch[]): Planned[] {
  const planned = new Map<string, Planned>()
  for (const { path, block, comment, executable: runs } of patches) {
    const file = fileBelow(root, path)
    const earlier = planned.get(file)
    const now = earlier ?? standingAt(file)
    const bytes = Buffer.from(block).toString('latin1')
    const text = comment === undefined ? bytes : putBlock(now?.text ?? '', bytes, { plugin, comment }, path)
    const mode = now?.mode ?? (runs ? 0o644 & ~process.umask() : undefined)
    planned.set(file, {
      path, file, text, was: earlier ? earlier.was : now?.text, mode: runs && mode !== undefined ? executable(mode) : mode,
      blocks: [...earlier?.blocks ?? [], ...comment === undefined ? [] : [{ plugin, comment }]], whole: comment === undefined || (earlier?.whole ?? false),
    })
  }
  return [...planned.values()]
}

/** Whether a write would change anything. */
export function isChange({ file, text, was, mode }: Planned): boolean {
  return text !== was || (mode !== undefined && mode !== standingAt(file)?.mode)
}

/** Paths that drift has written for plugins in the worktree at `root`. */
export function writtenPaths(commonDir: string, root: string): string[] {
  return readWritten(commonDir).filter((entry) => entry.root === root).map(({ path }) => path)
}

/** Writes patches, all of them or, where one must not be written, none. */
export async function writePatches({ commonDir, root }: { readonly commonDir: string; readonly root: string }, plugin: string, patches: readonly Patch[]): Promise<void> {
  await inTurn({ cwd: root }, async () => {
    const planned = planWrites(root, plugin, patches)
    const entries = new Map(readWritten(commonDir).map((entry) => [keyOf(entry), entry]))
    for (const write of planned) entries.set(keyOf({ root, path: write.path }), entryFor(root, write, entries.get(keyOf({ root, path: write.path }))))
    // First remembered, then written: killed in between, there is nothing to take back, and taking back sees that.
    storeWritten(commonDir, [...entries.values()])
    for (const { file, text, mode } of planned) putFile(file, text, mode)
  })
}

function entryFor(root: string, { path, file, text, blocks, whole }: Planned, old: Written | undefined): Written {
  const now = standingAt(file)
  const untouched = old && now && old.after === digest(now.text)
  // What the user changed since is the user's: without drift's blocks it is what to come back to.
  const base = now && (old?.blocks ?? []).reduce((rest, mark) => cutBlock(rest, mark, path), now.text)
  const known = [...old?.blocks ?? [], ...blocks]
  return {
    root, path, after: digest(text), whole: whole || (old?.whole ?? false),
    before: untouched ? old.before : base === undefined || (base === '' && old?.before === null) ? null : Buffer.from(base, 'latin1').toString('base64'),
    mode: untouched ? old.mode : now?.mode ?? null,
    folders: [...new Set([...old?.folders ?? [], ...missingFolders(root, file)])],
    blocks: known.filter((mark, i) => known.findIndex((one) => one.plugin === mark.plugin && one.comment === mark.comment) === i),
  }
}

/** Takes back what plugins wrote into the worktree at `root`. What was edited since keeps the edits; what cannot be told apart is kept and named. */
export async function undoWritten(commonDir: string, root: string): Promise<Undone> {
  const all = readWritten(commonDir)
  if (!all.some((entry) => entry.root === root)) return { restored: [], kept: [] }
  return inTurn({ cwd: root }, async () => {
    const restored: string[] = []
    const kept: { path: string; why: string }[] = []
    const left: Written[] = []
    for (const entry of readWritten(commonDir)) {
      const why = entry.root === root ? undo(entry) : 'another worktree'
      if (why === undefined) restored.push(entry.path)
      else left.push(entry)
      if (why !== undefined && entry.root === root) kept.push({ path: entry.path, why })
    }
    storeWritten(commonDir, left)
    return { restored, kept }
  })
}

/** Puts one file back; says why where it cannot. */
function undo({ root, path, before, mode, after, folders, blocks, whole }: Written): string | undefined {
  try {
    const file = fileBelow(root, path)
    const now = standingAt(file)
    const was = before === null ? undefined : Buffer.from(before, 'base64').toString('latin1')
    if (now === undefined) return undefined
    const ours = digest(now.text) === after || now.text === was
    if (!ours && whole) return 'it was edited since drift wrote it'
    const back = ours ? was : blocks.reduce((rest, mark) => cutBlock(rest, mark, path), now.text)
    if (back === undefined || (back === '' && was === undefined)) rmSync(file)
    else putFile(file, back, (ours ? mode : null) ?? now.mode)
    for (const folder of [...folders].reverse()) removeIfEmpty(join(root, folder))
    return undefined
  } catch (error) {
    return messageOf(error)
  }
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder)
  } catch {
    // Something else lives there now, or it is gone.
  }
}

function ledgerOf(commonDir: string): string {
  return join(commonDir, 'drift', 'written.json')
}

function readWritten(commonDir: string): readonly Written[] {
  const file = ledgerOf(commonDir)
  try {
    const { v, files } = JSON.parse(readFileSync(file, 'utf8')) as { readonly v: number; readonly files: readonly Written[] }
    if (v === 1 && Array.isArray(files)) return files
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
  }
  throw new DriftError(`${file} cannot be read`, 'If a newer drift wrote it, use that one. Otherwise delete it: what plugins wrote is then yours to keep or remove.', 3)
}

function storeWritten(commonDir: string, files: readonly Written[]): void {
  if (files.length === 0) removeFile(ledgerOf(commonDir))
  else replaceFile(ledgerOf(commonDir), `${JSON.stringify({ v: 1, files }, null, 2)}\n`)
}

const keyOf = ({ root, path }: Pick<Written, 'root' | 'path'>) => `${root}\0${path}`

function digest(text: string): string {
  return createHash('sha256').update(text, 'latin1').digest('hex')
}
