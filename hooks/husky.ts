// husky, asked to set itself up, and looked at afterwards: it tells errors by a returned string and leaves with 0.
import { basename, dirname, join, relative, sep } from 'node:path'
import { gitLine } from '../git/exec.ts'
import { DriftError } from '../host/error.ts'
import { exists, realest } from './files.ts'
import { hookEvents } from './program.ts'

/** Why git does not run the files of husky's `folder` from the worktree `root`; undefined when it does. */
export async function huskyIdle(root: string, folder: string): Promise<string | undefined> {
  const dir = await gitLine(['rev-parse', '--path-format=absolute', '--git-path', 'hooks'], { cwd: root })
  const real = await realest(folder)
  if (dir === real) return undefined
  const shims = join(real, '_')
  if (dir !== shims) return `git runs hooks from ${dir}, not from ${shims}`
  // Untracked, so a linked worktree does not have it: git then runs no hook and says nothing.
  for (const event of hookEvents) if (!(await exists(join(shims, event)))) return `${join(shims, event)} does not exist, so git runs no ${event} hook in this worktree`
  return undefined
}

/**
 * Runs `husky()` for a worktree: it sets core.hooksPath for the whole repository and makes the untracked `_` folder in
 * this worktree, which every linked worktree needs for itself. Throws DriftError (exit 1) when it had no effect.
 */
export async function runHusky(root: string, folder = join(root, '.husky')): Promise<void> {
  // Loaded when wanted: no hook ever needs it.
  const husky = await (await import('./husky-module.ts')).loadHusky()
  const before = process.cwd()
  let said: string
  try {
    // husky knows no folder but the current one.
    process.chdir(root)
    said = husky(relative(root, folder).split(sep).join('/'))
  } finally {
    process.chdir(before)
  }
  const why = said.trim() || (await huskyIdle(root, folder))
  if (!why) return
  const fix = why.startsWith('HUSKY=0') ? 'Unset HUSKY, then try again: while it is 0, husky runs no hook at all.' : `Mend that, run npx husky in ${root}, then try again.`
  throw new DriftError(`husky could not set up ${basename(dirname(folder))}/${basename(folder)}: ${why}`, fix, 1)
}
