import { resolve } from 'node:path'
import { ownCommand } from '../host/cli-context.ts'
import { policyFacts, reportOf } from '../host/evaluate.ts'
import { judgeRange } from '../host/judge-range.ts'
import { reportSchema } from '../host/report/schema.ts'
import { object, optional, text } from '../host/schema.ts'
import { commitMsg } from '../hooks/commit-msg.ts'
import { preCommit } from '../hooks/pre-commit.ts'
import { delivered } from './output.ts'
import { commitOf, withRepository } from './repository.ts'
import { outputArguments } from './targets.ts'

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
  prints: reportSchema,
  effects: [],

  run({ base, head, messageFile, ...how }, { world }) {
    if (base === undefined && head === undefined) {
      if (messageFile === undefined) return delivered(how, world, 'pre-commit', () => preCommit(world))
      return delivered(how, world, 'commit-msg', () => commitMsg(world, resolve(world.cwd, messageFile), { stamp: false }))
    }
    return delivered(how, world, 'ci', () => withRepository(world, async (opened) => {
      const to = await commitOf(opened, head ?? 'HEAD')
      const from = base === undefined ? undefined : await commitOf(opened, base)
      const { outcomes, commits, notes, policies } = await judgeRange(opened, { stage: 'ci', base: from, head: to, policy: 'head' }, world)
      const [policy] = policies
      return reportOf(outcomes, 'ci', {
        ...policyFacts(policies),
        commits, notes, head: to, ...(from ? { base: from } : {}), baseSource: base === undefined ? 'everything up to the head' : `--base ${base}`,
        ...(policy ? { policy: { source: `${policy.file} at ${to.slice(0, 12)}`, digest: policy.digest } } : {}),
      })
    }))
  },
})
