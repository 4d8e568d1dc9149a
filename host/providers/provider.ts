// What a CI system tells of a job. Nothing is guessed: what it does not tell is left out, and said.
import { DriftError } from '../error.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** Reads the event that a job's environment points to; throws where it cannot be read. */
export type ReadEvent = (path: string) => unknown

interface Told {
  /** The newest commit of the work, as it is told: nobody has looked yet whether it is here. Undefined: what is checked out. */
  readonly head: string | undefined
  /** Where all of this came from, in words. */
  readonly source: string
  /** The pull request's author. */
  readonly actor?: string
  /** The forge's default branch. */
  readonly trunk?: string
  /** How many commits the pull request has: how deep to fetch at least. */
  readonly commits?: number
  /** The remote that is the target's repository, where that is not origin. */
  readonly remote?: string
}

/** What a job is about. Only of a pull request an author is asked: in a queue and on a branch the work is everybody's. */
export type Job = Told & (
  /** `base` is the commit that the event names, which may be stale: the newest commit of `target` wins. */
  | { readonly kind: 'pull'; readonly target: string; readonly base: string | undefined }
  /** A merge queue, which begins at a commit of its own. */
  | { readonly kind: 'queue'; readonly base: string }
  /** A branch. `before` is its old value: `new` where it had none, undefined where nobody tells; `since` says what else it is. */
  | { readonly kind: 'push'; readonly branch: string | undefined; readonly before: string | 'new' | undefined; readonly since?: string }
)

/** One CI system. */
export interface Provider {
  readonly name: string
  /** Systems whose variables its jobs carry too. */
  readonly over: readonly string[]
  /** What gives a job the whole history, to the letter, and where it goes. */
  readonly full: string
  /** For the table in the docs: what betrays it, where everything comes from, who says so. */
  readonly docs: { readonly mark: string; readonly pull: string; readonly push: string; readonly source: string; readonly unverified?: string }
  detect(environment: Environment): boolean
  /** DriftError (exit 2) where the job holds secrets that the change must not see: nothing of that may run there, whatever the flags say. */
  demandNoSecrets?(environment: Environment): void
  /** DriftError: exit 2 for an event that drift cannot judge, 3 for one that does not say what it should. */
  job(environment: Environment, readEvent: ReadEvent): Job
}

const oid = /^([0-9a-f]{40}|[0-9a-f]{64})$/

/** No commit: git's way of saying that there was or will be none. */
export const none = /^0+$/

/** A commit's full id; DriftError (exit 3) for anything else. */
export function sha(value: unknown, said: string): string {
  if (typeof value === 'string' && oid.test(value)) return value
  throw new DriftError(`the event of ${said} does not say which commits it is about`, flags, 3)
}

/** A branch's name, without `refs/heads/`. DriftError (exit 3) for what git would not call a branch: it goes into a refspec. */
export function branchName(value: unknown, said: string): string {
  const name = typeof value === 'string' ? value.replace(/^refs\/heads\//, '') : ''
  const odd = /[\0-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|\/\.|\.lock(\/|$)|^[-/.]|[/.]$|^refs\/|^@$/.test(name)
  if (name === '' || odd) throw new DriftError(`the event of ${said} does not name a branch: ${JSON.stringify(value)?.slice(0, 100)}`, flags, 3)
  return name
}

/** What to do where a CI system does not tell enough. */
export const flags = 'Pass the commits: drift ci --base <rev> --head <rev>'
