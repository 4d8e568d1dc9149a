// Which commits `drift ci` judges: what the flags say, else what the CI system says, else everything since the target branch.
import { readFileSync } from 'node:fs'
import type { World } from '../host/cli-context.ts'
import { filesOf } from '../host/config/read.ts'
import { DriftError, messageOf } from '../host/error.ts'
import { readPolicy } from '../host/policy-in-force.ts'
import { jobOf } from '../host/providers.ts'
import { targetTip } from '../host/target.ts'
import type { Opened } from '../records/repository.ts'
import { commitOf } from './repository.ts'

/** A range of commits, by their ids, and where it came from in words. */
export interface CiRange {
  readonly base: string
  readonly head: string
  readonly source: string
  readonly actor?: string
  readonly askActor?: false
  /** Whether the commits stand on the target already, or in a queue for it; undefined where no CI system tells. */
  readonly landed?: boolean
}

/** Finds the range; DriftError (exit 2 or 3) where nobody says which commits are meant. */
export async function ciRange(opened: Opened, world: World, flags: { readonly base: string | undefined; readonly head: string | undefined }): Promise<CiRange> {
  if (flags.base !== undefined) return { base: await commitOf(opened, flags.base), head: await commitOf(opened, flags.head ?? 'HEAD'), source: `--base ${flags.base}` }
  const job = jobOf(world.environment, readEvent)
  const head = await commitOf(opened, flags.head ?? job?.head ?? 'HEAD')
  const told = { head, ...(job?.actor ? { actor: job.actor } : {}), ...(job?.askActor === false ? { askActor: job.askActor } : {}) }
  const aim = await aimedAt(opened, world, job?.target ?? job?.default, head)
  if (!job) return { ...told, base: needed(aim.tip), source: `the target branch ${aim.branch}` }
  // Only a push to the target itself is judged from its old value; any other branch from where it left the target.
  const base = job.pushed === undefined ? await newest(opened, job.target, job.base!, head) : job.pushed === aim.branch && job.base !== undefined ? job.base : needed(aim.tip)
  return { ...told, base: await commitOf(opened, base), source: job.source, landed: job.askActor === false && (job.pushed === undefined || job.pushed === aim.branch) }
}

function needed(tip: string | undefined): string {
  if (tip === undefined) throw new DriftError('there is no target branch to judge against', 'Fetch it, or pass it: drift ci --base <target branch>', 3)
  return tip
}

/** The fetched tip of a pull request's target, unless it holds the head already (a job that runs again after the merge). */
async function newest(opened: Opened, target: string | undefined, base: string, head: string): Promise<string> {
  const tip = target && (await opened.info(`refs/remotes/origin/${target}^{commit}`))?.oid
  return tip && (await opened.ids([tip], head)).size > 0 ? tip : base
}

/**
 * The branch that work aims at. Never by the head's own word alone, which could name itself: the forge's default branch
 * or `origin/HEAD` comes first, and the config that stands there says where work aims.
 */
async function aimedAt(opened: Opened, world: World, known: string | undefined, head: string): Promise<{ readonly branch: string; readonly tip: string | undefined }> {
  const trunk = (await opened.info(`refs/remotes/origin/${known ?? 'HEAD'}^{commit}`))?.oid
  const policy = await readPolicy(filesOf(opened, `${trunk ?? head}:`), world.checks, opened.root)
  const branch = policy?.config.base.branch ?? known ?? 'main'
  return { branch, tip: await targetTip(opened, { branch, remote: policy?.config.base.remote ?? 'origin' }) ?? trunk }
}

function readEvent(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new DriftError(`the event of this job cannot be read: ${messageOf(error)}`, 'Pass the commits: --base <rev> --head <rev>', 3)
  }
}
