// Commands of plugins, and the powers that the host hands them.
import type { Change, Plan } from './change.ts'
import type { Verdict } from './finding.ts'
import type { Schema } from './schema.ts'

/** What came of running a program. */
export interface Ran {
  readonly exit: number | null
  readonly signal?: string
  readonly timedOut: boolean
  /** At most 1 MiB each; what is longer keeps its end. */
  readonly stdout: string
  readonly stderr: string
  readonly ms: number
}

/** A program to run: an argument array, never a shell. */
export interface Job {
  readonly argv: readonly string[]
  /** The worktree's root unless told. */
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  readonly stdin?: string
  readonly timeoutS: number
  /** Seconds that the group has to tidy up after a SIGINT, when its time is over and when drift is ended; killed at once unless told. */
  readonly graceS?: number
}

/** A file to write: all of it, or one marked block of it. */
export interface Patch {
  readonly path: string
  readonly block: string
  /** How this file comments a line, when only a block is ours: `#`, `//`, `<!--` … Without it the whole file is. */
  readonly comment?: string
  readonly executable?: boolean
}

/** What a command does beside printing; none means that it is safe for agents. */
export type Effect = 'records' | 'scratch' | 'files' | 'processes' | 'remote'

/** A command of the command line. Its flags come from `arguments`, `--json` from `prints`. */
export interface Command<O = any, A = any> {
  readonly path: readonly string[]
  readonly summary: string
  readonly example: string
  readonly arguments: Schema<A>
  /** Names of arguments that are given by place, in order; `…name` takes all the rest. */
  readonly positional?: readonly string[]
  readonly prints?: Schema<unknown>
  /** `files` brings the flag --dry-run with it. */
  readonly effects: readonly Effect[]
  /** `json` is there where the command prints data: then all that it prints is one JSON value. */
  load(): Promise<{ default(args: A & { readonly json?: boolean }, context: Context<O>): Promise<0 | 1 | 2 | 3> }>
}

/** The platform's AbortSignal where its types are installed, else the part of it that every platform has. */
export type Signal = typeof globalThis extends { readonly AbortSignal: { readonly prototype: infer S } } ? S : {
  readonly aborted: boolean
  readonly reason: any
  throwIfAborted(): void
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}

/** What the host hands a command. What its `effects` do not name is refused. */
export interface Context<O = any> {
  /** As the config gives them, defaults filled in. */
  readonly options: O
  /** The plan of this worktree's active run. */
  readonly plan: Plan | undefined
  /** Aborted on ^C and SIGTERM; the exit code is then 130, whatever the command gives. */
  readonly signal: Signal
  now(): Date
  /** Prints data: text as it is, anything else as JSON. */
  print(data: unknown): void
  /** The one evaluator, by the policy of this worktree and at the change's own stage; with `only`, those checks alone (full names). */
  judge(change: Change, only?: readonly string[]): Promise<Verdict>
  /** What is staged; all that differs from HEAD, untracked files included (both as before a commit); or the net change of a range, as in CI. */
  change(from: 'staged' | 'worktree' | { readonly base: string; readonly head: string }): Promise<Change>
  /** Records of a kind: one of the plugin's own, or any other by its full name. */
  list<R>(kind: string, key?: string): Promise<readonly R[]>
  /** `records`, of the plugin's own kinds: the id comes back only when the record is durable. */
  append<R>(kind: string, key: string, record: R): Promise<string>
  /**
   * `scratch`: a lease with fencing, renewed while the work runs; refused (exit 1, with holder and seconds left) while
   * somebody else holds it. `generation` grows with every grant; `signal` is aborted when the lease is lost or the command is.
   */
  hold<T>(key: string, ttlS: number, work: (generation: number, signal: Signal) => Promise<T>): Promise<T>
  /** `files`, below the worktree's root: shown by --dry-run, undone by uninstall. */
  write(patches: readonly Patch[]): Promise<void>
  /** `processes`: the whole group is killed at time-out, abort or crash. */
  run(job: Job): Promise<Ran>
}
