// What drift's own commands are handed beside a plugin's Context: the terminal, the folder, the checks.
import type { Live } from './cli-run.ts'
import type { Hearing } from './listen.ts'
import type { Check, Command, Context, Job, Ran, Signal } from './plugin.ts'

/** The world of one call of the command line. */
export interface World extends Hearing {
  readonly cwd: string
  readonly checks: readonly Check[]
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Colours, prompts and progress only here. */
  readonly terminal: boolean
  readonly colour: boolean
  /** The command as typed, for commands that start drift again. */
  readonly self: readonly string[]
  run(job: Job, signal?: Signal, live?: Live): Promise<Ran>
  stdout(text: string): void
  stderr(text: string): void
}

/** The context of a built-in command. */
export interface OwnContext extends Context {
  readonly world: World
}

/** A built-in command: like a plugin's, with the whole world in its context. */
export interface OwnCommand<A = any> extends Omit<Command<unknown, A>, 'load'> {
  /** One-letter flags: argument name → letter. */
  readonly short?: Readonly<Record<string, string>>
  /** `json` is there where the command prints data. */
  run(args: A & { readonly json?: boolean }, context: OwnContext): Promise<0 | 1 | 2 | 3 | 130>
}

/** Types a built-in command by its arguments. */
export function ownCommand<A>(command: OwnCommand<A>): OwnCommand<A> {
  return command
}

/** A line of the table of commands: enough for --help; the rest is loaded when it is called. */
export interface CommandEntry {
  readonly path: readonly string[]
  readonly summary: string
  load(): Promise<{ readonly default: OwnCommand }>
}
