import { ownCommand } from '../host/cli-context.ts'
import { object } from '../host/schema.ts'
import { review, reviewArguments } from './review.ts'

export default ownCommand({
  path: ['review', 'request-changes'],
  summary: 'record that you looked at commits and want them changed',
  example: 'drift review request-changes main..work -m "no test for the limit"',
  arguments: reviewArguments,
  positional: ['…commits'],
  short: { message: 'm', yes: 'y' },
  prints: object({}),
  effects: ['records', 'remote'],
  run: (args, context) => review('changes-requested', args, context),
})
