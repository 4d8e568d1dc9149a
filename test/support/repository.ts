// A real repository in a folder for temporary files, for tests that are tables.
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { enterTestEnvironment } from './environment.ts'
import { settle, settleUnborn, type Setting } from './places.ts'

/** How the repository is to be. */
export interface RepositoryOptions {
  /** `main` unless told. */
  readonly place?: Setting
  /** Begins without any commit; otherwise there is one, empty. Only in place `main`. */
  readonly unborn?: boolean
  /** Written to `.driftrc` as JSON. */
  readonly config?: object
  /** Contents by path from the root; written, not committed. */
  readonly files?: Readonly<Record<string, string>>
  /** Commits are dated from 2026-01-01 UTC on, a minute apart. Not by default: git would hand the date to hooks too. */
  readonly dates?: 'fixed'
}

/** What a program said. */
export interface Said {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** A repository, until `dispose()`. */
export interface Repository {
  readonly root: string
  /** Where commands start: the root, but in place `subfolder`. */
  readonly cwd: string
  /** An empty folder beside the repository, for remotes and clones. */
  readonly outside: string
  /** Runs git; throws where it fails. Without the newline at the end of what it printed. */
  git(...args: string[]): string
  /** Runs a script with sh; `drift` is on its PATH. */
  sh(script: string): Said
  /** Runs the drift that is built. */
  drift(...args: string[]): Said
  write(path: string, text: string): void
  /** Commits all of the worktree, also where nothing changed; gives the commit's id. */
  commit(message: string): string
  /** Removes all of it. */
  dispose(): void
}

/** drift's own checkout. */
export const driftRoot = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '')

/** Makes a repository. */
export function repository(options: RepositoryOptions = {}): Repository {
  if (options.unborn && options.place && options.place !== 'main') throw new Error(`a repository in place ${options.place} cannot be unborn`)
  enterTestEnvironment()
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'drift-test-')))
  refuseInside(folder)
  // mkdtemp lets nobody else in, and a test may run a program as an unprivileged user.
  chmodSync(folder, 0o755)
  const outside = join(folder, 'outside')
  mkdirSync(outside)
  const env = { ...environment(folder), OUTSIDE: outside }
  let minute = 0
  const dated = () => (options.dates ? { ...env, GIT_AUTHOR_DATE: date(minute), GIT_COMMITTER_DATE: date(minute) } : env)
  const run = (cwd: string, program: string, args: readonly string[]) => said(cwd, program, args, dated())
  const git = (cwd: string, ...args: string[]) => must(run(cwd, 'git', args), `git ${args.join(' ')}`)
  const { root, cwd } = options.unborn ? settleUnborn(folder, git) : settle(options.place ?? 'main', folder, git)

  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  if (options.config) write('.driftrc', `${JSON.stringify(options.config, null, 2)}\n`)
  for (const [path, text] of Object.entries(options.files ?? {})) write(path, text)

  return {
    root, cwd, outside, write,
    git: (...args) => git(cwd, ...args),
    sh: (script) => run(cwd, 'sh', ['-c', script]),
    drift: (...args) => run(cwd, process.execPath, [program(), ...args]),
    commit: (message) => {
      minute += 1
      git(root, 'add', '--all')
      git(root, 'commit', '--quiet', '--allow-empty', '-m', message)
      return git(root, 'rev-parse', 'HEAD')
    },
    dispose: () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }),
  }
}

/** Throws where a folder lies inside a repository, drift's own above all: a git gone astray would write there. */
export function refuseInside(folder: string): void {
  for (let above = folder; above !== dirname(above); above = dirname(above)) {
    if (existsSync(join(above, '.git'))) throw new Error(`${folder} lies inside the repository ${above}: set TMPDIR to a folder outside of any`)
  }
}

/** The variables that a user of drift has. The tests' own are not for what they test; the first folder of PATH holds drift. */
export function environment(folder: string): NodeJS.ProcessEnv {
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  for (const name of ['drift', 'git-drift']) {
    writeFileSync(join(bin, name), `#!/bin/sh\nexec ${quoted(process.execPath)} ${quoted(join(driftRoot, 'dist', 'drift.cjs'))} "$@"\n`)
    chmodSync(join(bin, name), 0o755)
  }
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('DRIFT_TEST_'))
  return { ...Object.fromEntries(own), PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}`, DRIFT_ROOT: driftRoot }
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`
}

function program(): string {
  const built = join(driftRoot, 'dist', 'drift.cjs')
  if (!existsSync(built)) throw new Error('dist/drift.cjs is not built: npm run build')
  return built
}

function said(cwd: string, program: string, args: readonly string[], env: NodeJS.ProcessEnv): Said {
  const ran = spawnSync(program, args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000, killSignal: 'SIGKILL', maxBuffer: 64 * 1024 * 1024 })
  if (ran.error) throw ran.error
  if (ran.status === null) throw new Error(`${program} ${args.join(' ')} was ended by ${ran.signal}:\n${ran.stdout}${ran.stderr}`)
  return { code: ran.status, stdout: ran.stdout, stderr: ran.stderr }
}

function must(ran: Said, what: string): string {
  if (ran.code !== 0) throw new Error(`${what} failed (exit ${ran.code}):\n${ran.stdout}${ran.stderr}`)
  return ran.stdout.replace(/\n$/, '')
}

function date(minute: number): string {
  return new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString().replace('.000Z', '+0000')
}
