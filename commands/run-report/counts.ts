// Planned, actual and delta in numbers. Pure.
import type { Report } from '../../records/report.ts'

/** One row of the summary. */
export interface Counts {
  readonly planned: number
  readonly actual: number
  /** How many differ from what was planned. */
  readonly delta: number
}

/** The rows of a report. Files are planned by globs, so their plan is no number: it is told as what lies outside. */
export function countsIn({ files, commits, units, gates, drift }: Report): { readonly files: Counts; readonly commits: Counts; readonly gates: Counts; readonly extra: number; readonly unplanned: number; readonly missing: number } {
  const many = (code: string) => drift.filter((one) => one.code === code).length
  const required = gates.filter((gate) => gate.required)
  const [extra, unplanned] = [many('extra-commit'), many('unplanned-commit')]
  return {
    files: { planned: files.touched.length - files.outside.length, actual: files.touched.length, delta: files.outside.length },
    commits: { planned: units.length > 0 ? units.length : commits.length, actual: commits.length + unplanned, delta: extra + unplanned },
    gates: { planned: required.length, actual: required.filter(({ outcome }) => outcome !== 'not-run').length, delta: required.filter(({ outcome }) => outcome !== 'passed').length },
    extra, unplanned, missing: units.filter(({ done }) => !done).length,
  }
}
