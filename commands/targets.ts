// Flags of a report → which format goes where.
import { normalize } from 'node:path'
import type { World } from '../host/cli-context.ts'
import { DriftError } from '../host/error.ts'
import { formats, type FormatName } from '../host/report/formats.ts'
import { list, optional, text } from '../host/schema.ts'
import { nearest } from '../host/text.ts'

/** A format and its file; without one it goes to its stream. */
export interface Target {
  readonly format: FormatName
  readonly file?: string
}

/** What was typed. */
export interface OutputFlags {
  readonly format?: readonly string[]
  readonly output?: string
  readonly json?: boolean
}

const names = Object.keys(formats) as FormatName[]

/** The flags of a command that prints a report. */
export const outputArguments = {
  format: optional(list(text({ min: 1 }), { about: `how it is told: ${names.join(', ')}; with a file as in sarif=drift.sarif; may stand several times (text unless told; github in GitHub Actions)` })),
  output: optional(text({ about: 'write the report to this file: the one format for machines, where several formats are told' })),
}

/** The targets, in the order given. DriftError (exit 2) where two formats would meet in one place, or nobody knows a format. */
export function targetsOf({ format = [], output, json }: OutputFlags, environment: World['environment']): readonly Target[] {
  const asked = format.map(parsed)
  if (json && !asked.some((target) => target.format === 'json')) asked.push({ format: 'json' })
  if (asked.length === 0) asked.push({ format: output === undefined && environment['GITHUB_ACTIONS'] === 'true' ? 'github' : 'text' })
  const targets = output === undefined ? asked : withOutput(asked, output)
  for (const [i, target] of targets.entries()) {
    const place = placeOf(target)
    const other = targets.slice(0, i).find((one) => placeOf(one) === place)
    if (other) throw new DriftError(other.format === target.format ? `the format ${target.format} is asked for twice` : `${other.format} and ${target.format} cannot both go to ${place}`, `Give one a file of its own: --format ${target.format}=<file>`)
  }
  return targets
}

function parsed(typed: string): Target {
  const [, name = typed, file] = /^([^=]*)=(.*)$/s.exec(typed) ?? []
  if (!(names as readonly string[]).includes(name)) {
    const near = nearest(name, names)
    throw new DriftError(`there is no format "${name}"${near ? ` (did you mean ${near}?)` : ''}`, `Use one of: ${names.join(', ')}`)
  }
  if (file === '') throw new DriftError(`--format ${name}= names no file`, `Give it one: --format ${name}=<file>`)
  return { format: name as FormatName, ...(file === undefined ? {} : { file }) }
}

/** `--output` is for the one format without a place that is meant for files, or else for the only one. */
function withOutput(asked: readonly Target[], output: string): readonly Target[] {
  if (output === '') throw new DriftError('--output names no file', 'Give it one: --output <file>')
  const open = asked.filter(({ file }) => file === undefined)
  const [chosen, ...others] = open.length === 1 ? open : open.filter(({ format }) => formats[format].file)
  if (!chosen || others.length > 0) throw new DriftError('it is not clear which format --output is for', 'Name the file of each: --format sarif=<file> --format junit=<file>')
  return asked.map((target) => (target === chosen ? { ...target, file: output } : target))
}

function placeOf({ format, file }: Target): string {
  return file === undefined ? { stdout: 'standard output', stderr: 'standard error' }[formats[format].stream] : normalize(file)
}
