// What most commands begin with: the repository, and the policy that the worktree's files hold now.
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { blobId } from '../git/tree.ts'
import type { World } from '../host/cli-context.ts'
import type { ReadFile } from '../host/config/read.ts'
import { DriftError, unshallow } from '../host/error.ts'
import { readPolicy, type Policy } from '../host/policy-in-force.ts'
import { openRepository, type Fetched, type Opened } from '../records/repository.ts'

/** Opens the repository for as long as `work` runs; what was fetched of a remote's records is read too. */
export async function withRepository<T>({ cwd }: World, work: (opened: Opened) => Promise<T>, fetched?: Fetched): Promise<T> {
  const opened = await openRepository(cwd, fetched)
  try {
    return await work(opened)
  } finally {
    opened.close()
  }
}

/** The same, for work that ends with an exit code. */
export function inRepository(world: World, work: (opened: Opened) => Promise<0 | 1 | 2 | 3>): Promise<0 | 1 | 2 | 3> {
  return withRepository(world, work)
}

/** Reads files of the worktree. A file that is there and cannot be read is an error, never an absent one. */
export function worktreeFiles({ place: { root, format } }: Pick<Opened, 'place'>): ReadFile {
  return async (path) => {
    const file = join(root, path)
    try {
      if (statSync(file).isDirectory()) return { oid: '', type: 'tree', content: new Uint8Array() }
      const content = readFileSync(file)
      return { oid: blobId(content, format), type: 'blob', content }
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
      throw new DriftError(`${path} cannot be read: ${message}`, `Make ${path} readable.`)
    }
  }
}

/** The policy of the worktree's own config; undefined where there is none. */
export function worktreePolicy(opened: Opened, { checks }: World): Promise<Policy | undefined> {
  return readPolicy(worktreeFiles(opened), checks, opened.root)
}

/** The same, where there must be one. */
export async function neededPolicy(opened: Opened, world: World): Promise<Policy> {
  const policy = await worktreePolicy(opened, world)
  if (!policy) throw new DriftError(`${opened.root} has no drift config`, `Make one: ${self(world)} init; or switch to a branch that has one.`)
  return policy
}

/** How drift is called here: never `npx drift` where git-drift is not installed, since that name is somebody else's. */
export function self({ cwd }: World): string {
  try {
    return statSync(join(cwd, 'node_modules', 'git-drift')).isDirectory() ? 'npx drift' : 'npx git-drift'
  } catch {
    return 'npx git-drift'
  }
}

/** A revision by its name. git takes a tag before a branch, and clones bring everybody's tags along: who says origin/main means the remote's branch. */
export async function namedCommit(opened: Opened, rev: string): Promise<{ readonly oid: string } | undefined> {
  const [remote, branch] = await Promise.all(['refs/remotes/', 'refs/heads/'].map((above) => (/^[\w][\w./-]*$/.test(rev) ? opened.info(`${above}${rev}^{commit}`) : undefined)))
  return remote ?? branch ?? opened.info(`${rev}^{commit}`)
}

/** A revision as a commit id. DriftError where it is none: exit 3 where there is one that this clone lacks, else exit 2. */
export async function commitOf(opened: Opened, rev: string): Promise<string> {
  const found = rev.startsWith('-') ? undefined : await namedCommit(opened, rev)
  if (!found && opened.shallow) throw new DriftError(`"${rev}" is no commit of this clone, which is shallow`, unshallow, 3)
  if (!found) throw new DriftError(`"${rev}" is no commit of this repository`, 'Fetch it first, or name another.', /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(rev) ? 3 : 2)
  return found.oid
}

