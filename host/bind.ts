// What binds a change: the plan it names, a lane, or nothing that it should lack. One place for the index and for every commit.
import { standingOf, type Circumstances } from './approval.ts'
import { approvedFiles } from './approved-files.ts'
import type { Change, Fault, FileChange, LaterPlan, Message, Plan, Stage } from './change.ts'
import type { Config } from './config/resolve.ts'
import { DriftError, unshallow } from './error.ts'
import { isLessonsFile, lessonFaults } from './lesson-file.ts'
import { charge, laneCovered, refuses, type Charge, type LaneFacts } from './lanes.ts'
import { isOverrideFile, overrideFileFaults } from './override-files.ts'
import { planFileFaults, touchedPlans } from './plan-files.ts'
import { isPlanId, readPlan, type BarePlan, type PlanValidators } from './plan-folder.ts'
import type { Repository, Tree } from './repository.ts'
import { revertLane } from './reverts.ts'
import { isGuarded, isPlanFile, keyOf, misfit, type Guards } from './scope.ts'
import { plansNamed, unsquashed } from './squash.ts'
import type { Target } from './target.ts'
import { nearest } from './text.ts'

/** What is the same for all changes of one call. */
export interface Frame {
  readonly repository: Repository
  readonly config: Config
  readonly stage: Stage
  readonly now: Date
  readonly validators: PlanValidators
  readonly target: Target
  /** Globs of files that no lane takes. */
  readonly guards: Guards
  /** The pull request's author, where the forge's event tells; asked for by lanes with `actors`, unless `askActor` is false. */
  readonly actor?: string
  readonly askActor?: boolean
  /** The commits stand on the target, or in a queue for it: a forge may have squashed them. */
  readonly landed?: boolean
}

/** One change before it is bound. */
export interface Work {
  readonly tree: Tree
  readonly extent: 'staged' | 'commit'
  readonly commit?: string
  readonly parents: readonly string[]
  readonly author?: { readonly name: string; readonly email: string }
  readonly files: readonly FileChange[]
  readonly message?: Message
  /** The plan of the active run: it binds what has no message yet. */
  readonly run?: string
  /** A squash, or a commit of a range: plan files and others may come together. */
  readonly mayMix: boolean
}

/** What earlier commits of the range left behind. */
export interface Past {
  /** What each lane was charged. */
  readonly charges: Map<string, Charge>
  /** Digests of plans, by plan, that ancestors carry. */
  readonly digests: ReadonlyMap<string, ReadonlySet<string>>
  /** Where the change's own history leaves the range: what these commits hold was there before it. */
  readonly roots?: readonly string[]
  /** Commits of the range that change a plan on another branch than this one. */
  readonly beside?: (plan: string) => readonly string[]
  /** Trees that take back, exactly, a commit on the target. */
  readonly reverts?: ReadonlySet<string>
  /** Asks what a plan is to this change; another change may have asked the same. */
  readonly once?: (plan: string, ask: () => Promise<Named>) => Promise<Named>
}

/** Binds one change. `past.charges` is the one thing that it changes: a lane that takes the change is charged. */
export async function bind(work: Work, frame: Frame, past: Past): Promise<Change> {
  const { files, extent, tree, author, commit } = work
  const squash = frame.landed && work.message ? unsquashed(work.message) : undefined
  const message = squash ?? work.message
  const { config, repository, validators, stage } = frame
  const others = files.filter(({ path }) => !isPlanFile(path, config.plans))
  const onlyLessons = others.every(isLessonsFile)
  const named = message ? plansNamed(message) : work.run ? [work.run] : []
  const touched = touchedPlans(files, config.plans)
  // Before there is a message nobody knows whose squash it is: that is judged at commit-msg. What a forge squashed may hold a
  // plan that was made and given up on the branch, which no commit names.
  const neverOpen = (id: string) => !files.some(({ path }) => path.startsWith(`${config.plans.dir}/${id}/`))
  const squashes = !work.mayMix || onlyLessons ? [] : extent === 'staged' ? touched : squash ? [...named, ...touched.filter(neverOpen)] : named
  const faults: Fault[] = await planFileFaults(files, tree, config.plans, repository, validators, squashes)
  const approved = await approvedFiles(files, frame)
  const change = (bound: Change['bound'], because: string, more: Partial<Change> = {}): Change => ({
    stage, extent, ...(commit ? { commit } : {}), ...(work.parents[0] ? { from: work.parents[0] } : {}), ...(author ? { author } : {}), files, ...(message ? { message } : {}), bound, because,
    plans: [], also: [], elsewhere: [], faults, policy: { plans: config.plans, approval: config.approval }, seen: {}, ...approved, ...more,
  })
  const planOnly = files.length > others.length && onlyLessons
  // Whatever binds the rest: beside another file a lesson is as hard to take back.
  faults.push(...await lessonFaults(others, tree, repository, config.plans, work.mayMix && !onlyLessons))
  if ((planOnly || !work.mayMix) && touched.length > 1) faults.push({ code: 'two-plans', message: `the commit touches the folders of ${touched.length} plans: ${touched.join(', ')}`, fix: 'Commit each plan alone.' })
  if (planOnly) return change('plan-files', 'only plan files')
  if (files.length > 0 && onlyLessons) return change('free', 'only lessons')
  if (config.approval.mode === 'merged' && files.length > 0 && files.every(({ path }) => isOverrideFile(path))) return change('free', 'only overrides', { faults: await overrideFileFaults(files, tree, repository) })
  if (touched.length > 0 && !work.mayMix) faults.push({ code: 'mixed', message: `the commit changes plan ${touched.join(', ')} and other files together`, fix: `Commit the plan alone first: git commit -- :/${config.plans.dir}` })

  if (squash && named.length > 0) return squashed(named, work, frame, past, change)
  if (named.length > 1) {
    faults.push({ code: 'two', message: `the commit names ${named.length} plans: ${named.join(', ')}`, fix: 'Keep one Plan-Id, and put the rest into a commit of its own' })
    return change('none', 'the commit names several plans')
  }
  if (named.length === 1) {
    const found = await namedPlan(named[0]!, work, frame, past)
    if ('blind' in found) return change('plan', found.blind, { blind: found.blind })
    if ('none' in found) return change('none', found.none)
    return change('plan', `plan ${found.plan.id}`, { plans: [found.plan], also: found.also, elsewhere: lessonsOfClose(work, named, frame) })
  }
  if (extent === 'staged') return change('undecided', 'judged at commit-msg')
  if (!config.plans.required) return change('free', 'no plan is required')
  const free = await laneFor(work, frame, past, change)
  if (frame.landed && free.bound === 'none') faults.push({ code: 'missing', message: free.because, fix: 'Let the forge keep the messages of what it squashes (GitHub: Settings, General, Pull Requests, default commit message "Pull request title and commit details"; GitLab: Settings, Merge requests, squash commit message template with %{all_commits}), and name the plan there: Plan-Id: <plan>' })
  return free
}

/** A commit that a forge may have made of many: every plan that it names is a candidate, and lanes take what none of them covers. */
async function squashed(named: readonly string[], work: Work, frame: Frame, past: Past, change: (bound: Change['bound'], because: string, more?: Partial<Change>) => Change): Promise<Change> {
  const found = await Promise.all(named.map((id) => namedPlan(id, work, frame, past)))
  const known = found.flatMap((one) => ('plan' in one ? [one] : []))
  const approved = known.filter(({ plan }) => plan.standing.state === 'approved')
  // A plan whose close it holds is judged, too: nothing else asks whether that version was approved.
  const counts = (id: string) => approved.length === 0 || closes(id, work.files, frame)
  const kept = known.filter((one) => approved.includes(one) || counts(one.plan.id))
  const blind = found.find((one, i) => 'blind' in one && counts(named[i]!))
  if (blind && 'blind' in blind) return change('plan', blind.blind, { blind: blind.blind })
  if (kept.length === 0) return change('none', found.map((one) => ('none' in one ? one.none : '')).join('; '))
  const plans = kept.map(({ plan }) => plan)
  const also = kept.flatMap((one) => one.also)
  return change('plan', `plan ${plans.map(({ id }) => id).join(', ')}`, { plans, also, elsewhere: [...lessonsOfClose(work, named, frame), ...await lanesTake(work.files, { plans, also }, frame)] })
}

/** The file of lessons in a squash that holds the close of a plan that it names: the close brought it, and its lines are judged as anywhere. */
function lessonsOfClose({ files }: Work, named: readonly string[], frame: Frame): readonly string[] {
  return named.some((id) => closes(id, files, frame)) ? files.filter(isLessonsFile).map(keyOf) : []
}

/** Whether a change holds the close of a plan. */
function closes(id: string, files: readonly FileChange[], { config: { plans: { dir } } }: Frame): boolean {
  return files.some(({ path, status }) => status === 'added' && path.startsWith(`${dir}/closed/${id}/`))
}

/** Files that none of these plans covers and that lanes take together: the sum is of what really changed. `free` asks for no lane. */
export async function lanesTake(files: readonly FileChange[], { plans, also }: Pick<Change, 'plans' | 'also'>, frame: Frame, free: ReadonlySet<string> = new Set()): Promise<readonly string[]> {
  const { plans: policy } = frame.config
  const open = files.filter((file) => !isPlanFile(file.path, policy) && !free.has(keyOf(file)) && misfit({ plans, also, files, policy }, file))
  if (open.length === 0 || policy.lanes.length === 0) return []
  // Where branches were merged crosswise a lane takes what is little against each merge base.
  const bases = [open, ...Array.from({ length: Math.max(...open.map(({ otherOids = [] }) => otherOids.length)) }, (_, i) => open.map((file) => ({ ...file, oldOid: file.otherOids?.[i] ?? file.oldOid })))]
  const taken = await Promise.all(bases.map(async (files) => {
    const counted = files.every(({ lines }) => lines !== undefined) ? files : await frame.repository.countLines(files)
    return new Set(laneCovered(policy.lanes, counted, await laneFacts(counted, frame)))
  }))
  return [...taken[0]!].filter((key) => taken.every((keys) => keys.has(key)))
}

async function laneFor({ files, tree }: Work, frame: Frame, { charges, reverts }: Past, change: (bound: Change['bound'], because: string, more?: Partial<Change>) => Change): Promise<Change> {
  const { config } = frame
  if (files.length === 0) return change('free', 'it changes no file')
  const why: string[] = []
  if (reverts?.has(tree)) {
    const kept = files.find((file) => isGuarded(frame.guards, file))
    if (!kept) return change('lane', `lane ${revertLane.name}`, { lane: revertLane })
    why.push(`${revertLane.name}: ${kept.path} is protected`)
  }
  const facts = await laneFacts(files, frame)
  for (const lane of config.plans.lanes) {
    const no = refuses(lane, files, charges.get(lane.name), facts)
    if (no === undefined) {
      charges.set(lane.name, charge(charges.get(lane.name), files))
      return change('lane', `lane ${lane.name}`, { lane })
    }
    why.push(`${lane.name}: ${no}`)
  }
  return change('none', `the commit names no plan, and no lane takes it${why.length ? ` (${why.join('; ')})` : ''}`)
}

/** What lanes must know of these files. */
async function laneFacts(files: readonly FileChange[], { repository, guards, actor, askActor = true }: Frame): Promise<LaneFacts> {
  // A submodule's commits are in a repository of its own, and no lane takes one.
  const blobs = files.flatMap(({ path, oid, oldOid, mode, oldMode }) => [{ path, oid, mode }, { path, oid: oldOid, mode: oldMode }]).filter(({ oid, mode }) => !/^0+$/.test(oid) && mode !== '160000')
  const sizes = new Map(await Promise.all([...new Map(blobs.map((blob) => [blob.oid, blob])).values()].map(async ({ path, oid }) => {
    const found = await repository.info(oid)
    if (!found) throw new DriftError(`the content of ${path} (${oid}) is not in this clone, so no lane can tell its size`, 'Fetch what is missing: git fetch --refetch, or clone without --filter.', 3)
    return [oid, found.size] as const
  })))
  return { actor, askActor, guards, sizes }
}

/** Whether a stage decides what gets onto the target. */
export const isGate = (stage: Stage): boolean => stage === 'ci' || stage === 'receive'

/** A plan that a change names, with later versions that bind it too; or why there is none, or nobody can tell. */
export type Named = { readonly plan: Plan; readonly also: readonly LaterPlan[] } | { readonly none: string } | { readonly blind: string }

/** The plan of this id, as it stands in what is judged. */
export async function namedPlan(id: string, work: Work, frame: Frame, past: Past): Promise<Named> {
  return past.once ? past.once(id, () => planFor(id, work, frame, past)) : planFor(id, work, frame, past)
}

async function planFor(id: string, work: Work, frame: Frame, past: Past): Promise<Named> {
  const { repository, config: { plans: { dir } }, validators, target } = frame
  if (!isPlanId(id)) return { none: `"${id}" cannot be a plan's id` }
  const [open, closedOnTarget, atTip, atBase] = await Promise.all([
    readPlan(repository, work.tree, dir, id, validators),
    digestAt(target.tip, `closed/${id}`, frame).then((found) => found !== undefined),
    digestAt(target.tip, id, frame),
    digestAt(target.base, id, frame),
  ])
  const reading = 'absent' in open ? await readPlan(repository, work.tree, dir, id, validators, true) : open
  if ('absent' in reading) {
    const known = (await repository.folder(work.tree, dir))?.entries.map(({ path }) => path.split('/')[0]!) ?? []
    const near = nearest(id, known)
    return { none: `plan ${id} is not in this commit${near ? ` (did you mean ${near}?)` : ''}` }
  }
  if ('wrong' in reading) return { blind: `plan ${id} cannot be read: ${reading.wrong.join('; ')}` }
  const { plan } = reading
  // The closing commit itself, or a squash with it, is judged by the folder that it closes.
  const closedBefore = plan.closed && await digestAt(work.parents[0], `closed/${id}`, frame) !== undefined
  // At the gate also what there was before the range: two pushes must not take a plan back that one may not.
  const earlier = isGate(frame.stage) ? (await Promise.all((past.roots ?? []).map((root) => repository.versions(root, `${dir}/${id}`)))).flat() : []
  const others = [...new Set([...past.digests.get(id) ?? [], ...earlier])].filter((digest) => digest !== plan.digest)
  const elsewhere = await versionsAt(past.beside?.(id) ?? [], id, frame)
  const approvals = await repository.approvals([...new Set([plan.digest, ...others, ...elsewhere.keys(), ...(atTip ? [atTip] : [])])])
  const merged = await standsOnTarget(plan, work, frame, [atTip, atBase])
  const about = { plan: id, digest: plan.digest, project: frame.config.id, policy: frame.config.approval, approvals, others, merged, closed: closedBefore || closedOnTarget, authors: work.author ? [work.author.email] : [], now: frame.now }
  if (frame.config.approval.mode === 'signed') return { blind: 'approval mode "signed" needs signatures, which this version cannot verify' }
  if (merged === undefined && frame.config.approval.mode === 'merged') return { blind: `approval mode "merged" needs the branch ${frame.config.base.branch}, and there is none here` }
  // What stands on the target, or stood there where the commit began, and does so no more.
  const overtakes = (digest: string) => digest !== plan.digest && standingOf({ ...about, others: [digest] }).state === 'superseded'
  // A commit that comes after the target's tip comes after that version, too.
  const isAhead = target.tip !== undefined && (past.roots ?? work.parents).includes(target.tip)
  const overtaken = atTip !== undefined && atTip !== plan.digest && (frame.config.approval.mode === 'merged' ? merged === true && !isAhead : overtakes(atTip))
  const standing = standingOf(about)
  if (repository.unsure !== undefined && frame.config.approval.mode !== 'merged' && standing.state !== 'approved' && standing.state !== 'closed') return { blind: `plan ${id} may be approved: ${repository.unsure}` }
  if (standing.state === 'approved' && isGate(frame.stage) && await mayBeOvertaken(about, [atTip, atBase], repository)) return { blind: `the clone is shallow, and a later version of plan ${id} is approved: whether the target once held it cannot be seen (${unshallow})` }
  // The newest last: its gates are those that count.
  const later = [...new Map([...overtaken ? [[atTip, target.tip!] as const] : [], ...[...elsewhere].filter(([digest]) => overtakes(digest))])]
    .map(([digest, commit]) => ({ commit, below: [...elsewhere.keys(), atTip].filter((other) => other !== undefined && standingOf({ ...about, digest, others: [other] }).state === 'superseded').length }))
    .sort((a, b) => b.below - a.below).map(({ commit }) => commit)
  const also: LaterPlan[] = []
  for (const commit of later) {
    const newer = await readPlan(repository, `${commit}:`, dir, id, validators)
    if ('wrong' in newer) return { blind: `a later version of plan ${id}, in ${commit.slice(0, 12)}, cannot be read: ${newer.wrong.join('; ')}` }
    if ('plan' in newer) also.push({ ...newer.plan, overtakes: plan.digest, standing: standingOf({ ...about, digest: newer.plan.digest, others: [] }) })
  }
  return { plan: { ...plan, standing }, also }
}

/** In a shallow clone: whether a version that nothing here holds was approved later. It may have stood before the boundary. */
async function mayBeOvertaken(about: Circumstances, here: readonly (string | undefined)[], repository: Repository): Promise<boolean> {
  if (!repository.shallow || about.policy.mode !== 'recorded') return false
  const approvals = await repository.approvalsOf(about.plan)
  const known = new Set([...about.others, ...here])
  return standingOf({ ...about, approvals, others: [...approvals.keys()].filter((digest) => !known.has(digest)) }).state === 'superseded'
}

async function digestAt(commit: string | undefined, id: string, { repository, config }: Frame): Promise<string | undefined> {
  return commit === undefined ? undefined : (await repository.info(`${commit}:${config.plans.dir}/${id}`))?.oid
}

/** Mode `merged`: at the target tip, at the merge base, or in the first parent if that stands on the target. */
async function standsOnTarget({ digest, id, closed }: BarePlan, work: Work, frame: Frame, known: readonly (string | undefined)[]): Promise<boolean | undefined> {
  const { target, config } = frame
  if (config.approval.mode !== 'merged') return undefined
  if (target.tip === undefined) return undefined
  if (known.includes(digest)) return true
  const parent = work.parents[0]
  if (parent === undefined || !target.has(parent)) return false
  return digest === await digestAt(parent, closed ? `closed/${id}` : id, frame) || digest === await digestAt(parent, id, frame)
}

/** The versions of a plan that these commits hold, each with one of them. */
async function versionsAt(commits: readonly string[], id: string, frame: Frame): Promise<ReadonlyMap<string, string>> {
  const found = await Promise.all(commits.map(async (commit) => [await digestAt(commit, id, frame), commit] as const))
  return new Map(found.flatMap(([digest, commit]) => (digest === undefined ? [] : [[digest, commit] as const])))
}

