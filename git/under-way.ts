// What git is in the middle of in a worktree, as its files tell.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

// An `am` keeps its place where some rebases do, and stays on the branch. What was begun while a rebase waits has to end first.
const signs = [['MERGE_HEAD', 'merge'], ['CHERRY_PICK_HEAD', 'cherry-pick'], ['REVERT_HEAD', 'revert'], ['rebase-apply/applying', 'am'], ['rebase-apply', 'rebase'], ['rebase-merge', 'rebase']] as const
// Where a conflict of several picks was ended with git commit, the rest of them still waits here.
const waiting = join('sequencer', 'todo')

/** The git command that was begun and has to be ended (`--continue`) or given up (`--abort`); undefined where there is none. */
export function underWay(gitDir: string): typeof signs[number][1] | undefined {
  const found = signs.find(([file]) => existsSync(join(gitDir, file)))?.[1]
  if (found !== undefined || !existsSync(join(gitDir, waiting))) return found
  return readFileSync(join(gitDir, waiting), 'utf8').startsWith('revert') ? 'revert' : 'cherry-pick'
}

/** How to get out of it. */
export function endOf(what: string): string {
  return `End it (git ${what} --continue) or give it up (git ${what} --abort), then run the same command again.`
}
