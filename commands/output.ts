// Where a report goes: one or several formats, to standard output or a file.
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { World } from '../host/cli-context.ts'
import { DriftError, messageOf } from '../host/error.ts'
import { exitCode } from '../host/finding.ts'
import { json } from '../host/report/json.ts'
import type { Report } from '../host/report/report.ts'
import { text } from '../host/report/text.ts'
import { choice, list, optional, text as word } from '../host/schema.ts'

/** The names of formats, as `--format` takes them. */
export const formats = ['text', 'json'] as const
type Format = (typeof formats)[number]

/** The flags of a command that prints a report. */
export const outputArguments = {
  format: optional(list(choice(formats), { about: `how it is told: ${formats.join(', ')}; may stand several times` })),
  output: optional(word({ about: 'write the report to this file' })),
}

/** Prints a report and gives its exit code. Text goes to stderr, so that data on stdout stays clean. */
export function deliver(report: Report, { format = ['text'], output, json: asJson }: { readonly format?: readonly Format[]; readonly output?: string; readonly json?: boolean }, world: World): 0 | 1 | 3 {
  if (output !== undefined && format.length > 1) throw new DriftError('several formats cannot go to one file', 'Give one --format with --output, or call drift once for each.')
  for (const name of asJson ? ['json'] as const : format) {
    const rendered = name === 'json' ? json(report) : text(report, { colour: world.colour && output === undefined, quiet: false })
    if (output !== undefined) write(resolve(world.cwd, output), rendered)
    else if (name === 'json') world.stdout(rendered)
    else world.stderr(rendered)
  }
  return exitCode(report.verdict)
}

function write(path: string, content: string): void {
  try {
    writeFileSync(path, content)
  } catch (error) {
    throw new DriftError(`the report cannot be written: ${messageOf(error)}`, 'Give --output a file that can be written.')
  }
}
