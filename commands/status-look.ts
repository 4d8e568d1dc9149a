// Everything that there is to say about the run of a worktree, as data. One git status, one git log, one reader of objects.
import { changedPaths, type Changed } from '../git/status.ts'
import type { FileChange } from '../host/change.ts'
import { gateStates, trailersOf, unitStates, type Proof } from '../host/progress.ts'
import type { BarePlan } from '../host/plan-folder.ts'
import type { Policy } from '../host/policy-in-force.ts'
import { matches } from '../host/globs.ts'
import { isPlanFile, uncovered } from '../host/scope.ts'
import type { StatusData } from '../host/status-schema.ts'
import { pathspecWord, shellWord } from '../host/text.ts'
import { globOf, howToAsk } from '../host/widen.ts'
import { recordsAboutPlan } from '../records/about-plan.ts'
import { deviationKind } from '../records/deviation.ts'
import { evidenceKind, type Evidence } from '../records/evidence.ts'
import type { Opened } from '../records/repository.ts'
import { askedFor } from '../records/request.ts'
import { isActive, type Run } from '../records/store/run.ts'
import { readWorktreePlan, statusOf } from './plans.ts'
import { requestsOf, shortId } from './requests.ts'

/** How the run stands. */
export async function statusData(opened: Opened, policy: Policy, run: Run): Promise<StatusData> {
  const active = isActive(run, opened.branch)
  const [reading, own, changed, tree, evidence, deviations, requests] = await Promise.all([
    readWorktreePlan(opened, policy, run.plan), commitsOf(opened, run), changedPaths(opened.place.options), opened.evidenceTree('HEAD:'),
    recordsAboutPlan<Evidence>(opened, evidenceKind, run.plan), recordsAboutPlan(opened, deviationKind, run.plan), requestsOf(opened, policy, run.plan),
  ])
  const plan = 'plan' in reading ? reading.plan : undefined
  const status = plan && await statusOf(opened, policy, plan)
  const approved = status?.standing.state === 'approved'
  const asked = requests.filter(({ state }) => state === 'open')
  const data: Omit<StatusData, 'next'> = {
    version: 1, run, active, ...plan ? { title: plan.intent.title, digest: plan.digest } : {}, approved, standing: status?.standing.reason ?? ('absent' in reading ? 'the plan is not in this worktree' : 'the plan cannot be read'),
    approvers: status?.standing.by ?? [], units: plan ? unitStates(plan.commit_plan.units, own, policy.config.plans) : [], gates: plan ? gateStates(plan.test_contract.gates, evidence.records.map(({ record }): Proof => record), tree) : [],
    commits: own.map(({ commit }) => commit), staged: changed.filter(({ staged }) => staged !== ' ').map(({ path }) => path), outside: plan ? outside(plan, changed, policy) : [],
    requests: asked.map(({ id, request }) => ({ id, adds: askedFor(request), why: request.why })), deviations: deviations.records.map(({ record: { what, why, by } }) => ({ what, why, by })),
  }
  const granted = plan !== undefined && requests.some(({ state, request }) => state === 'approved' && request.wanted !== plan.digest)
  return { ...data, next: nextOf(data, { granted, merged: policy.config.approval.mode === 'merged', dir: policy.config.plans.dir, absent: 'absent' in reading, closed: status?.standing.state === 'closed' }) }
}

async function commitsOf(opened: Opened, { base, plan }: Run) {
  if (!await opened.info(base) || !await opened.info('HEAD^{commit}')) return []
  return (await opened.commits([base], 'HEAD', 'Plan-Id')).filter((commit) => trailersOf(commit, 'plan-id').includes(plan))
}

function outside(plan: BarePlan, changed: readonly Changed[], { config }: Policy): StatusData['outside'] {
  const files = changed.filter(({ path }) => !isPlanFile(path, config.plans)).map((file): FileChange => {
    const letter = file.unstaged.trim() || file.staged
    return { ...file, status: letter === 'D' ? 'deleted' : letter === 'A' || letter === '?' ? 'added' : 'modified', mode: '100644', oldMode: '100644', oid: '', oldOid: '' }
  })
  return files.flatMap((file) => {
    const why = uncovered(plan, file, files, config.plans)
    return why === undefined ? [] : [{ path: file.path, why }]
  })
}

/** What to do next, the most pressing first. */
function nextOf({ run, active, approved, outside: strays, units, gates, requests, staged, commits, title }: Omit<StatusData, 'next'>, { granted, merged, dir, absent, closed }: { readonly granted: boolean; readonly merged: boolean; readonly dir: string; readonly absent: boolean; readonly closed: boolean }): string[] {
  const plan = run.plan
  if (!active) return [`git switch ${shellWord(run.branch.replace('refs/heads/', ''))}`]
  if (absent) return [`git restore --source=${run.base.slice(0, 12)} --staged --worktree -- ${shellWord(`:/${dir}/${plan}`)}`, 'drift finish --abandon']
  if (title === undefined) return [`drift plan lint ${plan}`]
  // Somebody else ended theirs: what was done here is no less done.
  if (closed) return [commits.length > 0 ? 'drift finish' : 'drift finish --abandon']
  if (!approved) return merged ? ["Merge the plan's files into the target branch first."] : [`drift approve ${plan}`, `drift plan diff ${plan}`]
  // What somebody approved meanwhile is in the records, and not yet in the plan.
  if (granted) return ['drift sync']
  const next = requests.length > 0 ? [`drift approve ${plan} --request ${shortId(requests[0]!.id)}`] : []
  // What is staged would be refused; what merely lies there may have to do with something else.
  const stray = strays.find(({ path }) => staged.includes(path)) ?? strays[0]
  const asked = stray !== undefined && requests.some(({ adds }) => matches(adds, stray.path))
  const wish = stray && !asked ? [howToAsk(plan, units, globOf(stray))] : []
  if (stray && staged.includes(stray.path)) return [...next, ...wish, `git restore --staged -- ${pathspecWord(stray)}`]
  const ready = units.find(({ state }) => state === 'ready')
  if (staged.length > 0) return [...next, 'git commit']
  next.push(...wish)
  if (ready) return [`Do unit ${ready.id}: ${ready.title}`, ...next]
  if (commits.length === 0) return [...next, 'Make the change, and commit it.']
  if (gates.some(({ required, state, fresh }) => required && (state !== 'passed' || !fresh))) return [...next, 'drift verify']
  return [...next, 'drift finish']
}
