// Plans are read from the worktree before they are committed: a sparse checkout that leaves them out hides all of them.
import { leavesOut } from '../git/sparse.ts'
import { DriftError } from '../host/error.ts'
import { shellWord } from '../host/text.ts'
import type { Opened } from '../records/repository.ts'

/** DriftError (exit 1) where a sparse checkout leaves out drift's own files, or the plans in `dir`. */
export async function allChecksOut({ place: { options } }: Opened, dir = '.drift'): Promise<void> {
  for (const folder of new Set(['.drift', dir])) {
    if (await leavesOut(folder, options)) throw new DriftError(`this sparse checkout leaves out ${folder}, where plans are`, `git sparse-checkout add ${shellWord(folder)}`, 1)
  }
}
