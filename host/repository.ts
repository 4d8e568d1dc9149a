// What the host needs of a repository, as a small interface: git/ and records/ serve it, tests may too.
import type { Approval } from './approval.ts'
import type { FileChange, Message } from './change.ts'
import type { OverrideRecord } from './override.ts'
import type { Glob } from './plugin.ts'

/** One entry of a folder: a path below it, a mode, an object. */
export interface Entry {
  readonly path: string
  readonly mode: string
  readonly oid: string
}

/** What stands in a tree. Names are bytes, as latin1 strings. */
export interface Listing {
  /** The links among them. */
  readonly links: readonly { readonly name: string; readonly oid: string }[]
  names(): readonly string[]
  /** How a name is shown. */
  shown(name: string): { readonly path: string; readonly bytes?: string }
}

/** One commit as git tells it. For a merge, `files` are those that equal none of its parents. */
export interface Commit {
  readonly commit: string
  readonly parents: readonly string[]
  readonly author: { readonly name: string; readonly email: string }
  readonly message: Message
  readonly files: readonly FileChange[]
}

/** A tree, as a prefix of specs: `:0:` for the index, `<commit>:` for a commit. */
export type Tree = string

/** Reads, and nothing else. Specs are git's: an id, `<commit>:path`, `:0:path`. */
export interface Repository {
  /** Where programs are run and plugins looked for: the worktree's root. */
  readonly root: string
  /** The branch HEAD is on, without `refs/heads/`. */
  readonly branch: string | undefined
  readonly shallow: boolean
  /** Why approvals that are not here may stand on the remote all the same: where that is so, a missing one is no finding. */
  readonly unsure?: string
  /** The id of the tree without entries. */
  readonly emptyTree: string
  /** Commits reachable from `head` and from none of `except`, parents before children; with `saying`, those with a line that begins so (in any case). */
  commits(except: readonly string[], head: string, saying?: string): Promise<readonly Commit[]>
  /** Only their ids. */
  ids(except: readonly string[], ...heads: readonly string[]): Promise<ReadonlySet<string>>
  /** Whether each tree is what its parent becomes when git takes another commit back. */
  inverts(asked: readonly { readonly tree: Tree; readonly parent: string; readonly of: string; readonly but?: readonly string[] }[]): Promise<readonly boolean[]>
  /** The best common ancestors: none, one, or several where branches were merged crosswise. */
  mergeBases(a: string, b: string): Promise<readonly string[]>
  /** The hand-made part of each merge (a tree and its parents): paths at which it is not what git makes of them. `attributes`: whose attribute files name merge drivers. */
  handMade(merges: readonly { readonly tree: Tree; readonly parents: readonly string[] }[], attributes: Tree | undefined): Promise<readonly (readonly FileChange[])[]>
  /** What differs between two trees. */
  files(from: string, to: string): Promise<readonly FileChange[]>
  info(spec: string): Promise<{ readonly oid: string; readonly type: string; readonly size: number } | undefined>
  read(spec: string): Promise<{ readonly oid: string; readonly type: string; readonly size: number; readonly content: Uint8Array } | undefined>
  /** Whether a tree names a path, whatever of it is here: what is named and cannot be read is not the same as absent. */
  lists(tree: Tree, path: string): Promise<boolean>
  /** Every content that a folder had in the history of a commit, as tree ids. */
  versions(commit: string, path: string): Promise<readonly string[]>
  /** Everything below a folder, and the id of its tree; undefined where there is no such folder. */
  folder(tree: Tree, path: string): Promise<{ readonly id: string; readonly entries: readonly Entry[] } | undefined>
  /** All names of a tree: one git, once a tree. */
  listing(tree: Tree): Promise<Listing>
  /** Paths of a tree that fit, in git's order. */
  paths(tree: Tree, globs: readonly Glob[]): Promise<readonly string[]>
  /** The same files with their `lines`. A constant number of processes. */
  countLines(files: readonly FileChange[]): Promise<readonly FileChange[]>
  /** The same for all files of commits of a range. */
  countCommits(commits: readonly Commit[]): Promise<readonly Commit[]>
  /** Numbers of the lines that are new in each file, by path. */
  newLines(files: readonly FileChange[]): Promise<ReadonlyMap<string, readonly number[]>>
  /** How much changed in each file between a commit (undefined: nothing) and a tree, by path. */
  volumes(from: string | undefined, to: Tree, files: readonly FileChange[]): Promise<ReadonlyMap<string, NonNullable<FileChange['volume']>>>
  /** Attributes of paths as the tree's attribute files give them: path → name → value. */
  attributes(tree: Tree, names: readonly string[], paths: readonly string[]): Promise<Readonly<Record<string, Readonly<Record<string, string>>>>>
  approvals(digests: readonly string[]): Promise<ReadonlyMap<string, readonly Approval[]>>
  /** The approvals of a plan, by digest, whatever history this clone holds: one look. What drift 0.1.0 wrote stands on its digest alone, and is not among them. */
  approvalsOf(plan: string): Promise<ReadonlyMap<string, readonly Approval[]>>
  /** Ids of what commits do, by commit: upon one parent, commits with one patch lead to one tree. One git for all. */
  patches(commits: readonly Commit[]): Promise<ReadonlyMap<string, string>>
  /** Overrides of patches: those in notes; with `trees`, those in files of these instead. */
  overrides(patches: readonly string[], trees?: readonly Tree[]): Promise<readonly OverrideRecord[]>
  /** The id of a tree without `.drift/`: what evidence stands on. */
  evidenceTree(tree: Tree): Promise<string | undefined>
  /** Records of a kind about objects, and about plans, of whatever digest. */
  records(kind: string, keys: readonly string[], plans?: readonly string[]): Promise<readonly unknown[]>
}
