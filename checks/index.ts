// Every check of drift's own, one line each, alphabetical.
import approval from './approval.ts'
import bugfixDod from './bugfix-dod.ts'
import changeSize from './change-size.ts'
import commitPlan from './commit-plan.ts'
import neverAutoApprove from './never-auto-approve.ts'
import planId from './plan-id.ts'
import policy from './policy.ts'
import scope from './scope.ts'
import sot from './sot.ts'
import testContract from './test-contract.ts'
import testsWithSource from './tests-with-source.ts'
import type { Check } from '../host/check.ts'

export const checks: readonly Check[] = [approval, bugfixDod, changeSize, commitPlan, neverAutoApprove, planId, policy, scope, sot, testContract, testsWithSource]
