import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { git } from '../git/exec.ts'
import { ownCommand } from '../host/cli-context.ts'
import { DriftError } from '../host/error.ts'
import { handOf } from '../host/hand.ts'
import { lessonsFile } from '../host/lesson-file.ts'
import { frictionsOf, raised } from '../host/lessons.ts'
import { tellOf } from '../host/listen.ts'
import { flag, object, optional, text } from '../host/schema.ts'
import { oneLine } from '../host/text.ts'
import { lessonKind, type Lesson } from '../records/lesson.ts'
import { formatLine } from '../records/line.ts'
import { reportKind, type Report } from '../records/report.ts'
import type { Opened } from '../records/repository.ts'
import { endedAt, forgetFinishing } from '../records/store/finishing.ts'
import { appendRecord, listRecords, withoutSecrets } from '../records/store/records.ts'
import { endRun, readRun, type Run } from '../records/store/run.ts'
import { closePlan, closingOf, commitAlone, demandClosable, demandIdle } from './closing.ts'
import { lessonsOf } from './lessons.ts'
import { identity } from './person.ts'
import { inRepository, neededPolicy } from './repository.ts'
import { readyFolder, writeFiles } from './run-report/files.ts'
import { gathered } from './run-report/gather.ts'
import { gapsHere } from './run-report/here.ts'
import { lessonOf } from './run-report/lessons.ts'
import { runReportSchema } from './run-report/render.ts'
import { text as render } from './run-report/text.ts'
import { isOpen, told } from './run-report/told.ts'
import { sendAfter } from './travel.ts'

export default ownCommand({
  path: ['finish'],
  summary: 'end the run: report it, seal that, close the plan',
  example: 'drift finish\n  drift finish --abandon -m "the library does it now" --out report',
  arguments: object({
    abandon: optional(flag({ about: 'give it up: what was not done is no drift then' })),
    out: optional(text({ min: 1, about: 'also write run_report.json, drift_summary.md, trust_metrics.json and lessons.jsonl to this folder' })),
    message: optional(text({ about: 'why it went as it did; it goes into the lesson and the closing commit' })),
  }),
  short: { message: 'm' },
  prints: runReportSchema,
  effects: ['records', 'scratch', 'files', 'remote'],

  run: ({ abandon: abandoned = false, out, message, json }, { world, now, print }) => inRepository(world, async (opened) => {
    const { place } = opened
    const policy = await neededPolicy(opened, world)
    const run = readRun(place.gitDir)
    if (!run) throw new DriftError('no run is active in this worktree', 'See one that is finished with drift report <plan>, or begin one with drift start <plan>', 1)
    const gaps = await gapsHere(opened, run, policy.config.plans)
    // What keeps the plan from being closed is told before anything is sealed.
    demandIdle(opened)
    if (await closingOf(opened, policy.config.plans, run.plan) === 'open') await demandClosable(opened, policy.config.plans, run.plan)
    if (out !== undefined) readyFolder(resolve(world.cwd, out))
    const ended = (told: Readonly<Record<string, unknown>>) => endedAt(place.gitDir, run.id, told, now())
    const { report, blind } = await gathered(opened, policy, run, { ended, abandoned, by: await identity(opened), via: handOf(world.environment), gaps }, world)

    // Whoever is killed between two of these steps finishes again: each is done once, and the run ends last.
    await appendRecord(opened, reportKind, report.last, report)
    const lesson = await learned(opened, run, report, message?.replace(/\s+/g, ' ').trim())
    const commit = await closed(opened, policy.config.plans, run.plan, message?.trim())
    endRun(place.gitDir)
    forgetFinishing(place.gitDir, run.id)
    await tellOf({ on: 'run', what: 'finished', plan: run.plan }, world, policy, opened.root)
    await sendAfter(opened, policy.config, world)
    const files = out === undefined ? [] : writeFiles(resolve(world.cwd, out), report, lesson)

    const open = isOpen(report)
    if (json) print({ version: 1, sealed: true, open, ...commit === undefined ? {} : { closed: commit }, report })
    else world.stdout(`${render(told(report, 'sealed'), { short: true })}\n`)
    if (!json) world.stderr(`Run ${run.id} of plan ${run.plan} is ${abandoned ? 'abandoned' : 'finished'}: its report is sealed${commit === undefined ? '' : `, and the plan closed (commit ${commit.slice(0, 12)})`}.${files.length > 0 ? ` Wrote to ${oneLine(out!)}: ${files.join(', ')}.` : ''} All of it: drift report ${run.plan}\n`)
    const friction = frictionsOf((await lessonsOf(opened)).lessons).find(({ lessons }) => lessons.some((one) => one.run === run.id))
    const flag = friction && raised(friction)
    if (flag && !json) world.stderr(`drift: note: ${oneLine(flag)}\n`)
    // No drift told is a yes only where all of it was judged.
    return open ? 1 : blind ? 3 : 0
  }),
})

/** The lesson of the run as a line; written once to the file of lessons, whatever else is in there. */
async function learned(opened: Opened, run: Run, report: Report, cause: string | undefined): Promise<string> {
  // Lessons that somebody told during the run name it, too; its own says what was planned. A finish that was refused left it.
  const before = (await listRecords<Lesson>(opened, lessonKind)).records.find(({ record }) => record.run === run.id && record.planned !== undefined)
  if (before) return formatLine(before.record)
  const { key, ...rest } = withoutSecrets(lessonOf(report, cause || undefined))
  await appendRecord(opened, lessonKind, key, rest)
  return formatLine({ ...rest, key, v: 1, kind: 'lesson' })
}

/** Closes the plan with a commit that takes the lesson along; gives the commit, if one was needed. */
async function closed(opened: Opened, plans: Parameters<typeof closingOf>[1], plan: string, why: string | undefined): Promise<string | undefined> {
  const message = [`Close plan ${plan}`, ...why ? [why] : []].join('\n\n')
  const lessons = await isCommitted(opened, lessonsFile) ? [] : [lessonsFile]
  if (await closingOf(opened, plans, plan) === 'open') return closePlan(opened, plans, plan, message, lessons)
  return lessons.length === 0 ? undefined : commitAlone(opened, lessonsFile, `Lesson of plan ${plan}`)
}

/** Whether HEAD holds a file as it is, or nobody wants it there. */
async function isCommitted({ root, objects, place: { options } }: Opened, path: string): Promise<boolean> {
  const found = await objects.read(`HEAD:${path}`)
  if (found) return Buffer.compare(found.content, readFileSync(join(root, path))) === 0
  // Who keeps lessons out of git has said so.
  return (await git(['check-ignore', '-q', '--', path], { ...options, accept: [1] })).code === 0
}
