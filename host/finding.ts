// What came of judging: findings, outcomes, verdicts. All of it data, as `--format json` prints it.

/** One broken demand: what is wrong, and what mends it. */
export interface Finding {
  /** Short and stable, lower case: what kind of breach, within the check. */
  readonly code: string
  readonly message: string
  /** A command that can be pasted, all up to the first `, ` outside of quotes; or words, which begin with a capital letter (`commandOf`). */
  readonly fix: string
  readonly path?: string
  /** Counted from 1. */
  readonly line?: number
  /** Stamped by the host: the commit that broke the demand, and the plan it was judged by. */
  readonly commit?: string
  readonly plan?: string
}

/** A finding that an override lets through: told, and not blocking. */
export interface LetThrough extends Finding {
  /** `approved` by people, for just this patch; `break-glass`: so far only by whoever made the commit, and only locally. */
  readonly override: {
    readonly state: 'approved' | 'break-glass'
    readonly by: readonly { readonly name: string; readonly email: string; readonly self: boolean }[]
    readonly reason: string
  }
}

/** How much a broken demand weighs: `warn` is told and blocks nothing. */
export type Severity = 'warn' | 'error'

/** What became of a check. */
export interface Outcome {
  readonly check: string
  readonly status: 'passed' | 'failed' | 'skipped' | 'blind' | 'crashed'
  readonly severity?: Severity
  /** Why it was skipped or blind. */
  readonly reason?: string
  /** What was thrown, when it crashed. */
  readonly error?: string
  readonly findings: readonly Finding[]
  /** Findings that overrides let through, where there are any: the check may then have passed. */
  readonly overridden?: readonly LetThrough[]
}

/** What became of a whole call. */
export interface Verdict {
  readonly verdict: 'passed' | 'failed' | 'blind'
  readonly outcomes: readonly Outcome[]
}

/** The verdict over outcomes: an error-level finding wins over blindness, a crash is blindness. */
export function verdictOf(outcomes: readonly Outcome[]): Verdict['verdict'] {
  if (outcomes.some((o) => o.status === 'failed' && o.severity !== 'warn')) return 'failed'
  return outcomes.some((o) => o.severity !== 'warn' && (o.status === 'blind' || o.status === 'crashed')) ? 'blind' : 'passed'
}

/** The exit code that says a verdict. */
export function exitCode(verdict: Verdict['verdict']): 0 | 1 | 3 {
  return verdict === 'passed' ? 0 : verdict === 'failed' ? 1 : 3
}
