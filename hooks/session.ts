// What a commit-time hook works with: the repository, the policy that the index holds, and what git is in the middle of.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { stagedFiles } from '../git/change.ts'
import type { MuteGit } from '../git/start.ts'
import { overlaid } from '../git/tree.ts'
import { begun } from '../host/begun.ts'
import type { Frame } from '../host/bind.ts'
import type { Change, FileChange, Stage } from '../host/change.ts'
import { filesOf, type ReadFile } from '../host/config/read.ts'
import { outcomesOf, policyFacts, reportOf } from '../host/evaluate.ts'
import { guardsOf } from '../host/jobs.ts'
import { tellJudged, type Hearing } from '../host/listen.ts'
import type { Check, Job, Ran } from '../host/plugin.ts'
import { planValidators, readPolicy, type Policy } from '../host/policy-in-force.ts'
import { hasConfig } from '../host/range.ts'
import type { Report } from '../host/report/report.ts'
import { localTarget } from '../host/target.ts'
import { openRepository, type Opened } from '../records/repository.ts'
import { activeRun } from '../records/store/run.ts'

/** How hooks reach the world beside git. */
export interface HookWorld extends Hearing {
  readonly cwd: string
  /** The comparison of the index with HEAD, where it was started before drift itself was loaded. */
  readonly staged?: MuteGit | undefined
  readonly checks: readonly Check[]
  run(job: Job): Promise<Ran>
}

/** An open commit-time session. */
export interface Session {
  readonly opened: Opened
  readonly policy: Policy
  readonly head: string | undefined
  /** HEAD's commit, as git stores it. */
  readonly headCommit: Buffer | undefined
  /** The index against HEAD. */
  readonly files: readonly FileChange[]
  readonly doing: Doing
  /** The plan of the active run, if HEAD is still on its branch and git is in the middle of nothing. */
  readonly run: string | undefined
  /** The same, whatever git is in the middle of. */
  readonly active: string | undefined
  frame(stage: Stage): Promise<Frame>
  judged(changes: readonly Change[], stage: Stage): Promise<Report>
}

/** What git is in the middle of, as files of the git directory tell. */
export interface Doing {
  readonly merge: boolean
  readonly squash: boolean
  /** A rebase, cherry-pick or revert: commits that somebody wrote earlier. (git 2.39 leaves REBASE_HEAD behind: it says nothing.) */
  readonly replay: boolean
}

/** What git is in the middle of in this worktree. */
export function doing(gitDir: string): Doing {
  const there = (name: string) => existsSync(join(gitDir, name))
  return {
    merge: there('MERGE_HEAD'), squash: there('SQUASH_MSG'),
    replay: ['CHERRY_PICK_HEAD', 'REVERT_HEAD', 'rebase-merge', 'rebase-apply', 'sequencer'].some(there),
  }
}

/** Opens a session and hands it to `work`. Without any config, in the index or in HEAD, there is nothing to judge by, and that is told. */
export async function withSession(world: HookWorld, stage: Stage, work: (session: Session) => Promise<Report>): Promise<Report> {
  // Both gits start before anything is known of the repository, first the one that is waited for: an unborn branch has no
  // HEAD, and is asked again below.
  const early = stagedFiles('HEAD', { cwd: world.cwd, started: world.staged }).catch(() => undefined)
  const opening = openRepository(world.cwd)
  const repository = await opening
  try {
    const { objects, place } = repository
    const committed = readAhead(repository, world)
    const { oid: head, content: headCommit } = await objects.read('HEAD^{commit}') ?? {}
    const files = await early.then((found) => found ?? stagedFiles(head ?? repository.emptyTree, place.options))
    const opened = { ...repository, folder: folderOf(repository, files) }
    const ahead = head === undefined ? undefined : await committed(files)
    const indexed = ahead ? ahead.policy : await readPolicy(filesOf(repository, ':0:'), world.checks, place.root)
    const before = head !== undefined && (ahead ? ahead.policy !== undefined : await hasConfig(opened, 'HEAD:'))
    if (!indexed && !before) return reportOf([], stage, { notes: ['skipped: this branch has no drift config: drift init makes one'] })
    // The commit that brings the first config is where drift begins.
    if (!before) return reportOf([], stage)
    // Taking the config away is judged by the config that was there.
    const policy = indexed ?? await readPolicy(filesOf(opened, 'HEAD:'), world.checks, place.root)
    if (!policy) return reportOf([], stage, { notes: ['skipped: this branch has no drift config: drift init makes one'] })
    const now = doing(place.gitDir)
    const active = activeRun(place)?.plan
    const report = await work({
      opened, policy, head, headCommit, files, doing: now, active, run: now.merge || now.replay ? undefined : active,
      frame: async (stage) => ({
        repository: opened, config: policy.config, stage, now: new Date(), validators: planValidators, guards: guardsOf(policy.config, policy.checks),
        target: await localTarget(opened, policy.config.base, head, policy.config.approval.mode === 'merged'),
      }),
      judged: async (changes, stage) => reportOf(await outcomesOf(changes, policy, stage, { repository: opened, run: world.run }), stage, policyFacts([policy])),
    })
    await tellJudged(world, policy, stage, report.outcomes, place.root)
    return report
  } finally {
    repository.close()
  }
}

/**
 * Reads the policy of HEAD while the index is compared with it: where nothing that was read differs, it is the index's too,
 * and the index is read by one git only. The answer is undefined where something does.
 */
function readAhead(repository: Opened, world: HookWorld): (staged: readonly FileChange[]) => Promise<{ readonly policy: Policy | undefined } | undefined> {
  const asked = new Set<string>()
  const read: ReadFile = (path) => { asked.add(path); return filesOf(repository, 'HEAD:')(path) }
  const reading = begun(readPolicy(read, world.checks, repository.place.root))
  // A mistake of HEAD's config counts only where the index holds it as well.
  return async (staged) => {
    const policy = await reading.catch((error: unknown) => { if (!staged.some(({ path }) => asked.has(path))) throw error; return undefined })
    return staged.some(({ path }) => asked.has(path)) ? undefined : { policy }
  }
}

/** Folders of the index, told by HEAD and by what is staged: the index is read once, by the diff. */
function folderOf(repository: Opened, files: readonly FileChange[]): Opened['folder'] {
  return async (tree, path) => (tree === ':0:' ? overlaid(await repository.folder('HEAD:', path), path, files, repository.place.format) : repository.folder(tree, path))
}
