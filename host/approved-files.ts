// Protected files of a change that people approved as they are, without a plan: `drift approve --change`.
import { approvedContents } from './approval.ts'
import type { Frame } from './bind.ts'
import type { Change, FileChange } from './change.ts'
import { configFiles, lockFiles } from './config/places.ts'
import { isGuarded } from './scope.ts'

/** The object that the approval of a file's content stands on: the blob; where the file goes, the one that goes. */
export function approvedOn({ oid, oldOid }: Pick<FileChange, 'oid' | 'oldOid'>): string {
  return /^0+$/.test(oid) ? oldOid : oid
}

const ofPolicy: ReadonlySet<string> = new Set([...configFiles, ...lockFiles])

/** Looks up what was approved of these files, and of what they replace. Asked only of those that some check guards, of configs, and of lock files, which say what a config extends. */
export async function approvedFiles(files: readonly FileChange[], { repository, config, guards, now }: Frame): Promise<Pick<Change, 'approved'>> {
  const guarded = files.filter((file) => ofPolicy.has(file.path) || isGuarded(guards, file))
  if (guarded.length === 0) return {}
  const found = await repository.approvals([...new Set(guarded.flatMap((file) => [approvedOn(file), file.oldOid]))].filter((oid) => !/^0+$/.test(oid)))
  return { approved: approvedContents([...found.values()].flat(), { project: config.id, policy: config.approval, now }) }
}
