import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ownCommand } from '../host/cli-context.ts'
import { placedAdvice } from '../host/config/mistaken.ts'
import { lintPlan } from '../host/plan-lint.ts'
import { object, optional, text } from '../host/schema.ts'
import { DriftError } from '../host/error.ts'
import { visible } from '../host/text.ts'
import { planIds, readWorktreePlan } from './plans.ts'
import { inRepository, neededPolicy } from './repository.ts'

export default ownCommand({
  path: ['plan', 'lint'],
  summary: 'say what is wrong or weak in a plan',
  example: 'drift plan lint login-limit-k3f9',
  arguments: object({ plan: optional(text({ about: 'its id; all open plans unless told' })) }),
  positional: ['plan'],
  effects: [],

  run: ({ plan }, { world }) => inRepository(world, async (opened) => {
    const policy = await neededPolicy(opened, world)
    const paths = await opened.paths(':0:', ['**'])
    let said = 0
    for (const id of plan === undefined ? planIds(opened, policy) : [plan]) {
      const reading = await readWorktreePlan(opened, policy, id)
      if ('absent' in reading) throw new DriftError(`there is no plan ${id} in this worktree`, 'drift plan list, which shows what there is')
      const folder = join(opened.root, policy.config.plans.dir, 'plan' in reading && reading.plan.closed ? 'closed' : '', id)
      const lines = 'wrong' in reading ? reading.wrong : await placedAdvice(lintPlan(reading.plan, paths), (file) => readFileSync(join(folder, file), 'utf8'))
      for (const line of lines) world.stderr(`drift: plan ${id}: ${visible(line)}\n`)
      said += lines.length
    }
    return said > 0 ? 1 : 0
  }),
})
