// Every check of drift's own, one line each, alphabetical.
import approval from './approval.ts'
import bugfixDod from './bugfix-dod.ts'
import changeSize from './change-size.ts'
import neverAutoApprove from './never-auto-approve.ts'
import planId from './plan-id.ts'
import policy from './policy.ts'
import scope from './scope.ts'
import sot from './sot.ts'
import testsWithSource from './tests-with-source.ts'
import type { Check } from '../host/check.ts'

export const checks: readonly Check[] = [approval, bugfixDod, changeSize, neverAutoApprove, planId, policy, scope, sot, testsWithSource]
