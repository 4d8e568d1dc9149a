// Where a report goes: each format to its stream or its file.
import { randomUUID } from 'node:crypto'
import { appendFileSync, statSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Stage } from '../host/change.ts'
import type { World } from '../host/cli-context.ts'
import { DriftError, messageOf } from '../host/error.ts'
import { reportOfError } from '../host/evaluate.ts'
import { exitCode } from '../host/finding.ts'
import { formats } from '../host/report/formats.ts'
import { markdown } from '../host/report/markdown.ts'
import type { Report } from '../host/report/report.ts'
import { visible } from '../host/text.ts'
import { targetsOf, type OutputFlags, type Target } from './targets.ts'

declare const DRIFT_VERSION: string

/**
 * Judges, tells the report and gives its exit code. Flags are understood before anything is judged. Where judging fails,
 * whoever reads a file or a log for machines is told so too; people hear it from the error, which is thrown on.
 */
export async function delivered(flags: OutputFlags, world: World, stage: Stage, work: () => Promise<Report>): Promise<0 | 1 | 3> {
  const targets = targetsOf(flags, world.environment)
  let report: Report
  try {
    report = await work()
  } catch (error) {
    const unwritten = deliver(reportOfError(error, stage), targets.filter(({ format, file }) => format !== 'text' || file !== undefined), world)
    for (const wrong of unwritten) world.stderr(`drift: warning: ${visible(wrong)}\n`)
    throw error
  }
  const [wrong] = deliver(report, targets, world)
  if (wrong !== undefined) throw new DriftError(wrong, 'Name a file that can be written.')
  return exitCode(report.verdict)
}

/** Streams first: what can be told is told, whatever becomes of the files. Gives what could not be written. */
function deliver(report: Report, targets: readonly Target[], world: World): string[] {
  const how = { version: DRIFT_VERSION, token: randomUUID() }
  for (const { format } of targets.filter(({ file }) => file === undefined)) world[formats[format].stream](formats[format].render(report, { ...how, colour: world.colour }))
  if (targets.some(({ format }) => format === 'github')) summarize(report, world)
  return targets.flatMap(({ format, file }) => (file === undefined ? [] : write(resolve(world.cwd, file), formats[format].render(report, { ...how, colour: false }))))
}

function write(path: string, content: string): string[] {
  try {
    writeFileSync(path, content)
    return []
  } catch (error) {
    return [`the report cannot be written: ${messageOf(error)}`]
  }
}

// GitHub drops the whole summary of a step above 1 MiB; a step that called somebody else before has used up some of it.
const most = 1_000 * 1024
const least = 60_000

/** Adds the report to the summary of this step of GitHub Actions, if there is one. It is a courtesy: it fails nothing. */
function summarize(report: Report, { environment, stderr }: World): void {
  const path = environment['GITHUB_STEP_SUMMARY']
  if (!path) return
  try {
    const room = most - (statSync(path, { throwIfNoEntry: false })?.size ?? 0)
    if (room < least) stderr('drift: warning: the step summary is full: the report is in the log alone\n')
    else appendFileSync(path, markdown(report, room))
  } catch (error) {
    stderr(`drift: warning: the step summary cannot be written: ${visible(messageOf(error))}\n`)
  }
}
