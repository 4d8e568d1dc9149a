import { ownCommand } from '../host/cli-context.ts'
import { review, reviewArguments, reviewPrinted } from './review.ts'

export default ownCommand({
  path: ['review', 'request-changes'],
  summary: 'record that you looked at commits and want them changed',
  example: 'drift review request-changes main..work -m "no test for the limit"',
  arguments: reviewArguments,
  positional: ['…commits'],
  short: { message: 'm', yes: 'y' },
  prints: reviewPrinted,
  effects: ['records', 'remote'],
  run: (args, context) => review('changes-requested', args, context),
})
