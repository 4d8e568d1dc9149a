// A run goes on after a crash or in a new terminal: as it is, as it was laid aside, or made anew from what records and commits say.
import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gitLine } from '../git/exec.ts'
import { trailersOf } from '../host/progress.ts'
import { DriftError } from '../host/error.ts'
import { isPlanId } from '../host/plan-folder.ts'
import type { Policy } from '../host/policy-in-force.ts'
import { targetTip } from '../host/target.ts'
import { shellWord, visible } from '../host/text.ts'
import { recordsAboutPlan } from '../records/about-plan.ts'
import { deviationKind } from '../records/deviation.ts'
import { evidenceKind, type Evidence } from '../records/evidence.ts'
import type { Opened } from '../records/repository.ts'
import { requestKind } from '../records/request.ts'
import { replaceFile } from '../records/store/file.ts'
import { layAside, readRun, runLaidAside, takeUp, tornRun, writeRun, type Run } from '../records/store/run.ts'
import { refusedPlan } from './start-refused.ts'
import { readWorktreePlan, statusOf } from './plans.ts'

/** Who and where, for a run that has to be made anew. */
export type Stamp = Pick<Run, 'branch' | 'worktree' | 'started' | 'by' | 'agent' | 'session'>

/** The run that goes on here, and how it was found. DriftError (exit 1) where there is none, or where its plan does not let it. */
export async function resumedRun(opened: Opened, policy: Policy, plan: string | undefined, stamp: Stamp): Promise<{ readonly run: Run; readonly told: readonly string[] }> {
  const { gitDir } = opened.place
  tidy(join(gitDir, 'drift'))
  const found = await foundRun(opened, policy, plan, stamp)
  const { run } = found
  if (plan !== undefined && run.plan !== plan) throw new DriftError(`the run of this worktree is one of plan ${run.plan}, not of ${plan}`, `drift start --resume ${run.plan}`, 1)
  const digest = await standingDigest(opened, policy, run)
  if (digest === run.digest) return found
  const newer = { ...run, digest }
  writeRun(gitDir, newer)
  return { run: newer, told: [...found.told, `The plan was approved anew meanwhile: the run goes on with the digest ${digest.slice(0, 12)}.`] }
}

async function foundRun(opened: Opened, policy: Policy, plan: string | undefined, stamp: Stamp): Promise<{ readonly run: Run; readonly told: readonly string[] }> {
  const { gitDir } = opened.place
  const torn = tornRun(gitDir)
  if (torn) return rebuilt(opened, policy, torn, plan, stamp)
  const active = readRun(gitDir)
  if (active?.branch === stamp.branch) return { run: active, told: [] }
  const aside = runLaidAside(gitDir, stamp.branch)
  const branch = stamp.branch.replace('refs/heads/', '')
  if (aside) {
    if (active) layAside(gitDir, active)
    takeUp(gitDir, aside)
    return { run: aside, told: [`The run of plan ${aside.plan} on ${branch} is taken up again${active ? `; that of plan ${active.plan} is laid aside` : ''}.`] }
  }
  if (active) throw new DriftError(`the run of this worktree is one of plan ${active.plan} on ${active.branch.replace('refs/heads/', '')}, and HEAD is on ${branch}`, `git switch ${shellWord(active.branch.replace('refs/heads/', ''))}, or begin one here: drift start <plan>`, 1)
  const [newest] = (await plansOnBranch(opened, policy)).reverse()
  throw new DriftError(`no run is to be resumed in this worktree${newest ? `; commits on ${branch} belong to plan ${newest.plan}` : ''}`, newest ? `drift start ${shellWord(newest.plan)}` : 'Begin one: drift start <plan>', 1)
}

/** The digest that the run goes on with: the plan's present one, if that is approved. */
async function standingDigest(opened: Opened, policy: Policy, run: Run): Promise<string> {
  const folder = `${policy.config.plans.dir}/${run.plan}`
  const reading = await readWorktreePlan(opened, policy, run.plan)
  if ('absent' in reading) {
    const there = await opened.info(`HEAD:${folder}`) ? 'HEAD' : run.base.slice(0, 12)
    throw new DriftError(`plan ${run.plan} of this run is gone from the worktree`, `git restore --source=${there} --staged --worktree -- ${shellWord(`:/${folder}`)}, or end the run: drift finish --abandon`, 1)
  }
  if ('wrong' in reading) throw new DriftError(reading.wrong.map((line) => `plan ${run.plan}: ${line}`).join('\n'), `Mend ${folder}.`, 1)
  if (reading.plan.closed) throw new DriftError(`plan ${run.plan} of this run is closed`, 'drift finish; or, where the work was given up, drift finish --abandon', 1)
  const refused = await refusedPlan(opened, policy, reading.plan, await statusOf(opened, policy, reading.plan))
  if (refused) throw refused
  return reading.plan.digest
}

/** Commits that carry a plan's trailer and are not on the target yet, oldest first. On the target itself the last ones tell nothing of today. */
async function plansOnBranch(opened: Opened, { config }: Policy): Promise<{ readonly plan: string; readonly commit: string; readonly parent: string | undefined }[]> {
  if (!await opened.info('HEAD^{commit}')) return []
  const tip = opened.branch === config.base.branch ? (await opened.info(`refs/remotes/${config.base.remote}/${config.base.branch}^{commit}`))?.oid : await targetTip(opened, config.base)
  const commits = await opened.commits(tip ? [tip] : [], 'HEAD', 'Plan-Id')
  return commits.flatMap((commit) => {
    const [plan] = trailersOf(commit, 'plan-id')
    return plan !== undefined && isPlanId(plan) ? [{ plan, commit: commit.commit, parent: commit.parents[0] }] : []
  })
}

/** A run made anew: what can still be read of it, then what records and commits say, then how things are now. */
async function rebuilt(opened: Opened, policy: Policy, { file, fields }: NonNullable<ReturnType<typeof tornRun>>, told: string | undefined, stamp: Stamp): Promise<{ readonly run: Run; readonly told: readonly string[] }> {
  if (fields['branch'] !== undefined && fields['branch'].startsWith('refs/heads/') && fields['branch'] !== stamp.branch) {
    const branch = fields['branch'].replace('refs/heads/', '')
    throw new DriftError(`the run of this worktree was cut off in the middle of being written, and belongs to ${visible(branch)}`, `git switch ${shellWord(branch)}, then: drift start --resume`, 1)
  }
  const carried = await plansOnBranch(opened, policy)
  const plan = [fields['plan'], told, carried.at(-1)?.plan].find((id) => id !== undefined && isPlanId(id))
  if (plan === undefined) throw new DriftError(`the run of this worktree was cut off in the middle of being written, and nothing tells which plan it was of (${file})`, 'Name the plan: drift start --resume <plan>', 1)
  const own = carried.filter((one) => one.plan === plan)
  const head = (await opened.info('HEAD^{commit}'))?.oid
  if (head === undefined) throw new DriftError('the branch has no commit, so there is no run to make anew', `drift start ${shellWord(plan)}`, 1)
  const base = await baseOf(opened, fields['base'], head) ?? own[0]?.parent ?? head
  const digest = (await opened.info(`HEAD:${policy.config.plans.dir}/${plan}`))?.oid ?? fields['digest'] ?? ''
  const started = fields['started'] !== undefined && !Number.isNaN(Date.parse(fields['started'])) ? fields['started'] : new Date(await gitLine(['log', '-1', '--format=%cI', base], opened.place.options)).toISOString()
  const run: Run = {
    ...stamp, v: 1, id: /^[0-9a-f]{16}$/.test(fields['id'] ?? '') ? fields['id']! : await recordedRun(opened, plan) ?? randomBytes(8).toString('hex'), plan, base, digest: digest || '0', started,
    ...fields['agent'] === undefined ? {} : { agent: fields['agent'] }, ...fields['session'] === undefined ? {} : { session: fields['session'] },
  }
  // First the copy: whenever this is ended, either file still says all that it said.
  const kept = `${file}.torn`
  replaceFile(kept, readFileSync(file, 'utf8'))
  writeRun(opened.place.gitDir, run)
  return { run, told: [`The run's file was cut off in the middle of being written. It was made anew from what is left of it, from records and from commits; what was left is kept in ${kept}`] }
}

async function baseOf(opened: Opened, told: string | undefined, head: string): Promise<string | undefined> {
  if (told === undefined || !/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(told) || !await opened.info(`${told}^{commit}`)) return undefined
  return (await opened.mergeBases(told, head)).includes(told) ? told : undefined
}

/** The run that the newest record about the plan names. */
async function recordedRun(opened: Opened, plan: string): Promise<string | undefined> {
  const [deviations, evidence, requests] = await Promise.all([recordsAboutPlan(opened, deviationKind, plan), recordsAboutPlan<Evidence>(opened, evidenceKind, plan), recordsAboutPlan(opened, requestKind, plan)])
  const all = [...deviations.records, ...evidence.records, ...requests.records].map(({ record }) => record).filter(({ run }) => run !== undefined)
  return all.sort((a, b) => (a.at < b.at ? 1 : -1))[0]?.run
}

/** Whoever was killed while writing left a file that nobody reads. */
function tidy(folder: string): void {
  try {
    for (const name of readdirSync(folder)) {
      const file = join(folder, name)
      if (/^run\.json\.\d+-\d+\.tmp$/.test(name) && Date.now() - statSync(file).mtimeMs > 60_000) rmSync(file, { force: true })
    }
  } catch { /* Nothing to tidy, or it was tidied meanwhile. */ }
}
