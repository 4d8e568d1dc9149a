// pre-push: every commit that the remote does not have yet, by the policy of the pushed head itself.
import { parsePushed, type PushedRef } from '../git/events.ts'
import { filesOf } from '../host/config/read.ts'
import { reportOf } from '../host/evaluate.ts'
import { judgeRange } from '../host/judge-range.ts'
import type { Outcome } from '../host/finding.ts'
import { readPolicy } from '../host/policy-in-force.ts'
import type { Report } from '../host/report/report.ts'
import { targetTip } from '../host/target.ts'
import { openRepository, type Opened } from '../records/repository.ts'
import type { HookWorld } from './session.ts'

const absent = /^0+$/

/** Judges what is about to be pushed; `input` is what git writes to the hook. */
export async function prePush(world: HookWorld, input: string): Promise<Report> {
  const refs = parsePushed(input).filter(({ localOid, remoteRef }) => !absent.test(localOid) && !/^refs\/(notes|drift)\//.test(remoteRef))
  const opened = await openRepository(world.cwd)
  try {
    const outcomes: Outcome[] = []
    let commits = 0
    for (const ref of refs) {
      const judged = await judgeRef(opened, ref, world)
      outcomes.push(...judged.outcomes)
      commits += judged.commits
    }
    return reportOf(outcomes, 'pre-push', { commits })
  } finally {
    opened.close()
  }
}

async function judgeRef(opened: Opened, { localOid, remoteRef, remoteOid }: PushedRef, world: HookWorld): Promise<{ readonly outcomes: readonly Outcome[]; readonly commits: number }> {
  const { objects, place } = opened
  const head = (await objects.info(`${localOid}^{commit}`))?.oid
  const policy = head && await readPolicy(filesOf(opened, `${head}:`), world.checks, place.root)
  if (!head || !policy) return { outcomes: [], commits: 0 }
  const { base: aim } = policy.config
  const old = absent.test(remoteOid) ? undefined : (await objects.info(`${remoteOid}^{commit}`))?.oid
  // A push to the target itself is judged from its old value; any other from where it left the target.
  const tip = remoteRef === `refs/heads/${aim.branch}` && old ? old : await targetTip(opened, aim)
  const own = tip === head ? undefined : tip
  if (tip === head && old === undefined && remoteRef !== `refs/heads/${aim.branch}`) return { outcomes: [], commits: 0 }
  return judgeRange(opened, { stage: 'pre-push', base: own ?? old, head, policy: 'head', ...(old ? { except: [old] } : {}) }, world)
}
