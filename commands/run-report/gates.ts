// How the gates of a plan stand on a tree, by the evidence there is. Pure.
import type { TestContract } from '../../host/plan.ts'
import type { Evidence } from '../../records/evidence.ts'
import type { Report } from '../../records/report.ts'
import { byTime } from './look-up.ts'

/** A gate with what came of it. */
export interface GateStanding {
  readonly gate: Report['gates'][number]
  readonly command: string
  /** It passed, on another tree than this one. */
  readonly earlier: boolean
}

/** The newest evidence that was made of just this tree counts; `run` is whose failures are counted. */
export function gateStandings(gates: TestContract['gates'], evidence: readonly Evidence[], tree: string, run: string): GateStanding[] {
  return gates.map(({ id, command, required }) => {
    const all = evidence.filter((one) => one.gate === id && one.command === command).sort(byTime)
    const here = all.findLast((one) => one.tree === tree && !one.dirty)
    const failures = all.filter((one) => one.run === run && one.outcome !== 'passed' && one !== here).length
    return { gate: { gate: id, required, outcome: here?.outcome ?? 'not-run', failures, ...here?.tests ? { tests: here.tests.total } : {} }, command, earlier: !here && all.some(({ outcome }) => outcome === 'passed') }
  })
}
