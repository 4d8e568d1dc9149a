// The commits of a range that ask to be let through, and what lets them: read from records, once for all policies.
import type { FileChange } from './change.ts'
import { DriftError, unshallow } from './error.ts'
import type { Outcome } from './finding.ts'
import { askedIn, overrideKey, overrideOf, type Asking, type Override, type OverridePolicy } from './override.ts'
import type { Commit, Repository } from './repository.ts'

/** Patches of commits for which the glass was broken here, each as often as it was. */
export type Broken = ReadonlyMap<string, readonly { readonly by: { readonly name: string; readonly email: string }; readonly reason: string }[]>

/** Finds those that ask. `target`: what is reachable from it was let in before. */
export async function askingOf(commits: readonly Commit[], target: string | undefined, repository: Repository): Promise<Asking[]> {
  const asking = commits.filter(({ message }) => askedIn(message) !== undefined)
  if (asking.length === 0) return []
  const times = await letInBefore(asking.map(({ files }) => files), target, repository)
  const patches = await repository.patches(asking)
  return asking.map(({ commit, message, author }) => {
    const patch = patches.get(commit)!
    const before = new Map(times)
    const nth = (before.get(patch) ?? 0) + 1
    times.set(patch, nth)
    return { commit, why: askedIn(message)!, patch, nth, before, author }
  })
}

/**
 * How often the target holds a commit with a patch that asked, by patch, by itself or in a squash that somebody let through in its
 * place. Of those that change one of these sets of files, less or more: any other is another patch, and no squash of one.
 */
export async function letInBefore(of: readonly (readonly FileChange[])[], target: string | undefined, repository: Repository): Promise<Map<string, number>> {
  const sets = of.map(pathsOf)
  const related = (files: readonly FileChange[]) => { const paths = pathsOf(files); return sets.some((set) => isWithin(set, paths) || isWithin(paths, set)) }
  const asked = target === undefined ? [] : await repository.commits([], target, `${overrideKey}:`)
  const patches = await repository.patches(asked.filter(({ message, files }) => askedIn(message) !== undefined && related(files)))
  const distinct = [...new Set(patches.values())]
  const records = distinct.length === 0 ? [] : (await Promise.all([undefined, [`${target!}:`]].map((trees) => repository.overrides(distinct, trees)))).flat()
  const squashed = new Map(records.flatMap(({ patch, stands_for }) => (stands_for ? [[patch, stands_for]] : [])))
  const times = new Map<string, number>()
  for (const whole of patches.values()) for (const patch of [whole, ...(squashed.get(whole) ?? []).map((one) => one.patch)]) times.set(patch, (times.get(patch) ?? 0) + 1)
  return times
}

/** How it stands for each that asks, under one policy. */
export interface Answers {
  /** By commit. */
  readonly overrides: ReadonlyMap<string, Override>
  /** Why a commit is not let through, by commit. */
  readonly refused: ReadonlyMap<string, string>
}

/** Looks up what lets them through. `tips`: commits of the target, whose files count in mode `merged`. */
export async function answersTo(asking: readonly Asking[], { config, repository, tips, broken }: { readonly config: OverridePolicy; readonly repository: Repository; readonly tips: readonly string[]; readonly broken?: Broken }): Promise<Answers> {
  const overrides = new Map<string, Override>()
  const refused = new Map<string, string>()
  if (asking.length === 0) return { overrides, refused }
  const records = await repository.overrides([...new Set(asking.map(({ patch }) => patch))], config.approval.mode === 'merged' ? tips.map((tip) => `${tip}:`) : undefined)
  if (records.length > 0 && repository.shallow) throw new DriftError('the clone is shallow: whether the target holds a commit that was let through by the same override cannot be seen', unshallow, 3)
  for (const one of asking) {
    const answer = overrideOf(one, records.filter(({ patch }) => patch === one.patch), config)
    const glass = brokenFor(one, asking, broken)
    if ('state' in answer) overrides.set(one.commit, answer)
    else if (glass) overrides.set(one.commit, glass)
    // Somebody may have let it through where nobody could look.
    else if (repository.unsure !== undefined && config.approval.mode !== 'merged') overrides.set(one.commit, { state: 'unverified', by: [], reason: repository.unsure })
    else refused.set(one.commit, answer.not)
  }
  return { overrides, refused }
}

/** The glass broken for this very commit: each time it was broken is good for one commit of the range. */
function brokenFor({ commit, patch, author }: Asking, asking: readonly Asking[], broken: Broken | undefined): Override | undefined {
  const place = asking.filter((other) => other.patch === patch).findIndex((other) => other.commit === commit)
  const { by, reason } = broken?.get(patch)?.[place] ?? {}
  return by && { state: 'break-glass', by: [{ ...by, self: by.email.toLowerCase() === author.email.toLowerCase() }], reason: reason! }
}

/** What a report notes of those that ask: who still has to say yes, and how. */
export function notesOn(asking: readonly Asking[], answers: readonly Answers[], outcomes: readonly Outcome[]): string[] {
  const standing = new Set(outcomes.filter(({ status, severity }) => status === 'failed' && severity === 'error').flatMap(({ findings }) => findings.map(({ commit }) => commit)))
  return asking.flatMap(({ commit, why }) => {
    const name = commit.slice(0, 12)
    const refused = answers.flatMap((answer) => answer.refused.get(commit) ?? [])[0]
    const approve = `a person runs: drift approve --override ${name}`
    if (answers.some(({ overrides }) => overrides.get(commit)?.state === 'break-glass')) return [`the glass was broken for commit ${name} (${why}): the gate still wants somebody to let it through: ${approve}`]
    if (!standing.has(commit)) return []
    return [refused === undefined ? `commit ${name} is let through, but not with all that is found now: ${approve}` : `commit ${name} asks to be let through (${why}), but ${refused}: ${approve}`]
  })
}

function pathsOf(files: readonly FileChange[]): ReadonlySet<string> {
  return new Set(files.map(({ path }) => path))
}

function isWithin(some: ReadonlySet<string>, all: ReadonlySet<string>): boolean {
  return some.size <= all.size && [...some].every((path) => all.has(path))
}
