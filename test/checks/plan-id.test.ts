import { test } from 'uvu'
import * as assert from 'uvu/assert'
import check from '../../checks/plan-id.ts'
import type { Bound, Fault } from '../../host/check.ts'
import { cases } from '../support/cases.ts'
import { found } from '../support/found.ts'

const bound = (bound: Bound, because = '', faults: readonly Fault[] = []) => ({ given: { bound, because, plans: [], faults } })
const nobody = 'the commit names no plan, and no lane takes it'
const fault = (code: string, message: string, path?: string): Fault => ({ code, message, fix: 'mend it', ...(path ? { path } : {}) })

cases(check, {}, [
  ['a plan is named', ['M src/a.ts'], [], { message: 'x\n\nPlan-Id: example-plan\n' }],
  ['an empty change of a plan', [], []],
  ['an empty change of nobody', [], [nobody], bound('none', nobody)],
  ['nothing is named', ['M src/a.ts'], [nobody], { message: 'x\n', ...bound('none', nobody) }],
  ['a plan that is not there', ['M src/a.ts'], ['plan login is not in this commit'], { message: 'x\n\nPlan-Id: login\n', ...bound('none', 'plan login is not in this commit') }],
  ['a lane takes it', ['M README.md'], [], bound('lane', 'lane docs')],
  ['only plan files', ['A .drift/plans/a/intent.json'], [], bound('plan-files')],
  ['no plan is asked for', ['M src/a.ts'], [], bound('free')],
  ['no message yet', ['M src/a.ts'], [], bound('undecided', 'judged at commit-msg')],
  ['a merge needs none', ['M src/a.ts'], [], bound('merge')],
  ['what is wrong with plan files is told in any case', ['M src/a.ts'], ['b: not JSON', 'two plans'], bound('plan', '', [fault('bad', 'not JSON', 'b'), fault('two', 'two plans')])],
  ['two plans are told once, not as none', ['M src/a.ts'], ['the commit names 2 plans: a, b'], { message: 'x\n\nPlan-Id: a\nPlan-Id: b\n', ...bound('none', 'the commit names several plans', [fault('two', 'the commit names 2 plans: a, b')]) }],
])

test('what to do depends on whether a plan was named, whatever case the key has', async () => {
  const [missing] = await found(check, {}, ['M a'], { message: 'x\n', ...bound('none', nobody) })
  const [unknown] = await found(check, {}, ['M a'], { message: 'x\n\nplan-id: nosuch\n', ...bound('none', nobody) })
  // A line that is no trailer names nothing.
  const [prose] = await found(check, {}, ['M a'], { message: 'x\n\nPlan-Id: nosuch\nis what I meant to write here\n', ...bound('none', nobody) })
  assert.equal([missing!.code, unknown!.code, prose!.code], ['missing', 'unknown', 'missing'])
  assert.match(missing!.fix, 'drift plan new "<goal>" --allow "<glob>"')
  assert.match(unknown!.fix, 'drift plan list')
})

test('what a fault says to do is what is said', async () => {
  const [one] = await found(check, {}, ['M a'], bound('plan', '', [fault('mixed', 'x', 'p')]))
  assert.equal([one!.code, one!.path, one!.fix], ['mixed', 'p', 'mend it'])
})

test.run()
