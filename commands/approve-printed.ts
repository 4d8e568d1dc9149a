// What `drift approve --json` prints: a decision about a plan, an approved request, protected files, or overrides.
import type { Standing } from '../host/change.ts'
import { choice, flag, list, object, optional, text } from '../host/schema.ts'
import { approvalSchema } from '../records/approval.ts'
import { overrideSchema } from '../records/override.ts'
import { authenticated, either, recordFields, version } from './printed.ts'

const states: readonly Standing['state'][] = ['approved', 'missing', 'revoked', 'vetoed', 'expired', 'superseded', 'closed', 'changed']
const approval = recordFields(approvalSchema, 'sig')
const { id, ...override } = recordFields(overrideSchema, 'sig')

export const approvePrinted = either(
  object({ version, ...approval, standing: object({ state: choice(states), reason: text() }, { about: 'How that content of the plan stands now.' }), authenticated }),
  object({
    version, ...approval, request: text({ about: 'Its id.' }), authenticated, sent: flag({ about: 'Whether the remote has it.' }),
    committed: flag({ about: 'Whether the plan was committed as it is approved.' }),
  }),
  object({ version, approvals: list(object(approval)), authenticated }),
  object({ version, overrides: list(object({ ...override, id: optional(id!), path: optional(text({ about: 'The file it was written to, where merging approves.' })) })), authenticated }),
)
