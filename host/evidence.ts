// What a gate's run came to, and what the records say about gates on one tree. Pure.
import type { TestContract } from './plan.ts'

export type Gate = TestContract['gates'][number]

/** Seconds that a gate has where its contract names no `timeout_s`. */
export const usualSeconds = 600

/** Tests as a runner counted them. Skipped ones did not run. */
export interface Counts {
  /** The runner's name, as docs/verify.md has it. */
  readonly runner: string
  readonly total: number
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** How a command ended, as an evidence record tells it. */
export interface Ended {
  readonly exit?: number
  readonly signal?: string
  readonly timed_out?: boolean
  readonly tests?: Counts
}

/** `unverifiable`: it ended well, and showed no test where tests were due. */
export interface GateOutcome {
  readonly outcome: 'passed' | 'failed' | 'unverifiable'
  /** Why it did not pass; empty where it did. */
  readonly reason: string
}

/** Judges how a gate's command ended. */
export function gateOutcome({ min_tests: least = 0 }: Pick<Gate, 'min_tests'>, { exit, signal, timed_out, tests }: Ended): GateOutcome {
  const failed = (reason: string): GateOutcome => ({ outcome: 'failed', reason })
  const unverifiable = (reason: string): GateOutcome => ({ outcome: 'unverifiable', reason })
  if (timed_out) return failed('its time was over')
  if (exit !== 0) return failed(exit === undefined ? `ended by ${signal ?? 'a signal'}` : `exit ${exit}`)
  if (tests && tests.failed > 0) return failed(`exit 0, but ${tests.failed} of ${tests.total} tests failed`)
  if (!tests) return least > 0 ? unverifiable(`its output names no count of tests, and at least ${least} ${least === 1 ? 'is' : 'are'} due`) : { outcome: 'passed', reason: '' }
  const ran = tests.passed + tests.failed
  if (ran === 0) return unverifiable(tests.skipped > 0 ? (tests.skipped === 1 ? 'its only test was skipped' : `all ${tests.skipped} tests were skipped`) : `${tests.runner} found no test`)
  return ran < least ? failed(`${ran} test${ran === 1 ? '' : 's'} ran, and at least ${least} are due`) : { outcome: 'passed', reason: '' }
}

/** For people: what ran, and how long it took (milliseconds). */
export function ranFor({ tests }: Pick<Ended, 'tests'>, ms: number): string {
  const counted = (tests ? [`${tests.passed + tests.failed} test${tests.passed + tests.failed === 1 ? '' : 's'}`, ...tests.skipped > 0 ? [`${tests.skipped} skipped`] : []] : [])
  return [...counted, `${(ms / 1000).toFixed(1)} s`].join(', ')
}

/** An evidence record, as much of it as its standing needs. */
export interface EvidenceRecord extends Ended {
  readonly id?: string
  readonly gate: string
  readonly command: string
  readonly tree: string
  readonly dirty: boolean
  readonly outcome: GateOutcome['outcome']
  readonly at: string
}

/** How a gate stands on a tree. */
export interface GateStanding<R extends EvidenceRecord = EvidenceRecord> {
  readonly gate: Gate
  /** `missing`: no run of this very command on this very tree is known. */
  readonly state: GateOutcome['outcome'] | 'missing'
  /** Why it is not `passed`. */
  readonly reason: string
  /** What tells so. */
  readonly record?: R
}

const gravest = { failed: 0, unverifiable: 1, passed: 2 }

/**
 * How each gate stands by the records: the newest run of its command on `tree` counts, if the worktree held just that tree.
 * Without `tree` the records are taken to be of one tree, as a check gets them that reads the kind `evidence`.
 */
export function evidenceStanding<R extends EvidenceRecord>(gates: readonly Gate[], records: readonly R[], tree?: string): GateStanding<R>[] {
  return gates.map((gate) => {
    const own = records.filter((record) => record.gate === gate.id && record.command === gate.command && !record.dirty && (tree === undefined || record.tree === tree))
    // Of runs in the same millisecond the worse one counts.
    const [record] = own.toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at) || gravest[a.outcome] - gravest[b.outcome])
    if (!record) return { gate, state: 'missing', reason: 'it was not run on this content' }
    // The plan may ask for more tests by now than it did then.
    const { outcome, reason } = gateOutcome(gate, record)
    return record.outcome === 'passed' ? { gate, state: outcome, reason, record } : { gate, state: record.outcome, reason: reason || record.outcome, record }
  })
}
