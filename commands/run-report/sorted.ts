// How each commit of a run counts: its own with their units, those outside of any agreement, and those that need none. Pure.
import { lessonsFile } from '../../host/lesson-file.ts'
import type { Change, FileChange } from '../../host/change.ts'
import type { PlansPolicy } from '../../host/policy.ts'
import type { Commit } from '../../host/repository.ts'
import { isPlanFile } from '../../host/scope.ts'
import { plansNamed, unitsNamed, unsquashed } from '../../host/squash.ts'
import { unitsOf, type Unit } from '../../host/units.ts'
import type { Report } from '../../records/report.ts'
import type { RunCommits } from './commits.ts'

/** The commits of a report, and those that are drift. */
export interface SortedCommits {
  readonly commits: Report['commits']
  readonly others: NonNullable<Report['others']>
  /** Ids of units that are done. */
  readonly done: ReadonlySet<string>
  /** Own commits beyond the planned ones. */
  readonly extra: readonly Commit[]
  /** Commits that name no plan or another one, each with why that is drift. */
  readonly unplanned: readonly { readonly commit: Commit; readonly why: string }[]
  /** The newest commit that holds more than plan files and lessons. */
  readonly last: string | undefined
}

const fixup = /^(?:fixup|squash|amend)! /

/** Whether a file is work, and not what drift itself keeps about it. */
export function isWork({ path }: Pick<FileChange, 'path'>, plans: PlansPolicy): boolean {
  return !isPlanFile(path, plans) && path !== lessonsFile
}

/** Sorts them. A second commit of a unit is an extra one, unless it is a fixup that will melt into the first. */
export function sortedCommits({ commits, own, earlier }: Pick<RunCommits, 'commits' | 'own' | 'earlier'>, changes: ReadonlyMap<string, Change>, units: readonly Unit[], plans: PlansPolicy): SortedCommits {
  const told: Report['commits'][number][] = []
  const others: NonNullable<Report['others']>[number][] = []
  const unitsBy = (commit: Commit) => unitsOf(units, commit.files.filter((file) => isWork(file, plans)), plans, unitsNamed(commit.message))
  const done = new Set(earlier.flatMap(unitsBy).map(({ id }) => id))
  const extra: Commit[] = []
  const unplanned: { commit: Commit; why: string }[] = []
  let last: string | undefined
  for (const commit of commits) {
    const { commit: id, message: { subject } } = commit
    const found = own.get(id)
    const change = changes.get(id)
    // What drift keeps about the work is none of it: else the commit that closes a plan would change the report of its run.
    if (commit.files.length > 0 && commit.parents.length < 2 && !commit.files.some((file) => isWork(file, plans))) continue
    if (commit.parents.length < 2) last = id
    if (found === undefined) {
      const fine = commit.parents.length > 1 ? 'a merge' : harmless(commit, change, plans)
      if (fine === undefined) unplanned.push({ commit, why: whyUnplanned(commit) })
      else others.push({ commit: id, subject, why: fine })
      continue
    }
    const mine = unitsBy(commit)
    const planned = units.length === 0 || mine.some((unit) => !done.has(unit.id)) || (fixup.test(subject) && mine.length > 0)
    mine.forEach((unit) => done.add(unit.id))
    if (!planned) extra.push(commit)
    told.push({ commit: id, subject, ...mine.length > 0 ? { unit: mine.map((unit) => unit.id).join(', ') } : {}, found, planned })
  }
  return { commits: told, others, done, extra, unplanned, last }
}

/** Why a commit needs no plan; undefined where it does. */
function harmless({ files }: Commit, change: Change | undefined, plans: PlansPolicy): string | undefined {
  if (!change) return 'before drift'
  if (change.bound === 'plan-files' || change.bound === 'lane') return change.because
  return change.bound === 'free' && (plans.required || !files.some((file) => isWork(file, plans))) ? change.because : undefined
}

function whyUnplanned({ message }: Commit): string {
  const named = plansNamed(unsquashed(message) ?? message)
  return named.length === 0 ? 'names no plan' : `names plan ${named.join(', ')}`
}
