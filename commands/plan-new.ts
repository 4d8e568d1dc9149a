import { ownCommand, type OwnContext } from '../host/cli-context.ts'
import { DriftError } from '../host/error.ts'
import { intentSchema } from '../host/plan.ts'
import { lintPlan, saidLine } from '../host/plan-lint.ts'
import type { Policy } from '../host/policy-in-force.ts'
import { choice, flag, list, object, optional, text, type TypeOf } from '../host/schema.ts'
import { visible } from '../host/text.ts'
import type { Opened } from '../records/repository.ts'
import { blank, idFor, together, type Draft } from './draft/draft.ts'
import { readDescription } from './draft/from.ts'
import { gateFrom, unitFrom } from './draft/spec.ts'
import { writePlan } from './draft/write.ts'
import { surroundings } from './plan-lint.ts'
import { neededPlan } from './plans.ts'
import { version } from './printed.ts'
import { inRepository, neededPolicy } from './repository.ts'

const { kind: kinds, risk: risks } = intentSchema.json.properties as { readonly kind: { readonly enum: readonly NonNullable<Draft['kind']>[] }; readonly risk: { readonly enum: readonly NonNullable<Draft['risk']>[] } }
const several = (about: string) => optional(list(text(), { about: `${about}; may stand several times` }))

const flags = object({
  goal: optional(text({ min: 1, about: 'what shall be true when this is done; asked for in a terminal unless told' })),
  id: optional(text({ about: "the plan's id, such as a tracker's ABC-123; made from the goal unless told" })),
  from: optional(text({ about: 'a Markdown description to make the plan of; - is standard input' })),
  quick: optional(flag({ about: 'a small task: the files that are staged or changed now, the test command that is found here, no questions' })),
  go: optional(flag({ about: 'approve it and start it, too: in a terminal, by a person' })),
  yes: optional(flag({ about: 'with --go: approve without being asked' })),
  allow: several('a glob of files that may change'),
  deny: several('a glob of files that may not'),
  lock: several('a glob of files that stay as they are while the plan runs'),
  gate: several('a command that proves the work, perhaps with "[id=e2e, layer=e2e, optional, timeout=600, min-tests=3]" behind it'),
  unit: several('a planned commit, as "title=glob,glob", perhaps with "after <title>" or "gates <id>" behind it'),
  constraint: several('what must hold all along'),
  nonGoal: several('what this is not about'),
  accept: several('how one sees that it is done'),
  kind: optional(choice(kinds.enum, { about: 'what kind of work; feature unless told' })),
  risk: optional(choice(risks.enum, { about: 'how much harm a mistake could do; low unless told' })),
  domain: optional(text({ about: 'the area of work' })),
})
type Flags = TypeOf<typeof flags> & { readonly json?: boolean }

export default ownCommand({
  path: ['plan', 'new'],
  summary: 'write a plan',
  example: 'drift plan new "Limit login attempts" --allow "src/auth/**" \\\n    --allow "test/auth/**" --gate "npm test"\n  drift plan new --from login.md\n  drift plan new "Say hello in French" --quick --go',
  arguments: flags,
  positional: ['goal'],
  prints: object({ version, id: text(), path: text(), digest: text(), advice: list(text(), { about: 'As drift plan lint gives it.' }), notes: list(text(), { about: 'What was not understood of a description.' }) }),
  effects: ['records', 'scratch', 'files'],

  run: async (args, context) => {
    let id = ''
    const { world, print } = context
    const said = await inRepository(world, async (opened) => {
      const policy = await neededPolicy(opened, world)
      const { dir } = policy.config.plans
      const { draft, notes } = await drafted(args, opened, policy, context)
      id = args.id ?? draft.id ?? idFor(draft.title ?? draft.goal!)
      await writePlan(opened.root, dir, id, draft)
      const plan = await neededPlan(opened, policy, id)
      const advice = lintPlan(plan, await surroundings(opened, policy)).map(saidLine)
      if (args.json) print({ version: 1, id, path: `${dir}/${id}`, digest: plan.digest, advice, notes })
      else print(`${id}\n`)
      for (const line of notes) world.stderr(`drift: ${visible(args.from!)}: ${visible(line)}\n`)
      for (const line of advice) world.stderr(`drift: plan ${id}: ${visible(line)}\n`)
      if (!args.json) world.stderr(`Plan written to ${dir}/${id}.${args.go ? '' : ` Next: ${policy.config.approval.mode === 'merged' ? `commit it alone, and merge that into ${policy.config.base.branch}` : `drift approve ${id}`}, then drift start ${id}`}\n`)
      return 0
    })
    return args.go && said === 0 ? approvedAndStarted(id, args, context) : said
  },
})

/** What flags, a description, the repository and answers come to. */
async function drafted(args: Flags, opened: Opened, policy: Policy, { world }: OwnContext): Promise<{ readonly draft: Draft; readonly notes: readonly string[] }> {
  const { from, quick, json, go } = args
  const goal = args.goal?.trim() || undefined
  const { draft: read, notes } = from === undefined ? { draft: blank, notes: [] } : readDescription(from, world)
  const title = goal?.split('\n')[0]!.slice(0, 200)
  const told = together({ ...fromFlags(args), ...title === undefined ? {} : { title, ...from === undefined || read.goal === undefined ? { goal: goal! } : {} } }, read)
  const bare = from === undefined && !quick && (['allow', 'deny', 'lock', 'gate', 'unit', 'constraint', 'nonGoal', 'accept', 'kind', 'risk', 'domain'] as const).every((name) => args[name] === undefined)
  if (world.terminal && !json && bare) return { draft: together(await (await import('./draft/asked.ts')).askedDraft(opened, policy, world.checks, told), told), notes }
  if (told.goal === undefined) throw new DriftError('a plan needs a goal', 'Say it: drift plan new "<what shall be true when this is done>", or describe it in a file: drift plan new --from <file.md>')
  if (args.yes && !go) throw new DriftError('--yes goes with --go', 'Leave it away: nothing is asked but by --go.')
  return { draft: quick ? together(told, await (await import('./draft/near.ts')).quickDraft(opened, policy, world.checks, told)) : told, notes }
}

function fromFlags({ allow = [], deny = [], lock = [], gate = [], unit = [], constraint = [], nonGoal = [], accept = [], kind, risk, domain }: Flags): Draft {
  return { ...blank, allow, deny, lock, gates: gate.map(gateFrom), units: unit.map(unitFrom), constraints: constraint, nonGoals: nonGoal, acceptance: accept, ...kind ? { kind } : {}, ...risk ? { risk } : {}, ...domain ? { domain } : {} }
}

/** Approves, where the mode and whoever sits there allow it, and starts. What has been made stays, whatever comes of that. */
async function approvedAndStarted(id: string, { yes }: Flags, context: OwnContext): Promise<0 | 1 | 2 | 3 | 130> {
  const quiet = { ...context, print: () => {} }
  const [approve, start] = await Promise.all([import('./approve.ts'), import('./start.ts')])
  try {
    const approved = await approve.default.run({ plan: id, ...yes ? { yes } : {} }, quiet)
    return approved === 0 ? await start.default.run({ plan: id }, quiet) : approved
  } catch (error) {
    if (error instanceof DriftError) context.world.stderr(`Plan ${id} is written and does not run yet.\n`)
    throw error
  }
}
