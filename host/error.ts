/** Wrong usage or configuration (exit 2), or something that cannot be judged (exit 3): never a stack trace. */
export class DriftError extends Error {
  /** What to do about it: a command that can be pasted, or words that begin with a capital letter, as in a finding. */
  readonly fix: string
  /** 2: wrong usage or configuration. 3: could not judge. 1: refused. */
  readonly exit: 1 | 2 | 3

  /** What another program said, printed as it is. */
  readonly detail: string

  /** Each bundle carries a class of its own, the door of plugins another one: an error of any of them is one of ours. */
  static override [Symbol.hasInstance](value: unknown): value is DriftError {
    return value instanceof Error && value.name === 'DriftError' && 'fix' in value && 'exit' in value
  }

  constructor(message: string, fix: string, exit: 1 | 2 | 3 = 2, detail = '') {
    super(message)
    this.name = 'DriftError'
    this.fix = fix
    this.exit = exit
    this.detail = detail
  }
}

/** What mends all that a shallow clone cannot see; in CI the caller says it in the words of that system. */
export const unshallow = 'git fetch --unshallow, or in GitHub Actions: actions/checkout with fetch-depth: 0'

/** The text of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
