// The report of a run, from git and records: what was planned, what was done, and how the two differ.
import type { Change } from '../../host/change.ts'
import type { World } from '../../host/cli-context.ts'
import { DriftError } from '../../host/error.ts'
import { metricsOf } from '../../host/trust/metrics.ts'
import type { Policy } from '../../host/policy-in-force.ts'
import { uncovered } from '../../host/scope.ts'
import { recordsAboutPlan } from '../../records/about-plan.ts'
import { deviationKind } from '../../records/deviation.ts'
import { evidenceKind, type Evidence } from '../../records/evidence.ts'
import { formatLine } from '../../records/line.ts'
import type { Report } from '../../records/report.ts'
import type { Opened } from '../../records/repository.ts'
import type { Run } from '../../records/store/run.ts'
import { factsOf } from '../trust-facts.ts'
import { commitsOf, type RunCommits } from './commits.ts'
import { driftOf } from './drift.ts'
import { gateStandings } from './gates.ts'
import { judgedRun } from './judged.ts'
import { byTime, planAt, reviewsOf, timesOf } from './look-up.ts'
import { isWork, sortedCommits } from './sorted.ts'

/** What the report says of its making. */
export interface Ending {
  /** When the run ended, by all that it is told from. */
  readonly ended: (told: Readonly<Record<string, unknown>>) => string
  readonly abandoned: boolean
  readonly by: Report['by']
  readonly via: string
  /** Gaps that the caller knows of. */
  readonly gaps?: readonly string[]
}

/** A report, and whether the work could be judged everywhere: where it could not, no drift told is no proof that there is none. */
export interface Gathered {
  readonly report: Report
  readonly blind: boolean
}

/** Makes the report of a run as it stands at HEAD. The same repository and records give the same report. */
export async function gathered(opened: Opened, policy: Policy, run: Run, { ended, abandoned, by, via, gaps: more = [] }: Ending, world: World): Promise<Gathered> {
  const { config } = policy
  const head = (await opened.info('HEAD^{commit}'))?.oid
  if (head === undefined) throw new DriftError('this branch has no commit', 'Commit something first, or begin anew: drift start <plan>', 1)
  const plan = await planAt(opened, policy, 'HEAD:', run.plan)
  const { units } = plan.commit_plan
  const made = await commitsOf(opened, config.base, run, head)
  const judged = await judgedRun(opened, policy, made, world)
  const sorted = sortedCommits(made, judged.changes, units, config.plans)
  const accepting = await recordsAboutPlan(opened, deviationKind, run.plan)
  const deviations = accepting.records.map(({ record }) => record).filter((one) => one.run === undefined || one.run === run.id).sort(byTime)
  const mine = ownPaths(made, judged.changes)
  const outside = judged.outside.filter(({ commit, path }) => (commit === undefined ? path !== undefined && mine.has(path) : made.own.has(commit) || isMerge(made.commits, commit)))
  const proofs = await recordsAboutPlan<Evidence>(opened, evidenceKind, run.plan)
  const evidence = proofs.records.map(({ record }) => record)
  const gates = gateStandings(plan.test_contract.gates, evidence, await opened.evidenceTree('HEAD:'), run.id)
  const drift = driftOf({ sorted, units, outside, gates, overrides: judged.overrides, deviations, abandoned })
  const touched = [...new Set(made.commits.flatMap(({ commit, files, parents }) => (parents.length > 1 ? judged.changes.get(commit)?.files ?? [] : files).filter((file) => isWork(file, config.plans)).map(({ path }) => path)))].sort()
  const { plans } = config
  const loose = sorted.unplanned.flatMap(({ commit: { files } }) => files.filter((file) => isWork(file, plans) && uncovered(plan, file, files, plans)).map(({ path }) => path))
  const beyondPlan = [...new Set([...drift.filter(({ code }) => code === 'outside-scope').map(({ what }) => what), ...loose])].sort()
  const last = sorted.last ?? made.start ?? head
  const times = await timesOf(opened, policy, run, plan)
  const unbound = made.commits.filter(({ commit }) => made.own.has(commit) && judged.changes.get(commit)?.bound === 'none').map(({ commit }) => `commit ${commit.slice(0, 12)} could not be held against the plan: ${judged.changes.get(commit)!.because}`)
  const { reviews, unread: oddReviews } = await reviewsOf(opened, sorted.commits.map(({ commit }) => commit))
  const unread = accepting.unread.length + proofs.unread.length + oddReviews
  const fields = {
    ...config.id ? { project: config.id } : {}, run: run.id, plan: run.plan, digest: plan.digest, title: plan.intent.title, work: plan.intent.kind, risk: plan.intent.risk,
    ...plan.intent.domain ? { domain: plan.intent.domain } : {}, branch: run.branch, worktree: run.worktree, ...whoRan(run), base: made.start ?? run.base, last,
    started: run.started, ...times, abandoned,
    commits: sorted.commits, ...sorted.others.length > 0 ? { others: sorted.others } : {},
    units: units.map(({ id, title }) => ({ unit: id, title, done: sorted.done.has(id) })),
    files: { touched, outside: beyondPlan },
    gates: gates.map(({ gate }) => gate),
    deviations: deviations.map(({ what, why, by: who }) => ({ what, why, by: who })),
    bypasses: [
      ...judged.asking.map(({ commit, why }) => ({ commit, what: judged.overrides.get(commit)?.state === 'approved' ? 'Drift-Override, let through by a person' : 'Drift-Override, which nobody let through yet', why })),
      ...sorted.unplanned.filter(({ commit }) => !judged.asking.some((one) => one.commit === commit.commit)).map(({ commit, why }) => ({ commit: commit.commit, what: `a commit that ${why}` })),
    ],
    drift, gaps: [...made.gaps, ...unbound, ...judged.blind === undefined ? [] : [`the scope could not be judged everywhere: ${judged.blind}`], ...unread === 0 ? [] : [`${unread} line${unread === 1 ? '' : 's'} beside records about this plan cannot be read by this drift, and count${unread === 1 ? 's' : ''} for nothing`], ...more],
    by, via,
  }
  const at = ended({ ...fields, reviews, evidence })
  const metrics = metricsOf([factsOf({ ...fields, ended: at }, { reviews, evidence })])
  // As it will be read again: what is printed now and what is printed later are the same to the letter.
  return { report: JSON.parse(formatLine({ ...fields, ended: at, at, metrics, v: 1, kind: 'report' })) as Report, blind: judged.blind !== undefined }
}

/** Who ran it, where the run says. */
function whoRan({ session, agent }: Run): Pick<Report, 'session' | 'agent'> {
  return { ...session ? { session } : {}, ...agent ? { agent } : {} }
}

/** Files that the run's own commits and merges changed: what others did is told with their commits, and not once more as files. */
function ownPaths({ commits, own }: RunCommits, changes: ReadonlyMap<string, Change>): ReadonlySet<string> {
  return new Set(commits.filter(({ commit, parents }) => parents.length > 1 || own.has(commit)).flatMap(({ commit, files }) => (changes.get(commit)?.files ?? files).map(({ path }) => path)))
}

function isMerge(commits: readonly { readonly commit: string; readonly parents: readonly string[] }[], id: string): boolean {
  return commits.some(({ commit, parents }) => commit === id && parents.length > 1)
}
