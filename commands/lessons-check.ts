import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ownCommand } from '../host/cli-context.ts'
import { DriftError, messageOf } from '../host/error.ts'
import { frictionsOf, raised } from '../host/lessons.ts'
import { list, number, object, optional, text } from '../host/schema.ts'
import { oneLine } from '../host/text.ts'
import { lessonsFile, lessonKind } from '../records/lesson.ts'
import { parseLines } from '../records/line.ts'
import { misfit } from '../records/misfit.ts'
import { isTime } from '../records/time.ts'
import { lessonsOf, notEnforcing } from './lessons.ts'
import { version } from './printed.ts'
import { inRepository, neededPolicy } from './repository.ts'

interface Finding { readonly line?: number; readonly tag?: string; readonly message: string; readonly fix: string }

export default ownCommand({
  path: ['lessons', 'check'],
  summary: 'check that every lesson can be read, and that what enforces it exists',
  example: 'drift lessons check',
  arguments: object({}),
  prints: object({
    version, lessons: number({ min: 0 }), findings: list(object({ line: optional(number({ min: 1 })), tag: optional(text()), message: text(), fix: text() })),
    flagged: list(text(), { about: 'What came so often that something should enforce it, in words.' }), newer: number({ min: 0, about: "Lines that are not this drift's to judge." }),
  }),
  effects: [],

  run: ({ json }, { world, print }) => inRepository(world, async (opened) => {
    const policy = await neededPolicy(opened, world)
    const { findings: unreadable, newer } = judged(textOf(join(opened.root, lessonsFile)))
    const { lessons } = await lessonsOf(opened)
    const frictions = frictionsOf(lessons)
    const gone: Finding[] = []
    for (const { tag, enforced } of frictions) {
      const wrong = enforced === undefined ? undefined : await notEnforcing(enforced, opened, policy)
      // The file only grows: what a later lesson names takes the place of what an earlier one did.
      if (wrong) gone.push({ tag, message: `${tag} is enforced by nothing any more: ${wrong}`, fix: `Say what enforces it now: drift lessons add ${tag} --cause … --action … --enforced <check or test file>` })
    }
    const findings = [...unreadable, ...gone]
    const flagged = frictions.flatMap((friction) => raised(friction) ?? [])
    if (json) print({ version: 1, lessons: lessons.length, findings, flagged, newer })
    else for (const { line, message, fix } of findings) world.stderr(`drift: lessons: ${lessonsFile}${line === undefined ? '' : `:${line}`}: ${oneLine(message)}\n  fix: ${fix}\n`)
    for (const flag of flagged) world.stderr(`drift: note: ${oneLine(flag)}\n`)
    if (newer > 0) world.stderr(`drift: note: ${newer} line${newer === 1 ? '' : 's'} of a newer drift, or of another kind, ${newer === 1 ? 'is' : 'are'} kept and not read\n`)
    if (!json && findings.length === 0) print(`${lessons.length} lesson${lessons.length === 1 ? '' : 's'}, ${frictions.length} tag${frictions.length === 1 ? '' : 's'}: all can be read, and what enforces them exists\n`)
    return findings.length > 0 ? 1 : 0
  }),
})

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw new DriftError(`${lessonsFile} cannot be read: ${messageOf(error)}`, `Make ${lessonsFile} a readable file.`, 3)
  }
}

/** What is wrong with the lines themselves, and how many are not this drift's to judge. */
function judged(text: string): { readonly findings: Finding[]; readonly newer: number } {
  const findings: Finding[] = []
  let newer = 0
  const fix = 'Bring the line back as git has it: git checkout HEAD -- .drift/lessons.jsonl, or git log -p -- .drift/lessons.jsonl'
  for (const [i, line] of text.split('\n').entries()) {
    const [record] = parseLines(line).records
    if (line === '' && i === text.split('\n').length - 1) continue
    if (!record) { findings.push({ line: i + 1, message: 'this line is no record: not JSON, not canonical, or its id is not that of its content', fix }); continue }
    if (record.kind !== lessonKind.name || record.v > 1) { newer++; continue }
    const wrong = misfit(lessonKind.schema.json, record) ?? (isTime(record['at'] as string) ? undefined : '/at: expected a time that exists')
    if (wrong) findings.push({ line: i + 1, message: `this is no lesson: ${wrong}`, fix })
  }
  if (text !== '' && !text.endsWith('\n')) findings.push({ line: text.split('\n').length, message: 'the last line does not end', fix: 'End it with a newline.' })
  return { findings, newer }
}
