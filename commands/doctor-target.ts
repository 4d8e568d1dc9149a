// What doctor says of the branch that work aims at: whether it is known here, and whether it keeps what commits say.
import { gitLine } from '../git/exec.ts'
import type { Policy } from '../host/policy-in-force.ts'
import { plansNamed, unsquashed } from '../host/squash.ts'
import { targetTip } from '../host/target.ts'
import type { Opened } from '../records/repository.ts'
import type { Looked } from './doctor-hooks.ts'

// How far back one looks for what a forge made of commits.
const lately = 20

/** The target as this clone knows it, the remote's default branch, and squashes that lost the plan of their commits. */
export async function targetLooked(opened: Opened, policy: Policy): Promise<readonly Looked[]> {
  const { config: { base: { branch, remote }, base }, file } = policy
  const there = await opened.info(`refs/remotes/${remote}/${branch}`) ? `${remote}/${branch}` : await opened.info(`refs/heads/${branch}`) ? `${branch} (local: ${remote} is not known here)` : undefined
  if (there === undefined) return [{ what: 'target', state: 'note', said: `neither ${remote}/${branch} nor ${branch} exists here` }]
  const head = await gitLine(['symbolic-ref', '--short', '-q', `refs/remotes/${remote}/HEAD`], { ...opened.place.options, accept: [1, 128] })
  const found: Looked[] = [{ what: 'target', state: 'note', said: there }]
  if (head !== '' && head !== `${remote}/${branch}`) found.push({ what: 'target', state: 'note', said: `the default branch of ${remote} is ${head.slice(remote.length + 1)}, as far as is known here, and the config aims at ${branch}`, fix: `git remote set-head ${remote} --auto` })
  const tip = await targetTip(opened, base)
  const lost = tip === undefined ? [] : await emptied(opened, tip, file)
  if (lost.length > 0 && policy.config.plans.required) found.push({ what: 'squashes', state: 'note', said: `${lost.length} of the last commits on ${branch} look${lost.length === 1 ? 's' : ''} squashed and name${lost.length === 1 ? 's' : ''} no plan, so that no plan binds them there: ${lost[0]!.slice(0, 12)}`, fix: 'Let the forge keep the messages of what it squashes (GitHub: Settings, General, Pull Requests, default commit message "Pull request title and commit details"; GitLab: Settings, Merge requests, squash commit message template with %{all_commits})' })
  return found
}

/** Commits since drift is here that a forge squashed (`… (#12)`, `See merge request`), by their ids, which name no plan. */
async function emptied(opened: Opened, tip: string, config: string): Promise<readonly string[]> {
  const before = await opened.info(`${tip}~${lately}^{commit}`)
  // A shallow clone has no history to tell.
  if (!before && opened.shallow) return []
  const commits = await opened.commits(before ? [before.oid] : [], tip)
  const squashed = commits.slice(-lately).filter(({ parents, message }) => parents.length === 1 && (/\(#\d+\)$/.test(message.subject) || /^See merge request /m.test(message.body)) && plansNamed(unsquashed(message) ?? message).length === 0)
  const adopted = await Promise.all(squashed.map(async ({ parents }) => await opened.info(`${parents[0]}:${config}`) !== undefined))
  return squashed.filter((_, i) => adopted[i]).map(({ commit }) => commit)
}
