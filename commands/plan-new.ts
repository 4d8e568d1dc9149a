import { randomInt } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ownCommand } from '../host/cli-context.ts'
import { DriftError } from '../host/error.ts'
import type { CommitPlan, Intent, TestContract } from '../host/plan.ts'
import { isPlanId } from '../host/plan-folder.ts'
import { lintPlan } from '../host/plan-lint.ts'
import { visible } from '../host/text.ts'
import { choice, list, object, optional, text, type TypeOf } from '../host/schema.ts'
import { neededPlan } from './plans.ts'
import { inRepository, neededPolicy } from './repository.ts'

const kinds = ['feature', 'bugfix', 'refactor', 'deps', 'release', 'docs', 'chore'] as const
const risks = ['low', 'medium', 'high', 'critical'] as const

const flags = object({
  goal: text({ min: 1, about: 'what shall be true when this is done' }),
  id: optional(text({ about: "the plan's id, such as a tracker's ABC-123; made from the goal unless told" })),
  allow: optional(list(text(), { about: 'a glob of files that may change; may stand several times' })),
  deny: optional(list(text(), { about: 'a glob of files that may not; may stand several times' })),
  gate: optional(list(text(), { about: 'a command that proves the work; may stand several times' })),
  unit: optional(list(text(), { about: 'a planned commit, as "title=glob,glob"; may stand several times' })),
  kind: choice(kinds, { default: 'feature', about: 'what kind of work' }),
  risk: choice(risks, { default: 'low', about: 'how much harm a mistake could do' }),
  domain: optional(text({ about: 'the area of work' })),
})

export default ownCommand({
  path: ['plan', 'new'],
  summary: 'write a plan',
  example: 'drift plan new "Limit login attempts" --allow "src/auth/**" \\\n    --allow "test/auth/**" --gate "npm test"',
  arguments: flags,
  positional: ['goal'],
  prints: object({}),
  effects: ['files'],

  run: (args, { world, print }) => inRepository(world, async (opened) => {
    const policy = await neededPolicy(opened, world)
    const { dir } = policy.config.plans
    const id = args.id ?? `${slug(args.goal)}-${suffix()}`
    if (!isPlanId(id)) throw new DriftError(`"${id}" cannot be a plan's id`, 'Use letters, digits, dots, dashes and underscores; at most 100, a letter or digit first.')
    for (const taken of [join(dir, id), join(dir, 'closed', id)]) if (existsSync(join(opened.root, taken))) throw new DriftError(`${taken} is there already: an id is never used twice`, 'Give another one: --id <id>', 1)

    const folder = join(opened.root, dir, id)
    mkdirSync(folder, { recursive: true })
    for (const [name, content] of Object.entries(filesOf(id, args))) writeFileSync(join(folder, name), `${JSON.stringify(content, null, 2)}\n`, { mode: 0o644 })
    const plan = await neededPlan(opened, policy, id).catch((error: unknown) => { throw error instanceof DriftError ? new DriftError(error.message, `The files are in ${dir}/${id}: mend or remove them.`, 2) : error })
    const advice = lintPlan(plan, await opened.paths(':0:', ['**']))
    if (args.json) print({ version: 1, id, path: `${dir}/${id}`, digest: plan.digest, advice })
    else print(`${id}\n`)
    for (const line of advice) world.stderr(`drift: plan ${id}: ${visible(line)}\n`)
    if (!args.json) world.stderr(`Plan written to ${dir}/${id}. Next: drift approve ${id}, then drift start ${id}\n`)
    return 0
  }),
})

function filesOf(id: string, { goal, allow = [], deny = [], gate = [], unit = [], kind, risk, domain }: TypeOf<typeof flags>): Record<string, Intent | TestContract | CommitPlan> {
  const gates = gate.map((command, i) => ({ id: `${slug(command).slice(0, 30) || 'gate'}${gate.findIndex((g) => slug(g) === slug(command)) < i ? `-${i + 1}` : ''}`, command, layer: 'unit', required: true }))
  const units = unit.map((told, i) => {
    const at = told.indexOf('=')
    if (at < 1) throw new DriftError(`--unit "${told}" is not "title=glob,glob"`, 'For example: --unit "count attempts=src/auth/**,test/auth/**"')
    const title = told.slice(0, at).trim()
    return { id: slug(title).slice(0, 60) || `unit-${i + 1}`, title, files: told.slice(at + 1).split(',').map((glob) => glob.trim()).filter(Boolean), depends_on: [], gates: [] }
  })
  return {
    'intent.json': {
      format_version: 1, id, title: goal.split('\n')[0]!.slice(0, 200), goal, ...(domain ? { domain } : {}), kind, risk,
      constraints: [], non_goals: [], allowed_files: [...allow], denied_files: [...deny], acceptance: [],
    },
    'test_contract.json': { format_version: 1, gates, locked_files: [] },
    'commit_plan.json': { format_version: 1, units },
  }
}

function slug(text: string): string {
  return text.normalize('NFKD').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').split('-').slice(0, 6).join('-').slice(0, 60) || 'plan'
}

// Without the letters that are read wrong: branches that make a plan for the same goal must not collide.
function suffix(): string {
  return Array.from({ length: 4 }, () => 'abcdefghijkmnpqrstuvwxyz23456789'[randomInt(32)]).join('')
}
