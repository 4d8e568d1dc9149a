// Reads what a test file printed. uvu ends with exit 0 in more ways than one in which tests did not run; none passes here.
import type { RanFile } from './run-file.ts'

/** How a test file counts, and why it failed where it did. */
export interface Judged {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly why: readonly string[]
}

const summary = /^ {2}Total: +(\d+)\n {2}Passed: +(\d+)\n {2}Skipped: +(\d+)\n {2}Duration: /gm

/** Whether a test file's source singles tests out, so that the others would not run. */
export function singlesOut(source: string): boolean {
  return /\.only\s*\(|\[\s*(['"`])only\1\s*\]/.test(source)
}

/** The verdict over a test file that ran to its end or was ended. */
export function judge(ran: RanFile, source: string, limitS: number): Judged {
  const summaries = [...ran.stdout.matchAll(summary)]
  const [total = 0, passed = 0, skipped = 0] = summaries.length === 1 ? summaries[0]!.slice(1).map(Number) : []
  const reasons = ran.told.filter((fact) => 'skipped' in fact).length
  const why = [
    ran.timedOut && `it did not end within ${limitS} s`,
    !ran.timedOut && ran.code !== 0 && `exit ${ran.code ?? 'by a signal'}`,
    !ran.timedOut && summaries.length === 0 && 'no summary: test.run() is missing, or it ended before its tests did',
    summaries.length > 1 && 'two summaries: a suite called run() after the others had ended',
    summaries.length === 1 && total + skipped === 0 && 'it holds no test',
    ran.code === 0 && passed < total && `${total - passed} of ${total} tests did not run: a before or after hook threw, and uvu swallowed what`,
    skipped !== reasons && `${skipped} tests skipped with ${reasons} reasons told: skip with test/support/skip.ts`,
    singlesOut(source) && 'it singles out tests with .only',
    ran.strays && 'it left a process running',
    ran.leftovers.length > 0 && `it left behind: ${ran.leftovers.join(', ')}`,
  ].filter((reason) => reason !== false)
  return { passed, skipped, failed: Math.max(total - passed, why.length > 0 ? 1 : 0), why }
}
