// What a policy would have done to commits of the past: counted, with examples. Pure.
import type { Outcome } from './finding.ts'
import { visible } from './text.ts'

/** One commit as it would have been judged alone. */
export interface Judged {
  readonly commit: string
  readonly subject: string
  /** What bound it, in words. */
  readonly because: string
  readonly outcomes: readonly Outcome[]
}

/** How often one check would have spoken; examples are the newest commits. */
export interface CheckTally {
  readonly check: string
  readonly blocked: number
  readonly warned: number
  readonly blind: number
  readonly examples: readonly { readonly commit: string; readonly subject: string; readonly finding: string }[]
}

/** What became of all commits. */
export interface Tally {
  readonly commits: number
  /** Merges, which are judged only within their branch. */
  readonly merges: number
  /** Commits that no check would have blocked, by what bound them. */
  readonly passed: Readonly<Record<string, number>>
  readonly checks: readonly CheckTally[]
}

const most = 3

/** Counts. Commits come oldest first. */
export function tally(judged: readonly Judged[], merges: number): Tally {
  const names = [...new Set(judged.flatMap(({ outcomes }) => outcomes.map(({ check }) => check)))]
  const speaks = ({ status, findings }: Outcome) => findings.length > 0 || status === 'blind' || status === 'crashed'
  const blocks = (outcome: Outcome) => outcome.severity === 'error' && speaks(outcome)
  const passed = judged.filter(({ outcomes }) => !outcomes.some(blocks)).reduce<Record<string, number>>((counts, { because }) => ({ ...counts, [because]: (counts[because] ?? 0) + 1 }), {})
  const checks = names.map((check): CheckTally => {
    const told = judged.flatMap((one) => one.outcomes.filter((outcome) => outcome.check === check && speaks(outcome)).map((outcome) => ({ ...one, outcome })))
    return {
      check,
      blocked: told.filter(({ outcome }) => blocks(outcome)).length,
      warned: told.filter(({ outcome }) => !blocks(outcome)).length,
      blind: told.filter(({ outcome }) => outcome.findings.length === 0).length,
      examples: told.slice(-most).reverse().map(({ commit, subject, outcome }) => ({ commit, subject, finding: outcome.findings[0]?.message ?? outcome.reason ?? outcome.error ?? '' })),
    }
  })
  return { commits: judged.length, merges, passed, checks: checks.filter(({ blocked, warned }) => blocked + warned > 0).sort((a, b) => b.blocked - a.blocked || b.warned - a.warned) }
}

/** The same for people. */
export function simulated({ commits, merges, passed, checks }: Tally, config: string): string {
  const share = (count: number) => `${count} (${(100 * count / commits).toFixed(count * 1000 % commits === 0 ? 0 : 1)} %)`
  const free = Object.values(passed).reduce((sum, count) => sum + count, 0)
  const lines = [
    `${commits} commits, each judged alone by ${config} as a pull request would be${merges > 0 ? `; ${merges} merges left out` : ''}`,
    `would pass: ${share(free)}`,
    ...Object.entries(passed).sort(([, a], [, b]) => b - a).slice(0, 10).map(([because, count]) => `  ${share(count)} ${because}`),
    ...checks.flatMap(({ check, blocked, warned, examples }) => [
      `${check}: would block ${share(blocked)}${warned > 0 ? `, warn of ${share(warned)}` : ''}`,
      ...examples.map(({ commit, subject, finding }) => `  ${commit.slice(0, 12)} ${subject.slice(0, 50)}: ${finding}`),
    ]),
  ]
  return lines.map((line) => `${visible(line)}\n`).join('')
}
