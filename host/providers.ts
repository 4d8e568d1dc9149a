// Which commits a CI job is about, as its environment and event tell. One entry a provider.
import { DriftError } from './error.ts'

/** What a job is about. */
export interface Job {
  /** The base that the event names; undefined: a new branch. */
  readonly base: string | undefined
  readonly head: string
  /** The branch that a pull request aims at: its newest commit, where it is fetched, wins over a base that may be stale. */
  readonly target?: string
  /** The branch that was pushed. */
  readonly pushed?: string
  /** The forge's default branch. */
  readonly default?: string
  /** False where lanes with actors ask nobody any more: in a queue and on a pushed branch. */
  readonly askActor?: false
  /** Where that came from, in words. */
  readonly source: string
  /** The pull request's author. */
  readonly actor?: string
}

type Environment = Readonly<Record<string, string | undefined>>
type Event = any

interface Provider {
  readonly name: string
  detect(environment: Environment): boolean
  job(environment: Environment, event: Event): Job
}

const none = /^0+$/

const github: Provider = {
  name: 'GitHub Actions',
  detect: (environment) => environment['GITHUB_ACTIONS'] === 'true',
  job(environment, event) {
    const name = environment['GITHUB_EVENT_NAME']
    const said = `GitHub ${name}`
    if (name === 'pull_request') {
      const { base, head, user, number } = event.pull_request ?? {}
      return { base: sha(base?.sha, said), head: sha(head?.sha, said), target: String(base.ref), source: `${said} #${number}: ${base.ref} to its head`, ...(user?.login ? { actor: String(user.login) } : {}) }
    }
    if (name === 'pull_request_target') throw new DriftError('drift refuses to judge on pull_request_target: that event gives a stranger\'s change the secrets of this repository', 'Use: on: pull_request', 2)
    // GITHUB_BASE_REF is empty in a merge queue.
    if (name === 'merge_group') return { base: sha(event.merge_group?.base_sha, said), head: sha(event.merge_group?.head_sha, said), source: said, askActor: false }
    if (name === 'push') {
      const head = sha(event.after, said)
      if (none.test(head)) throw new DriftError('this push deletes a branch: there is nothing to judge', 'Do not run drift for deletions: if: ${{ !github.event.deleted }}', 2)
      const pushed = String(event.ref).replace(/^refs\/heads\//, '')
      return { base: none.test(event.before ?? '0') ? undefined : sha(event.before, said), head, pushed, source: `${said}: ${event.ref}`, askActor: false, ...(event.repository?.default_branch ? { default: String(event.repository.default_branch) } : {}) }
    }
    throw new DriftError(`drift does not know which commits the GitHub event "${name}" is about`, 'Use it on pull_request, merge_group or push, or pass: --base <rev> --head <rev>', 2)
  },
}

function sha(value: unknown, said: string): string {
  if (typeof value === 'string' && /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(value)) return value
  throw new DriftError(`the event of ${said} does not say which commits it is about`, 'Pass them: --base <rev> --head <rev>', 3)
}

/** Providers that are understood. */
export const providers: readonly Provider[] = [github]

/** What the environment says; undefined outside of CI. DriftError (exit 2) in a CI that is not understood. */
export function jobOf(environment: Environment, readEvent: (path: string) => unknown): Job | undefined {
  const provider = providers.find(({ detect }) => detect(environment))
  if (provider) return provider.job(environment, readEvent(environment['GITHUB_EVENT_PATH'] ?? '') ?? {})
  if (environment['CI']) throw new DriftError('drift does not know this CI system, so it cannot tell which commits to judge', 'Pass them: drift ci --base <target branch> --head <commit>', 2)
  return undefined
}
