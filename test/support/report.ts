// What the runner prints: a line a file, everything of a file that failed, and what the whole run came to.
import { attackMatrix, type Fought } from './attack-matrix.ts'
import { matrix, type Cell } from './matrix.ts'
import type { Judged } from './judge.ts'
import { blank, columns } from './places.ts'
import type { RanFile } from './run-file.ts'

/** A test file, run and judged. */
export interface Done {
  readonly ran: RanFile
  readonly judged: Judged
}

/** One line where all is well (and its warnings, if any); reasons and the whole output where it is not. */
export function fileReport({ ran, judged }: Done): string {
  const counts = `${judged.passed} passed${judged.failed ? `, ${judged.failed} failed` : ''}${judged.skipped ? `, ${judged.skipped} skipped` : ''}`
  const line = `${judged.failed ? 'FAIL' : 'ok  '} ${ran.file}  ${counts}  ${(ran.ms / 1000).toFixed(1)} s`
  if (judged.failed === 0) return [line, ...ran.stderr.split('\n').filter((said) => /warn|deprecat/i.test(said)).map((said) => `     ${said}`)].join('\n')
  return [line, ...judged.why.map((reason) => `     ${reason}`), indented(ran.stdout), indented(ran.stderr)].filter(Boolean).join('\n')
}

/** The end of the report: skipped tests, the matrix, the slowest files, the sum as the very last line. */
export function sumReport(done: readonly Done[]): string {
  const told = done.flatMap(({ ran }) => ran.told.map((fact) => ({ file: ran.file, fact })))
  const skips = told.flatMap(({ file, fact }) => ('skipped' in fact ? [`  ${file}: ${fact.skipped}: ${fact.reason}`] : []))
  const cells = told.flatMap(({ fact }): Cell[] => ('scenario' in fact ? [fact] : []))
  const fought = told.flatMap(({ fact }): Fought[] => ('attack' in fact ? [fact] : []))
  const rows = told.flatMap(({ fact }) => ('table' in fact ? [fact] : []))
  const tables = [...new Set(rows.map(({ table }) => table))].map((table) => [table, rows.filter((row) => row.table === table).map(({ row }) => `  ${row}`)] as const)
  const slow = done.toSorted((a, b) => b.ran.ms - a.ran.ms).slice(0, 5).map(({ ran }) => `  ${(ran.ms / 1000).toFixed(1).padStart(6)} s  ${ran.file}`)
  const failed = done.filter(({ judged }) => judged.failed > 0).map(({ ran }) => `  ${ran.file}`)
  return [
    ...titled('Skipped', skips),
    ...titled('Scenarios', cells.length > 0 ? [matrix(cells, columns, blank)] : []),
    ...titled('Attacks', fought.length > 0 ? [attackMatrix(fought)] : []),
    ...tables.flatMap(([table, rows]) => titled(table, rows)),
    ...titled('Slowest', slow),
    ...titled('Failed', failed),
    '', sumLine(done.map(({ judged }) => judged)),
  ].join('\n')
}

/** `N passed, N failed`, and how many were skipped where some were. */
export function sumLine(all: readonly Pick<Judged, 'passed' | 'failed' | 'skipped'>[]): string {
  const sum = (of: 'passed' | 'failed' | 'skipped') => all.reduce((n, judged) => n + judged[of], 0)
  return `${sum('passed')} passed, ${sum('failed')} failed${sum('skipped') ? `, ${sum('skipped')} skipped` : ''}`
}

function titled(title: string, lines: readonly string[]): string[] {
  return lines.length > 0 ? ['', title, ...lines] : []
}

function indented(output: string): string {
  return output.trimEnd().split('\n').map((line) => `     | ${line}`).join('\n').replace(/^ {5}\| $/, '')
}
