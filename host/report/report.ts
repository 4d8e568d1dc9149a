// What a report says, whatever its format: the verdict and where it came from.
import type { Stage } from '../change.ts'
import type { Outcome, Verdict } from '../finding.ts'
import type { ApprovalPolicy } from '../policy.ts'

/** Everything that a reporter prints. */
export interface Report extends Verdict {
  readonly stage: Stage
  /** Whether approvals were authenticated by signatures; recorded and merged ones never are. */
  readonly authenticated: boolean
  /** In which ways plans had to be approved: one for each policy that counted, without repetition; none where none did. */
  readonly approvalModes: readonly ApprovalPolicy['mode'][]
  readonly base?: string
  readonly head?: string
  /** Where base and head came from, in words. */
  readonly baseSource?: string
  readonly policy?: { readonly source: string; readonly digest: string }
  /** How many commits were judged; 0 for what is not committed yet. */
  readonly commits: number
  /** Things to know that change no verdict. */
  readonly notes: readonly string[]
  /** What each check demands, by its name: for formats that explain. */
  readonly demands: Readonly<Record<string, string>>
  /** Paths that stand for a finding without a file: the config, and the folder of plans. */
  readonly anchors: { readonly config: string; readonly plans: string }
}

/** What is behind the approvals of each mode, as long as no signature was verified. */
export const vouched: Readonly<Record<ApprovalPolicy['mode'], string>> = {
  recorded: 'recorded, not authenticated',
  merged: 'by merging into the target branch, no signature checked',
  signed: 'by signature, none verified',
}

/** The same for a whole report; empty where nothing is to be said. */
export function approvalWords({ authenticated, approvalModes }: Pick<Report, 'authenticated' | 'approvalModes'>): string {
  return authenticated ? '' : approvalModes.map((mode) => vouched[mode]).join('; ')
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

/** `2 failed, 1 skipped`. */
export function countsOf(outcomes: readonly Outcome[]): string {
  return Object.entries(summaryOf(outcomes)).filter(([, n]) => n > 0).map(([what, n]) => `${n} ${what}`).join(', ') || 'nothing to judge'
}

/** `over 3 commits`; empty for what is not committed yet. */
export function extentOf({ commits }: Pick<Report, 'commits'>): string {
  return commits > 0 ? `over ${commits} commit${commits === 1 ? '' : 's'}` : ''
}
