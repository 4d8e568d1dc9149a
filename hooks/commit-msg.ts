// commit-msg: the local judge. It adds the trailers of the active run, then judges the whole commit by its trailer.
import { resolve } from 'node:path'
import type { Frame, Work } from '../host/bind.ts'
import type { Change } from '../host/change.ts'
import { DriftError } from '../host/error.ts'
import { askedIn } from '../host/override.ts'
import { adoption, bindRange } from '../host/range.ts'
import type { Report } from '../host/report/report.ts'
import { judgedAmending } from './amend.ts'
import { brokenFor, noting, spend } from './glass.ts'
import { mergeHeads, pendingMerge } from './merge.ts'
import { stamped } from './message.ts'
import { withSession, type HookWorld, type Session } from './session.ts'

/** Judges the commit that is about to be made with the message in `file`. Unless `stamp` is false, the trailers of the active run are added to that file. */
export function commitMsg(world: HookWorld, file: string | undefined, { stamp = true } = {}): Promise<Report> {
  return withSession(world, 'commit-msg', async (session) => {
    const path = messageFile(world.cwd, file)
    const { head, files, doing, run } = session
    const broken = await brokenFor(session)
    const message = await stamped(path, session, stamp, broken.armed?.reason)
    const frame = await session.frame('commit-msg')
    const override = askedIn(message) === undefined ? undefined : broken.through
    const judged = (change: Change) => session.judged([override ? { ...change, override } : change], 'commit-msg')
    const merge = async (parents: readonly string[]) => judged(await pendingMerge(session, parents, frame, message))
    const work: Work = { tree: ':0:', extent: 'commit', parents: head ? [head] : [], files, message, ...(run ? { run } : {}), mayMix: doing.squash || doing.replay, author: authorOf(process.env) }
    const report = doing.merge && head !== undefined
      ? await merge([head, ...mergeHeads(session)])
      : await judgedAmending(session, work, { merge, commit: async (work) => judged(await bound(session, frame, work)) })
    if (stamp && override && broken.armed && report.verdict === 'passed') await spend(session, broken.armed)
    return noting(report, broken)
  })
}

function messageFile(cwd: string, file: string | undefined): string {
  if (file === undefined) throw new DriftError('commit-msg needs the file of the message', 'Let git call it, or: drift hook commit-msg .git/COMMIT_EDITMSG')
  return resolve(cwd, file)
}

/** Binds the commit on top of those since the target tip: lanes are summed, an overtaken plan is seen, a regression test may have come earlier. */
async function bound({ opened }: Session, frame: Frame, work: Work): Promise<Change> {
  const [head] = work.parents
  const named = work.message!.trailers.some(({ key }) => key.toLowerCase() === 'plan-id')
  // Without a target there is nothing to count from.
  const commits = head === undefined || frame.target.tip === undefined || head === frame.target.tip ? [] : await opened.commits([frame.target.tip], head)
  const counted = named ? work : { ...work, files: await opened.countLines(work.files) }
  const { changes } = await bindRange({ commits, net: undefined, adopted: adoption(opened, true) }, frame, counted)
  return changes.at(-1)!
}

function authorOf({ GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email }: NodeJS.ProcessEnv): { name: string; email: string } {
  return { name: name ?? '', email: email ?? '' }
}
