import { ownCommand } from '../host/cli-context.ts'
import { DriftError } from '../host/error.ts'
import { isPlanId } from '../host/plan-folder.ts'
import { flag, object, optional, text } from '../host/schema.ts'
import { nearest, shellWord, visible } from '../host/text.ts'
import { readRun } from '../records/store/run.ts'
import { closePlan, closingOf } from './closing.ts'
import { agreed, onlyForPeople } from './person.ts'
import { planIds } from './plans.ts'
import { version } from './printed.ts'
import { inRepository, neededPolicy } from './repository.ts'

export default ownCommand({
  path: ['plan', 'close'],
  summary: 'close a plan: it approves nothing more',
  example: 'drift plan close login-limit-k3f9',
  arguments: object({
    plan: text({ about: 'its id' }),
    message: optional(text({ about: 'why; it goes into the commit' })),
    yes: optional(flag({ about: 'do not ask; for scripts, without a terminal' })),
  }),
  positional: ['plan'],
  short: { message: 'm', yes: 'y' },
  prints: object({ version, plan: text(), commit: text(), path: text({ about: 'Where the plan is now.' }) }),
  effects: ['files'],

  run: ({ plan: id, message, yes, json }, { world, print }) => inRepository(world, async (opened) => {
    const act = { name: 'closing a plan', command: `drift plan close ${shellWord(id)}` }
    onlyForPeople(act, world)
    const policy = await neededPolicy(opened, world)
    const { plans } = policy.config
    const standing = isPlanId(id) ? await closingOf(opened, plans, id) : 'absent'
    if (standing === 'closed') throw new DriftError(`plan ${id} is closed already`, 'Make a new plan for further work: drift plan new "<goal>"', 1)
    if (standing === 'absent') throw absent(id, planIds(opened, policy), plans.dir)
    const run = readRun(opened.place.gitDir)
    if (run?.plan === id) throw new DriftError(`plan ${id} is running in this worktree`, 'drift finish, which ends the run and closes the plan; or drift finish --abandon', 1)
    if (!yes && !await agreed([`${plans.dir}/${id} moves to ${plans.dir}/closed/${id}, in a commit of its own`, 'from then on it approves nothing, and its id is never used again'], `Close plan ${id}?`, act, world)) throw new DriftError(`plan ${id} was not closed`, `When you agree: ${act.command}`, 1)
    const commit = await closePlan(opened, plans, id, [`Close plan ${id}`, ...message?.trim() ? [message.trim()] : []].join('\n\n'))
    if (json) print({ version: 1, plan: id, commit, path: `${plans.dir}/closed/${id}` })
    else world.stderr(`Plan ${id} is closed (commit ${commit.slice(0, 12)})\n`)
    return 0
  }),
})

function absent(id: string, known: readonly string[], dir: string): DriftError {
  if (known.includes(id)) return new DriftError(`plan ${id} was never committed: there is nothing to close`, `If nobody needs it: rm -r ${shellWord(`${dir}/${id}`)}`, 1)
  const near = nearest(id, known)
  return new DriftError(`there is no plan ${visible(id)}${near ? ` (did you mean ${near}?)` : ''}`, 'drift plan list, which shows what there is', 2)
}
