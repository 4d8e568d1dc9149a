// Commits some paths and nothing else, through the repository's own hooks.
import { existsSync, mkdirSync, renameSync, rmdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DriftError } from '../host/check.ts'
import { git, type GitOptions } from './exec.ts'

/** Commits these paths as they lie in the worktree; what is staged beside them stays staged. Paths that are absent everywhere are left out. */
export async function commitPaths(options: GitOptions, paths: readonly string[], message: string): Promise<void> {
  const there = paths.filter((path) => existsSync(join(options.cwd, path)))
  const specs = there.map((path) => `:(top,literal)${path}`)
  const unknown = await madeKnown(there, options)
  const { code, stdout, stderr } = await git(['commit', '--quiet', '--only', '-m', message, '--', ...specs], { ...options, accept: [1, 128] })
  if (code === 0) return
  await forget(unknown, options)
  throw new DriftError(`git commit of ${there.join(', ')} failed`, 'Mend what is said above, then run the same command again.', 1, [stderr, stdout.toString('utf8').trim()].filter(Boolean).join('\n'))
}

/** Removes paths from the worktree and commits that, with what became of the paths in `also`, and nothing else. */
export async function commitRemoval(options: GitOptions, paths: readonly string[], message: string, also: readonly string[] = []): Promise<void> {
  const specs = [...paths, ...also].map((path) => `:(top,literal)${path}`)
  for (const path of paths) rmSync(join(options.cwd, path), { force: true })
  // Git refuses a commit that names what it does not know: a file that was written and never committed.
  const tracked = (await git(['ls-files', '-z', '--', ...specs], options)).stdout.toString('utf8').split('\0').filter(Boolean)
  if (tracked.length > 0) await git(['commit', '--quiet', '--only', '-m', message, '--', ...tracked.map((path) => `:(top,literal)${path}`)], options)
}

/** A file that gets another name, both from the root of the worktree. */
export interface Move {
  readonly from: string
  readonly to: string
}

/**
 * Moves files and commits that, with what became of the paths in `also`, and nothing else, through the repository's own hooks.
 * What was moved before, and not committed, is taken along. Where the commit is refused the files are moved back: DriftError (exit 1).
 */
export async function commitMoves(options: GitOptions, moves: readonly Move[], message: string, also: readonly string[] = []): Promise<void> {
  const at = (path: string) => join(options.cwd, path)
  const move = (from: string, to: string) => { if (existsSync(at(from))) { mkdirSync(dirname(at(to)), { recursive: true }); renameSync(at(from), at(to)) } }
  const specs = (paths: readonly string[]) => paths.map((path) => `:(top,literal)${path}`)
  for (const { from, to } of moves) move(from, to)
  const there = [...moves.map(({ to }) => to), ...also]
  const unknown = await madeKnown(there, options)
  const { code, stdout, stderr } = await git(['commit', '--quiet', '--only', '-m', message, '--', ...specs([...moves.map(({ from }) => from), ...there])], { ...options, accept: [1, 128] })
  for (const folder of new Set(moves.map(({ from }) => dirname(from)))) if (code === 0) removeEmpty(at(folder))
  if (code === 0) return
  for (const { from, to } of moves) move(to, from)
  for (const folder of new Set(moves.map(({ to }) => dirname(to)))) removeEmpty(at(folder))
  await forget([...moves.map(({ to }) => to), ...unknown.filter((path) => also.includes(path))], options)
  throw new DriftError(`git commit of ${there.join(', ')} failed`, 'Mend what is said above, then run the same command again.', 1, [stderr, stdout.toString('utf8').trim()].filter(Boolean).join('\n'))
}

/** --only takes known paths alone: new ones are made known first, without content. Gives those, also of a folder only the files that are new. */
async function madeKnown(paths: readonly string[], options: GitOptions): Promise<readonly string[]> {
  const specs = paths.map((path) => `:(top,literal)${path}`)
  const { stdout } = await git(['ls-files', '-z', '--others', '--full-name', '--', ...specs], options)
  await git(['add', '--intent-to-add', '-f', '--', ...specs], options)
  return stdout.toString('utf8').split('\0').filter(Boolean)
}

/** Takes back what was made known: a file that is known and has no content keeps git from ending a merge. */
async function forget(paths: readonly string[], options: GitOptions): Promise<void> {
  if (paths.length > 0) await git(['reset', '--quiet', '--', ...paths.map((path) => `:(top,literal)${path}`)], options)
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder)
  } catch {
    // Somebody has put something else there: it stays.
  }
}
