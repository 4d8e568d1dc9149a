// The work of a run as the one evaluator sees it: how each commit is bound, and which files lie outside of the plan.
import type { World } from '../../host/cli-context.ts'
import { answersTo, askingOf, type Answers } from '../../host/asking.ts'
import type { Change } from '../../host/change.ts'
import type { Asking } from '../../host/override.ts'
import { outcomesOf } from '../../host/evaluate.ts'
import type { Finding, LetThrough } from '../../host/finding.ts'
import { guardsOf } from '../../host/jobs.ts'
import { netFiles } from '../../host/judge-range.ts'
import { planValidators, type Policy } from '../../host/policy-in-force.ts'
import { adoption, bindRange, hasConfig } from '../../host/range.ts'
import { targetAt, targetTip } from '../../host/target.ts'
import type { Opened } from '../../records/repository.ts'
import type { RunCommits } from './commits.ts'

/** What the evaluator says of them. */
export interface JudgedRun {
  /** By commit; commits from before drift have none. */
  readonly changes: ReadonlyMap<string, Change>
  /** What check scope finds, with what an override lets through. */
  readonly outside: readonly (Finding & Partial<Pick<LetThrough, 'override'>>)[]
  /** Commits that ask to be let through, and what lets them. */
  readonly asking: readonly Asking[]
  readonly overrides: Answers['overrides']
  /** Why it could not be told. */
  readonly blind: string | undefined
}

/** Judges them by the present policy, at the stage of a push; check scope always, however the config weighs it. */
export async function judgedRun(opened: Opened, policy: Policy, { start, head, froms, commits, landed }: RunCommits, world: World): Promise<JudgedRun> {
  const { config } = policy
  const tip = await targetTip(opened, config.base)
  const target = tip === undefined ? { tip, base: undefined, has: () => false } : await targetAt(opened, tip, head, [])
  const adopted = adoption(opened, start === undefined || await hasConfig(opened, `${start}:`))
  const asking = await askingOf(commits, start, opened)
  const { overrides } = await answersTo(asking, { config, repository: opened, tips: tip === undefined ? [] : [tip] })
  const frame = { repository: opened, config, stage: 'pre-push' as const, landed, now: new Date(), validators: planValidators, guards: guardsOf(config, policy.checks), target }
  const net = start === undefined ? undefined : { base: start, head, files: await netFiles(opened, froms, head) }
  const { changes } = await bindRange({ commits, net, adopted, overrides }, frame)
  const always: Policy = { ...policy, config: { ...config, checks: { ...config.checks, scope: { severity: 'error', options: {} } } } }
  const outcomes = await outcomesOf(changes, always, 'pre-push', { repository: opened, run: world.run }, ['scope'])
  return {
    changes: new Map(changes.flatMap((change) => (change.commit === undefined ? [] : [[change.commit, change] as const]))),
    outside: outcomes.flatMap(({ findings, overridden = [] }) => [...findings, ...overridden]), asking, overrides,
    blind: outcomes.flatMap(({ status, reason, error }) => (status === 'blind' ? [reason ?? ''] : status === 'crashed' ? [error?.split('\n')[0] ?? ''] : [])).join('; ') || undefined,
  }
}
