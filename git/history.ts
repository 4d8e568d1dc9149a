// The last changes of a branch, counted: one git log. For looking at a repository, never for judging it (attributes hide lines).
import { pathOf } from './change.ts'
import { fields, git, type GitOptions } from './exec.ts'

/** One change of a branch: a commit, or a merge with all that it brought. */
export interface Counted {
  /** The author's address, as a mailmap tells. */
  readonly author: string
  readonly files: readonly CountedFile[]
}

/** A file of it. Lines are 0 for what git takes for binary. */
export interface CountedFile {
  readonly path: string
  readonly added: number
  readonly removed: number
}

/** The newest `most` changes that lead to a commit, newest first. */
export async function countsOf(commit: string, most: number, options: GitOptions): Promise<readonly Counted[]> {
  const { stdout } = await git(['log', `--max-count=${most}`, '--first-parent', '--diff-merges=first-parent', '--numstat', '-z', '--no-renames', '--no-ext-diff', '--no-textconv', '--no-show-signature', '--no-notes', '--format=%x00%H%x00%aE', '--end-of-options', commit, '--'], options)
  const parts = fields(stdout)
  const changes: { author: string; files: CountedFile[] }[] = []
  for (let i = 0; i < parts.length; i++) {
    const [, added, removed, path] = /^\n?(\d+|-)\t(\d+|-)\t(.+)$/s.exec(parts[i]!) ?? []
    if (path !== undefined) changes.at(-1)?.files.push({ path: pathOf(path).path, added: Number(added) || 0, removed: Number(removed) || 0 })
    else if (/^[0-9a-f]{40,64}$/.test(parts[i]!)) changes.push({ author: parts[++i] ?? '', files: [] })
  }
  return changes
}
