import { ownCommand, type World } from '../host/cli-context.ts'
import { DriftError } from '../host/error.ts'
import { ranFor, usualSeconds, type Gate } from '../host/evidence.ts'
import { handOf } from '../host/hand.ts'
import { tellOf } from '../host/listen.ts'
import { readPlan, type BarePlan } from '../host/plan-folder.ts'
import { planValidators, type Policy } from '../host/policy-in-force.ts'
import { flag, list, object, optional, text } from '../host/schema.ts'
import { nearest, oneLine } from '../host/text.ts'
import { verifiedSchema } from '../host/verified.ts'
import { appendEvidence, evidenceOn } from '../records/about-tree.ts'
import type { Opened } from '../records/repository.ts'
import { isActive, readRun } from '../records/store/run.ts'
import { identity } from './person.ts'
import { neededPlan } from './plans.ts'
import { inRepository, neededPolicy } from './repository.ts'
import { verifyGates, type Known, type Verified } from './verify-gates.ts'

export default ownCommand({
  path: ['verify'],
  summary: 'run the gates of the plan and keep what came of it as evidence',
  example: 'drift verify\n  drift verify unit --fresh',
  arguments: object({
    gate: optional(list(text(), { about: 'gates of the test contract, by id; all of them unless named' })),
    fresh: optional(flag({ about: 'run also what passed on this very content before' })),
    plan: optional(text({ about: `a plan's id; that of the active run unless told. A gate has ${usualSeconds} s, if its timeout_s says nothing else` })),
  }),
  positional: ['…gate'],
  prints: verifiedSchema,
  effects: ['records', 'processes'],

  run: ({ gate: names = [], fresh = false, plan: asked, json }, { world, now, print }) => inRepository(world, async (opened) => {
    const policy = await neededPolicy(opened, world)
    const { plan, run } = await planOf(opened, policy, asked)
    const gates = chosen(plan, names)
    // Before anything runs for an hour.
    const by = await identity(opened)
    if (gates.length === 0) world.stderr(`drift: note: the test contract of plan ${plan.id} names no gate, so nothing was run\n`)

    const rows: Row[] = []
    for await (const found of verifyGates(gates, opened, world, async (tree) => (fresh ? [] : readable(await evidenceOn(opened, tree), world)))) {
      const row = 'before' in found ? rowBefore(found) : { ...rowOf(found), record: await kept(found) }
      rows.push(row)
      if (!json) print(`${told(row)}\n`)
    }
    const broken = rows.filter(({ required, outcome }) => required && outcome !== 'passed')
    if (json) print({ version: 1, plan: plan.id, digest: plan.digest, ...run ? { run } : {}, passed: broken.length === 0, gates: rows })
    if (broken.length === 0) return 0
    world.stderr(`drift: verify: ${broken.map(({ gate, reason }) => `${gate} did not pass (${oneLine(reason!)})`).join('; ')}\n  fix: Mend what is shown above, then: drift verify ${broken.map(({ gate }) => gate).join(' ')}\n`)
    return 1

    async function kept({ gate, tree, dirty, outcome, reason: _, ...ran }: Verified): Promise<string> {
      const record = {
        ...policy.config.id ? { project: policy.config.id } : {}, plan: plan.id, digest: plan.digest, ...run ? { run } : {}, gate: gate.id, command: gate.command, layer: gate.layer,
        tree, dirty, outcome, ...ran, by, via: handOf(world.environment), at: now().toISOString(),
      }
      const id = await appendEvidence(opened, record)
      await tellOf({ on: 'record', kind: 'evidence', key: tree, record }, world, policy, opened.root)
      return id
    }
  }),
})

/** The plan that is asked for, and the run if it is that one's. What will be committed counts, so the index is read first. */
async function planOf(opened: Opened, policy: Policy, asked: string | undefined): Promise<{ readonly plan: BarePlan; readonly run?: string }> {
  const { gitDir, branch } = opened.place
  const active = readRun(gitDir)
  const here = active && isActive(active, branch) ? active : undefined
  if (asked === undefined && !here) {
    const why = active ? `the run of plan ${active.plan} belongs to ${active.branch.replace('refs/heads/', '')}, and HEAD is ${branch === undefined ? 'detached' : `on ${branch}`}` : 'no run is active in this worktree'
    throw new DriftError(why, 'Name a plan: drift verify --plan <id>, or begin a run: drift start <plan>')
  }
  const id = asked ?? here!.plan
  const reading = await readPlan(opened, ':0:', policy.config.plans.dir, id, planValidators)
  const plan = 'plan' in reading ? reading.plan : await neededPlan(opened, policy, id)
  return { plan, ...here?.plan === id ? { run: here.id } : {} }
}

function chosen({ id, test_contract: { gates } }: BarePlan, names: readonly string[]): readonly Gate[] {
  const known = gates.map((gate) => gate.id)
  const unknown = names.find((name) => !known.includes(name))
  if (unknown !== undefined) {
    const near = nearest(unknown, known)
    throw new DriftError(`plan ${id} has no gate "${unknown}"${near ? ` (did you mean ${near}?)` : ''}`, `Its gates: ${known.join(', ') || 'none'}`)
  }
  return names.length === 0 ? gates : gates.filter((gate) => names.includes(gate.id))
}

/** What cannot be read spares no run. */
function readable({ records, unread }: Awaited<ReturnType<typeof evidenceOn>>, { stderr }: World) {
  if (unread > 0) stderr(`drift: warning: ${unread} record${unread === 1 ? '' : 's'} of evidence cannot be read by this drift\n`)
  return records
}

type Row = ReturnType<typeof rowOf> & { readonly record: string }

function rowOf({ gate, reason, outcome, tree, dirty, ...ran }: Verified) {
  return { gate: gate.id, command: gate.command, layer: gate.layer, required: gate.required, outcome, ...reason ? { reason } : {}, reused: false, tree, dirty, ...ran }
}

function rowBefore({ gate, tree, before: { id, exit, tests, ms } }: Known): Row {
  return { gate: gate.id, command: gate.command, layer: gate.layer, required: gate.required, outcome: 'passed', reused: true, tree, dirty: false, ...exit === undefined ? {} : { exit }, ...tests ? { tests } : {}, ms, record: id! }
}

function told({ gate, required, outcome, reason, reused, dirty, tests, ms }: Row): string {
  const ran = ranFor(tests ? { tests } : {}, ms)
  if (reused) return `${gate}: passed on this tree before (${ran}); --fresh runs it again`
  return `${gate}: ${outcome} (${reason ? `${oneLine(reason)}; ` : ''}${ran})${dirty ? ', dirty' : ''}${required ? '' : ', not required'}`
}
