// A range of commits, collected and judged: pre-push, `drift check --base` and `drift ci` differ only in what they pass.
import { answersTo, askingOf, notesOn, type Answers, type Broken } from './asking.ts'
import { begun } from './begun.ts'
import type { FileChange, Plan, Stage } from './change.ts'
import { filesOf, readConfig } from './config/read.ts'
import { DriftError, unshallow } from './error.ts'
import { askAhead, outcomesOf } from './evaluate.ts'
import type { Outcome } from './finding.ts'
import { guardsOf } from './jobs.ts'
import { joined, tellJudged, type Hearing } from './listen.ts'
import type { Asking } from './override.ts'
import type { Check, Job, Ran } from './plugin.ts'
import { planValidators, readPolicy, type Policy } from './policy-in-force.ts'
import { adoption, bindRange, hasConfig } from './range.ts'
import type { Commit, Repository } from './repository.ts'
import { keyOf } from './scope.ts'
import { validateConfig } from './validate.ts'
import { targetAt, targetTip } from './target.ts'

/** Which commits, and whose policy. */
export interface Asked {
  readonly stage: Stage
  /** Commit ids. `base` is the target's tip (or the old value of what is pushed); undefined: everything up to head. */
  readonly base: string | undefined
  readonly head: string
  /** `head`: the policy in the head's own tree, or where that has none as for `base`. `base`: those of merge base and target tip, all of which count. */
  readonly policy: 'head' | 'base'
  readonly actor?: string
  /** False where nobody is asked for an actor any more: in a merge queue and on the target. */
  readonly askActor?: boolean
  /** The commits stand on the target already, or in a merge queue. Found out by itself where head is on the target. */
  readonly landed?: boolean
  /** The head takes the place of `base`, as in a push to the target: what it drops of that counts as well. */
  readonly replaces?: boolean
  /** For pre-push alone: commits of this clone for which the glass was broken. */
  readonly broken?: Broken
  /** What the same range was judged by before: it is not read once more, since programs of the change may have run meanwhile. */
  readonly policies?: readonly Policy[]
}

/** What came of it. */
export interface JudgedRange {
  readonly outcomes: readonly Outcome[]
  readonly commits: number
  /** How many commits the range has, judged or not. */
  readonly found: number
  readonly notes: readonly string[]
  readonly policies: readonly Policy[]
  /** The plans that bind commits of the range: of each the version that came last. */
  readonly plans: readonly Plan[]
  /** Commits that ask to be let through, and what each policy answers. */
  readonly asking: readonly Asking[]
  readonly answers: readonly Answers[]
}

/** Judges a range by one policy or by several, whose findings then all count. */
export async function judgeRange(repository: Repository, asked: Asked, world: Hearing & { readonly checks: readonly Check[]; run(job: Job): Promise<Ran> }): Promise<JudgedRange> {
  const { base, head, stage } = asked
  // git lists the range while it is asked for all else.
  const listing = begun(repository.commits(base === undefined ? [] : [base], head))
  const bases = base === undefined ? [] : await repository.mergeBases(base, head)
  const [forked] = bases
  if (base !== undefined && forked === undefined) throw new DriftError(`${short(base)} and ${short(head)} have no common ancestor here`, repository.shallow ? `The clone is shallow: ${unshallow}` : 'Give a base that the head comes from: --base <rev>', 3)
  const withConfig = begun(Promise.all([base, forked].map(async (commit) => commit !== undefined && hasConfig(repository, `${commit}:`))).then((found) => found.some(Boolean)))
  const olds = asked.replaces && base !== undefined ? [base] : bases.length > 0 ? bases : [repository.emptyTree]
  const netOf = async () => (await withConfig ? { base: olds[0]!, head, files: await netFiles(repository, olds, head) } : undefined)
  const differing = begun(netOf())
  const reading = begun(asked.policies ? Promise.resolve(asked.policies) : policiesOf(repository, asked, bases, withConfig, listing, world.checks))
  void begun(Promise.all([reading, differing]).then(([policies, net]) => { if (net) askAhead(net, policies, stage, repository) }))
  const commits = await listing
  const seen = new Set(commits.map(({ commit }) => commit))
  const boundary = repository.shallow ? commits.find(({ parents, commit }) => parents.length === 0 && commit !== forked) : undefined
  if (boundary) throw new DriftError(`the clone is shallow, and its boundary ${short(boundary.commit)} lies inside the range`, unshallow, 3)

  const adopted = adoption(repository, await withConfig)
  const policies = await reading
  if (policies.length === 0) return { outcomes: [], commits: 0, found: commits.length, notes: ['skipped: before drift: neither the base nor the range has a drift config'], policies, plans: [], asking: [], answers: [] }

  const net = await differing
  const asking = await askingOf(commits, base, repository)
  const answers: Answers[] = []
  const outcomes: Outcome[] = []
  const plans = new Map<string, Plan>()
  let judged = 0
  let skipped = 0
  for (const policy of policies) {
    const { config } = policy
    const trunk = await targetTip(repository, config.base)
    const target = base === undefined ? { tip: trunk, base: undefined, has: (commit: string) => !seen.has(commit) } : await targetAt(repository, base, head, trunk ? [trunk] : [])
    const landed = asked.landed ?? (trunk !== undefined && asked.policy === 'base' && (trunk === head || (await repository.ids([trunk], head)).size === 0))
    const frame = { repository, config, stage, landed, now: new Date(), validators: planValidators, guards: guardsOf(config, policy.checks), target, ...(asked.actor ? { actor: asked.actor } : {}), ...(asked.askActor === undefined ? {} : { askActor: asked.askActor }) }
    const answer = await answersTo(asking, { config, repository, tips: [...new Set([target.tip, base])].filter((tip) => tip !== undefined), ...(asked.broken ? { broken: asked.broken } : {}) })
    answers.push(answer)
    const bound = await bindRange({ commits, net, adopted, overrides: answer.overrides }, frame)
    for (const plan of bound.plans) plans.set(plan.id, plan)
    const own = await outcomesOf(bound.changes, policy, stage, { repository, run: world.run })
    outcomes.push(...policies.length > 1 && outcomes.length > 0 ? own.filter((o) => (o.status !== 'passed' && o.status !== 'skipped') || o.overridden) : own)
    judged = Math.max(judged, bound.changes.filter(({ extent }) => extent !== 'net').length)
    skipped = bound.skipped.length
  }
  await tellJudged(world, joined(policies), stage, outcomes, repository.root)
  const before = skipped > 0 ? [`skipped: before drift: ${skipped} commit${skipped === 1 ? '' : 's'}`] : []
  return { outcomes, commits: judged, found: commits.length, notes: [...before, ...notesOn(asking, answers, outcomes)], policies, plans: [...plans.values()], asking, answers }
}

/**
 * The net change since the merge bases. Of several, where branches were merged crosswise, one alone would blame us for the target's
 * work, or miss what we dropped of it: a file counts against the one that has changed it. What both have changed, or nobody can tell
 * that of, counts where it differs from all.
 */
export async function netFiles(repository: Repository, bases: readonly string[], head: string): Promise<readonly FileChange[]> {
  const since = async (base: string, to = head) => new Map((await repository.files(base, to)).map((file) => [keyOf(file), file]))
  const [first, ...others] = await Promise.all(bases.map((base) => since(base)))
  if (others.length === 0) return [...first!.values()]
  const forks = bases.length === 2 ? await repository.mergeBases(bases[0]!, bases[1]!) : []
  const [ours, theirs] = forks.length === 1 ? await Promise.all(bases.map((base) => since(forks[0]!, base))) : []
  return [...new Set([first!, ...others].flatMap((files) => [...files.keys()]))].flatMap((key) => {
    const [file, ...rest] = [first!, ...others].map((files) => files.get(key))
    if (ours && theirs && ours.has(key) !== theirs.has(key)) return (ours.has(key) ? file : rest[0]) ?? []
    return file && rest.every((other) => other !== undefined) ? [{ ...file, otherOids: rest.map((other) => other!.oldOid) }] : []
  })
}

/** The policies that count, each once. */
async function policiesOf(repository: Repository, { base, head, policy: whose }: Asked, bases: readonly string[], withConfig: Promise<boolean>, listing: Promise<readonly Commit[]>, checks: readonly Check[]): Promise<readonly Policy[]> {
  const at = (commit: string) => readPolicy(filesOf(repository, `${commit}:`), checks, repository.root, whose === 'base' ? filesOf(repository, `${head}:`) : undefined)
  if (whose === 'head' || !await withConfig) {
    const policy = await at(whose === 'base' ? await firstWithConfig(repository, await listing) ?? head : head)
    // A head that takes the config away has no word in what that comes to.
    if (policy || !await withConfig) return policy ? [policy] : []
  }
  const policies: Policy[] = []
  for (const commit of new Set([...bases, base])) {
    const policy = commit && await at(commit)
    if (policy && !policies.some(({ digest, file, config }) => digest === policy.digest && file === policy.file && JSON.stringify(config) === JSON.stringify(policy.config))) policies.push(policy)
  }
  // A change that breaks the config, or brings a second one, fails by itself, and not those who come after it.
  await readConfig(filesOf(repository, `${head}:`), checks, validateConfig)
  return policies
}

async function firstWithConfig(repository: Repository, commits: readonly Commit[]): Promise<string | undefined> {
  for (const { commit } of commits) if (await hasConfig(repository, `${commit}:`)) return commit
  return undefined
}

function short(commit: string): string {
  return commit.slice(0, 12)
}
