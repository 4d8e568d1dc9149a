// GitLab's code quality report: one entry a row. An entry without a file breaks the list, one with another's fingerprint hides.
import { visible } from '../text.ts'
import { printed } from './json.ts'
import type { Report } from './report.ts'
import { isFinding, capped, fingerprints, ofCommit, placeOf, rowsOf } from './rows.ts'

const most = 5000
const severities = { error: 'blocker', warning: 'minor' } as const

/** The report as JSON; an empty list where all is well. */
export function gitlab(report: Report): string {
  const rows = capped(rowsOf(report.outcomes, 1000), most)
  const ids = fingerprints(rows)
  return printed(rows.map((row, i) => ({
    description: `${row.check}: ${row.message}${ofCommit(row.commit)}${row.fix ? ` – fix: ${row.fix}` : ''}`,
    check_name: isFinding(row) ? `${row.check}/${row.code}` : row.check,
    fingerprint: ids[i],
    severity: severities[row.level],
    location: { path: visible(placeOf(row, report)), lines: { begin: row.line ?? 1 } },
  })))
}
