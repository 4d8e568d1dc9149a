// What a report says, whatever its format: the verdict and where it came from.
import type { Stage } from '../change.ts'
import type { Outcome, Verdict } from '../finding.ts'

/** Everything that a reporter prints. */
export interface Report extends Verdict {
  readonly stage: Stage
  /** Whether approvals were authenticated by signatures; recorded ones never are. */
  readonly authenticated: boolean
  readonly base?: string
  readonly head?: string
  /** Where base and head came from, in words. */
  readonly baseSource?: string
  readonly policy?: { readonly source: string; readonly digest: string }
  /** How many commits were judged; 0 for what is not committed yet. */
  readonly commits: number
  /** Things to know that change no verdict. */
  readonly notes: readonly string[]
}

/** How many checks ended how. Findings of `warn` checks count as warned. */
export function summaryOf(outcomes: readonly Outcome[]): Record<'passed' | 'failed' | 'warned' | 'skipped' | 'blind' | 'crashed', number> {
  const count = (fits: (o: Outcome) => boolean) => outcomes.filter(fits).length
  return {
    passed: count((o) => o.status === 'passed'),
    failed: count((o) => o.status === 'failed' && o.severity !== 'warn'),
    warned: count((o) => o.status === 'failed' && o.severity === 'warn'),
    skipped: count((o) => o.status === 'skipped'),
    blind: count((o) => o.status === 'blind'),
    crashed: count((o) => o.status === 'crashed'),
  }
}
