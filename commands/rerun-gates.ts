// `drift ci --rerun-gates`: at the gate only evidence counts that this very job made.
import type { World } from '../host/cli-context.ts'
import { DriftError } from '../host/error.ts'
import { ranFor, type EvidenceRecord, type Gate } from '../host/evidence.ts'
import { verdictOf } from '../host/finding.ts'
import type { JudgedRange } from '../host/judge-range.ts'
import { readPlan } from '../host/plan-folder.ts'
import { planValidators, type Policy } from '../host/policy-in-force.ts'
import { plansNamed, unsquashed } from '../host/squash.ts'
import { oneLine } from '../host/text.ts'
import { worktreeState } from '../git/worktree.ts'
import type { Opened } from '../records/repository.ts'
import { unlike, verifyGates } from './verify-gates.ts'

/** What this job knows of gates; `undefined` while none of them was run. */
export type Evidence = readonly EvidenceRecord[] | undefined

interface Range {
  readonly base: string
  readonly head: string
}

interface Means {
  readonly world: World
  now(): Date
}

const waiting = 'the gates were not run: that comes last, and only where all else passed'

/** What records said when they were first asked for, by what was asked. */
export type Remembered = Map<string, Promise<readonly unknown[]>>

/**
 * The repository with this evidence and no other: what stands in notes anybody could have written. Records of other kinds are
 * read once, and stay as they were before any gate ran: a gate could write some.
 */
export function withEvidence(opened: Opened, evidence: Evidence, remembered: Remembered): Opened {
  return {
    ...opened,
    records: async (kind, keys, plans) => {
      if (kind === 'evidence') {
        if (!evidence) throw new DriftError(waiting, 'Mend what else was found.', 3)
        return evidence.filter(({ tree }) => keys.includes(tree))
      }
      const asked = JSON.stringify([kind, keys, plans])
      const found = remembered.get(asked) ?? opened.records(kind, keys, plans)
      remembered.set(asked, found)
      return found
    },
  }
}

/**
 * Judges a range without evidence, runs the gates, and judges what asked for evidence again. What the change brings runs after
 * all else was judged, so that it can change nothing about that; and not at all where that did not pass: a plan that nobody
 * approved gets nothing run.
 */
export async function judgedWithGates(judge: (evidence: Evidence) => Promise<JudgedRange>, opened: Opened, range: Range, means: Means): Promise<JudgedRange> {
  const first = await judge(undefined)
  const isWaiting = ({ status, reason }: JudgedRange['outcomes'][number]) => status === 'blind' && reason === waiting
  const readers = new Set(first.outcomes.filter(isWaiting).map(({ check }) => check))
  if (readers.size === 0) return { ...first, notes: [...first.notes, 'no gate was run: no check asked for evidence'] }
  if (verdictOf(first.outcomes.filter((outcome) => !isWaiting(outcome))) !== 'passed') return first
  const { evidence, notes } = await rerun(await gatesOf(opened, range, first.policies), opened, range.head, means)
  const { outcomes } = await judge(evidence)
  const told = (check: string) => (readers.has(check) ? outcomes : first.outcomes).filter((outcome) => outcome.check === check)
  return { ...first, outcomes: [...new Set(first.outcomes.map(({ check }) => check))].flatMap(told), notes: [...first.notes, ...notes] }
}

/** The required gates of the plans that commits of the range name, as the head holds them. */
async function gatesOf(opened: Opened, { base, head }: Range, policies: readonly Policy[]): Promise<readonly Gate[]> {
  const commits = await opened.commits([base], head)
  const plans = new Set(commits.flatMap(({ message }) => plansNamed(unsquashed(message) ?? message)))
  const gates = new Map<string, Gate>()
  for (const dir of new Set(policies.map(({ config }) => config.plans.dir))) {
    for (const id of plans) {
      for (const closed of [false, true]) {
        const reading = await readPlan(opened, `${head}:`, dir, id, planValidators, closed)
        for (const gate of 'plan' in reading ? reading.plan.test_contract.gates : []) if (gate.required) gates.set(JSON.stringify(gate), gate)
      }
    }
  }
  return [...gates.values()]
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
