// `drift ci --rerun-gates`: at the gate only evidence counts that this very job made.
import type { World } from '../host/cli-context.ts'
import { DriftError } from '../host/error.ts'
import { ranFor, type EvidenceRecord, type Gate } from '../host/evidence.ts'
import { verdictOf } from '../host/finding.ts'
import type { JudgedRange } from '../host/judge-range.ts'
import { oneLine } from '../host/text.ts'
import { worktreeState } from '../git/worktree.ts'
import type { Opened } from '../records/repository.ts'
import { unlike, verifyGates } from './verify-gates.ts'

/** What this job knows of gates; `undefined` while none of them was run. */
export type Evidence = readonly EvidenceRecord[] | undefined

interface Means {
  readonly world: World
  now(): Date
}

const waiting = new DriftError('the gates were not run: that comes last, and only where all else passed', 'Mend what else was found.', 3)
/** What an outcome says that lacks nothing else. */
const onlyWaiting = `${waiting.message} (${waiting.fix})`

/** What was answered when it was first asked for, by what was asked. */
export type Remembered = Map<string, unknown>

/**
 * The repository with this evidence and no other: what stands in notes anybody could have written. All else is asked once, and
 * stays as it was before any gate ran: a gate could approve, let through and move whatever it likes, or make git tell another
 * history (`.git/shallow`, another object under an old id).
 */
export function withEvidence(opened: Opened, evidence: Evidence, remembered: Remembered): Opened {
  const once = (what: string, ask: (...asked: readonly unknown[]) => unknown) => (...asked: readonly unknown[]): unknown => {
    const key = JSON.stringify([what, asked])
    if (!remembered.has(key)) remembered.set(key, ask(...asked))
    return remembered.get(key)
  }
  const asking = Object.entries(opened).flatMap(([name, ask]) => (typeof ask === 'function' && name !== 'close' ? [[name, once(name, ask as (...asked: readonly unknown[]) => unknown)] as const] : []))
  const known = { ...opened, ...Object.fromEntries(asking) } as Opened
  return {
    ...known,
    records: async (kind, keys, plans) => {
      if (kind !== 'evidence') return known.records(kind, keys, plans)
      if (!evidence) throw waiting
      return evidence.filter(({ tree }) => keys.includes(tree))
    },
  }
}

/**
 * Judges a range without evidence, runs the gates, and judges what asked for evidence again. What the change brings runs after
 * all else was judged, so that it can change nothing about that; and not at all where that did not pass: a plan that nobody
 * approved gets nothing run.
 */
export async function judgedWithGates(judge: (evidence: Evidence, policies?: JudgedRange['policies']) => Promise<JudgedRange>, opened: Opened, head: string, means: Means): Promise<JudgedRange> {
  const first = await judge(undefined)
  const isWaiting = ({ status, reason }: JudgedRange['outcomes'][number]) => status === 'blind' && reason === onlyWaiting
  const readers = new Set(first.outcomes.filter(isWaiting).map(({ check }) => check))
  if (readers.size === 0) return { ...first, notes: [...first.notes, 'no gate was run: no check asked for evidence'] }
  if (verdictOf(first.outcomes.filter((outcome) => !isWaiting(outcome))) !== 'passed') return first
  const { evidence, notes } = await rerun(gatesOf(first), opened, head, means)
  // Presets of packages lie in node_modules, where a gate writes what it likes.
  const { outcomes } = await judge(evidence, first.policies)
  const told = (check: string) => (readers.has(check) ? outcomes : first.outcomes).filter((outcome) => outcome.check === check)
  return { ...first, outcomes: [...new Set(first.outcomes.map(({ check }) => check))].flatMap(told), notes: [...first.notes, ...notes] }
}

/** The required gates of the plans that bind the range. */
function gatesOf({ plans }: JudgedRange): readonly Gate[] {
  const required = plans.flatMap(({ test_contract: { gates } }) => gates.filter((gate) => gate.required))
  return [...new Map(required.map((gate) => [JSON.stringify(gate), gate])).values()]
}

/** Runs them in the checkout. DriftError (exit 3) where that is not the head, with nothing beside it. */
async function rerun(gates: readonly Gate[], opened: Opened, head: string, { world, now }: Means): Promise<{ readonly evidence: readonly EvidenceRecord[]; readonly notes: readonly string[] }> {
  const state = await worktreeState(opened.place)
  const other = state.tree === await opened.evidenceTree(`${head}:`) ? unlike(state) : `it does not hold ${head.slice(0, 12)}`
  if (other !== undefined) throw new DriftError(`the gates cannot be run, since the checkout is not what is judged: ${oneLine(other)}`, `Check the head out and leave it as it is: git checkout ${head} (in GitHub Actions: actions/checkout with ref: \${{ github.event.pull_request.head.sha }})`, 3)
  const evidence: EvidenceRecord[] = []
  const notes: string[] = []
  for await (const found of verifyGates(gates, opened, world, async () => [])) {
    if ('before' in found) continue
    const { gate, tree, dirty, outcome, reason, ms, tail: _, ...ended } = found
    evidence.push({ gate: gate.id, command: gate.command, tree, dirty, outcome, at: now().toISOString(), ...ended })
    notes.push(`gate ${gate.id}: ${outcome} (${reason ? `${oneLine(reason)}; ` : ''}${ranFor(ended, ms)})${dirty ? ', dirty' : ''}`)
  }
  return { evidence, notes }
}
