// What is judged, as plain readonly data: it fits in a test literal and crosses a worker thread.
import type { ApprovalPolicy, Lane, PlansPolicy } from './policy.ts'
import type { Brought, Override } from './override.ts'
import type { Intent, TestContract, CommitPlan } from './plan.ts'

/** Where a change is judged. */
export type Stage = 'agent' | 'pre-commit' | 'commit-msg' | 'pre-push' | 'ci' | 'receive'

/**
 * What kind of change it is: `staged` (the index, no message yet), `commit` (one commit against its parent),
 * `merge` (only the paths at which a merge equals none of its parents), `net` (a whole range, end against base).
 */
export type Extent = 'staged' | 'commit' | 'merge' | 'net'

/**
 * Another name for a file, by which a check may watch over it. `link`: a link, or a path through one, that leads to it. `way`: a
 * file that is reached through it, since it is a link or was one. `twin`: a file that stands there, and that it is to a file
 * system which folds names (case, normal forms, what Windows and HFS+ leave out). `like`: such a name, though no file has it.
 */
export interface OtherName {
  readonly path: string
  readonly bytes?: string
  readonly how: 'link' | 'way' | 'twin' | 'like'
}

/** One path that changed. A rename is two: a deletion and an addition. */
export interface FileChange {
  /** From the worktree's root, `/` between parts; a name that is not UTF-8 stands here as git quotes it. */
  readonly path: string
  /** The name's bytes as a latin1 string, only where it is not UTF-8. */
  readonly bytes?: string
  readonly status: 'added' | 'modified' | 'deleted'
  /** git's modes: 100644, 100755, 120000 (symlink), 160000 (submodule), 000000 (absent). */
  readonly mode: string
  readonly oldMode: string
  /** Object ids after and before; all zeros where absent. */
  readonly oid: string
  readonly oldOid: string
  /** Lines added plus removed, long ones counted as `linesToRead` does; absent where nobody asked, -1 for what is no text. */
  readonly lines?: number
  /** Lines added plus removed, and their bytes, of any content and whatever attributes say of it: only if a check reads `volumes`. */
  readonly volume?: { readonly lines: number; readonly bytes: number }
  /** Numbers of the lines that are new in `after`, counted from 1: only if a check reads `hunks`. */
  readonly added?: readonly number[]
  /** Contents before and after: only if a check reads `texts`. Bytes that are not UTF-8 become U+FFFD. */
  readonly before?: string
  readonly after?: string
  /** The same contents as bytes (latin1 strings), and for a merge those of each parent: only if a check reads `bytes`. */
  readonly raw?: { readonly before?: string; readonly after?: string; readonly parents: readonly string[] }
  /** For a merge: the object ids in its parents. */
  readonly parentOids?: readonly string[]
  /** For the net change of a range with several merge bases: the object ids in those beside the first. */
  readonly otherOids?: readonly string[]
  /** Names other than its own that some check guards. */
  readonly names?: readonly OtherName[]
  /** For a lock file: the manifest beside it told of workspaces before the change; only looked up where a manifest below is new. */
  readonly workspace?: true
  /** For an attributes file that nobody guards: a guarded file about which its lines change. */
  readonly speaksOf?: string
}

/** One trailer line of a commit message, as `git interpret-trailers --parse --no-divider` reads it. */
export interface Trailer {
  readonly key: string
  readonly value: string
}

/** A commit message, taken apart. */
export interface Message {
  readonly raw: string
  readonly subject: string
  readonly body: string
  /** The conventional-commit type in lower case (`fix` of `fix(api)!: …`), if the subject has one. */
  readonly type?: string
  readonly trailers: readonly Trailer[]
}

/** A protected path that an approval names. */
export interface ApprovedPath {
  readonly path: string
  /** The content that it is approved for, if it is bound to one: an object id. */
  readonly blob?: string
  /** The contents that it may replace; any where nobody noted that. */
  readonly was?: readonly string[]
  /** Which of the decisions about this plan, or about files without a plan, that was; a later one wins. */
  readonly seq: number
}

/** How the approval of a plan's digest stands; made by the host from the records. */
export interface Standing {
  readonly state: 'approved' | 'missing' | 'revoked' | 'vetoed' | 'expired' | 'superseded' | 'closed' | 'changed'
  /** For people: why, in a few words. */
  readonly reason: string
  /** Who approved, where somebody did. */
  readonly by: readonly { readonly name: string; readonly email: string; readonly self: boolean }[]
  /** Protected paths that the approvals name. */
  readonly paths: readonly ApprovedPath[]
}

/** A plan as it stands in one tree. */
export interface Plan {
  readonly id: string
  /** The git tree id of the plan's folder. */
  readonly digest: string
  readonly intent: Intent
  readonly test_contract: TestContract
  readonly commit_plan: CommitPlan
  readonly closed: boolean
  readonly standing: Standing
}

/** A later version of a plan, which binds beside the one of this digest: the target carries it, or a branch of the range does. */
export interface LaterPlan extends Plan {
  readonly overtakes: string
}

/**
 * What binds a change: a `plan`; a `lane` that takes it; `plan-files` alone; a `merge` or the `net` of a range
 * (bound by all plans of the range); nothing because the config asks for no plan (`free`); `undecided` before the
 * message is known; `none`: it should be bound, and is not.
 */
export type Bound = 'plan' | 'lane' | 'plan-files' | 'merge' | 'net' | 'free' | 'undecided' | 'none'

/** One change, complete: all that a check may look at. */
export interface Change {
  readonly stage: Stage
  readonly extent: Extent
  /** The commit's id; absent for what is not committed yet. */
  readonly commit?: string
  /** The tree (or commit) that it leads to, where that is neither the commit's nor the index. */
  readonly tree?: string
  /** The commit that it comes from: HEAD, the first parent, the merge base of a range; absent where there was nothing. */
  readonly from?: string
  /** The commit's author, where there is a commit. */
  readonly author?: { readonly name: string; readonly email: string }
  readonly files: readonly FileChange[]
  /** In a merge: guarded files that equal one parent and differ from another. Only demands on content look at them. */
  readonly taken?: readonly FileChange[]
  readonly message?: Message
  readonly bound: Bound
  /** Why it is bound so: the lane's name, or what is missing. */
  readonly because: string
  /** The lane that takes it. */
  readonly lane?: Lane
  /** The plans it is judged by: a file must fit one of them. */
  readonly plans: readonly Plan[]
  /** Later versions of its plans: what fits one of those must fit what overtakes it as well. */
  readonly also: readonly LaterPlan[]
  /** In a net change: paths that no plan has to cover, because lanes take them together or no plan is asked for. */
  readonly elsewhere: readonly string[]
  /** Protected files that people approved with just this content, for no plan. */
  readonly approved?: readonly (ApprovedPath & { readonly blob: string })[]
  /** What lets findings of it through, where its maker asked for that. */
  readonly override?: Override
  /** In a merge or a net change: files that hold what overrides brought. */
  readonly brought?: readonly Brought[]
  /** What is wrong with plan files that this change holds, and with the naming of its plan; `plan-id` tells it. */
  readonly faults: readonly Fault[]
  /** Why the contract cannot be read: checks that need it are then blind. */
  readonly blind?: string
  readonly policy: { readonly plans: PlansPolicy; readonly approval: ApprovalPolicy }
  /**
   * What the check asked for in `reads`, by name of kind, tool, artifact, `paths`, `tree`, `history`, `attributes`, `baseAttributes` or `policy`; and always:
   * `earlier`, paths that earlier commits of the same plan touched, `commits`, those commits (`PlanCommit`s), and for a `fixup!` and its like `subjects`,
   * those of the range's earlier commits. `begins`: commits that hold what came before the range.
   */
  readonly seen: Readonly<Record<string, unknown>>
}

/** A commit of a plan, as others look at it: which units it names, and which paths it touches. */
export interface PlanCommit {
  readonly plan: string
  readonly subject: string
  readonly units: readonly string[]
  readonly paths: readonly string[]
}

/** Something wrong with how a change is bound, found while it was put together. */
export interface Fault {
  readonly code: string
  readonly message: string
  readonly fix: string
  readonly path?: string
  readonly line?: number
}
