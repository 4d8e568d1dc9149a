// GitHub Actions: the text, which the runner must not obey, then annotations, which it must.
import type { Report } from './report.ts'
import { capped, ofCommit, rowsOf, told, type Row } from './rows.ts'
import { text } from './text.ts'

// A step gets ten annotations of each level, of 4,096 characters each; what is beyond is dropped without a word (actions/runner).
const most = 10
const room = 1900

/** Workflow commands for standard output. `token` is what the runner waits for while it is told to obey nothing: no commit may guess it. */
export function github(report: Report, token: string): string {
  const rows = rowsOf(report.outcomes, room)
  const annotations = (['error', 'warning'] as const).flatMap((level) => capped(rows.filter((row) => row.level === level), most))
  return `::stop-commands::${token}\n${text(report, { colour: false, quiet: false })}::${token}::\n${annotations.map(annotation).join('')}`
}

function annotation(row: Row): string {
  const { check, kind, level, message, fix, path, line, commit } = row
  const properties = { file: path && told(path, 1000), line: path && line, title: kind === 'more' || check === 'drift' ? 'drift' : `drift: ${check}` }
  const given = Object.entries(properties).flatMap(([name, value]) => (value === undefined || value === '' ? [] : [`${name}=${property(String(value))}`]))
  return `::${level} ${given.join(',')}::${data(`${message}${ofCommit(commit)}${fix === undefined ? '' : `\nfix: ${fix}`}`)}\n`
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
