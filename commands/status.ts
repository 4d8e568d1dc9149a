import { ownCommand, type OwnContext } from '../host/cli-context.ts'
import { vouched } from '../host/report/report.ts'
import { flag, object, optional } from '../host/schema.ts'
import { oneLine, visible } from '../host/text.ts'
import { readRun } from '../records/store/run.ts'
import { readWorktreePlan, statusOf } from './plans.ts'
import { inRepository, neededPolicy } from './repository.ts'
import { requestsOf, shortId } from './requests.ts'
import { shortStatus } from './status-short.ts'

export default ownCommand({
  path: ['status'],
  summary: 'show the active run',
  example: 'drift status\n  PS1=\'$(drift status --short) \\$ \'',
  arguments: object({ short: optional(flag({ about: 'one short line for a prompt, nothing where no run is; never an error' })) }),
  prints: object({}),
  effects: [],

  run: ({ json, short }, context) => (short && !json ? told(context) : inRepository(context.world, async (opened) => {
    const { world, print } = context
    const run = readRun(opened.place.gitDir)
    if (!run) {
      if (json) print({ version: 1, run: null })
      else print('No run in this worktree. drift start <plan> begins one.\n')
      return 0
    }
    const policy = await neededPolicy(opened, world)
    const reading = await readWorktreePlan(opened, policy, run.plan)
    const standing = 'plan' in reading ? (await statusOf(opened, policy, reading.plan)).standing : undefined
    const here = run.branch === `refs/heads/${opened.branch}`
    const since = (await opened.info(run.base)) && (await opened.info('HEAD^{commit}')) ? await opened.commits([run.base], 'HEAD') : []
    const own = since.filter(({ message }) => message.trailers.some(({ key, value }) => key.toLowerCase() === 'plan-id' && value.trim() === run.plan))
    const asked = (await requestsOf(opened, policy, run.plan)).filter(({ state }) => state === 'open')
    if (json) {
      print({ version: 1, requests: asked.map(({ id, request: { adds, why } }) => ({ id, adds, why })), run, active: here, approved: standing?.state === 'approved', standing: standing?.reason ?? 'the plan cannot be read', commits: own.map(({ commit }) => commit) })
      return 0
    }
    const title = 'plan' in reading ? reading.plan.intent.title : 'the plan cannot be read'
    print(`${run.plan}: ${visible(title)}\n`)
    print(here ? `on ${run.branch.replace('refs/heads/', '')} since ${run.started}\n` : `asleep: it belongs to ${run.branch.replace('refs/heads/', '')}, and HEAD is ${opened.branch ? `on ${opened.branch}` : 'detached'}\n`)
    print(`${standing?.state === 'approved' ? 'approved' : 'not approved'}: ${standing?.reason ?? 'see drift plan lint'} (${vouched[policy.config.approval.mode]})\n`)
    print(`${own.length} commit${own.length === 1 ? '' : 's'} of this plan since ${run.base.slice(0, 12)}\n`)
    for (const { id, request: { adds, why } } of asked) print(`asked for: ${oneLine(adds.join(', '))} (${oneLine(why)}); a person approves: drift approve ${run.plan} --request ${shortId(id)}\n`)
    return 0
  })),
})

async function told({ world, print }: OwnContext): Promise<0> {
  const line = await shortStatus(world)
  if (line) print(line)
  return 0
}
