// How a git is started: argument arrays, no shell, a clean environment, pinned settings.
import { spawn, type ChildProcessByStdio, type ChildProcessWithoutNullStreams } from 'node:child_process'
import type { Readable } from 'node:stream'

/** Where git starts, and with what. */
export interface StartOptions {
  /** The folder git starts in. */
  readonly cwd: string
  /** Another repository than the one a hook runs for: then no GIT_* variable of the caller reaches git. */
  readonly foreign?: boolean
  /** Variables on top, such as GIT_INDEX_FILE. */
  readonly env?: Readonly<Record<string, string>>
  /** For what goes over the network: whatever git starts for that ends with it when its time is over. */
  readonly group?: boolean
}

/** A git that is told nothing. */
export type MuteGit = ChildProcessByStdio<null, Readable, Readable>

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
export function gitEnvironment({ foreign, env }: Pick<StartOptions, 'foreign' | 'env'>, from: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const kept = Object.entries(from).filter(([name]) => !name.startsWith('GIT_') || harmless.test(name) || (!foreign && ownRepository.test(name)))
  return {
    ...Object.fromEntries(kept), LC_ALL: 'C', LANGUAGE: 'C', GIT_NO_REPLACE_OBJECTS: '1', GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0',
    GIT_PAGER: 'cat', GIT_EDITOR: ':', GIT_NO_LAZY_FETCH: '1', GIT_GRAFT_FILE: '/dev/null/none', ...env,
  }
}

/** The environment of a program that is no git of ours: without what a hook's says about its own repository. */
export function outsideHooks(from: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(from).filter(([name]) => !name.startsWith('GIT_') || harmless.test(name)))
}

/** Starts git and leaves its pipes to the caller. */
export function startGit(args: readonly string[], options: StartOptions): ChildProcessWithoutNullStreams {
  return spawn('git', [...always, ...args], { ...how(options), stdio: ['pipe', 'pipe', 'pipe'] })
}

/** The same for one that is told nothing. */
export function startMute(args: readonly string[], options: StartOptions): MuteGit {
  return spawn('git', [...always, ...args], { ...how(options), stdio: ['ignore', 'pipe', 'pipe'] })
}

const always = ['--no-optional-locks', '--no-pager', ...pins]
const how = (options: StartOptions) => ({ cwd: options.cwd, env: gitEnvironment(options), windowsHide: true, detached: options.group === true && process.platform !== 'win32' })

// Names, modes and ids as they are, whatever the user's settings say of diffs.
export const exactly = ['--raw', '-z', '--no-renames', '--no-abbrev', '--ignore-submodules=none', '--no-ext-diff', '--no-textconv']

/** What tells how the index differs from `against` (a tree-ish). Reads no file of the worktree. */
export const stagedArgs = (against: string): readonly string[] => ['diff-index', '--cached', ...exactly, '--end-of-options', against]
