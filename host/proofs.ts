// What proves that a check has nothing to say of a change, without running it: a range has thousands of changes, and most of
// them touch nothing that anybody watches over.
import type { Change, FileChange, Plan } from './change.ts'
import { matches, perhapsAny } from './globs.ts'
import type { Job } from './jobs.ts'
import type { Proof } from './plugin.ts'
import { isLink } from './scope.ts'

/** Whether a check has nothing to say of a change that it does not skip, and nothing to read for that; false is no answer. */
export type Prove = (job: Job, change: Change) => boolean

/** Proofs for these checks: drift's own, since of theirs tests know that they hold. */
export function proving(jobs: readonly Job[]): Prove {
  const own = jobs.filter(({ skip, check }) => skip === undefined && check.proof !== undefined && !check.name.includes('/'))
  const byPlan = new Map<Plan | undefined, Proofs>()
  return (job, change) => {
    // A proof speaks of one plan.
    const [plan, another] = change.plans
    if (another !== undefined || change.also.length > 0) return false
    let proofs = byPlan.get(plan)
    if (!proofs) byPlan.set(plan, proofs = proofsFor(own, plan))
    const proof = proofs.of.get(job)
    return proof !== undefined && holds(proof, change, proofs)
  }
}

/** The proofs that checks offer for one plan. */
interface Proofs {
  readonly of: ReadonlyMap<Job, Proof>
  /** Whether no check watches over any file of a change: one look for all that have to find nothing inside of their globs. */
  readonly unwatched: (change: Change) => boolean
}

function proofsFor(jobs: readonly Job[], plan: Plan | undefined): Proofs {
  const of = new Map(jobs.flatMap((job) => { const proof = job.check.proof!(job.options, plan); return proof ? [[job, proof] as const] : [] }))
  const watched = perhapsAny([...of.values()].flatMap((proof) => (proof.kind === 'nothing-inside' ? proof.globs : [])))
  const known = new WeakMap<Change, boolean>()
  const unwatched = (change: Change) => {
    const answer = known.get(change) ?? (isPlain(change) && !change.files.some(watched))
    known.set(change, answer)
    return answer
  }
  return { of, unwatched }
}

function holds(proof: Proof, change: Change, { unwatched }: Proofs): boolean {
  if (proof.kind === 'always') return true
  if (proof.kind === 'nothing-inside') return unwatched(change)
  return proof.kind === 'nothing-outside' && isPlain(change) && change.files.every((file) => matches(proof.globs, file))
}

/** Whether every file of a change is known by its own name alone, and by all of it. */
function isPlain({ files, taken = [] }: Change): boolean {
  return taken.length === 0 && files.every(isOrdinary)
}

function isOrdinary(file: FileChange): boolean {
  return file.names === undefined && file.speaksOf === undefined && !isLink(file)
}
