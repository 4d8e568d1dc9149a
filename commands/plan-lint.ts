import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ownCommand } from '../host/cli-context.ts'
import { placedAdvice } from '../host/config/mistaken.ts'
import { isPlanId } from '../host/plan-folder.ts'
import { lintPlan, saidLine, type Surroundings } from '../host/plan-lint.ts'
import { planLintSchema } from '../host/plan-lint-schema.ts'
import type { Policy } from '../host/policy-in-force.ts'
import { flag, object, optional, text } from '../host/schema.ts'
import { DriftError } from '../host/error.ts'
import { visible } from '../host/text.ts'
import type { Opened } from '../records/repository.ts'
import { planIds, readWorktreePlan } from './plans.ts'
import { inRepository, neededPolicy, worktreeFiles } from './repository.ts'

export default ownCommand({
  path: ['plan', 'lint'],
  summary: 'say what is wrong or weak in a plan',
  example: 'drift plan lint login-limit-k3f9',
  arguments: object({
    plan: optional(text({ about: 'its id; all open plans unless told' })),
    strict: optional(flag({ about: 'exit 1 for advice, too' })),
  }),
  positional: ['plan'],
  prints: planLintSchema,
  effects: [],

  run: ({ plan, strict = false, json }, { world, print }) => inRepository(world, async (opened) => {
    const policy = await neededPolicy(opened, world)
    const around = await surroundings(opened, policy)
    const plans = []
    for (const id of plan === undefined ? planIds(opened, policy) : [plan]) plans.push(await linted(opened, policy, id, around))
    const bad = plans.some(({ wrong, advice }) => wrong.length > 0 || (strict && advice.length > 0))
    if (json) print({ version: 1, passed: !bad, plans: plans.map(({ id, wrong, advice }) => ({ id, wrong: wrong.map(partsOf), advice: advice.map(partsOf) })) })
    else for (const { id, wrong, advice } of plans) for (const line of [...wrong, ...advice]) world.stderr(`drift: plan ${id}: ${visible(line)}\n`)
    return bad ? 1 : 0
  }),
})

/** What plans of this worktree are held against. */
export async function surroundings(opened: Opened, policy: Policy): Promise<Surroundings> {
  const manifest = await worktreeFiles(opened)('package.json').catch(() => undefined)
  const layers = policy.config.checks['bugfix-dod']?.options['layers']
  return { paths: await opened.paths(':0:', ['**']), ...manifest?.type === 'blob' ? { manifest: Buffer.from(manifest.content).toString('utf8') } : {}, ...Array.isArray(layers) ? { layers } : {} }
}

async function linted(opened: Opened, policy: Policy, id: string, around: Surroundings): Promise<{ readonly id: string; readonly wrong: readonly string[]; readonly advice: readonly string[] }> {
  if (!isPlanId(id)) throw new DriftError(`"${id}" cannot be a plan's id`, 'drift plan list, which shows what there is')
  const reading = await readWorktreePlan(opened, policy, id)
  if ('absent' in reading) throw new DriftError(`there is no plan ${id} in this worktree`, 'drift plan list, which shows what there is')
  if ('wrong' in reading) return { id, wrong: reading.wrong, advice: [] }
  const folder = join(opened.root, policy.config.plans.dir, reading.plan.closed ? 'closed' : '', id)
  const said = lintPlan(reading.plan, around)
  const placed = (some: typeof said) => placedAdvice(some.map(saidLine), (file) => readFileSync(join(folder, file), 'utf8'))
  return { id, wrong: await placed(said.filter(({ wrong }) => wrong)), advice: await placed(said.filter(({ wrong }) => !wrong)) }
}

/** `intent.json:3: /goal: words` → its parts; what has another form is all words. */
function partsOf(said: string): { readonly file?: string; readonly line?: number; readonly pointer?: string; readonly message: string } {
  const [, file, line, pointer, message = said] = /^([\w.-]+\.json)(?::(\d+))?: (?:(\/[^:]*): )?(?:advice: )?([\s\S]*)$/.exec(said) ?? []
  return { ...file === undefined ? {} : { file }, ...line === undefined ? {} : { line: Number(line) }, ...pointer === undefined ? {} : { pointer }, message }
}
