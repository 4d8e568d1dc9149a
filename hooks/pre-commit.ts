// pre-commit: the index, before there is a message. What only a message can decide is judged at commit-msg.
import { bind } from '../host/bind.ts'
import { reportOf } from '../host/evaluate.ts'
import type { Report } from '../host/report/report.ts'
import { withSession, type HookWorld } from './session.ts'

/** Judges what is staged, by the plan of the active run. */
export function preCommit(world: HookWorld): Promise<Report> {
  return withSession(world, 'pre-commit', async ({ head, files, doing, run, frame, judged }) => {
    if (doing.merge) return reportOf([], 'pre-commit')
    const work = { tree: ':0:', extent: 'staged' as const, parents: head ? [head] : [], files, ...(run ? { run } : {}), mayMix: doing.squash || doing.replay }
    return judged([await bind(work, await frame('pre-commit'), { charges: new Map(), digests: new Map() })], 'pre-commit')
  })
}
