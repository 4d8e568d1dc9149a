// The active run of a worktree: `<git-dir>/drift/run.json`. Read in every hook, so synchronously and without git.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DriftError } from '../../host/check.ts'
import { removeFile, replaceFile } from './file.ts'

/** One execution of an approved plan, in one worktree and branch. */
export interface Run {
  readonly v: 1
  readonly id: string
  readonly plan: string
  /** Without `refs/heads/`: a run binds nothing while HEAD is elsewhere. */
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

/** Makes a run the active one of its worktree; whatever happens, the file then holds the old run or the new. */
export function writeRun(gitDir: string, run: Run): void {
  replaceFile(runFile(gitDir), `${JSON.stringify(run, null, 2)}\n`)
}

/** Ends the active run, if there is one. */
export function endRun(gitDir: string): void {
  if (readRun(gitDir)) removeFile(runFile(gitDir))
}

function runFile(gitDir: string): string {
  return join(gitDir, 'drift', 'run.json')
}

function isRun(value: unknown): value is Run {
  const run = value as Record<string, any> | null
  return typeof run === 'object' && run !== null && run['v'] === 1
    && ['id', 'plan', 'branch', 'worktree', 'base', 'digest', 'started'].every((key) => typeof run[key] === 'string' && run[key] !== '')
    && typeof run['by']?.name === 'string' && typeof run['by']?.email === 'string'
}

function unreadable(file: string, why: string): DriftError {
  return new DriftError(`the active run cannot be read: ${file}: ${why}`, 'If a newer drift wrote it, use that one. Otherwise delete the file, then: drift start <plan>', 3)
}
