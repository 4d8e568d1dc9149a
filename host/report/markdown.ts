// Markdown for a comment or a summary. Whatever others wrote stands in code spans: there nothing is a link, a picture, a mention or HTML.
import { approvalWords, countsOf, extentOf, type Report } from './report.ts'
import { inWords, rowsOf, told, type Row } from './rows.ts'

/** The report in at most `room` bytes of UTF-8 (GitHub takes comments of 65,536 characters); what finds no room is counted. */
export function markdown(report: Report, room = 60_000): string {
  const { verdict, baseSource, outcomes, notes } = report
  const approvals = approvalWords(report)
  const head = [
    `### drift: ${verdict}`,
    `${[countsOf(outcomes), extentOf(report)].filter(Boolean).join(' ')}${approvals && ` (approvals: ${approvals})`}`,
    ...baseSource ? [`Range: ${code(baseSource)}`] : [],
    ...notes.slice(0, 20).map((note) => `Note: ${code(note, 300)}`),
  ].join('\n\n')
  const rest = outcomes.filter(({ status }) => status === 'passed' || status === 'skipped')
  const details = rest.length === 0 ? '' : `\n<details><summary>passed and skipped</summary>\n\n${rest.map(({ check, status, reason }) => `- ${code(check)} ${status}${reason === undefined ? '' : `: ${code(reason)}`}`).join('\n')}\n\n</details>`
  return `${fitting(head, rowsOf(outcomes, 600), details, room).join('\n')}\n`
}

function fitting(head: string, rows: readonly Row[], details: string, room: number): string[] {
  // For what is said of those left out.
  let left = room - bytes(head) - 200
  const told: string[] = []
  for (const [i, row] of rows.entries()) {
    const block = `${row.check === rows[i - 1]?.check && row.level === rows[i - 1]?.level ? '' : `\n**${code(row.check)}** (${row.level})\n\n`}${item(row)}`
    left -= bytes(block) + 1
    if (left < 0) return [head, ...told, `\n… and ${rows.length - i} more: --format json lists them all`]
    told.push(block)
  }
  return [head, ...told, ...details !== '' && bytes(details) < left ? [details] : []]
}

function item(row: Row): string {
  return `- ${code(inWords(row))}${row.fix === undefined ? '' : `\\\n  fix: ${code(row.fix)}`}`
}

/** A code span: its fence is longer than any run of backticks within. */
function code(text: string, most = 2000): string {
  const content = told(text, most).replaceAll('\t', ' ')
  const fence = '`'.repeat(Math.max(0, ...(content.match(/`+/g) ?? []).map((run) => run.length)) + 1)
  const pad = content === '' || /^`|`$|^ .* $/.test(content) ? ' ' : ''
  return `${fence}${pad}${content}${pad}${fence}`
}

function bytes(text: string): number {
  return new TextEncoder().encode(text).length
}
