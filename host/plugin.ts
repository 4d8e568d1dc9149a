// The plugin door: what a plugin may bring. All but `run`, `load`, `render` and their like is data:
// the host lists, explains, compiles and checks it without running it.
import type { Change, Extent, Plan, Stage } from './change.ts'
import type { Command, Job, Ran } from './command.ts'
import type { Finding, Verdict } from './finding.ts'
import type { Schema } from './schema.ts'
import type { AgentAdapter, Setup } from './setup.ts'

export type { Command, Context, Effect, Job, Patch, Ran, Signal } from './command.ts'
export type { AgentAdapter, RepositoryFacts, Setup } from './setup.ts'

/** A pattern of paths, in the closed grammar that `matches` knows. */
export type Glob = string

/** All that a check may see beside the change itself, asked for before it runs. What cannot be had makes it blind. */
export interface Reads {
  /** Contents before and after, of changed files that fit. */
  readonly texts?: readonly Glob[]
  /** Contents as bytes, in `raw`, of changed files that fit, also under another of their `names`. */
  readonly bytes?: readonly Glob[]
  /** Which lines are new, of changed files that fit (their texts too). */
  readonly hunks?: readonly Glob[]
  /** Plain paths, no globs: `seen.paths` lists those that the tree holds. */
  readonly paths?: readonly string[]
  /** How much changed in changed files that fit: `volume` of each. */
  readonly volumes?: readonly Glob[]
  /** Paths of the whole tree that fit: `seen.tree`, a list of strings. */
  readonly tree?: readonly Glob[]
  /** Globs: fills in `names` of changed files by which these are about them, as for a guarded file. */
  readonly names?: readonly Glob[]
  /** Ids of plans: commits of theirs from before the range, on the target or below HEAD: `seen.history`, a list of `PlanCommit`s. */
  readonly history?: readonly string[]
  /** Git attributes of the changed files: `seen.attributes[path][name]`. */
  readonly attributes?: readonly string[]
  /** The same as they were before the change, which cannot grant itself any: `seen.baseAttributes`. */
  readonly baseAttributes?: readonly string[]
  /** The config before and after the change, each with all that it extends: `seen.policy`, a `ComparedPolicy`. */
  readonly policy?: true
  /** Records of these kinds (`plugin/kind`, or one of drift's own) on the change's plans and commit: `seen[kind]`, a list. Only kinds that live in notes. */
  readonly kinds?: readonly string[]
  /** What these tools made of this change: `seen[tool]`. */
  readonly tools?: readonly string[]
  /** Files that a gate made, only with evidence for this very tree: `seen[path]`, a string. */
  readonly artifacts?: readonly Glob[]
}

/**
 * What proves, without starting node, that a check has nothing to say: nothing staged `outside` these globs,
 * nothing staged `inside` them, or a commit subject that matches none of these conventional types.
 */
export type Proof =
  | { readonly kind: 'nothing-outside'; readonly globs: readonly Glob[] }
  | { readonly kind: 'nothing-inside'; readonly globs: readonly Glob[] }
  | { readonly kind: 'subject-is-none-of'; readonly types: readonly string[] }
  | { readonly kind: 'always' }

/** A finding as a check yields it; the host adds the commit and the plan. */
export type Found = Omit<Finding, 'commit' | 'plan'>

/** One demand on a change. */
export interface Check<O = any> {
  /** File name, config key, first word of its findings, heading in the docs. */
  readonly name: string
  /** The demand in one sentence: the title of its docs. */
  readonly demand: string
  /** Why it exists, for `drift explain`: a few sentences. */
  readonly why?: string
  readonly stages: readonly Stage[]
  /** Which changes it judges; `['staged', 'net']` unless told. */
  readonly extents?: readonly Extent[]
  /** Whether it judges each file on its own: only then may `overrides` set it by path. */
  readonly each?: 'file'
  /** Whether it is blind where the plan that binds a change cannot be read. */
  readonly needs?: 'plan'
  readonly options: Schema<O>
  reads?(options: O, change: Change): Reads
  /** Says why this change is none of its business; the outcome is then `skipped` with that reason. */
  skip?(change: Change, options: O): string | undefined
  /** Globs of files that no lane takes, because this check watches over them. */
  guards?(options: O): readonly Glob[]
  proof?(options: O, plan: Plan | undefined): Proof | undefined
  /** Pure: everything it knows is in its arguments; `yield` is the report. */
  run(change: Change, options: O): Iterable<Found> | AsyncIterable<Found>
  /** At least one that passes and one that fails: docs, tests and `drift selftest` run them. */
  readonly examples: readonly [Example<O>, Example<O>, ...Example<O>[]]
  /** A block for people to fill in, printed by `drift explain <check>`. */
  readonly form?: string
}

/** A change in shorthand, and what the check must say of it. */
export interface Example<O = any> {
  readonly title: string
  /**
   * A file a line: `A new.ts`, `M old.ts`, `D gone.ts`, `L link` (symlink), `S sub` (submodule), `X run.sh` (mode made
   * executable); then ` +1-10,12` for the numbers of new lines; then ` (twin of README)` for another of its `names`, in the same way
   * `link`, `way`, `like`; ` (speaks of ledger)` for an attributes file.
   */
  readonly change: readonly string[]
  readonly options: O
  /** `path:line: message` of each finding, or any part of it. */
  readonly findings: readonly string[]
  readonly message?: string
  /** Contents of changed files, before and after; null where the file is absent. */
  readonly texts?: Readonly<Record<string, readonly [before: string | null, after: string | null]>>
  /** Overrides for what the shorthand does not say: bound, plans, seen, stage, extent … */
  readonly given?: Partial<Change>
}

/** A program at the edge: own process group, time limit, bounded output. Not there or broken: its readers are blind. */
export interface Tool {
  readonly name: string
  /** Run first; anything but exit 0 means that the tool is not there. */
  readonly probe: readonly string[]
  job(change: Change): Job
  parse(ran: Ran): unknown
}

/** What a step is told of a commit, and what it may do. */
export interface StepContext<O = any> {
  /** As the config gives them, defaults filled in. */
  readonly options: O
  /** What git is in the middle of: `replay` is a rebase, cherry-pick or revert. Undefined where nothing. */
  readonly during: 'merge' | 'squash' | 'replay' | undefined
  /** `own`: the commit is made from the worktree's index. `other`: from one that git made for this commit alone, as for `git commit <paths>`; what is staged there, the worktree's own index never hears of. */
  readonly index: 'own' | 'other'
  /** A program of an npm package that is installed where code at the worktree's root would find it; `argv` goes in front of the arguments. Undefined where it is not installed. */
  program(packageName: string): { readonly argv: readonly string[]; readonly version: string } | undefined
  /** At the worktree's root, with what git tells its hooks. */
  run(job: Job): Promise<Ran>
}

/**
 * Something that is done before the checks of a commit look, in its git hook alone: never in CI, and not where nothing is
 * staged. It may write, in the index too: what it leaves there is what is judged.
 */
export interface Step<O = any> {
  readonly name: string
  /** At which stages it goes before the checks; there is no other one yet. */
  readonly stages: readonly ['pre-commit']
  /** Gives the reason where it did nothing: that is told, and the checks go on. A DriftError ends the commit, with its exit code; its `detail` is printed above it. */
  run(context: StepContext<O>): Promise<{ readonly skipped: string } | undefined>
}

/** A kind of record: its schema, how two sets of it merge, and where it lives. */
export interface Kind<R = any> {
  /** Lower case, digits, dashes. Its records are of kind `plugin/name`; nobody else writes them. */
  readonly name: string
  readonly schema: Schema<R>
  /** `union`: two sets of records join, whatever came first. `chain`: each record binds the one before it; refused by this version, with a clear error. */
  readonly merge: 'union' | 'chain'
  readonly at:
    | { readonly notes: 'commit' | 'tree' | 'digest' }
    | { readonly file: string }
    | { readonly scratch: 'run' | 'worktree' | 'repository' }
}

/** A report over records, pure: `drift report plugin/view`. */
export interface View {
  readonly name: string
  readonly summary?: string
  /** The plugin's own, or any other by its full name; `render` gets them by these very names. */
  readonly kinds: readonly string[]
  /** The first one is used unless the user asks for another. */
  readonly formats: readonly Format[]
  render(records: Readonly<Record<string, readonly any[]>>, format: Format): string
}

/** What a view can be rendered as. */
export type Format = 'text' | 'json' | 'markdown' | 'html'

/**
 * Something happened: a verdict was reached, a run began or ended, a record was written, an agent called a tool. A lease that
 * is granted or refused is told as a record of kind `lease`. No command of this version ends a run or hears of an agent's
 * tools: `finished` and `tool-call` are not told yet.
 */
export type Event =
  | { readonly on: 'judged'; readonly stage: Stage; readonly verdict: Verdict }
  | { readonly on: 'run'; readonly what: 'started' | 'finished'; readonly plan: string }
  | { readonly on: 'record'; readonly kind: string; readonly key: string; readonly record: unknown; readonly refused?: boolean }
  | { readonly on: 'tool-call'; readonly agent: string; readonly tool: string; readonly denied: boolean }

/**
 * Event in, records of the plugin's own kinds out: it cannot change a verdict, and its crash is a warning. It is told of the
 * records that commands write, drift's own (`approval`) and those of plugins, not of those that listeners do.
 */
export interface Listener {
  readonly on: readonly Event['on'][]
  react(event: Event): Iterable<{ readonly kind: string; readonly key: string; readonly record: unknown }>
}

/** One frozen value: everything that a plugin brings. `name` prefixes all of it: checks, kinds, views, config key. */
export interface Plugin<O = any> {
  readonly name: string
  readonly api: 1
  readonly options?: Schema<O>
  /** Settings laid under the user's own: a config, as in the file. */
  readonly preset?: Readonly<Record<string, unknown>>
  readonly checks?: readonly Check<any>[]
  readonly commands?: readonly Command<O>[]
  readonly kinds?: readonly Kind[]
  readonly tools?: readonly Tool[]
  readonly steps?: readonly Step<O>[]
  readonly views?: readonly View[]
  readonly listeners?: readonly Listener[]
  readonly agents?: readonly AgentAdapter[]
  readonly setup?: Setup
}

/** Types a check by its options schema. Gives it back as it is. */
export function defineCheck<O>(check: Check<O>): Check<O> {
  return check
}

/** Types a command by its arguments. */
export function defineCommand<O, A>(command: Command<O, A>): Command<O, A> {
  return command
}

/** Types a kind of record by its schema. */
export function defineKind<R>(kind: Kind<R>): Kind<R> {
  return kind
}

/** Types a plugin and freezes it. */
export function definePlugin<O>(plugin: Plugin<O>): Plugin<O> {
  return Object.freeze(plugin)
}
