import { resolve } from 'node:path'
import { ownCommand } from '../host/cli-context.ts'
import { reportOf } from '../host/evaluate.ts'
import { judgeRange } from '../host/judge-range.ts'
import { object, optional, text } from '../host/schema.ts'
import { commitMsg } from '../hooks/commit-msg.ts'
import { preCommit } from '../hooks/pre-commit.ts'
import { deliver, outputArguments } from './output.ts'
import { commitOf, withRepository } from './repository.ts'

export default ownCommand({
  path: ['check'],
  summary: 'judge what is staged, or a range',
  example: 'drift check --base origin/main --head HEAD',
  arguments: object({
    base: optional(text({ about: 'judge the commits from where they left this revision' })),
    head: optional(text({ about: 'up to this one (HEAD unless told)' })),
    messageFile: optional(text({ about: 'the message that the staged commit will have; it is not changed' })),
    ...outputArguments,
  }),
  prints: object({}),
  effects: [],

  async run({ base, head, messageFile, ...how }, { world }) {
    if (base === undefined && head === undefined) {
      return deliver(messageFile === undefined ? await preCommit(world) : await commitMsg(world, resolve(world.cwd, messageFile), { stamp: false }), how, world)
    }
    return withRepository(world, async (opened) => {
      const to = await commitOf(opened, head ?? 'HEAD')
      const from = base === undefined ? undefined : await commitOf(opened, base)
      const { outcomes, commits, notes, policies: [policy] } = await judgeRange(opened, { stage: 'ci', base: from, head: to, policy: 'head' }, world)
      return deliver(reportOf(outcomes, 'ci', {
        commits, notes, head: to, ...(from ? { base: from } : {}), baseSource: base === undefined ? 'everything up to the head' : `--base ${base}`,
        ...(policy ? { policy: { source: `${policy.file} at ${to.slice(0, 12)}`, digest: policy.digest } } : {}),
      }), how, world)
    })
  },
})
