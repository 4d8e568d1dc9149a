import { readFileSync } from 'node:fs'
import type { World } from '../host/cli-context.ts'
import { ownCommand } from '../host/cli-context.ts'
import { filesOf } from '../host/config/read.ts'
import { DriftError, messageOf } from '../host/error.ts'
import { reportOf } from '../host/evaluate.ts'
import { judgeRange } from '../host/judge-range.ts'
import { readPolicy } from '../host/policy-in-force.ts'
import { jobOf, type Job } from '../host/providers.ts'
import { object, optional, text } from '../host/schema.ts'
import { targetTip } from '../host/target.ts'
import type { Opened } from '../records/repository.ts'
import { deliver, outputArguments } from './output.ts'
import { commitOf, inRepository } from './repository.ts'

export default ownCommand({
  path: ['ci'],
  summary: 'judge a range by the policy of its base',
  example: 'drift ci --base origin/main --head HEAD --format json',
  arguments: object({
    base: optional(text({ about: 'the branch or commit that the work aims at; told by the CI system unless given' })),
    head: optional(text({ about: 'the newest commit of the work' })),
    ...outputArguments,
  }),
  prints: object({}),
  effects: [],

  run: ({ base, head, ...how }, { world }) => inRepository(world, async (opened) => {
    const job = await jobFrom(opened, world, base, head)
    const to = await commitOf(opened, job.head)
    const from = job.base === undefined ? await aimOf(opened, world, to) : await commitOf(opened, job.base)
    const { outcomes, commits, notes, policies } = await judgeRange(opened, { stage: 'ci', base: from, head: to, policy: 'base', ...(job.actor ? { actor: job.actor } : {}) }, world)
    if (policies.length === 0) throw new DriftError('neither the base nor the head has a drift config: there is nothing to judge by', 'Put drift into the repository first: npx git-drift init', 2)
    return deliver(reportOf(outcomes, 'ci', {
      commits, notes, head: to, ...(from ? { base: from } : {}), baseSource: `${job.source} (${from?.slice(0, 12) ?? 'the beginning'}..${to.slice(0, 12)})`,
      policy: { source: policies.map(({ file }) => file).join(', '), digest: policies.map(({ digest }) => digest).join(' ') },
    }), how, world)
  }),
})

/** --base and --head, else what the CI system says, else the target branch and HEAD. */
async function jobFrom(opened: Opened, world: World, base: string | undefined, head: string | undefined): Promise<Job> {
  if (base !== undefined) return { base, head: head ?? 'HEAD', source: `--base ${base}` }
  const job = jobOf(world.environment, readEvent)
  if (job) return head === undefined ? job : { ...job, head, source: `${job.source}, --head ${head}` }
  const tip = await aimOf(opened, world, await commitOf(opened, head ?? 'HEAD'))
  if (tip === undefined) throw new DriftError('there is no target branch to judge against', 'Pass one: drift ci --base <target branch>', 3)
  return { base: tip, head: head ?? 'HEAD', source: 'the target branch' }
}

/** The tip of the branch that the head's own config aims at; undefined where the head is that tip, or there is none. */
async function aimOf(opened: Opened, world: World, head: string): Promise<string | undefined> {
  const policy = await readPolicy(filesOf(opened, `${head}:`), world.checks, opened.root)
  return policy && targetTip(opened, policy.config.base)
}

function readEvent(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new DriftError(`the event of this job cannot be read: ${messageOf(error)}`, 'Pass the commits: --base <rev> --head <rev>', 3)
  }
}
