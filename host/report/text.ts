// Two lines a finding: one to grep, one to act on. Nothing at all when all is well and nobody asked to hear it.
import type { Finding, Outcome } from '../finding.ts'
import { visible } from '../text.ts'
import { summaryOf, type Report } from './report.ts'

/** How text is painted; `quiet` (hooks) says nothing when all is well. */
export interface TextStyle {
  readonly colour: boolean
  readonly quiet: boolean
}

const paint = (colour: boolean, code: number, text: string) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text)

/** The report for people. */
export function text(report: Report, { colour, quiet }: TextStyle): string {
  const { outcomes, verdict, notes, commits } = report
  const lines = [...outcomes.flatMap((outcome) => told(outcome, colour)), ...notes.map((note) => `drift: note: ${visible(note)}`)]
  if (quiet) return verdict === 'passed' && outcomes.every((o) => o.findings.length === 0 && o.status !== 'blind' && o.status !== 'crashed') && notes.length === 0 ? '' : join(lines)
  const counted = Object.entries(summaryOf(outcomes)).filter(([, n]) => n > 0).map(([what, n]) => `${n} ${what}`).join(', ')
  const where = commits > 0 ? ` over ${commits} commit${commits === 1 ? '' : 's'}` : ''
  return join([
    ...(report.baseSource ? [`drift: range: ${report.baseSource}`] : []),
    ...lines,
    ...outcomes.filter((o) => o.status === 'skipped').map((o) => `drift: ${o.check}: skipped: ${visible(o.reason ?? '')}`),
    `drift: ${paint(colour, verdict === 'passed' ? 32 : 31, verdict)}${where}: ${counted || 'nothing to judge'}${report.authenticated ? '' : ' (approvals: recorded, not authenticated)'}`,
  ])
}

function told({ check, status, severity, reason, error, findings }: Outcome, colour: boolean): string[] {
  const name = paint(colour, severity === 'warn' ? 33 : 31, check)
  const lines = findings.flatMap((finding) => [`drift: ${name}: ${severity === 'warn' ? 'warning: ' : ''}${shown(line(finding))}`, `  fix: ${shown(finding.fix)}`])
  if (status === 'blind') lines.push(`drift: ${name}: could not judge: ${shown(reason ?? '')}`)
  if (status === 'crashed') lines.push(`drift: ${name}: crashed: ${visible((error ?? '').split('\n')[0]!)}`, '  fix: this is a bug of the check, not of the change; --format json holds its whole stack: please report it')
  return lines
}

/** A finding in one line: its place first, unless its words begin with it. */
export function line({ path, line: at, message, commit }: Finding): string {
  const place = path === undefined || message.startsWith(path) ? '' : `${path}${at === undefined ? '' : `:${at}`}: `
  return `${place}${message}${commit ? ` [${commit.slice(0, 12)}]` : ''}`
}

// One line each: a file name with a line break in it must not look like a finding of its own.
function shown(text: string): string {
  return visible(text).replaceAll('\n', '\\n')
}

function join(lines: readonly string[]): string {
  return lines.length > 0 ? `${lines.join('\n')}\n` : ''
}
