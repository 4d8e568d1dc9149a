// Which planned unit a commit belongs to: the one it names, or the one its files tell. Pure.
import type { FileChange } from './change.ts'
import { matches } from './globs.ts'
import type { CommitPlan } from './plan.ts'
import type { PlansPolicy } from './policy.ts'
import { covers } from './scope.ts'

/** A planned commit. */
export type Unit = CommitPlan['units'][number]

/** Whether some of these paths are a unit's. A name alone does nothing of it, but where it foresees no file. */
export function isDoneBy({ files }: Unit, paths: readonly string[]): boolean {
  return files.length === 0 || paths.some((path) => matches(files, path))
}

/**
 * The units each of which covers all of these files that any unit covers, as a scope does (`covers`). Files that no unit foresees,
 * such as those that a request added to the plan, decide nothing; where there are no others, no unit is told. `changed`: all of the change.
 */
export function unitsTaking(units: readonly Unit[], files: readonly FileChange[], policy: PlansPolicy, changed = files): readonly Unit[] {
  const foreseen = files.filter((file) => units.some((unit) => covers(unit.files, file, changed, policy)))
  return foreseen.length === 0 ? [] : units.filter((unit) => foreseen.every((file) => covers(unit.files, file, changed, policy)))
}

/** The only unit that takes the files of a commit that names none; undefined where it is open. */
export function unitOf(units: readonly Unit[], files: readonly FileChange[], policy: PlansPolicy): Unit | undefined {
  const taking = unitsTaking(units, files, policy)
  return taking.length === 1 ? taking[0] : undefined
}

/**
 * All units that a commit does: those it names; else the one that takes all of its files; else, as in a squash, those that
 * take one file each, where every foreseen file belongs to just one.
 */
export function unitsOf(units: readonly Unit[], files: readonly FileChange[], policy: PlansPolicy, named: readonly string[]): readonly Unit[] {
  if (named.length > 0) return units.filter(({ id }) => named.includes(id))
  const one = unitOf(units, files, policy)
  if (one) return [one]
  const takers = files.map((file) => units.filter((unit) => matches(unit.files, file))).filter(({ length }) => length > 0)
  return takers.length > 0 && takers.every((taking) => taking.length === 1) ? units.filter((unit) => takers.some(([taker]) => taker === unit)) : []
}
