// How the gates of a plan stand on a tree, by the evidence there is. Pure.
import { evidenceStanding } from '../../host/evidence.ts'
import type { TestContract } from '../../host/plan.ts'
import type { Evidence } from '../../records/evidence.ts'
import type { Report } from '../../records/report.ts'

/** A gate with what came of it. */
export interface GateStanding {
  readonly gate: Report['gates'][number]
  readonly command: string
  /** It passed, on another tree than this one. */
  readonly earlier: boolean
}

/** What the newest evidence of just this tree says, by the gates as they are now; `run` is whose failures are counted. */
export function gateStandings(gates: TestContract['gates'], evidence: readonly Evidence[], tree: string | undefined, run: string): GateStanding[] {
  return evidenceStanding(gates, tree === undefined ? [] : evidence, tree).map(({ gate: { id, command, required }, state, record }) => {
    const all = evidence.filter((one) => one.gate === id && one.command === command)
    const failures = all.filter((one) => one.run === run && one.outcome !== 'passed' && one !== record).length
    const outcome = state === 'missing' ? 'not-run' : state
    return { gate: { gate: id, required, outcome, failures, ...record?.tests ? { tests: record.tests.total } : {} }, command, earlier: !record && all.some((one) => one.outcome === 'passed') }
  })
}
