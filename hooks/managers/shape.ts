// What drift knows of a program that runs git's hooks for others.

/** What a manager's configuration becomes. */
export interface Joined {
  /** With drift's part in it: the same text where that is in it already, undefined where a person has to put it there. */
  readonly text: string | undefined
  /** Files beside it that are all drift's, by their paths. */
  readonly beside?: Readonly<Record<string, string>>
}

/** A hook manager. All of it is pure: texts in, texts out. */
export interface Manager {
  readonly name: string
  /** Where its configuration may stand, from the root of the worktree; the first that it reads counts. */
  readonly files: readonly string[]
  /** Whether this text configures it, where the file may be there for other reasons. */
  uses?(text: string, file: string): boolean
  /** Brings drift into the configuration. Without it a person does. */
  join?(text: string, file: string): Promise<Joined>
  /** The configuration without drift's part. */
  leave?(text: string, file: string): string
  /** What a person adds to the configuration where `join` gives no text, and a word of it by which drift sees that it is there. */
  readonly byHand: { readonly add: string; readonly seen: string }
  /** What is told of its limits when drift joins it. */
  readonly limits?: string
  /** Whether a file of git's hooks folder is this manager's. */
  owns(hook: string): boolean
  /** For a manager that copies its configuration into the hooks: such a hook without drift's part; undefined where that was all of it. */
  copies?(hook: string): string | undefined
  /** The hook changed so that it says only which version of the manager it finds: where it finds none, git's hooks pass without a word. */
  asks?(hook: string): string
  /** The command that puts the manager's hooks into git's folder: program and arguments. */
  readonly install: readonly [program: string, ...args: readonly string[]]
}

/** An object of plain data. */
export type Data = Readonly<Record<string, unknown>>

/** Whether data is an object. */
export function isObject(data: unknown): data is Data {
  return typeof data === 'object' && data !== null && !Array.isArray(data)
}
