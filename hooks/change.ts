// One file that installing or uninstalling changes: as data to show first, and as an act.
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { writeWhole } from './files.ts'

/** A change of one file. Texts are for showing too: a kept hook that is no text is moved, never rewritten. */
export interface HookChange {
  readonly path: string
  /** Undefined: no such file. */
  readonly before: string | undefined
  readonly after: string | undefined
  /** Permission bits afterwards. */
  readonly mode: number
  /** What stands here now is moved there first, with its mode. */
  readonly keepAs?: string
  /** A file that was moved away once and comes back, with its mode, as `after`. */
  readonly restore?: string
}

/** Makes the change. */
export async function applyChange({ path, after, mode, keepAs, restore }: HookChange): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  if (keepAs !== undefined) await rename(path, keepAs)
  if (restore !== undefined) await rename(restore, path)
  else if (after === undefined) await rm(path, { force: true })
  else await writeWhole(path, after, mode)
}
