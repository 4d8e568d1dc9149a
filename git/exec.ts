// The one door to git: argument arrays, no shell, a clean environment, pinned settings, a time budget on everything.
import { DriftError, shellWord } from '../host/check.ts'
import { watchGroup } from './group.ts'
import { startGit, startMute, type MuteGit, type StartOptions } from './start.ts'

/** Where and how git is run. */
export interface GitOptions extends StartOptions {
  readonly input?: string | Uint8Array
  /** Milliseconds until git is killed; 60,000 unless told. */
  readonly timeout?: number
  /** Takes what git prints as it comes, so that no more of it is held than that. */
  readonly take?: (chunk: Buffer) => void
  /** Exit codes besides 0 that the caller knows how to read. */
  readonly accept?: readonly number[]
  /** One that was started with these arguments already, in this very turn of the event loop. */
  readonly started?: MuteGit | undefined
}

/** What git said. */
export interface GitResult {
  readonly code: number
  readonly stdout: Buffer
  readonly stderr: string
}

/**
 * Runs git to its end. Throws DriftError (exit 3) when git is absent, runs out of time, or ends with a code that is
 * neither 0 nor in `accept`; the message carries git's own words.
 */
export function git(args: readonly string[], options: GitOptions): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const child = options.started ?? (options.input === undefined ? startMute(args, options) : startGit(args, options))
    const out: Buffer[] = []
    const err: Buffer[] = []
    const limit = options.timeout ?? 60_000
    const end = options.group ? watchGroup(child) : () => { child.kill('SIGKILL') }
    const timer = setTimeout(() => { end(); reject(new DriftError(`git ${nameOf(args)} did not end within ${Math.ceil(limit / 100) / 10} s`, 'Run it by hand to see why, then try again.', 3)) }, limit)
    child.stdout.on('data', options.take ?? ((chunk: Buffer) => { out.push(chunk) }))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    child.on('error', (error) => { clearTimeout(timer); reject(notStarted(error, options.cwd)) })
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      const stderr = Buffer.concat(err).toString('utf8').trim()
      if (code === 0 || (code !== null && options.accept?.includes(code))) return resolve({ code, stdout: Buffer.concat(out), stderr })
      reject(new DriftError(`git ${nameOf(args)} failed (${signal ?? `exit ${code}`}): ${stderr || 'it said nothing'}`, fixOf(stderr), 3))
    })
    // A git that ends before it has read everything (EPIPE) reports through its exit code.
    child.stdin?.on('error', () => {})
    child.stdin?.end(options.input)
  })
}

/** The command among git's arguments: settings may stand before it. */
function nameOf(args: readonly string[]): string | undefined {
  return args.find((arg, i) => !arg.startsWith('-') && args[i - 1] !== '-c')
}

/** What mends a git that failed. A git that was killed leaves its lock behind, and whoever comes next must know which. */
function fixOf(stderr: string): string {
  const lock = /Unable to create '(.+\.lock)': File exists/.exec(stderr)?.[1]
  if (/unable to (read|unpack)|bad object|missing (blob|tree|commit)|inflate:/.test(stderr)) return 'git fsck, which names what is missing or broken here. Fetch it again (git fetch --refetch), or clone anew.'
  return lock === undefined ? 'Run the same git command by hand to see why.' : `Wait for the git that runs here; where none does any more: rm ${shellWord(lock)}`
}

function notStarted(error: NodeJS.ErrnoException, cwd: string): DriftError {
  if (error.code === 'ENOENT') return new DriftError(`git could not be started in ${cwd}: no git on PATH, or no such folder`, 'Install git 2.38 or newer and make sure that it is on PATH.', 3)
  return new DriftError(`git could not be started: ${error.message}`, 'Run git --version by hand to see why.', 3)
}

/** `git` for output that is one line of text; without the newline at its end. */
export async function gitLine(args: readonly string[], options: GitOptions): Promise<string> {
  return (await git(args, options)).stdout.toString('utf8').replace(/\r?\n$/, '')
}

/** NUL-terminated fields of `-z` output, as latin1 strings (bytes), so that no name is lost. */
export function fields(output: Buffer): string[] {
  const all = output.toString('latin1').split('\0')
  if (all.at(-1) === '') all.pop()
  return all
}
