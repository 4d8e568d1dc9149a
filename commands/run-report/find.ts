// Sealed reports, by run or by plan.
import { DriftError } from '../../host/error.ts'
import { nearest, visible } from '../../host/text.ts'
import { reportKind, type Report } from '../../records/report.ts'
import type { Opened } from '../../records/repository.ts'
import { listRecords } from '../../records/store/records.ts'

/** The last one of each run, newest first; `warn` hears of lines that cannot be read. */
export async function sealedReports(opened: Opened, warn: (text: string) => void): Promise<readonly Report[]> {
  const { records, unread } = await listRecords<Report>(opened, reportKind)
  if (unread.length > 0) warn(`drift: warning: ${unread.length} report${unread.length === 1 ? '' : 's'} cannot be read by this drift\n`)
  const reports = records.map(({ record }) => record).sort((a, b) => (a.ended > b.ended ? -1 : a.ended < b.ended ? 1 : a.id < b.id ? -1 : 1))
  // A finish that was refused left an older one of its run.
  const seen = new Set<string>()
  return reports.filter(({ run }) => !seen.has(run) && seen.add(run))
}

/** The newest report of a plan, or of the run whose id begins so. DriftError (exit 2) where there is none, or several runs are meant. */
export function reportNamed(reports: readonly Report[], name: string): Report {
  const ofPlan = reports.find(({ plan }) => plan === name)
  if (ofPlan) return ofPlan
  const ofRun = /^[0-9a-f]{4,}$/.test(name) ? reports.filter(({ run }) => run.startsWith(name)) : []
  if (ofRun.length > 1) throw new DriftError(`"${name}" is the beginning of ${ofRun.length} runs`, `Name one: ${ofRun.map(({ run }) => run).join(', ')}`)
  if (ofRun[0]) return ofRun[0]
  const near = nearest(name, reports.map(({ plan }) => plan))
  throw new DriftError(`no run of "${visible(name)}" was finished here${near ? ` (did you mean ${near}?)` : ''}`, 'drift finish seals one; drift sync fetches those of others. A view is named by plugin/view.')
}
