// What `drift finish --out` writes: the report for programs and for people, the metrics, the lesson.
import { accessSync, constants, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DriftError, messageOf } from '../../host/error.ts'
import type { Report } from '../../records/report.ts'
import { rendered } from './render.ts'

/** Makes the folder, before anything else is done. DriftError (exit 2) where it cannot be written. */
export function readyFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.W_OK)
  } catch (error) {
    throw new DriftError(`the files of the report cannot be written: ${messageOf(error)}`, 'Give --out a folder that can be written. Nothing was done yet: the run goes on.')
  }
}

/** Writes them; gives their names. DriftError (exit 2) where the folder cannot be written. */
export function writeFiles(folder: string, report: Report, lesson: string): readonly string[] {
  const { run, plan, domain, metrics } = report
  const files: Readonly<Record<string, string>> = {
    'run_report.json': rendered(report, 'sealed', 'json'),
    'drift_summary.md': rendered(report, 'sealed', 'markdown'),
    'trust_metrics.json': `${JSON.stringify({ version: 1, run, plan, ...domain === undefined ? {} : { domain }, ...metrics }, null, 2)}\n`,
    'lessons.jsonl': `${lesson}\n`,
  }
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  } catch (error) {
    throw new DriftError(`the files of the report cannot be written: ${messageOf(error)}`, 'Give --out a folder that can be written. The run is finished: drift report shows it.')
  }
  return Object.keys(files)
}
