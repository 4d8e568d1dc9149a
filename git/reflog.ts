// Earlier versions of a branch, as this clone's reflog knows them: what amend and rebase left behind.
import { DriftError, type Commit } from '../host/check.ts'
import { git, type GitOptions } from './exec.ts'
import { parseLog } from './log.ts'

/** Commits that a branch stood at, newest first, each once; none where the reflog is off or gone. */
export async function earlierTips(branch: string, options: GitOptions, most = 1000): Promise<string[]> {
  const { code, stdout } = await git(['log', '-g', `--max-count=${most}`, '--format=%H', '--end-of-options', branch, '--'], { ...options, accept: [128] })
  return code === 0 ? [...new Set(stdout.toString('latin1').split('\n').filter(Boolean))] : []
}

/** Commits by their ids, without their files. */
export async function commitsNamed(ids: readonly string[], options: GitOptions): Promise<readonly Commit[]> {
  if (ids.some((id) => !/^[0-9a-f]{40,64}$/.test(id))) throw new DriftError('a commit is named by something that is no id', 'This is a bug of drift: please report it.', 3)
  if (ids.length === 0) return []
  const { stdout } = await git(['log', '-z', '--no-walk=unsorted', '--no-show-signature', '--no-notes', '--encoding=UTF-8', '--format=tformat:%H%x00%P%x00%an%x00%ae%x00%B%x00', '--stdin'], { ...options, input: `${ids.join('\n')}\n` })
  return parseLog(stdout)
}
