// What a run teaches: one line that sets plan against work, and proposals for people to make lessons of. Pure.
import { asPlanned } from '../../host/lessons.ts'
import { oneLine, shellWord } from '../../host/text.ts'
import type { Lesson } from '../../records/lesson.ts'
import type { Report } from '../../records/report.ts'
import { countsIn, type Counts } from './counts.ts'

/** The lesson of a run: plan against work in the same words for every run. Its tag is the drift that there was most of. */
export function lessonOf(report: Report, cause?: string): Omit<Lesson, 'v' | 'kind' | 'id'> {
  const { files, commits, gates, missing } = countsIn(report)
  const said = (of: keyof Counts) => `${files[of]} files, ${commits[of]} commits, ${gates[of]} gates`
  const open = report.drift.filter(({ accepted }) => accepted === undefined)
  const tag = commonest(report.drift.map(({ code }) => code)) ?? asPlanned
  return {
    ...report.project === undefined ? {} : { project: report.project }, key: tag, ...report.domain === undefined ? {} : { domain: report.domain }, plan: report.plan, run: report.run,
    planned: `${commits.planned} commits, ${gates.planned} gates`, actual: said('actual'), delta: `${files.delta} files outside, ${commits.delta} commits beyond, ${missing} units missing, ${gates.delta} gates not passed`,
    cause: cause ?? (report.drift.length === 0 ? 'the work went as planned' : `not told; it drifted: ${report.drift.slice(0, 5).map(({ message }) => oneLine(message)).join('; ')}`.slice(0, 1000)),
    action: open.length > 0 ? 'not told: drift lessons add' : report.drift.length > 0 ? 'accepted as deviations' : 'none needed',
    by: report.by, via: report.via, at: report.ended,
  }
}

/** A command for each piece of drift that nobody accepted. */
export function proposals({ drift, plan }: Report): readonly string[] {
  return drift.filter(({ accepted }) => accepted === undefined).map(({ code, message }) => `drift lessons add ${code} --plan ${shellWord(plan)} --cause ${shellWord(oneLine(message))} --action "<what is done about it>"`)
}

function commonest(words: readonly string[]): string | undefined {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0]
}
