import { ownCommand } from '../host/cli-context.ts'
import { choice, list, object, text } from '../host/schema.ts'
import { visible } from '../host/text.ts'
import { planIds, readWorktreePlan, sealedPlans, statusOf, statusWord, statusWords } from './plans.ts'
import { version } from './printed.ts'
import { inRepository, neededPolicy } from './repository.ts'

export default ownCommand({
  path: ['plan', 'list'],
  summary: 'list the plans of this worktree',
  example: 'drift plan list',
  arguments: object({}),
  prints: object({ version, plans: list(object({ id: text(), status: choice([...statusWords, 'bad'], { about: 'bad: it cannot be read, and the title says why.' }), title: text() })) }),
  effects: [],

  run: ({ json }, { world, print }) => inRepository(world, async (opened) => {
    const policy = await neededPolicy(opened, world)
    const sealed = await sealedPlans(opened)
    const plans: { id: string; status: string; title: string }[] = []
    for (const id of [...planIds(opened, policy), ...planIds(opened, policy, true)]) {
      const reading = await readWorktreePlan(opened, policy, id)
      if ('plan' in reading) plans.push({ id, status: statusWord(await statusOf(opened, policy, reading.plan), reading.plan, sealed), title: reading.plan.intent.title })
      else plans.push({ id, status: 'bad', title: 'wrong' in reading ? reading.wrong[0]! : '' })
    }
    if (json) print({ version: 1, plans })
    else for (const { id, status, title } of plans) print(`${status.padEnd(8)}  ${id}  ${visible(title)}\n`)
    if (!json && plans.length === 0) world.stderr('No plans yet. drift plan new "<goal>" makes one.\n')
    return 0
  }),
})
