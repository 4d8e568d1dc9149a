// The run of this worktree, as it stands: where HEAD has to be for it to be told, and who tells it.
import { git } from '../../git/exec.ts'
import { endOf, underWay } from '../../git/under-way.ts'
import { DriftError } from '../../host/error.ts'
import { lessonsFile } from '../../host/lesson-file.ts'
import type { PlansPolicy } from '../../host/policy.ts'
import { shellWord } from '../../host/text.ts'
import type { Opened } from '../../records/repository.ts'
import type { Run } from '../../records/store/run.ts'

/** What cannot be told of a run from here. DriftError (exit 1) where HEAD is on another branch than the run, and that is still there. */
export async function gapsHere(opened: Opened, run: Run, plans: PlansPolicy): Promise<readonly string[]> {
  const branch = run.branch.replace('refs/heads/', '')
  const elsewhere = opened.branch !== branch
  if (elsewhere && await opened.info(`${run.branch}^{commit}`)) throw new DriftError(`the run of plan ${run.plan} belongs to ${branch}, and HEAD is ${opened.branch === undefined ? 'detached' : `on ${opened.branch}`}`, underWay(opened.place.gitDir) === 'rebase' ? endOf('rebase') : `git switch ${shellWord(branch)}`, 1)
  return [
    ...elsewhere ? [`branch ${branch} is gone: the run is told from ${opened.branch ?? 'a detached HEAD'}`] : [],
    ...opened.shallow ? ['the clone is shallow: what lies before its boundary cannot be seen'] : [],
    ...await uncommitted(opened, plans),
  ]
}

/** Tracked files that hold what no commit does; plan files and lessons are drift's own to commit. */
async function uncommitted({ place: { options } }: Opened, { dir }: PlansPolicy): Promise<readonly string[]> {
  const { stdout } = await git(['status', '--porcelain', '-z', '--untracked-files=no', '--no-renames', '--', ':/', `:(top,exclude)${dir}`, `:(top,exclude)${lessonsFile}`], options)
  const count = stdout.toString('latin1').split('\0').filter(Boolean).length
  return count === 0 ? [] : [`${count} changed file${count === 1 ? '' : 's'} in the worktree ${count === 1 ? 'is' : 'are'} in no commit, and not told of`]
}
