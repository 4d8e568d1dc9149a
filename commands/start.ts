import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { commitPaths } from '../git/commit.ts'
import { gitLine } from '../git/exec.ts'
import { ownCommand, type World } from '../host/cli-context.ts'
import { DriftError } from '../host/error.ts'
import { tellOf } from '../host/listen.ts'
import { object, text } from '../host/schema.ts'
import { shellWord, visible } from '../host/text.ts'
import { look } from '../hooks/files.ts'
import { huskyIdle, runHusky } from '../hooks/husky.ts'
import { findBlock } from '../hooks/marks.ts'
import { hooksPlace } from '../hooks/place.ts'
import { readRun, writeRun, type Run } from '../records/store/run.ts'
import { neededPlan, statusOf } from './plans.ts'
import { inRepository, neededPolicy } from './repository.ts'

export default ownCommand({
  path: ['start'],
  summary: 'begin a run of an approved plan in this worktree',
  example: 'drift start login-limit-k3f9',
  arguments: object({ plan: text({ about: 'its id' }) }),
  positional: ['plan'],
  prints: object({}),
  effects: ['scratch', 'files'],

  run: ({ plan: id, json }, { world, now, print }) => inRepository(world, async (opened) => {
    const { place } = opened
    const policy = await neededPolicy(opened, world)
    const { config } = policy
    const running = readRun(place.gitDir)
    if (place.branch === undefined) throw new DriftError('HEAD is on no branch, and a run belongs to one', 'Make a branch: git switch -c <branch>, then try again.', 1)
    if (running && running.plan !== id && running.branch === `refs/heads/${place.branch}`) throw new DriftError(`plan ${running.plan} is running in this worktree`, `rm ${shellWord(join(place.gitDir, 'drift', 'run.json'))}, which ends that run here (its commits and records stay), or use another worktree: git worktree add ../work`, 1)

    const plan = await neededPlan(opened, policy, id)
    if (plan.closed) throw new DriftError(`plan ${id} is closed`, 'Make a new plan: drift plan new "<goal>"', 1)
    const folder = `${config.plans.dir}/${id}`
    const before = await statusOf(opened, policy, plan)
    // Where merging approves, the plan has to be committed first, on the target branch itself.
    const byCommit = config.approval.mode === 'merged' && place.branch === config.base.branch
    if (before.standing.state !== 'approved' && !byCommit) throw unapproved(id, before.standing.reason, config.approval.mode === 'merged')
    const committed = (await opened.info(`HEAD:${folder}`))?.oid
    if (committed !== plan.digest) await commitPaths(place.options, [folder], `Plan: ${plan.intent.title}`)
    if ((await opened.info(`HEAD:${folder}`))?.oid !== plan.digest) throw new DriftError(`the commit of ${folder} does not hold what is on disk`, `Commit it by hand: git add ${folder} && git commit -- ${folder}; then start again.`, 1)

    const [name, email] = (await gitLine(['var', 'GIT_COMMITTER_IDENT'], place.options)).split(/ <|> /) as [string, string]
    const base = (await opened.info('HEAD^{commit}'))!.oid
    const run: Run = { v: 1, id: randomBytes(8).toString('hex'), plan: id, branch: `refs/heads/${place.branch}`, worktree: place.root, base, digest: plan.digest, started: now().toISOString(), by: { name, email } }
    writeRun(place.gitDir, run)
    await huskyHere(place.root, world)
    await tellOf({ on: 'run', what: 'started', plan: id }, world, policy, place.root)
    if (json) print({ version: 1, ...run })
    else world.stderr(`Plan ${id} runs on ${place.branch}: commits may change ${plan.intent.allowed_files.join(', ')}\n`)
    return 0
  }),
})

/** husky's folder `_` is in no commit: a new worktree lacks it, and git runs no hook there and says nothing. */
async function huskyHere(root: string, { stderr }: World): Promise<void> {
  const { husky } = await hooksPlace(root)
  const text = husky === undefined ? undefined : (await look(join(husky, 'pre-commit')))?.text
  if (husky === undefined || !text || !findBlock(text, husky) || await huskyIdle(root, husky) === undefined) return
  try {
    await runHusky(root, husky)
    stderr('husky is set up in this worktree, too: its hooks run here now\n')
  } catch (error) {
    // The run has begun: the gate judges it, and doctor says the same until it is mended.
    if (!(error instanceof DriftError)) throw error
    stderr(visible(`drift: warning: no hook runs in this worktree: ${error.message}\n  fix: ${error.fix}\n`))
  }
}

function unapproved(id: string, reason: string, merged: boolean): DriftError {
  return new DriftError(`plan ${id} is not approved: ${reason}`, merged ? "Merge the plan's files into the target branch first." : `drift approve ${id}, run by a person`, 1)
}
