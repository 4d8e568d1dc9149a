// The precompiled validators (made by build/validators.ts), under names of ours. They say yes or no; what is wrong is told by
// host/config/mistaken.ts, which is loaded then.
import * as generated from './generated/validators.cjs'
import type { PlanValidators } from './plan-folder.ts'
import type { Fits } from './schema.ts'

/** Whether something is a config file's content. */
export const validateConfig: Fits = generated.config

/** Whether something is the content of one of a plan's three files. */
export const planValidators: PlanValidators = { 'intent.json': generated.intent, 'test_contract.json': generated.test_contract, 'commit_plan.json': generated.commit_plan }
