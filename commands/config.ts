import { ownCommand } from '../host/cli-context.ts'
import { object } from '../host/schema.ts'
import { inRepository, neededPolicy } from './repository.ts'

export default ownCommand({
  path: ['config'],
  summary: 'show the config as it is judged by',
  example: 'drift config --json',
  arguments: object({}),
  prints: object({}),
  effects: [],

  run: ({ json }, { world, print }) => inRepository(world, async (opened) => {
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
  }),
})
