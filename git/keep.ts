// Content of the worktree that git shall remember before anybody commits it.
import { git, gitLine, type GitOptions } from './exec.ts'

/** Writes files of one folder (`dir`, from the root) and their tree as loose objects; gives the tree's id. No ref holds them: git gc drops them after a while. */
export async function keepFolder(options: GitOptions, dir: string, names: readonly string[]): Promise<string> {
  const { stdout } = await git(['hash-object', '-w', '--no-filters', '--stdin-paths'], { ...options, input: names.map((name) => `${dir}/${name}\n`).join('') })
  const ids = stdout.toString('utf8').split('\n')
  return gitLine(['mktree'], { ...options, input: names.map((name, i) => `100644 blob ${ids[i]}\t${name}\n`).join('') })
}
