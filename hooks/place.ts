// Which folder git runs hooks from, and what may be done there.
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path'
import { fields, git, gitLine } from '../git/exec.ts'
import { DriftError } from '../host/error.ts'
import { shellWord } from '../host/text.ts'
import { exists, realest } from './files.ts'

/** The effective hooks folder of a worktree; all paths are absolute. */
export interface HooksPlace {
  /** The folder that git runs hooks from now. */
  readonly dir: string
  /**
   * `plain`: the git directory's own. `husky`: drift stands in husky's files. `hookspath`: another folder of this
   * repository. `outside`: a folder of the machine, which other repositories use as well.
   */
  readonly kind: 'plain' | 'husky' | 'hookspath' | 'outside'
  /** The folder of husky's files for people, without symlinks; for `husky` alone. */
  readonly husky?: string
  /** Whether drift's lines stand in a worktree, where they may be committed. */
  readonly shared: boolean
  /** The git directory that all worktrees of the repository share. */
  readonly common: string
  readonly gitDir: string
  readonly root: string
}

/** Finds the hooks folder that git uses for the worktree around `cwd`. Throws DriftError (exit 1) where git would run no hook at all. */
export async function hooksPlace(cwd: string): Promise<HooksPlace> {
  const configured = await git(['config', '--get', 'core.hooksPath'], { cwd, accept: [1] })
  // Then git looks for hooks in "/", and rev-parse dies: "The empty string is not a valid path".
  if (configured.code === 0 && configured.stdout.toString().trim() === '') throw new DriftError('core.hooksPath is set to nothing, so git runs no hook', 'git config --unset core.hooksPath, then try again.', 1)

  const root = await gitLine(['rev-parse', '--show-toplevel'], { cwd })
  // Asked from the root: a relative core.hooksPath is relative to it, as git runs hooks there.
  const lines = (await gitLine(['rev-parse', '--path-format=absolute', '--git-dir', '--git-common-dir', '--git-path', 'hooks'], { cwd: root })).split(/\r?\n/)
  if (lines.length !== 3) throw new DriftError(`the path of the git directory of ${root} holds a line break`, 'Move the repository to a folder without one.')
  const [gitDir, common, dir] = lines as [string, string, string]
  const base = { dir, gitDir, common, root }

  const husky = await huskyFolder(dir, root)
  if (husky && (await inWorktree(husky, root))) return { ...base, kind: 'husky', husky: await realest(husky), shared: true }
  // A hooks folder that is a link out of the repository serves other repositories too: what counts is where it leads.
  const real = await realest(dir)
  if (real === join(await realest(common), 'hooks')) return { ...base, kind: 'plain', shared: false }
  if (inside(real, await realest(common))) return { ...base, kind: 'hookspath', shared: false }
  if (await inWorktree(dir, root)) return { ...base, kind: 'hookspath', shared: true }
  return { ...base, kind: 'outside', shared: false }
}

/** The command by which git runs the hooks of this repository alone. */
export function ownHooks({ root, common }: HooksPlace): string {
  return `git config core.hooksPath ${shellWord(relative(root, join(common, 'hooks')) || '.git/hooks')}`
}

/** husky 9 makes git run `.husky/_/<hook>`, which runs `.husky/<hook>`; husky 8 makes git run that itself. */
async function huskyFolder(dir: string, root: string): Promise<string | undefined> {
  if (basename(dir) === '_' && (basename(dirname(dir)) === '.husky' || (await exists(join(dir, 'h'))))) return dirname(dir)
  if (basename(dir) === '.husky') return dir
  return (await exists(join(root, '.husky'))) ? join(root, '.husky') : undefined
}

async function inWorktree(path: string, root: string): Promise<boolean> {
  const real = await realest(path)
  if (inside(real, await realest(root))) return true
  const listed = fields((await git(['worktree', 'list', '--porcelain', '-z'], { cwd: root })).stdout).filter((field) => field.startsWith('worktree '))
  const trees = await Promise.all(listed.map((field) => realest(Buffer.from(field.slice('worktree '.length), 'latin1').toString('utf8'))))
  return trees.some((tree) => inside(real, tree))
}

const inside = (path: string, folder: string): boolean => {
  const way = relative(folder, path)
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way))
}
