// What `drift config --json` prints: the config, all of it, as it is judged by; with --schemas, where schemas lie.
import { approvalSchema, baseSchema, plansSchema } from '../host/policy.ts'
import { anything, choice, list, map, object, optional, text } from '../host/schema.ts'
import { either, version } from './printed.ts'

const checks = map(object({ severity: choice(['off', 'warn', 'error']), options: map(anything()) }), { about: 'By name, with every option.' })

export const configPrinted = either(
  object({
    version,
    file: text({ about: 'The config file.' }),
    digest: text(),
    config: object({
      id: optional(text()), extends: list(text()), base: baseSchema, plans: plansSchema, approval: approvalSchema, checks,
      overrides: list(object({ paths: list(text()), checks })),
      plugins: list(object({ name: text(), options: map(anything()), oid: optional(text({ about: 'What was read of a local plugin in a commit.' })) })),
    }),
  }),
  object({ version, schemas: list(object({ name: text(), about: text(), path: text() })) }),
)
