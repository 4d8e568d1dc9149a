// The one door to git: argument arrays, no shell, a clean environment, pinned settings, a time budget on everything.
import { spawn, type ChildProcess, type ChildProcessByStdio, type ChildProcessWithoutNullStreams } from 'node:child_process'
import type { Readable } from 'node:stream'
import { DriftError } from '../host/check.ts'

/** Where and how git is run. */
export interface GitOptions {
  /** The folder git starts in. */
  readonly cwd: string
  /** Another repository than the one a hook runs for: then no GIT_* variable of the caller reaches git. */
  readonly foreign?: boolean
  /** Variables on top, such as GIT_INDEX_FILE. */
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string | Uint8Array
  /** Milliseconds until git is killed; 60,000 unless told. */
  readonly timeout?: number
  /** Takes what git prints as it comes, so that no more of it is held than that. */
  readonly take?: (chunk: Buffer) => void
  /** Exit codes besides 0 that the caller knows how to read. */
  readonly accept?: readonly number[]
  /** For what goes over the network: whatever git starts for that ends with it when its time is over. */
  readonly group?: boolean
}

/** What git said. */
export interface GitResult {
  readonly code: number
  readonly stdout: Buffer
  readonly stderr: string
}

// User settings that change what plumbing prints; -c wins over every config file.
const pins = [
  'core.quotePath=true', 'core.attributesFile=', 'core.fsmonitor=false', 'core.commitGraph=true', 'log.showRoot=true', 'log.mailmap=false', 'log.showSignature=false',
  'log.follow=false', 'i18n.logOutputEncoding=UTF-8', 'submodule.recurse=false', 'safe.bareRepository=explicit', 'diff.noprefix=false', 'diff.renames=false', 'diff.suppressBlankEmpty=false', 'color.ui=false', 'trailer.separators=:',
].flatMap((setting) => ['-c', setting])

// What a hook's environment says about its own repository: kept for that one, cleared for any other.
const ownRepository = /^GIT_(DIR|WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|COMMON_DIR|NAMESPACE|PREFIX|QUARANTINE_PATH|CEILING_DIRECTORIES|DISCOVERY_ACROSS_FILESYSTEM)$/
// Who writes and how the network is reached: neither changes what is read.
const harmless = /^GIT_(AUTHOR|COMMITTER)_|^GIT_(SSH|SSL|ASKPASS|HTTP|PROXY|TRACE|CONFIG_NOSYSTEM$|CONFIG_GLOBAL$|CONFIG_SYSTEM$)/

/** The environment git runs with. `GIT_CONFIG_PARAMETERS`, pathspec switches and the like never pass. */
export function gitEnvironment({ foreign, env }: Pick<GitOptions, 'foreign' | 'env'>, from: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const kept = Object.entries(from).filter(([name]) => !name.startsWith('GIT_') || harmless.test(name) || (!foreign && ownRepository.test(name)))
  return {
    ...Object.fromEntries(kept), LC_ALL: 'C', LANGUAGE: 'C', GIT_NO_REPLACE_OBJECTS: '1', GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0',
    GIT_PAGER: 'cat', GIT_EDITOR: ':', GIT_NO_LAZY_FETCH: '1', GIT_GRAFT_FILE: '/dev/null/none', ...env,
  }
}

/** Starts git and leaves its pipes to the caller. */
export function startGit(args: readonly string[], options: GitOptions): ChildProcessWithoutNullStreams {
  return spawn('git', [...always, ...args], { ...how(options), stdio: ['pipe', 'pipe', 'pipe'] })
}

/** The same for one that is told nothing. */
function startMute(args: readonly string[], options: GitOptions): ChildProcessByStdio<null, Readable, Readable> {
  return spawn('git', [...always, ...args], { ...how(options), stdio: ['ignore', 'pipe', 'pipe'] })
}

const always = ['--no-optional-locks', '--no-pager', ...pins]
const how = (options: GitOptions) => ({ cwd: options.cwd, env: gitEnvironment(options), windowsHide: true, detached: options.group === true && process.platform !== 'win32' })

/** Ends a git, first so that it can take its lock files away, then at once. */
function end(child: ChildProcess, group: boolean): void {
  if (!group || process.platform === 'win32' || child.pid === undefined) { child.kill('SIGKILL'); return }
  const all = -child.pid
  const kill = (signal: NodeJS.Signals) => { try { process.kill(all, signal) } catch { /* It ended meanwhile. */ } }
  kill('SIGTERM')
  setTimeout(() => kill('SIGKILL'), 1000)
}

/**
 * Runs git to its end. Throws DriftError (exit 3) when git is absent, runs out of time, or ends with a code that is
 * neither 0 nor in `accept`; the message carries git's own words.
 */
export function git(args: readonly string[], options: GitOptions): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const child = options.input === undefined ? startMute(args, options) : startGit(args, options)
    const out: Buffer[] = []
    const err: Buffer[] = []
    const limit = options.timeout ?? 60_000
    const timer = setTimeout(() => { end(child, options.group === true); reject(new DriftError(`git ${args[0]} did not end within ${limit / 1000} s`, 'Run it by hand to see why, then try again.', 3)) }, limit)
    child.stdout.on('data', options.take ?? ((chunk: Buffer) => { out.push(chunk) }))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    child.on('error', (error) => { clearTimeout(timer); reject(notStarted(error, options.cwd)) })
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      const stderr = Buffer.concat(err).toString('utf8').trim()
      if (code === 0 || (code !== null && options.accept?.includes(code))) return resolve({ code, stdout: Buffer.concat(out), stderr })
      reject(new DriftError(`git ${args[0]} failed (${signal ?? `exit ${code}`}): ${stderr || 'it said nothing'}`, 'Run the same git command by hand to see why.', 3))
    })
    // A git that ends before it has read everything (EPIPE) reports through its exit code.
    child.stdin?.on('error', () => {})
    child.stdin?.end(options.input)
  })
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
