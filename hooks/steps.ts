// What git's own pre-commit does before it judges, and no command that judges what is staged: the steps of plugins.
import { reportOf } from '../host/evaluate.ts'
import type { StepContext } from '../host/plugin.ts'
import type { Report } from '../host/report/report.ts'
import { judgedIndex, preCommit } from './pre-commit.ts'
import { withSession, type Doing, type HookWorld } from './session.ts'

/** Takes the steps that the config's plugins bring, then judges what they leave staged. Where there are none, that costs nothing. */
export async function preCommitSteps(world: HookWorld): Promise<Report> {
  let stale = false
  let notes: readonly string[] = []
  const report = await withSession(world, 'pre-commit', async (session) => {
    const { files, doing, opened: { place }, policy: { plugins } } = session
    if (files.length > 0 && plugins.some(({ plugin }) => plugin.steps?.length)) {
      const { takeSteps } = await import('../host/cli-plugins.ts')
      const taken = await takeSteps(plugins, { root: place.root, gitDir: place.gitDir, during: during(doing), run: world.run })
      notes = taken.notes
      stale = taken.any
    }
    return stale ? reportOf([], 'pre-commit') : judgedIndex(session)
  })
  // All that was read of the index may be another by now, the config too.
  const last = stale ? await preCommit({ ...world, staged: undefined }) : report
  return { ...last, notes: [...notes, ...last.notes] }
}

function during({ merge, squash, replay }: Doing): StepContext['during'] {
  return merge ? 'merge' : replay ? 'replay' : squash ? 'squash' : undefined
}
