import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { commitPaths } from '../git/commit.ts'
import { agentIn, sessionIn } from '../host/agents.ts'
import { ownCommand, type OwnContext, type World } from '../host/cli-context.ts'
import { DriftError } from '../host/error.ts'
import { tellOf } from '../host/listen.ts'
import type { BarePlan } from '../host/plan-folder.ts'
import type { Policy } from '../host/policy-in-force.ts'
import { vouched } from '../host/report/report.ts'
import { flag, object, optional, text } from '../host/schema.ts'
import { runFields, statusSchema } from '../host/status-schema.ts'
import { visible } from '../host/text.ts'
import { look } from '../hooks/files.ts'
import { huskyIdle, runHusky } from '../hooks/husky.ts'
import { findBlock } from '../hooks/marks.ts'
import { hooksPlace } from '../hooks/place.ts'
import type { Opened } from '../records/repository.ts'
import { layAside, readRun, runsElsewhere, writeRun, type Run } from '../records/store/run.ts'
import { identity } from './person.ts'
import { neededPlan, statusOf } from './plans.ts'
import { either, version } from './printed.ts'
import { inRepository, neededPolicy } from './repository.ts'
import { refusedPlan } from './start-refused.ts'
import { resumedRun, type Stamp } from './start-resume.ts'
import { statusData } from './status-look.ts'
import { statusText } from './status-text.ts'
import { fetchFirst } from './travel.ts'

export default ownCommand({
  path: ['start'],
  summary: 'begin a run of an approved plan in this worktree',
  example: 'drift start login-limit-k3f9\n  drift start --resume',
  arguments: object({
    plan: optional(text({ about: 'its id' })),
    resume: optional(flag({ about: 'go on with the run of this worktree and branch, after a crash or in a new terminal, and say where it stands' })),
  }),
  positional: ['plan'],
  prints: either(object({ version, ...runFields }), statusSchema),
  effects: ['records', 'scratch', 'files', 'remote'],

  run: ({ plan: id, resume, json }, context) => inRepository(context.world, async (opened) => {
    const { world, print } = context
    const policy = await neededPolicy(opened, world)
    const { place } = opened
    if (place.branch === undefined) throw new DriftError('HEAD is on no branch, and a run belongs to one', 'Make a branch: git switch -c <branch>, then try again.', 1)
    if (id === undefined && !resume) throw new DriftError('start needs to know which plan', 'drift plan list shows them; to go on with the run of this worktree: drift start --resume')
    await fetchFirst(opened, policy.config, world)
    const stamp = await stampOf(opened, place.branch, context)
    if (resume) {
      const { run, told } = await resumedRun(opened, policy, id, stamp)
      await huskyHere(place.root, world)
      const data = await statusData(opened, policy, run)
      for (const line of told) world.stderr(`${visible(line)}\n`)
      if (json) print(data)
      else print(statusText(data, { vouch: vouched[policy.config.approval.mode], branch: place.branch }))
      return 0
    }
    const running = readRun(place.gitDir)
    if (running && running.plan !== id && running.branch === stamp.branch) throw new DriftError(`plan ${running.plan} is running in this worktree`, 'drift finish, or with --abandon, which ends that run here (its commits and records stay), or use another worktree: git worktree add ../work', 1)

    const plan = await startable(opened, policy, id!)
    const base = (await opened.info('HEAD^{commit}'))!.oid
    const same = running?.plan === id && running?.branch === stamp.branch ? running : undefined
    const run: Run = same ? { ...same, digest: plan.digest } : { v: 1, id: randomBytes(8).toString('hex'), plan: plan.id, base, digest: plan.digest, ...stamp }
    if (running && !same) layAside(place.gitDir, running)
    writeRun(place.gitDir, run)
    await huskyHere(place.root, world)
    if (!same) await tellOf({ on: 'run', what: 'started', plan: plan.id }, world, policy, place.root)
    const others = runsElsewhere(place).filter((other) => other.plan === plan.id && existsSync(other.worktree))
    for (const other of others) world.stderr(`drift: note: plan ${plan.id} runs in ${visible(other.worktree)}, too (${visible(other.branch.replace('refs/heads/', ''))}): each holds its own commits to it\n`)
    if (running && !same) world.stderr(`The run of plan ${running.plan} on ${visible(running.branch.replace('refs/heads/', ''))} is laid aside: there drift start --resume goes on with it\n`)
    if (json) print({ version: 1, ...run })
    else world.stderr(`Plan ${plan.id} runs on ${place.branch}${same ? ` since ${same.started}` : ''}: commits may change ${plan.intent.allowed_files.join(', ')}\n`)
    return 0
  }),
})

/** The plan as it is committed and approved. DriftError (exit 1) where it is neither and cannot be made so. */
async function startable(opened: Opened, policy: Policy, id: string): Promise<BarePlan> {
  const { config } = policy
  const { options, branch } = opened.place
  const plan = await neededPlan(opened, policy, id)
  if (plan.closed) throw new DriftError(`plan ${id} is closed`, 'Make a new plan: drift plan new "<goal>"', 1)
  const folder = `${config.plans.dir}/${id}`
  const before = await statusOf(opened, policy, plan)
  // Where merging approves, the plan has to be committed first, on the target branch itself.
  const byCommit = config.approval.mode === 'merged' && branch === config.base.branch
  const refused = byCommit ? undefined : await refusedPlan(opened, policy, plan, before)
  if (refused) throw refused
  const committed = async () => (await opened.info(`HEAD:${folder}`))?.oid
  if (await committed() !== plan.digest) await commitPaths(options, [folder], `Plan: ${plan.intent.title}`)
  if (await committed() !== plan.digest) throw new DriftError(`the commit of ${folder} does not hold what is on disk`, `Commit it by hand: git add ${folder} && git commit -- ${folder}; then start again.`, 1)
  return plan
}

/** Where, when and by whom a run is begun. A terminal that says nothing of itself is told by the process that called. */
async function stampOf(opened: Opened, branch: string, { world, now }: OwnContext): Promise<Stamp> {
  const agent = agentIn(world.environment)
  return {
    branch: `refs/heads/${branch}`, worktree: opened.place.root, started: now().toISOString(), by: await identity(opened),
    ...agent ? { agent } : {}, session: sessionIn(world.environment) ?? `process ${process.ppid}`,
  }
}

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
