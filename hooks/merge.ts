// The commit that ends a merge with conflicts, before it is made.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stagedFiles } from '../git/change.ts'
import { bind, type Frame } from '../host/bind.ts'
import type { Change, FileChange, Message } from '../host/change.ts'
import { adoption, bindRange } from '../host/range.ts'
import type { Session } from './session.ts'

/** A merge: only the paths at which it equals none of its parents, by the plans that the branch carries. */
export async function mergeChange({ opened, files, head, active }: Session, frame: Frame, message: Message): Promise<Change> {
  const { place } = opened
  const others = readFileSync(join(place.gitDir, 'MERGE_HEAD'), 'utf8').split('\n').filter(Boolean)
  let own: readonly FileChange[] = files
  for (const other of others) {
    const against = new Map((await stagedFiles(other, place.options)).map((file) => [file.path, file]))
    own = own.filter(({ path }) => against.has(path)).map((file) => ({ ...file, parentOids: [...file.parentOids ?? [file.oldOid], against.get(file.path)!.oldOid] }))
  }
  const commits = head && head !== frame.target.tip ? await opened.commits(frame.target.tip ? [frame.target.tip] : [], head) : []
  const { changes } = await bindRange({ commits, net: undefined, adopted: adoption(opened, true) }, frame)
  const plans = [...new Map(changes.flatMap((change) => change.plans).map((plan) => [plan.digest, plan])).values()]
  const running = active ? await bind({ tree: ':0:', extent: 'staged', parents: head ? [head] : [], files: [], run: active, mayMix: true }, frame, { charges: new Map(), digests: new Map() }) : undefined
  return {
    stage: 'commit-msg', extent: 'merge', files: own, message, bound: 'merge', because: 'a merge', plans: [...plans, ...running?.plans ?? []], also: [], elsewhere: [], faults: [],
    policy: { plans: frame.config.plans, approval: frame.config.approval }, seen: {},
  }
}
