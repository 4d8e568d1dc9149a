import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ownCommand } from '../host/cli-context.ts'
import { DriftError, messageOf } from '../host/error.ts'
import { flag, object, optional } from '../host/schema.ts'
import { configPrinted } from './config-printed.ts'
import { inRepository, neededPolicy } from './repository.ts'

export default ownCommand({
  path: ['config'],
  summary: 'show the config as it is judged by',
  example: 'drift config --json\n  drift config --schemas',
  arguments: object({ schemas: optional(flag({ about: 'list the JSON Schemas of configs, plans, reports and what commands print, and where each lies' })) }),
  prints: configPrinted,
  effects: [],

  run: async ({ json, schemas }, { world, print }) => (schemas ? listed(json, print) : inRepository(world, async (opened) => {
    const { config, file, digest } = await neededPolicy(opened, world)
    if (json) {
      print({ version: 1, file, digest, config })
      return 0
    }
    const { checks, ...rest } = config
    print(`# ${file}, with everything that it extends\n`)
    for (const [key, value] of Object.entries(rest)) print(`${key}: ${JSON.stringify(value)}\n`)
    for (const [name, { severity, options }] of Object.entries(checks)) print(`checks.${name}: ${severity}${Object.keys(options).length > 0 ? ` ${JSON.stringify(options)}` : ''}\n`)
    return 0
  })),
})

/** The schemas that come with this package. */
function listed(json: boolean | undefined, print: (data: unknown) => void): 0 {
  const folder = join(import.meta.dirname, '..', 'schemas')
  let all: { readonly name: string; readonly about: string; readonly path: string }[]
  try {
    all = readdirSync(folder).filter((name) => name.endsWith('.schema.json')).sort().map((name) => {
      const path = join(folder, name)
      const { title } = JSON.parse(readFileSync(path, 'utf8')) as { readonly title?: string }
      return { name: name.replace('.schema.json', ''), about: title ?? '', path }
    })
  } catch (error) {
    throw new DriftError(`the schemas of drift cannot be read: ${messageOf(error)}`, 'Install git-drift again.', 3)
  }
  const wide = Math.max(...all.map(({ name }) => name.length))
  if (json) print({ version: 1, schemas: all })
  else for (const { name, about, path } of all) print(`${name.padEnd(wide)}  ${about}\n${''.padEnd(wide)}  ${path}\n`)
  return 0
}
