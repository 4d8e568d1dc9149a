// Two lines a finding: one to grep, one to act on. Nothing at all when all is well and nobody asked to hear it.
import { inert, oneLine } from '../text.ts'
import { approvalWords, countsOf, extentOf, type Report } from './report.ts'
import { capped, inWords, nameOf, rowsOf, type Row } from './rows.ts'

/** How text is painted; `quiet` (hooks) says nothing when all is well. */
export interface TextStyle {
  readonly colour: boolean
  readonly quiet: boolean
}

// Of one check and kind: who reads more than that mends a file, and not a line at a time.
const most = 100

const paint = (colour: boolean, code: number, text: string) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text)

/** The report for people. */
export function text(report: Report, { colour, quiet }: TextStyle): string {
  const { outcomes, verdict, notes } = report
  const rows = outcomes.flatMap((outcome) => rolledUp(rowsOf([outcome], Infinity)))
  const lines = [...rows.flatMap((row) => said(row, colour)), ...notes.map((note) => `drift: note: ${oneLine(note)}`)]
  if (quiet) return verdict === 'passed' && lines.length === 0 ? '' : join(lines)
  const extent = extentOf(report)
  const approvals = approvalWords(report)
  return join([
    ...(report.baseSource ? [`drift: range: ${oneLine(report.baseSource)}`] : []),
    ...lines,
    ...outcomes.filter((o) => o.status === 'skipped').map((o) => `drift: ${nameOf(o.check)}: skipped: ${oneLine(o.reason ?? '')}`),
    `drift: ${paint(colour, verdict === 'passed' ? 32 : 31, verdict)}${extent && ` ${extent}`}: ${countsOf(outcomes)}${approvals && ` (approvals: ${approvals})`}`,
  ])
}

/** Rows of one check, of each kind no more than can be read, and how many are left out. */
function rolledUp(rows: readonly Row[]): readonly Row[] {
  const kinds = [...new Set(rows.map(({ kind }) => kind))].map((kind) => rows.filter((row) => row.kind === kind))
  return kinds.flatMap((alike) => capped(alike, most).map((row) => (row.kind === 'more' ? { ...row, check: alike[0]!.check } : row)))
}

function said(row: Row, colour: boolean): string[] {
  const name = paint(colour, row.level === 'warning' ? 33 : 31, row.check)
  return [`drift: ${name}: ${row.kind === 'finding' && row.level === 'warning' ? 'warning: ' : ''}${inWords({ ...row, by: undefined })}`, ...(row.by === undefined ? [] : [`  by: ${row.by}`]), ...(row.fix === undefined ? [] : [`  fix: ${row.fix}`])]
}

function join(lines: readonly string[]): string {
  return lines.length > 0 ? inert(`${lines.join('\n')}\n`) : ''
}
