import { ownCommand } from '../host/cli-context.ts'
import { list, object, optional, text } from '../host/schema.ts'
import { runHook } from '../hooks/main.ts'

export default ownCommand({
  path: ['hook'],
  summary: 'what the installed git hooks call',
  example: 'drift hook pre-commit',
  arguments: object({ hook: text({ about: 'pre-commit, commit-msg or pre-push' }), args: optional(list(text(), { about: 'what git passes to it' })) }),
  positional: ['hook', '…args'],
  effects: ['files'],
  run: async ({ hook, args = [] }, { world }) => await runHook([hook, ...args], world, world.stderr, world.colour) as 0 | 1 | 2 | 3,
})
