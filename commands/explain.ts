import { ownCommand } from '../host/cli-context.ts'
import { DriftError } from '../host/error.ts'
import { listJobs } from '../host/jobs.ts'
import type { Check } from '../host/plugin.ts'
import { object, optional, text, type JsonSchema } from '../host/schema.ts'
import { nearest } from '../host/text.ts'
import { worktreePolicy, withRepository } from './repository.ts'

const stages = ['pre-commit', 'commit-msg', 'pre-push', 'ci'] as const

export default ownCommand({
  path: ['explain'],
  summary: 'explain a check, or what runs where',
  example: 'drift explain bugfix-dod',
  arguments: object({ check: optional(text({ about: 'its name' })) }),
  positional: ['check'],
  effects: [],

  run: async ({ check: name }, { world, print }) => {
    const policy = await withRepository(world, (opened) => worktreePolicy(opened, world)).catch((error: unknown) => { if (name) return undefined; throw error })
    const checks = policy?.checks ?? world.checks
    if (name !== undefined) {
      const check = checks.find((c) => c.name === name)
      const near = nearest(name, checks.map((c) => c.name))
      if (!check) throw new DriftError(`there is no check "${name}"${near ? ` (did you mean ${near}?)` : ''}`, `Known checks: ${checks.map((c) => c.name).join(', ')}`)
      print(explained(check))
      return 0
    }
    if (!policy) throw new DriftError('there is no drift config here, so nothing runs anywhere', 'npx git-drift init')
    for (const stage of stages) {
      print(`${stage}\n`)
      for (const { check, severity, skip } of listJobs(policy.config, checks, stage)) print(`  ${check.name.padEnd(22)}${skip ? `- ${skip}` : severity}\n`)
    }
    return 0
  },
})

/** A check for people: its demand, why, where, options, examples, and the block to fill in. */
export function explained({ name, demand, why, stages: at, options, examples, form }: Check): string {
  const properties = Object.entries((options.json.properties ?? {}) as Readonly<Record<string, JsonSchema>>)
  return [
    `${name}: ${demand}`, ...why ? ['', why] : [], '', `Judged at: ${at.join(', ')}`,
    ...properties.length > 0 ? ['', 'Options:', ...properties.map(([key, { description, default: value }]) => `  ${key}: ${String(description ?? '')} Default: ${JSON.stringify(value)}`)] : [],
    '', 'Examples:', ...examples.map(({ title, change, findings }) => `  ${findings.length === 0 ? 'passes' : 'fails '}  ${title}: ${change.join(', ') || 'no files'}${findings.length > 0 ? ` → ${findings.join('; ')}` : ''}`),
    ...form ? ['', 'The block to fill in:', '', form] : [], '',
  ].join('\n')
}
