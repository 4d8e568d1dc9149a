// What a command of a plugin may look at: the index, the worktree or a range as one Change, bound as the boundaries bind it.
import { stagedFiles } from '../git/change.ts'
import { commitOf } from '../commands/repository.ts'
import { doing } from '../hooks/session.ts'
import { against, type Opened } from '../records/repository.ts'
import { activeRun } from '../records/store/run.ts'
import { bind, type Frame, type Work } from './bind.ts'
import type { Change, Stage } from './change.ts'
import { viewWorktree, type WorktreeView } from './cli-worktree.ts'
import { DriftError } from './error.ts'
import { guardsOf } from './jobs.ts'
import { netFiles } from './judge-range.ts'
import { gathering } from './gathering.ts'
import type { Context } from './plugin.ts'
import { planValidators, type Policy } from './policy-in-force.ts'
import { adoption, bindRange } from './range.ts'
import { localTarget, targetAt, targetTip } from './target.ts'

/** Changes, and the repository that can read all of them. */
export interface Changes {
  readonly change: Context['change']
  repository(): Opened
  close(): Promise<void>
}

/** Makes changes of one worktree, by its own policy. */
export function changesOf(opened: Opened, policy: Policy): Changes {
  let view: Promise<WorktreeView> | undefined
  let seeing: Opened = opened
  return {
    repository: () => seeing,
    close: async () => { await (await view?.catch(() => undefined))?.close() },
    async change(from) {
      if (from === 'staged') return uncommitted(opened, policy, ':0:', await stagedFiles(await against(opened.objects, opened.place), opened.place.options))
      if (from !== 'worktree') return net(opened, policy, from)
      const { opened: wide, snapshot } = await (view ??= viewWorktree(opened.place))
      seeing = wide
      const tree = await snapshot()
      const files = await wide.files(await headTree(opened), tree)
      return { ...await uncommitted(wide, policy, `${tree}:`, files), tree }
    },
  }
}

async function headTree(opened: Opened): Promise<string> {
  return (await opened.info('HEAD^{tree}'))?.oid ?? opened.emptyTree
}

/** What would be committed, before there is a message: as pre-commit judges it. */
async function uncommitted(opened: Opened, policy: Policy, tree: Work['tree'], files: Work['files']): Promise<Change> {
  const { config } = policy
  const head = (await opened.info('HEAD^{commit}'))?.oid
  const now = doing(opened.place.gitDir)
  const run = now.merge || now.replay ? undefined : activeRun(opened.place)
  const target = await localTarget(opened, config.base, head, config.approval.mode === 'merged')
  const frame = frameOf(opened, policy, 'pre-commit', target)
  return bind({
    tree, extent: 'staged', parents: head ? [head] : [], files: await gathering([tree], files, frame)(files), ...(run ? { run: run.plan } : {}),
    // In a worktree plan files lie beside the rest until they are committed, each on their own.
    mayMix: tree !== ':0:' || now.squash || now.replay,
  }, frame, { charges: new Map(), digests: new Map() })
}

/** What a range comes to: as CI judges it. */
async function net(opened: Opened, policy: Policy, range: { readonly base: string; readonly head: string }): Promise<Change> {
  const [base, head] = await Promise.all([commitOf(opened, range.base), commitOf(opened, range.head)])
  const bases = await opened.mergeBases(base, head)
  const [forked] = bases
  if (!forked) throw new DriftError(`${range.base} and ${range.head} have no common ancestor here`, opened.shallow ? 'The clone is shallow: git fetch --unshallow.' : 'Give a base that the head comes from.', 3)
  const trunk = await targetTip(opened, policy.config.base)
  const target = await targetAt(opened, base, head, trunk ? [trunk] : [])
  const { changes } = await bindRange({
    commits: await opened.commits([base], head), net: { base: forked, head, files: await netFiles(opened, bases, head) }, adopted: adoption(opened, true),
  }, frameOf(opened, policy, 'ci', target))
  return changes.find(({ extent }) => extent === 'net')!
}

function frameOf(repository: Opened, { config, checks }: Policy, stage: Stage, target: Frame['target']): Frame {
  return { repository, config, stage, now: new Date(), validators: planValidators, guards: guardsOf(config, checks), target }
}
