// How the gates of a plan stand on a tree, by the evidence there is. Pure.
import { evidenceStanding } from '../../host/evidence.ts'
import type { TestContract } from '../../host/plan.ts'
import type { Evidence } from '../../records/evidence.ts'
import type { Report } from '../../records/report.ts'

/** A gate with what came of it. */
export interface GateStanding {
  readonly gate: Report['gates'][number] & { readonly command: string }
  /** Why it did not pass; empty where it did. */
  readonly reason: string
  /** It passed, but on another tree than this one, or in a worktree that held something else. */
  readonly earlier?: 'tree' | 'dirty' | undefined
}

/** What the newest evidence of just this tree says, by the gates as they are now; `run` is whose failures are counted. */
export function gateStandings(gates: TestContract['gates'], evidence: readonly Evidence[], tree: string | undefined, run: string): GateStanding[] {
  return evidenceStanding(gates, tree === undefined ? [] : evidence, tree).map(({ gate: { id, command, required }, state, reason, record }) => {
    const all = evidence.filter((one) => one.gate === id && one.command === command)
    const failures = all.filter((one) => one.run === run && one.outcome !== 'passed' && one !== record).length
    const outcome = state === 'missing' ? 'not-run' : state
    const { tests, exit, ms, at, id: evidenceId } = record ?? {}
    const ran = record ? { ...exit === undefined ? {} : { exit }, ms, at, evidence: evidenceId } : {}
    const before = record ? [] : all.filter((one) => one.outcome === 'passed')
    return {
      gate: { gate: id, required, outcome, failures, ...tests ? { tests: tests.total, ...tests.skipped > 0 ? { skipped: tests.skipped } : {} } : {}, command, ...ran }, reason,
      ...before.length > 0 ? { earlier: before.some((one) => one.dirty && one.tree === tree) ? 'dirty' as const : 'tree' as const } : {},
    }
  })
}
