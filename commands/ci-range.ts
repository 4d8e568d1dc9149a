// Which commits `drift ci` judges: what the flags say, else what the CI system says, else everything since the target branch.
import { readFileSync } from 'node:fs'
import type { World } from '../host/cli-context.ts'
import { filesOf, readConfig } from '../host/config/read.ts'
import { DriftError, messageOf } from '../host/error.ts'
import { flags, providerOf, wholeHistory, type Job } from '../host/providers/index.ts'
import { targetTip } from '../host/target.ts'
import { validateConfig } from '../host/validate.ts'
import type { Fetched, Opened } from '../records/repository.ts'
import { CiClone } from './ci-clone.ts'
import { commitOf } from './repository.ts'
import { fetchFirst } from './travel.ts'

/** A range of commits, by their ids, and where it came from in words. */
export interface CiRange {
  readonly base: string
  readonly head: string
  readonly source: string
  readonly actor?: string
  readonly askActor?: false
  /** Whether the commits stand on the target already, or in a queue for it; undefined where no CI system tells. */
  readonly landed?: boolean
  /** The head took the base's place: a push to the target. */
  readonly replaces?: boolean
  readonly notes: readonly string[]
  /** In CI: the line that gives its clone the whole history. */
  readonly full?: string
  /** In CI: the records that stand on the remote. */
  readonly fetched?: Fetched
  /** In CI, where there is a remote: only that one says what stands on the target. */
  readonly remoteOnly?: boolean
}

interface Flags {
  readonly base: string | undefined
  readonly head: string | undefined
}

/** Finds the range, and in CI fetches what of it is missing; DriftError (exit 2 or 3) where nobody says which commits are meant. */
export async function ciRange(opened: Opened, world: World, { base, head }: Flags): Promise<CiRange> {
  if (base !== undefined) return typed(opened, world, base, head ?? 'HEAD')
  const provider = providerOf(world.environment)
  if (!provider) return local(opened, world, await commitOf(opened, head ?? 'HEAD'))
  const job = provider.job(world.environment, readEvent)
  const clone = await CiClone.open(opened, provider.full, job)
  const to = head === undefined ? await clone.commit(job.head ?? (await commitOf(opened, 'HEAD'))) : await clone.typed(head)
  const from = await fromOf(job, to, clone, opened, world)
  await clone.whole(from.base, to)
  return {
    base: from.base, head: to, source: `${job.source}${from.said ?? ''}`, notes: clone.notes, full: provider.full, fetched: clone.fetched, remoteOnly: clone.remote !== undefined, landed: from.landed ?? false, replaces: from.replaces ?? false,
    ...from.landed ? { askActor: false } as const : job.kind === 'pull' && job.actor ? { actor: job.actor } : {},
  }
}

/** What somebody typed; in CI with what is missing fetched, since a clone there seldom has a second branch; elsewhere records alone. */
async function typed(opened: Opened, world: World, base: string, head: string): Promise<CiRange> {
  const source = `--base ${base}`
  const full = wholeHistory(world.environment)
  if (full === undefined) {
    const range = { base: await commitOf(opened, base), head: await commitOf(opened, head), source, notes: [] }
    await fetchFirst(opened, { base: await aim(opened, world, range.base, 'main') }, world)
    return range
  }
  const clone = await CiClone.open(opened, full)
  const range = { base: await clone.typed(base), head: await clone.typed(head) }
  await clone.whole(range.base, range.head)
  return { ...range, source, notes: clone.notes, full, fetched: clone.fetched, remoteOnly: clone.remote !== undefined }
}

/** Outside of CI: everything since the target branch. */
async function local(opened: Opened, world: World, head: string): Promise<CiRange> {
  const trunk = (await opened.info('refs/remotes/origin/HEAD^{commit}'))?.oid
  const target = await aim(opened, world, trunk ?? head, 'main')
  const base = await targetTip(opened, target) ?? trunk
  if (base === undefined) throw noTarget(target.branch)
  await fetchFirst(opened, { base: target }, world)
  return { base, head, source: `the target branch ${target.branch}`, notes: [] }
}

interface From {
  readonly base: string
  /** What the source does not say yet. */
  readonly said?: string
  readonly landed?: true
  readonly replaces?: true
}

async function fromOf(job: Job, head: string, clone: CiClone, opened: Opened, world: World): Promise<From> {
  if (job.kind === 'queue') return { base: await clone.commit(job.base), landed: true }
  if (job.kind === 'push') return pushedFrom(job, head, clone, opened, world)
  const tip = await clone.tip(job.target)
  if (tip !== undefined) {
    await clone.whole(tip, head)
    // A job that runs again after the merge: the target holds the head already.
    if ((await opened.ids([tip], head)).size > 0) return { base: tip }
  }
  if (job.base !== undefined) return { base: await clone.commit(job.base) }
  throw tip === undefined ? noTarget(job.target) : new DriftError(`${job.target} holds ${head.slice(0, 12)} already, so nothing of it is left to judge`, 'Run this before the merge, or name the commit before it: drift ci --base <rev>', 3)
}

/** Only a push to the target itself is judged from its old value; any other branch from where it left the target. */
async function pushedFrom({ branch, before, since, trunk: told }: Extract<Job, { kind: 'push' }>, head: string, clone: CiClone, opened: Opened, world: World): Promise<From> {
  const trunk = told ?? clone.trunk
  const trunkTip = trunk === undefined ? (await opened.info('refs/remotes/origin/HEAD^{commit}'))?.oid : await clone.tip(trunk)
  if (trunkTip === undefined && clone.remote !== undefined) {
    const unknown = `nobody tells the default branch of ${clone.remote}, and what is judged may not say itself what it aims at`
    clone.lacking(unknown)
    throw new DriftError(unknown, 'Pass the branch that the work aims at: drift ci --base origin/<branch>', 3)
  }
  const target = (await aim(opened, world, trunkTip ?? head, trunk ?? 'main')).branch
  if (branch === target) {
    if (before === 'new') throw new DriftError(`${target} was made by this push: there is nothing before it to judge it by`, 'Name the commit before the work: drift ci --base <rev>', 3)
    if (before === undefined) throw new DriftError(`nobody tells what ${target} was before this push`, `Run drift for pull requests, or name the commit before the push: drift ci --base <rev>`, 3)
    return { base: await clone.commit(before), landed: true, replaces: true, ...since ? { said: ` since ${since}` } : {} }
  }
  const tip = await clone.tip(target) ?? trunkTip
  if (tip === undefined) throw noTarget(target)
  return { base: tip, said: `, since it left ${target}` }
}

/**
 * The branch that work aims at, by the config that stands at `commit`: never by the head's own word where the forge's
 * default branch is known, since a head could name itself.
 */
async function aim(opened: Opened, world: World, commit: string, otherwise: string): Promise<{ readonly branch: string; readonly remote: string }> {
  // Its plugins are not loaded for that: here they are not compared with the base's yet.
  const found = await readConfig(filesOf(opened, `${commit}:`), world.checks, validateConfig)
  return found?.config.base ?? { branch: otherwise, remote: 'origin' }
}

function noTarget(branch: string): DriftError {
  return new DriftError(`there is no branch ${branch} to judge against`, `Fetch it, or pass it: drift ci --base <target branch>`, 3)
}

function readEvent(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new DriftError(`the event of this job cannot be read: ${messageOf(error)}`, flags, 3)
  }
}
