import { ownCommand } from '../host/cli-context.ts'
import { commitPlanSchema, intentSchema, testContractSchema } from '../host/plan.ts'
import { vouched } from '../host/report/report.ts'
import { choice, list, object, text } from '../host/schema.ts'
import { visible } from '../host/text.ts'
import { approvalSchema } from '../records/approval.ts'
import { neededPlan, sealedPlans, statusOf, statusWord, statusWords } from './plans.ts'
import { version } from './printed.ts'
import { inRepository, neededPolicy } from './repository.ts'

export default ownCommand({
  path: ['plan', 'show'],
  summary: 'show one plan and how it stands',
  example: 'drift plan show login-limit-k3f9 --json',
  arguments: object({ plan: text({ about: 'its id' }) }),
  positional: ['plan'],
  prints: object({ version, id: text(), status: choice(statusWords), digest: text(), approvals: list(approvalSchema, { about: 'All decisions about the plan.' }), intent: intentSchema, test_contract: testContractSchema, commit_plan: commitPlanSchema }),
  effects: [],

  run: ({ plan: id, json }, { world, print }) => inRepository(world, async (opened) => {
    const policy = await neededPolicy(opened, world)
    const plan = await neededPlan(opened, policy, id)
    const { intent, test_contract, commit_plan, digest } = plan
    const { standing, approvals, ...stands } = await statusOf(opened, policy, plan)
    const status = statusWord(stands, plan, await sealedPlans(opened))
    if (json) {
      print({ version: 1, id, status, digest, approvals, intent, test_contract, commit_plan })
      return 0
    }
    const rows: [string, readonly string[]][] = [
      ['goal', [intent.goal]], ['kind', [`${intent.kind}, risk ${intent.risk}${intent.domain ? `, domain ${intent.domain}` : ''}`]],
      ['allowed', intent.allowed_files], ['denied', intent.denied_files], ['constraints', intent.constraints], ['not', intent.non_goals], ['accepted when', intent.acceptance],
      ['gates', test_contract.gates.map(({ id: gate, command, required }) => `${gate}: ${command}${required ? '' : ' (not required)'}`)],
      ['locked', test_contract.locked_files],
      ['units', commit_plan.units.map(({ id: unit, title, files, depends_on }) => `${unit}: ${title} (${files.join(', ')})${depends_on.length ? ` after ${depends_on.join(', ')}` : ''}`)],
    ]
    print(`${id}: ${visible(intent.title)}\n${status}: ${standing.state === 'closed' ? 'it is closed, and approves nothing more' : standing.reason} (${vouched[policy.config.approval.mode]})\ndigest ${digest}\n`)
    for (const [name, values] of rows) for (const [i, value] of values.entries()) print(`${(i === 0 ? name : '').padEnd(14)}${visible(value)}\n`)
    return 0
  }),
})
