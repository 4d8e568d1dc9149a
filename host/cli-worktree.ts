// The worktree as a tree of git's, untracked files included, without a trace in the repository: through a copy of the index
// and an object store of its own.
import { copyFile, mkdir, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { git, gitLine } from '../git/exec.ts'
import type { Place } from '../git/place.ts'
import { folderForNow, readingAlso } from '../git/stores.ts'
import { openPlace, type Opened } from '../records/repository.ts'

/** A view of a repository that sees snapshots of its worktree too. */
export interface WorktreeView {
  readonly opened: Opened
  /** Takes a snapshot; gives its tree's id. */
  snapshot(): Promise<string>
  close(): Promise<void>
}

// What `git add` would complain about is not asked here; and a split index would write its shared half into the git directory
// (git 2.39: `write-tree` too).
const settings = ['core.splitIndex=false', 'core.safecrlf=false', 'advice.addEmbeddedRepo=false'].flatMap((setting) => ['-c', setting])

/** Opens the view; `close` removes all that it made. Filters that the user's git configures (LFS, say) run as in `git add`. */
export async function viewWorktree(place: Place): Promise<WorktreeView> {
  const [index, objects] = (await gitLine(['rev-parse', '--path-format=absolute', '--git-path', 'index', '--git-path', 'objects'], place.options)).split(/\r?\n/) as [string, string]
  const temp = await folderForNow('worktree')
  await mkdir(join(temp, 'objects'))
  const env = { GIT_OBJECT_DIRECTORY: join(temp, 'objects'), ...readingAlso(objects) }
  const opened = openPlace({ ...place, options: { ...place.options, env } })
  const own = { ...place.options, env: { ...env, GIT_INDEX_FILE: join(temp, 'index') } }
  return {
    opened,
    async snapshot() {
      await copied(index, own.env.GIT_INDEX_FILE)
      // --sparse: files outside of a sparse checkout's cone are in the worktree like any other.
      await git([...settings, 'add', '--all', '--sparse'], own)
      return gitLine([...settings, 'write-tree'], own)
    },
    async close() {
      opened.close()
      await rm(temp, { recursive: true, force: true })
    },
  }
}

/** Copies an index, where there is one. A file as old as its index may have changed in the same tick: a newer copy would hide that. */
async function copied(index: string, to: string): Promise<void> {
  try {
    const { atime, mtimeMs } = await stat(index)
    await copyFile(index, to)
    await utimes(to, atime, Math.floor(mtimeMs) / 1000)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}
