// GitHub Actions, and the forges that speak its language: the event is a JSON file.
import { DriftError } from '../error.ts'
import { branchName, flags, none, sha, type Environment, type Job, type Provider, type ReadEvent } from './provider.ts'

type Event = any

const docs = {
  pull: 'event: `pull_request.base.ref`, `.base.sha`, `.head.sha` (`GITHUB_SHA` is a merge that the forge made)',
  push: 'event: `before`, `after`, `ref`',
}
const full = 'with: { fetch-depth: 0 }, below uses: actions/checkout'

const github = actions('GitHub', 'GITHUB_ACTIONS', ['AWS CodeBuild'], 'docs.github.com/en/webhooks/webhook-events-and-payloads', { push: `${docs.push}; merge queue: \`merge_group.base_sha\`, \`.head_sha\`` })
const gitea = actions('Gitea', 'GITEA_ACTIONS', ['GitHub Actions'], 'go-gitea/gitea modules/structs/hook.go (040cb8b), gitea.com/gitea/act_runner')
const forgejo = actions('Forgejo', 'FORGEJO_ACTIONS', ['GitHub Actions', 'Gitea Actions'], 'forgejo.org/docs/latest/user/actions, code.forgejo.org/forgejo/runner')

export const actionsProviders: readonly Provider[] = [github, gitea, forgejo]

function actions(forge: string, mark: string, over: readonly string[], source: string, more: Partial<typeof docs> = {}): Provider {
  return {
    name: `${forge} Actions`, over, full, docs: { mark: `\`${mark}\``, ...docs, ...more, source },
    detect: (environment) => environment[mark] === 'true',
    demandNoSecrets,
    job: (environment, readEvent) => jobOf(forge, environment, readEvent),
  }
}

function jobOf(forge: string, environment: Environment, readEvent: ReadEvent): Job {
  const name = environment['GITHUB_EVENT_NAME']
  const event = (readEvent(environment['GITHUB_EVENT_PATH'] ?? '') ?? {}) as Event
  const said = `${forge} ${name}`
  const trunk = event.repository?.default_branch ? { trunk: branchName(event.repository.default_branch, said) } : {}
  if (name === 'pull_request') return { ...pull(event, said), ...trunk }
  demandNoSecrets(environment)
  // GITHUB_BASE_REF is empty in a merge queue.
  if (name === 'merge_group') return { kind: 'queue', base: sha(event.merge_group?.base_sha, said), head: sha(event.merge_group?.head_sha, said), source: said, ...trunk }
  if (name === 'push') return { ...push(event, said), ...trunk }
  throw new DriftError(`drift does not know which commits the ${forge} event "${name}" is about`, `Use it on pull_request, ${forge === 'GitHub' ? 'merge_group ' : ''}or push. ${flags}`, 2)
}

function demandNoSecrets(environment: Environment): void {
  if (environment['GITHUB_EVENT_NAME'] === 'pull_request_target') throw new DriftError('drift refuses to judge on pull_request_target: that event gives a stranger\'s change the secrets of this repository', 'Use: on: pull_request', 2)
}

function pull({ pull_request: about, sender }: Event, said: string): Job {
  const { base, head, user, number, commits } = about ?? {}
  const ids = { base: sha(base?.sha, said), head: sha(head?.sha, said) }
  const target = branchName(base.ref, said)
  return {
    kind: 'pull', target, ...ids, source: `${said}${Number.isInteger(number) ? ` #${number}` : ''}: ${target} to its head`,
    // Whoever pushed last onto it is the one whom a lane may know.
    ...user?.login && (sender?.login === undefined || sender.login === user.login) ? { actor: String(user.login) } : {}, ...Number.isInteger(commits) ? { commits } : {},
  }
}

function push({ ref, before, after }: Event, said: string): Job {
  const head = sha(after, said)
  if (none.test(head)) throw new DriftError('this push deletes a branch: there is nothing to judge', 'Do not run drift for deletions: if: ${{ !github.event.deleted }}', 2)
  if (String(ref).startsWith('refs/tags/')) throw new DriftError('this push is of a tag: its commits are judged where they are pushed to a branch', 'Run drift for branches only: on: push: branches: [main]', 2)
  return { kind: 'push', branch: branchName(ref, said), before: none.test(before ?? '0') ? 'new' : sha(before, said), head, source: `${said}: ${ref}` }
}
