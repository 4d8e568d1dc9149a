// What differs from HEAD in the index and in the worktree: one git status.
import { pathOf } from './change.ts'
import { fields, git, type GitOptions } from './exec.ts'

/** A path that is staged, changed or new. */
export interface Changed {
  readonly path: string
  readonly bytes?: string
  /** How the index differs from HEAD, and the worktree from the index: git's letter; a blank where it does not. */
  readonly staged: string
  readonly unstaged: string
}

/** All such paths; both ends of a rename are told. What is ignored is not. */
export async function changedPaths(options: GitOptions): Promise<Changed[]> {
  const { stdout } = await git(['status', '--porcelain=v1', '-z', '--no-renames', '--untracked-files=all', '--ignore-submodules=none'], options)
  return fields(stdout).map((field) => ({ ...pathOf(field.slice(3)), staged: field[0] === '?' ? ' ' : field[0]!, unstaged: field[1]! }))
}
