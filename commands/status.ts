import { ownCommand, type OwnContext } from '../host/cli-context.ts'
import { vouched } from '../host/report/report.ts'
import { flag, object, optional } from '../host/schema.ts'
import { idleSchema, statusSchema } from '../host/status-schema.ts'
import { readRun } from '../records/store/run.ts'
import { either } from './printed.ts'
import { inRepository, neededPolicy } from './repository.ts'
import { requestsNow, requestsSince, toldOfRequest } from './requests-come.ts'
import { statusData } from './status-look.ts'
import { shortStatus } from './status-short.ts'
import { statusText } from './status-text.ts'
import { fetchFirst } from './travel.ts'

export default ownCommand({
  path: ['status'],
  summary: 'show the active run',
  example: 'drift status\n  PS1=\'$(drift status --short) \\$ \'',
  arguments: object({ short: optional(flag({ about: 'one short line for a prompt, nothing where no run is; never an error' })) }),
  prints: either(idleSchema, statusSchema),
  effects: ['records', 'remote'],

  run: ({ json, short }, context) => (short && !json ? told(context) : inRepository(context.world, async (opened) => {
    const { world, print } = context
    const run = readRun(opened.place.gitDir)
    if (!run) {
      if (json) print({ version: 1, run: null })
      else print('No run in this worktree. drift start <plan> begins one.\n')
      return 0
    }
    const policy = await neededPolicy(opened, world)
    const before = await requestsNow(opened)
    await fetchFirst(opened, policy.config, world)
    // Those about this plan are shown below; drift sync tells of one once, and it came now.
    for (const asked of await requestsSince(opened, policy, before)) if (asked.request.plan !== run.plan) world.stderr(toldOfRequest(asked))
    const data = await statusData(opened, policy, run)
    if (json) print(data)
    else print(statusText(data, { vouch: vouched[policy.config.approval.mode], branch: opened.branch }))
    return 0
  })),
})

async function told({ world, print }: OwnContext): Promise<0> {
  const line = await shortStatus(world)
  if (line) print(line)
  return 0
}
