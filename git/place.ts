// Where we are: the worktree, its git directory, the branch. One git process, the rest from files.
import { existsSync, lstatSync, readFileSync, realpathSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { DriftError } from '../host/check.ts'
import { git, type GitOptions } from './exec.ts'

/** A worktree of a repository. */
export interface Place {
  /** The worktree's root. */
  readonly root: string
  /** This worktree's own git directory; and the one that all worktrees share. */
  readonly gitDir: string
  readonly commonDir: string
  readonly format: 'sha1' | 'sha256'
  readonly shallow: boolean
  /** The branch HEAD is on, without `refs/heads/`; undefined when detached. */
  readonly branch: string | undefined
  readonly options: GitOptions
}

/** Finds the worktree that `cwd` lies in. DriftError (exit 2) outside of one. */
export async function findPlace(cwd: string): Promise<Place> {
  const plain = plainPlace(cwd)
  if (plain) return { ...plain, branch: await branchOf(plain.gitDir, plain.root) }
  const { code, stdout, stderr } = await git(['rev-parse', '--show-toplevel', '--absolute-git-dir', '--git-common-dir', '--show-object-format', '--is-shallow-repository'], { cwd, accept: [128] })
  if (code !== 0) throw outside(cwd, stderr)
  const lines = stdout.toString('utf8').split('\n')
  if (lines.length !== 6) throw new DriftError(`the path of the repository at ${JSON.stringify(cwd)} holds a line break`, 'Move the repository to a folder without one.', 3)
  const [root, gitDir, common, format, shallow] = lines as unknown as [string, string, string, string, string]
  // --git-common-dir is relative to where git ran.
  return { root, gitDir, commonDir: resolve(cwd, common), format: format === 'sha256' ? 'sha256' : 'sha1', shallow: shallow === 'true', branch: await branchOf(gitDir, root), options: { cwd: root } }
}

// In a hook of an ordinary repository git need not be asked: the current folder is the root, and `.git` lies in it.
// Whatever is unusual (a variable, a link, a worktree elsewhere, an extension but the object format) is left to git.
function plainPlace(cwd: string): Omit<Place, 'branch'> | undefined {
  if (['GIT_WORK_TREE', 'GIT_COMMON_DIR', 'GIT_CEILING_DIRECTORIES'].some((name) => process.env[name] !== undefined)) return undefined
  const told = process.env['GIT_DIR']
  if (told !== undefined && told !== '' && told !== '.git') return undefined
  const gitDir = join(cwd, '.git')
  try {
    if (!lstatSync(gitDir).isDirectory() || realpathSync(cwd) !== cwd || !existsSync(join(gitDir, 'HEAD')) || existsSync(join(gitDir, 'commondir'))) return undefined
    const config = readFileSync(join(gitDir, 'config'), 'utf8')
    if (/^\s*(worktree|bare\s*=\s*(true|yes|on|1)|include|\[\s*include|refstorage|worktreeconfig)/im.test(config)) return undefined
    const format = /^\s*objectformat\s*=\s*(\w+)/im.exec(config)?.[1]?.toLowerCase() ?? 'sha1'
    if (format !== 'sha1' && format !== 'sha256') return undefined
    return { root: cwd, gitDir, commonDir: gitDir, format, shallow: existsSync(join(gitDir, 'shallow')), options: { cwd } }
  } catch {
    // No `.git` here, or not one that can be read: git says what that means.
    return undefined
  }
}

function outside(cwd: string, said: string): DriftError {
  if (/dubious ownership/.test(said)) return new DriftError(`git does not trust the repository at ${cwd}: it belongs to somebody else`, `If you trust it: git config --global --add safe.directory ${cwd}`, 3)
  // A bare repository may be files that somebody committed: git is told to take none.
  if (/must be run in a work tree|bare repository/.test(said)) return new DriftError(`${cwd} has no worktree (a bare repository, or inside .git)`, 'Run drift at the root of a worktree; to make one: git worktree add ../work', 2)
  return new DriftError(`${cwd} is in no git repository`, 'Run drift inside of one, or make one: git init', 2)
}

async function branchOf(gitDir: string, root: string): Promise<string | undefined> {
  const head = readFileSync(join(gitDir, 'HEAD'), 'utf8')
  const name = /^ref: refs\/heads\/(.+)\n?$/.exec(head)?.[1]
  // With reftable the file is a stub, and git must be asked.
  if (name !== '.invalid') return name
  const { code, stdout } = await git(['symbolic-ref', '--short', '-q', 'HEAD'], { cwd: root, accept: [1] })
  return code === 0 ? stdout.toString('utf8').trim() : undefined
}
