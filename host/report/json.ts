import { commandMark } from '../text.ts'
import { summaryOf, type Report } from './report.ts'

/** `--format json`: schemas/report.schema.json describes it. Nothing is cut or replaced: whoever shows it must escape for his own sink. */
export function json({ verdict, authenticated, approvalModes, stage, base, head, baseSource, policy, commits, outcomes, notes }: Report): string {
  return printed({ version: 1, verdict, authenticated, approvalModes, stage, base, head, baseSource, policy, commits, notes, outcomes, summary: summaryOf(outcomes) })
}

/** JSON for a file or a log. The mark of a CI system's command can only stand within a string, where an escape means the same. */
export function printed(data: unknown): string {
  return `${JSON.stringify(data, null, 2).replace(commandMark, '#\\u0023')}\n`
}
