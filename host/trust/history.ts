// What the target's history says of runs: which commits are theirs, when those came to the target, what mends, what takes back. Pure.
import type { Message } from '../change.ts'
import { plansNamed, unsquashed } from '../squash.ts'

/** A commit of the target. */
export interface Past {
  readonly commit: string
  readonly parents: readonly string[]
  /** Seconds since 1970. */
  readonly authored: number
  readonly committed: number
  readonly message: Message
  /** Against its first parent; lines are 0 for what git takes for binary. */
  readonly files: readonly { readonly path: string; readonly added: number; readonly removed: number }[]
}

/** When and with what a commit came to the target: the commit of its first-parent line that brought it. */
export interface Landing {
  readonly by: string
  /** Grows along that line. */
  readonly nth: number
  /** Seconds since 1970. */
  readonly at: number
}

/** How each commit came to the target. `past` holds parents before children; its last is the tip. */
export function landingsOf(past: readonly Past[]): ReadonlyMap<string, Landing> {
  const known = new Map(past.map((one) => [one.commit, one]))
  const line: Past[] = []
  for (let at = past.at(-1); at; at = known.get(at.parents[0] ?? '')) line.unshift(at)
  const landed = new Map<string, Landing>()
  for (const [nth, { commit, committed }] of line.entries()) {
    const landing = { by: commit, nth, at: committed }
    for (const open = [commit]; open.length > 0;) {
      const one = open.pop()!
      const found = known.get(one)
      if (!found || landed.has(one)) continue
      landed.set(one, landing)
      open.push(...found.parents)
    }
  }
  return landed
}

/** A run as its report tells. */
export interface ReportedRun {
  readonly run: string
  readonly plan: string
  /** UTC, ISO 8601. */
  readonly started: string
  readonly commits: readonly string[]
  readonly touched: readonly string[]
}

/**
 * The runs that a commit belongs to: by its id, else by the plans it names. Of several runs of one plan it is the last that
 * had begun when the commit was written. A squash of several plans belongs to all of them.
 */
export function ownersOf(past: readonly Past[], runs: readonly ReportedRun[]): Map<string, readonly string[]> {
  const byId = new Map<string, string[]>()
  for (const { run, commits } of runs) for (const commit of commits) byId.set(commit, [...byId.get(commit) ?? [], run])
  const byPlan = new Map<string, ReportedRun[]>()
  for (const run of [...runs].sort((a, b) => (a.started < b.started ? -1 : 1))) byPlan.set(run.plan, [...byPlan.get(run.plan) ?? [], run])
  const owners = new Map<string, readonly string[]>()
  for (const { commit, message, authored } of past) {
    const named = plansNamed(unsquashed(message) ?? message).flatMap((plan) => {
      const all = byPlan.get(plan) ?? []
      return (all.findLast(({ started }) => Date.parse(started) / 1000 <= authored) ?? all[0])?.run ?? []
    })
    const found = byId.get(commit) ?? named
    if (found.length > 0) owners.set(commit, found)
  }
  return owners
}

// What a bugfix plan's commits may be besides a fix.
const otherWork = new Set(['build', 'chore', 'ci', 'docs', 'feat', 'perf', 'refactor', 'revert', 'style', 'test'])

/** Whether a commit mends something: by its type, by the trailers of a bug fix, or because its plan is one. */
export function isFix({ message, parents }: Past, types: readonly string[], bugfixPlans: ReadonlySet<string>): boolean {
  if (parents.length > 1) return false
  if (message.type !== undefined && types.includes(message.type)) return true
  if (message.trailers.some(({ key }) => key.toLowerCase() === 'root-cause')) return true
  return !otherWork.has(message.type ?? '') && plansNamed(unsquashed(message) ?? message).some((plan) => bugfixPlans.has(plan))
}

const reverts = /\bThis reverts commit ([0-9a-f]{7,64})\b/g

/** A commit that may take back an earlier one. */
export interface Taking {
  readonly by: string
  readonly of: string
}

/** What messages say to be taken back. */
export function saidReverts(past: readonly Past[]): Taking[] {
  const ids = past.map(({ commit }) => commit)
  const known = new Set(ids)
  const full = (id: string) => (known.has(id) ? id : ids.find((one) => one.startsWith(id)))
  return past.flatMap(({ commit, message }) => [...message.raw.matchAll(reverts)].flatMap(([, id]) => { const of = full(id!); return of === undefined ? [] : [{ by: commit, of }] }))
}

/** Pairs of which the later may take back the earlier by content: the same files, and what one added the other removed. */
export function likelyReverts(past: readonly Past[], owned: ReadonlySet<string>): Taking[] {
  const key = (files: Past['files'], [a, b]: readonly ['added' | 'removed', 'added' | 'removed']) => JSON.stringify(files.map((file) => [file.path, file[a], file[b]]).sort())
  const done = new Map<string, string[]>()
  const found: Taking[] = []
  for (const { commit, parents, files } of past) {
    if (files.length === 0) continue
    if (parents.length === 1) for (const of of done.get(key(files, ['removed', 'added'])) ?? []) found.push({ by: commit, of })
    const own = key(files, ['added', 'removed'])
    if (owned.has(commit)) done.set(own, [...done.get(own) ?? [], commit])
  }
  return found
}
