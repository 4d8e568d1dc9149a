// A merge commit → the part of it that is judged: paths at which it is not what git makes of its parents, its plan files, and
// what it made of guarded files of which it took one side.
import type { Frame } from './bind.ts'
import type { Change, FileChange } from './change.ts'
import { planFileFaults } from './plan-files.ts'
import type { Commit, Repository, Tree } from './repository.ts'

/** A guarded file, with the names by which it is one. */
export type Taken = Pick<FileChange, 'path' | 'names'>

/** Of a merge, what differs from a commit's change; its plans are those of the whole range. `files` are its hand-made ones. */
export async function mergeChange({ commit, parents, author, message }: Commit, files: readonly FileChange[], guarded: readonly Taken[], frame: Frame): Promise<Pick<Change, 'extent' | 'commit' | 'from' | 'author' | 'message' | 'files' | 'taken' | 'bound' | 'because' | 'elsewhere' | 'faults'>> {
  return {
    extent: 'merge', commit, from: parents[0]!, author, message, files, bound: 'merge', because: 'a merge', elsewhere: [],
    taken: await takenSides(`${commit}:`, parents, guarded, frame.repository),
    faults: await planFileFaults(files, `${commit}:`, frame.config.plans, frame.repository, frame.validators),
  }
}

/** Guarded files at which the merge equals one parent and differs from another. */
export async function takenSides(tree: Tree, parents: readonly string[], guarded: readonly Taken[], repository: Repository): Promise<FileChange[]> {
  const taken: FileChange[] = []
  for (const { path, names } of guarded) {
    const [own, ...others] = await Promise.all([tree, ...parents.map((parent) => `${parent}:`)].map(async (at) => (await repository.info(at + path))?.oid))
    if (!others.includes(own) || others.every((oid) => oid === own)) continue
    const none = '0'.repeat(parents[0]!.length)
    const other = others.find((oid) => oid !== own && oid !== undefined)
    taken.push({
      path, ...(names ? { names } : {}), status: own === undefined ? 'deleted' : other === undefined ? 'added' : 'modified', mode: own === undefined ? '000000' : '100644', oldMode: other === undefined ? '000000' : '100644',
      oid: own ?? none, oldOid: other ?? none, parentOids: others.map((oid) => oid ?? none),
    })
  }
  return taken
}
