import { ownCommand } from '../host/cli-context.ts'
import { review, reviewArguments, reviewPrinted } from './review.ts'

export default ownCommand({
  path: ['review', 'approve'],
  summary: 'record that you looked at commits and found them good',
  example: 'drift review approve HEAD -m "read it, ran it"',
  arguments: reviewArguments,
  positional: ['…commits'],
  short: { message: 'm', yes: 'y' },
  prints: reviewPrinted,
  effects: ['records', 'remote'],
  run: (args, context) => review('approved', args, context),
})
