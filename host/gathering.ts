// What binding must know of files beside what git tells of them, looked up for all changes of a call together.
import type { FileChange, Stage } from './change.ts'
import { mayGetName, naming, type Guarding, type Naming } from './other-names.ts'
import type { Tree } from './repository.ts'
import { withWorkspaces } from './workspaces.ts'

/** Fills in other names, and of lock files whether they are a workspace's. `anchors`: trees before or after all of these changes, the one that they begin with first. */
export function gathering(anchors: readonly Tree[], touched: readonly FileChange[], guarding: Guarding & { readonly stage: Stage }, about = touched): Naming {
  // git waits for a commit's hooks, and to list a large tree takes as long as all else. That a link leads to a file which is
  // only edited is found at push.
  const waits = guarding.stage === 'pre-commit' || guarding.stage === 'commit-msg'
  if (waits && !about.some(mayGetName)) return async (files) => files
  const named = naming(anchors, touched, guarding)
  return async (files) => withWorkspaces(await named(files), anchors[0], guarding.repository)
}
