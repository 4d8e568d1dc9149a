// Sparse checkouts: the index has files that the worktree has not, and that nobody deleted.
import { fields, git, gitLine, type GitOptions } from './exec.ts'

/** Whether a sparse checkout leaves out files of a folder, named from the worktree's root. */
export async function leavesOut(folder: string, options: GitOptions): Promise<boolean> {
  if (await gitLine(['config', '--type=bool', '--get', 'core.sparseCheckout'], { ...options, accept: [1] }) !== 'true') return false
  const { stdout } = await git(['ls-files', '-t', '-z', '--', `:(top,literal)${folder}`], options)
  return fields(stdout).some((line) => line.startsWith('S '))
}
