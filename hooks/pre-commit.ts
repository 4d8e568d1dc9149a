// pre-commit: the index, before there is a message. What only a message can decide is judged at commit-msg.
import { bind, type Work } from '../host/bind.ts'
import { reportOf } from '../host/evaluate.ts'
import { gathering } from '../host/gathering.ts'
import type { Report } from '../host/report/report.ts'
import { judgedAmending } from './amend.ts'
import { brokenFor, noting } from './glass.ts'
import { withSession, type HookWorld, type Session } from './session.ts'

/** Judges what is staged, by the plan of the active run. */
export function preCommit(world: HookWorld): Promise<Report> {
  return withSession(world, 'pre-commit', judgedIndex)
}

/** The same in a session that is open. */
export async function judgedIndex(session: Session): Promise<Report> {
  const { head, files, doing, run } = session
  if (doing.merge) return reportOf([], 'pre-commit')
  const frame = await session.frame('pre-commit')
  const work: Work = { tree: ':0:', extent: 'staged', parents: head ? [head] : [], files, ...(run ? { run } : {}), mayMix: doing.squash || doing.replay }
  const broken = await brokenFor(session)
  const override = broken.through
  return noting(await judgedAmending(session, work, {
    commit: async (work) => session.judged([{ ...await bind({ ...work, files: await gathering([work.tree], work.files, frame)(work.files) }, frame, { charges: new Map(), digests: new Map() }), ...(override ? { override } : {}) }], 'pre-commit'),
    merge: async () => reportOf([], 'pre-commit'),
  }), broken)
}
