// What `drift finish --out` writes: the report for programs and for people, the metrics, the lesson.
import { accessSync, constants, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { DriftError, messageOf } from '../../host/error.ts'
import type { Report } from '../../records/report.ts'
import { rendered } from './render.ts'

const names = ['run_report.json', 'drift_summary.md', 'trust_metrics.json', 'lessons.jsonl'] as const

/** A folder and those around it: mkdir with `recursive` never ends below /proc (node 20). */
function made(folder: string): void {
  if (existsSync(folder)) return
  if (dirname(folder) !== folder) made(dirname(folder))
  mkdirSync(folder)
}

/** Makes the folder, before anything else is done. DriftError (exit 2) where it cannot be written. */
export function readyFolder(folder: string): void {
  try {
    made(resolve(folder))
    accessSync(folder, constants.W_OK)
    for (const name of names) if (statSync(join(folder, name), { throwIfNoEntry: false })?.isDirectory()) throw new Error(`${join(folder, name)} is a folder`)
  } catch (error) {
    throw new DriftError(`the files of the report cannot be written: ${messageOf(error)}`, 'Give --out a folder that can be written. Nothing was done yet: the run goes on.')
  }
}

/** Writes them; gives their names. DriftError (exit 2) where the folder cannot be written. */
export function writeFiles(folder: string, report: Report, lesson: string): readonly string[] {
  const { run, plan, domain, metrics } = report
  const files: Readonly<Record<typeof names[number], string>> = {
    'run_report.json': rendered(report, 'sealed', 'json'),
    'drift_summary.md': rendered(report, 'sealed', 'markdown'),
    'trust_metrics.json': `${JSON.stringify({ version: 1, run, plan, ...domain === undefined ? {} : { domain }, ...metrics }, null, 2)}\n`,
    'lessons.jsonl': `${lesson}\n`,
  }
  try {
    for (const name of names) writeFileSync(join(folder, name), files[name])
  } catch (error) {
    throw new DriftError(`the files of the report cannot be written: ${messageOf(error)}`, 'Give --out a folder that can be written. The run is finished: drift report shows it.')
  }
  return names
}
