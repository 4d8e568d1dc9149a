import { summaryOf, type Report } from './report.ts'

/** `--format json`: schemas/report.schema.json describes it. */
export function json({ verdict, authenticated, stage, base, head, baseSource, policy, commits, outcomes, notes }: Report): string {
  return `${JSON.stringify({ version: 1, verdict, authenticated, stage, base, head, baseSource, policy, commits, notes, outcomes, summary: summaryOf(outcomes) }, null, 2)}\n`
}
