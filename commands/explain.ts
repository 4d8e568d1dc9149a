import { parseMessage } from '../git/trailers.ts'
import { ownCommand } from '../host/cli-context.ts'
import { DriftError } from '../host/error.ts'
import { explained, explainedSchema, jobsSchema } from '../host/explained.ts'
import { listJobs } from '../host/jobs.ts'
import { object, optional, text, type TypeOf } from '../host/schema.ts'
import { nearest } from '../host/text.ts'
import { explainedText } from './explain-text.ts'
import { either } from './printed.ts'
import { worktreePolicy, withRepository } from './repository.ts'

type Job = TypeOf<typeof jobsSchema>['jobs'][number]

const stages = ['pre-commit', 'commit-msg', 'pre-push', 'ci'] as const

export default ownCommand({
  path: ['explain'],
  summary: 'explain a check, or what runs where',
  example: 'drift explain bugfix-dod',
  arguments: object({ check: optional(text({ about: 'its name; without one: which checks run at which stage' })) }),
  positional: ['check'],
  prints: either(explainedSchema, jobsSchema),
  effects: [],

  run: async ({ check: name, json }, { world, print }) => {
    const policy = await withRepository(world, (opened) => worktreePolicy(opened, world)).catch((error: unknown) => { if (name) return undefined; throw error })
    const checks = policy?.checks ?? world.checks
    if (name !== undefined) {
      const check = checks.find((c) => c.name === name)
      const near = nearest(name, checks.map((c) => c.name))
      if (!check) throw new DriftError(`there is no check "${name}"${near ? ` (did you mean ${near}?)` : ''}`, `Known checks: ${checks.map((c) => c.name).join(', ')}`)
      const told = await explained(check, world.checks.includes(check) ? `docs/checks.md#${name}` : undefined, parseMessage)
      print(json ? told : explainedText(told))
      return 0
    }
    if (!policy) throw new DriftError('there is no drift config here, so nothing runs anywhere', 'npx git-drift init')
    const jobs = stages.flatMap((stage) => listJobs(policy.config, checks, stage).map(({ check, severity, skip }): Job => ({ stage, check: check.name, ...skip ? { skip } : { severity } })))
    if (json) { print({ version: 1, jobs }); return 0 }
    for (const stage of stages) {
      print(`${stage}\n`)
      for (const { check, severity, skip } of jobs.filter((job) => job.stage === stage)) print(`  ${check.padEnd(22)}${skip ? `- ${skip}` : severity}\n`)
    }
    return 0
  },
})
