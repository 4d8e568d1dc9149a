// commit-msg: the local judge. It adds the trailers of the active run, then judges the whole commit by its trailer.
import { resolve } from 'node:path'
import { stagedFiles, stagedLines, withLines } from '../git/change.ts'
import type { Frame, Work } from '../host/bind.ts'
import type { Change } from '../host/change.ts'
import { DriftError } from '../host/error.ts'
import { adoption, bindRange } from '../host/range.ts'
import type { Report } from '../host/report/report.ts'
import { amends, authorLine } from './amend.ts'
import { mergeChange } from './merge.ts'
import { stamped } from './message.ts'
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

/** The commit as it will be when it takes HEAD's place. */
async function amended({ opened, head }: Session, work: Work): Promise<Work> {
  const parent = (await opened.info(`${head}^`))?.oid
  const files = await stagedFiles(parent ?? opened.emptyTree, opened.place.options)
  return { ...work, parents: parent ? [parent] : [], files }
}

/** Binds the commit on top of those since the target tip: lanes are summed, an overtaken plan is seen, a regression test may have come earlier. */
async function bound({ opened }: Session, frame: Frame, work: Work): Promise<Change> {
  const [head] = work.parents
  const named = work.message!.trailers.some(({ key }) => key.toLowerCase() === 'plan-id')
  const commits = head === undefined || head === frame.target.tip ? [] : await opened.commits(frame.target.tip ? [frame.target.tip] : [], head)
  const counted = named ? work : { ...work, files: withLines(work.files, await stagedLines(head ?? opened.emptyTree, opened.place.options)) }
  const { changes } = await bindRange({ commits, net: undefined, adopted: adoption(opened, true) }, frame, counted)
  return changes.at(-1)!
}

function authorOf({ GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email }: NodeJS.ProcessEnv): { name: string; email: string } {
  return { name: name ?? '', email: email ?? '' }
}
