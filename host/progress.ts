// How far a run is: units by the commits that did them, gates by their evidence. Pure.
import type { CommitPlan, TestContract } from './plan.ts'
import type { PlansPolicy } from './policy.ts'
import type { Commit } from './repository.ts'
import { unitsNamed } from './squash.ts'
import { isDoneBy, unitsOf } from './units.ts'

/** The newest fitting evidence of a gate, as a record tells it. */
export interface Proof {
  readonly gate: string
  readonly command: string
  readonly tree: string
  readonly dirty: boolean
  readonly outcome: 'passed' | 'failed' | 'unverifiable'
  readonly at: string
}

/** A unit: done by commits, ready to be done, or waiting for others. */
export interface UnitState {
  readonly id: string
  readonly title: string
  readonly state: 'done' | 'ready' | 'waiting'
  readonly commits: readonly string[]
  readonly waits: readonly string[]
}

/** A gate and its last run: `unknown` where none is known; `fresh` where it ran on just the content of HEAD. */
export interface GateState {
  readonly id: string
  readonly command: string
  readonly required: boolean
  readonly state: Proof['outcome'] | 'unknown'
  readonly fresh: boolean
  readonly at?: string
}

/** The values of a trailer, by a name in any case. */
export function trailersOf({ message }: Pick<Commit, 'message'>, name: string): readonly string[] {
  return message.trailers.filter(({ key }) => key.toLowerCase() === name).map(({ value }) => value.trim())
}

/** Commits by the units that each does (`unitsOf`), as the check commit-plan counts them: by more than a name. */
export function unitStates(units: CommitPlan['units'], commits: readonly Commit[], policy: PlansPolicy): UnitState[] {
  const doing = commits.map((commit) => ({ commit: commit.commit, paths: commit.files.map(({ path }) => path), units: unitsOf(units, commit.files, policy, unitsNamed(commit.message)) }))
  const done = new Map(units.map((unit) => [unit.id, doing.filter((one) => one.units.includes(unit) && isDoneBy(unit, one.paths)).map(({ commit }) => commit)]))
  return units.map(({ id, title, depends_on }) => {
    const waits = depends_on.filter((other) => (done.get(other)?.length ?? 0) === 0)
    const by = done.get(id)!
    return { id, title, state: by.length > 0 ? 'done' : waits.length > 0 ? 'waiting' : 'ready', commits: by, waits }
  })
}

/** Each gate with its newest evidence; that of `tree` comes before any other. Another command of the same name proves nothing. */
export function gateStates(gates: TestContract['gates'], proofs: readonly Proof[], tree: string | undefined): GateState[] {
  return gates.map(({ id, command, required }) => {
    const own = proofs.filter((proof) => proof.gate === id && proof.command === command).sort((a, b) => (a.at < b.at ? 1 : -1))
    const here = own.find((proof) => proof.tree === tree && !proof.dirty)
    const last = here ?? own[0]
    return { id, command, required, state: last?.outcome ?? 'unknown', fresh: here !== undefined, ...last ? { at: last.at } : {} }
  })
}
