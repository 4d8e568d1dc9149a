// commit-msg: the local judge. It adds the trailers of the active run, then judges the whole commit by its trailer.
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { stagedFiles } from '../git/change.ts'
import { addTrailers, cleanMessage, parseMessage } from '../git/trailers.ts'
import { emptyTree } from '../git/tree.ts'
import { bind, type Frame, type Work } from '../host/bind.ts'
import type { Change, Message, Trailer } from '../host/change.ts'
import { DriftError, messageOf } from '../host/error.ts'
import { matches } from '../host/globs.ts'
import { readPlan } from '../host/plan-folder.ts'
import { planValidators } from '../host/policy-in-force.ts'
import { adoption, bindRange } from '../host/range.ts'
import type { Report } from '../host/report/report.ts'
import { isPlanFile } from '../host/scope.ts'
import { amends, authorLine } from './amend.ts'
import { mergeChange } from './merge.ts'
import { withSession, type HookWorld, type Session } from './session.ts'

/** Judges the commit that is about to be made with the message in `file`. Unless `stamp` is false, the trailers of the active run are added to that file. */
export function commitMsg(world: HookWorld, file: string | undefined, { stamp = true } = {}): Promise<Report> {
  return withSession(world, 'commit-msg', async (session) => {
    const path = messageFile(world.cwd, file)
    const { head, files, doing, run, opened } = session
    const message = await stamped(path, session, stamp)
    const frame = await session.frame('commit-msg')
    if (doing.merge) return session.judged([await mergeChange(session, frame, message)], 'commit-msg')

    const work: Work = { tree: ':0:', extent: 'commit', parents: head ? [head] : [], files, message, ...(run ? { run } : {}), mayMix: doing.squash || doing.replay, author: authorOf(process.env) }
    const headContent = head ? (await opened.read(head))?.content : undefined
    const amend = amends(headContent && authorLine(headContent), process.env)
    if (amend === 'yes') return session.judged([await bound(session, frame, await amended(session, work))], 'commit-msg')
    const report = await session.judged([await bound(session, frame, work)], 'commit-msg')
    // An amend that takes something bad out again looks, against HEAD, like a change of it.
    if (report.verdict !== 'failed' || amend === 'no') return report
    const whole = await session.judged([await bound(session, frame, await amended(session, work))], 'commit-msg')
    return whole.verdict === 'passed' ? whole : report
  })
}

function messageFile(cwd: string, file: string | undefined): string {
  if (file === undefined) throw new DriftError('commit-msg needs the file of the message', 'Let git call it, or: drift hook commit-msg .git/COMMIT_EDITMSG')
  return resolve(cwd, file)
}

/** The message as git will store it; the active run's trailers are added to its file first. */
async function stamped(path: string, { opened, policy, run, files }: Session, write: boolean): Promise<Message> {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw new DriftError(`the commit message cannot be read: ${messageOf(error)}`, 'Give the file that holds it.')
  }
  const message = parseMessage(cleanMessage(text))
  const named = message.trailers.some(({ key }) => key.toLowerCase() === 'plan-id')
  const plansOnly = files.length > 0 && files.every(({ path }) => isPlanFile(path, policy.config.plans))
  if (!run || named || plansOnly || message.raw.trim() === '') return message
  const reading = await readPlan(opened, ':0:', policy.config.plans.dir, run, planValidators)
  const trailers: Trailer[] = [{ key: 'Plan-Id', value: run }]
  const units = 'plan' in reading ? reading.plan.commit_plan.units.filter(({ files: globs }) => files.length > 0 && files.every((file) => matches(globs, file))) : []
  if (units.length === 1 && !message.trailers.some(({ key }) => key.toLowerCase() === 'plan-unit')) trailers.push({ key: 'Plan-Unit', value: units[0]!.id })
  const more = addTrailers(text, trailers)
  if (write) writeFileSync(path, more)
  return parseMessage(cleanMessage(more))
}

/** The commit as it will be when it takes HEAD's place. */
async function amended({ opened: { objects, place }, head }: Session, work: Work): Promise<Work> {
  const parent = (await objects.info(`${head}^`))?.oid
  const files = await stagedFiles(parent ?? emptyTree[place.format], place.options)
  return { ...work, parents: parent ? [parent] : [], files }
}

/** Binds the commit; where what came before matters (lanes, regressions), on top of the commits since the target tip. */
async function bound({ opened, policy, files }: Session, frame: Frame, work: Work): Promise<Change> {
  const named = work.message!.trailers.some(({ key }) => key.toLowerCase() === 'plan-id')
  const alone = named && !work.message!.trailers.some(({ key }) => key.toLowerCase() === 'regression')
  const head = work.parents[0]
  if (alone || head === undefined || files.every(({ path }) => isPlanFile(path, policy.config.plans))) return bind(work, frame, { charges: new Map(), digests: new Map() })
  const commits = head === frame.target.tip ? [] : await opened.commits(frame.target.tip ? [frame.target.tip] : [], head)
  const counted = named ? work : { ...work, files: await opened.countLines(':0:', work.files) }
  const { changes } = await bindRange({ commits, net: undefined, adopted: adoption(opened, true) }, frame, counted)
  return changes.at(-1)!
}

function authorOf({ GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email }: NodeJS.ProcessEnv): { name: string; email: string } {
  return { name: name ?? '', email: email ?? '' }
}
