// pre-push: every commit since the pushed branch left the target, by the policy of the pushed head itself.
import { parsePushed, type PushedRef } from '../git/events.ts'
import { filesOf } from '../host/config/read.ts'
import { DriftError } from '../host/error.ts'
import { reportOf } from '../host/evaluate.ts'
import { judgeRange, type JudgedRange } from '../host/judge-range.ts'
import type { Outcome } from '../host/finding.ts'
import { readPolicy } from '../host/policy-in-force.ts'
import { hasConfig } from '../host/range.ts'
import type { Report } from '../host/report/report.ts'
import { targetTip } from '../host/target.ts'
import { openRepository, type Opened } from '../records/repository.ts'
import { brokenHere } from './glass.ts'
import type { HookWorld } from './session.ts'

const absent = /^0+$/
type Judged = Pick<JudgedRange, 'outcomes' | 'commits' | 'notes'>
const nothing: Judged = { outcomes: [], commits: 0, notes: [] }

/** Judges what is about to be pushed; `input` is what git writes to the hook. */
export async function prePush(world: HookWorld, input: string): Promise<Report> {
  const refs = parsePushed(input).filter(({ localOid, remoteRef }) => !absent.test(localOid) && !/^refs\/(notes|drift)\//.test(remoteRef))
  const opened = await openRepository(world.cwd)
  try {
    const outcomes: Outcome[] = []
    const notes = new Set<string>()
    let commits = 0
    for (const ref of refs) {
      const judged = await judgeRef(opened, ref, world)
      outcomes.push(...judged.outcomes)
      judged.notes.forEach((note) => notes.add(note))
      commits += judged.commits
    }
    return reportOf(outcomes, 'pre-push', { commits, notes: [...notes] })
  } finally {
    opened.close()
  }
}

async function judgeRef(opened: Opened, { localOid, remoteRef, remoteOid }: PushedRef, world: HookWorld): Promise<Judged> {
  const { objects, place } = opened
  const head = (await objects.info(`${localOid}^{commit}`))?.oid
  if (!head) throw new DriftError(`what is pushed to ${remoteRef} (${localOid}) is no commit of this repository`, 'Run git fsck to see whether the repository is whole.', 3)
  const policy = await readPolicy(filesOf(opened, `${head}:`), world.checks, place.root)
  const old = absent.test(remoteOid) ? undefined : (await objects.info(`${remoteOid}^{commit}`))?.oid
  if (!policy) return withoutConfig(opened, head, old, world)
  const { base: aim } = policy.config
  // A push to the target itself is judged from its old value; any other from where it left the target.
  const replaces = remoteRef === `refs/heads/${aim.branch}` && old !== undefined
  const tip = replaces ? old : await targetTip(opened, aim)
  const own = tip === head ? undefined : tip
  if (tip === head && old === undefined && remoteRef !== `refs/heads/${aim.branch}`) return nothing
  return judgeRange(opened, { stage: 'pre-push', base: own ?? old, head, policy: 'head', replaces, broken: await brokenHere(opened) }, world)
}

/** A branch whose head has no config: older than drift, or one that takes the config away, which the remote's config judges. */
async function withoutConfig(opened: Opened, head: string, old: string | undefined, world: HookWorld): Promise<Judged> {
  for (const base of [old, (await opened.info('refs/remotes/origin/HEAD^{commit}'))?.oid]) {
    if (base !== undefined && base !== head && await hasConfig(opened, `${base}:`)) return judgeRange(opened, { stage: 'pre-push', base, head, policy: 'base' }, world)
  }
  return nothing
}
