// The active run of a worktree: `<git-dir>/drift/run.json`. Read in every hook, so synchronously and without git.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DriftError } from '../../host/check.ts'
import { removeFile, replaceFile } from './file.ts'

/** One execution of an approved plan, in one worktree and branch. */
export interface Run {
  readonly v: 1
  readonly id: string
  readonly plan: string
  /** With `refs/heads/`: a run binds nothing while HEAD is elsewhere. */
  readonly branch: string
  /** Absolute path of the worktree's root. */
  readonly worktree: string
  /** The commit it started from. */
  readonly base: string
  /** The approved digest it started with. */
  readonly digest: string
  /** UTC, ISO 8601. */
  readonly started: string
  readonly by: { readonly name: string; readonly email: string }
  /** The coding agent that began it, where one did. */
  readonly agent?: string
  /** The agent's session or the terminal that it began in; runs of older versions say nothing of that. */
  readonly session?: string
}

/** The run of the worktree with this git directory; undefined where there is none. What cannot be read is an error, never "no run". */
export function readRun(gitDir: string): Run | undefined {
  const file = runFile(gitDir)
  try {
    const run: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (isRun(run)) return run
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    throw unreadable(file, message)
  }
  throw unreadable(file, 'it is no run of version 1')
}

/** Whether a run goes on where this branch is checked out. On another one it sleeps, and where HEAD is detached. */
export function isActive(run: Run, branch: string | undefined): boolean {
  return branch !== undefined && run.branch === `refs/heads/${branch}`
}

/** The run of a worktree, where it goes on. Throws DriftError where `readRun` does. */
export function activeRun({ gitDir, branch }: { readonly gitDir: string; readonly branch?: string | undefined }): Run | undefined {
  const run = readRun(gitDir)
  return run && isActive(run, branch) ? run : undefined
}

/** Makes a run the active one of its worktree; whatever happens, the file then holds the old run or the new. */
export function writeRun(gitDir: string, run: Run): void {
  replaceFile(runFile(gitDir), `${JSON.stringify(run, null, 2)}\n`)
}

/** Ends the active run, if there is one. */
export function endRun(gitDir: string): void {
  const run = readRun(gitDir)
  if (!run) return
  removeFile(runFile(gitDir))
  // Whoever was killed while taking it up left it there, too.
  if (existsSync(asideFile(gitDir, run.id))) removeFile(asideFile(gitDir, run.id))
}

/** Lays the active run aside, so that another can begin here: `runLaidAside` finds it again. */
export function layAside(gitDir: string, run: Run): void {
  replaceFile(asideFile(gitDir, run.id), `${JSON.stringify(run, null, 2)}\n`)
}

function laidAside(gitDir: string): Run[] {
  return foldersIn(join(gitDir, 'drift', 'runs')).flatMap((id) => readAt(asideFile(gitDir, id)) ?? [])
}

/** The newest run of a branch that was laid aside. */
export function runLaidAside(gitDir: string, branch: string): Run | undefined {
  return laidAside(gitDir).filter((run) => run.branch === branch).sort((a, b) => (a.started < b.started ? 1 : -1))[0]
}

/** Makes a run that was laid aside the active one again. */
export function takeUp(gitDir: string, run: Run): void {
  writeRun(gitDir, run)
  removeFile(asideFile(gitDir, run.id))
}

/** Active runs of the other worktrees of a repository; what cannot be read there is theirs to mend. */
export function runsElsewhere({ gitDir, commonDir }: { readonly gitDir: string; readonly commonDir: string }): Run[] {
  return gitDirsOf(commonDir).filter((folder) => folder !== gitDir).flatMap((folder) => readAt(runFile(folder)) ?? [])
}

/** Runs of all worktrees of a repository: the active ones, and those that were laid aside. */
export function runsAnywhere({ commonDir }: { readonly commonDir: string }): Run[] {
  return gitDirsOf(commonDir).flatMap((folder) => [readAt(runFile(folder)) ?? [], laidAside(folder)].flat())
}

function gitDirsOf(commonDir: string): string[] {
  return [commonDir, ...foldersIn(join(commonDir, 'worktrees')).map((name) => join(commonDir, 'worktrees', name))]
}

/** What is left of a run that no crash should have harmed, and did: the fields that can still be read. Undefined where the file is absent, whole, or of a newer drift. */
export function tornRun(gitDir: string): { readonly file: string; readonly fields: Readonly<Record<string, string>> } | undefined {
  const file = runFile(gitDir)
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
  if (isRun(parsed(text)) || /"v"\s*:\s*(?!1\b)\d/.test(text)) return undefined
  return { file, fields: Object.fromEntries([...text.slice(0, 10_000).matchAll(/"(id|plan|branch|base|digest|started|agent|session)"\s*:\s*("(?:[^"\\\n]|\\.)*")/g)].flatMap(([, key, value]) => {
    const read = parsed(value!)
    return typeof read === 'string' && read !== '' ? [[key!, read]] : []
  })) }
}

function readAt(file: string): Run | undefined {
  try {
    const run = parsed(readFileSync(file, 'utf8'))
    return isRun(run) ? run : undefined
  } catch {
    return undefined
  }
}

function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function asideFile(gitDir: string, id: string): string {
  return join(gitDir, 'drift', 'runs', id, 'run.json')
}

function runFile(gitDir: string): string {
  return join(gitDir, 'drift', 'run.json')
}

function isRun(value: unknown): value is Run {
  const run = value as Record<string, any> | null
  return typeof run === 'object' && run !== null && run['v'] === 1
    && ['id', 'plan', 'branch', 'worktree', 'base', 'digest', 'started'].every((key) => typeof run[key] === 'string' && run[key] !== '')
    && typeof run['by']?.name === 'string' && typeof run['by']?.email === 'string'
    && ['agent', 'session'].every((key) => run[key] === undefined || typeof run[key] === 'string')
}

function unreadable(file: string, why: string): DriftError {
  return new DriftError(`the active run cannot be read: ${file}: ${why}`, 'If a newer drift wrote it, use that one. Otherwise: drift start --resume, which makes it anew from records and commits', 3)
}
