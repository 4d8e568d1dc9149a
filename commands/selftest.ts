import { parseMessage } from '../git/trailers.ts'
import { ownCommand } from '../host/cli-context.ts'
import { runExample } from '../host/example.ts'
import { object } from '../host/schema.ts'
import { worktreePolicy, withRepository } from './repository.ts'

export default ownCommand({
  path: ['selftest'],
  summary: 'run the examples of every check',
  example: 'drift selftest',
  arguments: object({}),
  effects: [],

  async run(_, { world, print }) {
    // Outside of a repository, or without a config, the built-in checks are still worth proving.
    const checks = await withRepository(world, (opened) => worktreePolicy(opened, world)).then((policy) => policy?.checks ?? world.checks, () => world.checks)
    let broken = 0
    for (const check of checks) {
      for (const example of check.examples) {
        for (const mismatch of await runExample(check, example, parseMessage)) {
          broken++
          print(`drift: ${check.name}: example "${example.title}": ${mismatch}\n`)
        }
      }
    }
    const examples = checks.reduce((sum, check) => sum + check.examples.length, 0)
    print(`drift: selftest: ${checks.length} checks, ${examples} examples, ${broken} broken\n`)
    return broken > 0 ? 1 : 0
  },
})
