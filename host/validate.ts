// The precompiled validators (made by build/validators.ts), under names of ours.
import * as generated from './generated/validators.cjs'
import type { Validator } from './mistakes.ts'
import type { PlanValidators } from './plan-folder.ts'

/** Fits a config file. */
export const validateConfig: Validator = generated.config

/** Fit a plan's three files. */
export const planValidators: PlanValidators = { 'intent.json': generated.intent, 'test_contract.json': generated.test_contract, 'commit_plan.json': generated.commit_plan }
