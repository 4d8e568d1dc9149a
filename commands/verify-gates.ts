// Runs gates one after the other, and says for each whether the worktree held just the tree that it is evidence of.
import type { World } from '../host/cli-context.ts'
import { evidenceStanding, gateOutcome, type EvidenceRecord, type Gate, type GateOutcome } from '../host/evidence.ts'
import { inert, oneLine } from '../host/text.ts'
import { worktreeState, type WorktreeState } from '../git/worktree.ts'
import type { Opened } from '../records/repository.ts'
import { runGate, type GateRun } from './run-gate.ts'

/** What a gate came to here, or had come to before. */
export interface Verified extends GateRun, GateOutcome {
  readonly gate: Gate
  readonly tree: string
  readonly dirty: boolean
}

/** One that passed on this very tree before: it was not run. */
export interface Known {
  readonly gate: Gate
  readonly tree: string
  readonly before: EvidenceRecord & { readonly ms: number }
}

/** Runs the gates in turn; `known` tells what evidence there is for a tree, and spares a run. */
export async function* verifyGates(gates: readonly Gate[], { place }: Opened, world: World, known: (tree: string) => Promise<readonly (EvidenceRecord & { readonly ms: number })[]>): AsyncGenerator<Verified | Known> {
  let state = await worktreeState(place)
  let told = false
  // In CI these lines stand in a log that may be searched for commands; what a gate itself prints is its own affair.
  const say = (line: string) => world.stderr(inert(`${line}\n`))
  for (const gate of gates) {
    const { tree } = state
    const other = unlike(state)
    const [standing] = other ? [] : evidenceStanding([gate], await known(tree), tree)
    if (standing?.state === 'passed' && standing.record) { yield { gate, tree, before: standing.record }; continue }
    if (other && !told) say(`drift: note: ${oneLine(other)}: what runs now is recorded as dirty, and proves no commit\n  fix: Stage what belongs to the commit, ignore or stash the rest, then run it again`)
    told ||= other !== undefined

    say(`drift: ${gate.id}: ${oneLine(gate.command)}`)
    const ran = await runGate(gate, place.root, world)
    state = await worktreeState(place)
    const meddled = other ? undefined : state.tree !== tree ? 'what is staged' : state.changed[0]
    if (meddled !== undefined) say(`drift: note: ${oneLine(meddled)} changed while ${gate.id} ran: recorded as dirty, which proves no commit`)
    yield { gate, tree, dirty: other !== undefined || meddled !== undefined, ...ran, ...gateOutcome(gate, ran) }
  }
}

/** What the worktree holds that the index does not; undefined where both are the same. */
export function unlike({ changed, untracked, unseen }: WorktreeState): string | undefined {
  const more = (names: readonly string[]) => (names.length > 1 ? ` and ${names.length - 1} more` : '')
  if (changed.length > 0) return `${changed[0]} differs from what is staged${more(changed)}`
  if (untracked.length > 0) return `${untracked[0]} is untracked${more(untracked)}`
  return unseen.length > 0 ? `git does not look at ${unseen[0]}${more(unseen)} (sparse checkout or --assume-unchanged)` : undefined
}
