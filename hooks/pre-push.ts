// pre-push: every commit since the pushed branch left the target, by the policy of the pushed head itself. Where all is well,
// records go along.
import { parsePushed, type PushedRef } from '../git/events.ts'
import { filesOf } from '../host/config/read.ts'
import { DriftError } from '../host/error.ts'
import { reportOf } from '../host/evaluate.ts'
import { judgeRange, type JudgedRange } from '../host/judge-range.ts'
import { verdictOf, type Outcome } from '../host/finding.ts'
import { readPolicy } from '../host/policy-in-force.ts'
import { hasConfig } from '../host/range.ts'
import type { Report } from '../host/report/report.ts'
import { targetTip } from '../host/target.ts'
import { openRepository, type Opened } from '../records/repository.ts'
import { brokenHere } from './glass.ts'
import { sendAlong } from './records.ts'
import type { HookWorld } from './session.ts'

const absent = /^0+$/
const isRecords = (ref: string) => /^refs\/(notes|drift)\//.test(ref)

type Judged = Pick<JudgedRange, 'outcomes' | 'commits' | 'notes'> & {
  /** The remote that the pushed head's config aims at. */
  readonly home?: string
}
const nothing: Judged = { outcomes: [], commits: 0, notes: [] }

/** Judges what is about to be pushed; `input` is what git writes to the hook, `remote` (a name, or a URL) and `url` what it passes. */
export async function prePush(world: HookWorld, input: string, remote = '', url = ''): Promise<Report> {
  const pushed = parsePushed(input)
  const refs = pushed.filter(({ localOid, remoteRef }) => !absent.test(localOid) && !isRecords(remoteRef))
  const opened = await openRepository(world.cwd)
  try {
    const outcomes: Outcome[] = []
    const notes = new Set<string>()
    const homes = new Set<string>()
    let commits = 0
    for (const ref of refs) {
      const judged = await judgeRef(opened, ref, world)
      outcomes.push(...judged.outcomes)
      judged.notes.forEach((note) => notes.add(note))
      if (judged.home !== undefined) homes.add(judged.home)
      commits += judged.commits
    }
    if (verdictOf(outcomes) === 'passed' && homes.size > 0) {
      // What the user pushes himself must not move while he does.
      const told = await sendAlong(opened.place.options, { remote, url, homes, except: pushed.map(({ remoteRef }) => remoteRef).filter(isRecords) })
      if (told !== undefined) notes.add(told)
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
  if (tip === head && old === undefined && remoteRef !== `refs/heads/${aim.branch}`) return { ...nothing, home: aim.remote }
  return { ...await judgeRange(opened, { stage: 'pre-push', base: own ?? old, head, policy: 'head', replaces, broken: await brokenHere(opened) }, world), home: aim.remote }
}

/** A branch whose head has no config: older than drift, or one that takes the config away, which the remote's config judges. */
async function withoutConfig(opened: Opened, head: string, old: string | undefined, world: HookWorld): Promise<Judged> {
  for (const base of [old, (await opened.info('refs/remotes/origin/HEAD^{commit}'))?.oid]) {
    if (base !== undefined && base !== head && await hasConfig(opened, `${base}:`)) return judgeRange(opened, { stage: 'pre-push', base, head, policy: 'base' }, world)
  }
  return nothing
}
