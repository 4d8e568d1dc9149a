import { test } from 'uvu'
import * as assert from 'uvu/assert'
import check from '../../checks/approval.ts'
import type { Standing } from '../../host/check.ts'
import { examplePolicy } from '../../host/example.ts'
import { cases } from '../support/cases.ts'
import { found, planWith } from '../support/found.ts'

const by = (state: Standing['state'], reason: string) => ({ given: { plans: [planWith({}, { state, reason })] } })

cases(check, {}, [
  ['approved', ['M src/a.ts'], []],
  ['approved, and an empty change', [], []],
  ['nobody approved it', ['M src/a.ts'], ['plan example-plan is not approved: no approval of its present content'], by('missing', 'no approval of its present content')],
  ['an empty change is bound, too', [], ['plan example-plan is not approved: none'], by('missing', 'none')],
  ['revoked', ['M src/a.ts'], ['is not approved: Ada took it back'], by('revoked', 'Ada took it back')],
  ['vetoed', ['M src/a.ts'], ['is not approved: Ada asks for changes'], by('vetoed', 'Ada asks for changes')],
  ['expired', ['M src/a.ts'], ['is not approved: until yesterday'], by('expired', 'until yesterday')],
  ['an older version came back', ['M src/a.ts'], ['is not approved: a later one is approved'], by('superseded', 'a later one is approved')],
  ['closed', ['M src/a.ts'], ['is not approved: closed on the target'], by('closed', 'closed on the target')],
  ['edited after approval', ['M src/a.ts'], ['is not approved: it was edited'], by('changed', 'it was edited')],
  ['each plan for itself', ['M src/a.ts'], ['plan b is not approved'], { given: { plans: [planWith({}, {}, 'a'), planWith({}, { state: 'missing' }, 'b')] } }],
  ['a lane needs no approval', ['M README.md'], [], { given: { bound: 'lane', plans: [planWith({}, { state: 'missing' })] } }],
  ['neither does a plan itself', ['A .drift/plans/x/intent.json'], [], { given: { bound: 'plan-files', plans: [planWith({}, { state: 'missing' })] } }],
])

for (const [state, mode, fix] of [
  ['missing', 'recorded', 'drift approve example-plan, run by a person'],
  ['missing', 'merged', 'Merge the plan into the target branch first'],
  ['superseded', 'merged', 'Bring the newest approved version of the plan into this branch'],
  ['closed', 'recorded', 'Make a new plan for further work: drift plan new'],
] as const) {
  test(`what to do: ${state}, mode ${mode}`, async () => {
    const [one] = await found(check, {}, ['M src/a.ts'], { given: { plans: [planWith({}, { state })], policy: { ...examplePolicy, approval: { ...examplePolicy.approval, mode } } } })
    assert.is(one!.code, state)
    assert.match(one!.fix, fix)
  })
}

for (const [stage, mode, standing, expected] of [
  ['ci', 'recorded', { state: 'missing', by: [] }, true], ['receive', 'recorded', { state: 'missing', by: [] }, true], ['pre-push', 'recorded', { state: 'missing', by: [] }, false], ['commit-msg', 'recorded', { state: 'missing', by: [] }, false],
  ['ci', 'merged', { state: 'missing', by: [] }, false], ['ci', 'recorded', { state: 'vetoed', by: [] }, false], ['ci', 'recorded', { state: 'missing', by: [{ name: 'Ada', email: 'ada@example.com', self: false }] }, false],
] as const) {
  test(`that none reached origin is told at the gate alone, where there is none at all: ${stage}, ${mode}, ${JSON.stringify(standing)}`, async () => {
    const [one] = await found(check, {}, ['M src/a.ts'], { given: { stage, plans: [planWith({}, standing)], policy: { ...examplePolicy, approval: { ...examplePolicy.approval, mode } } } })
    assert.is(one!.message.includes('(no approval reached origin)'), expected)
    assert.is(one!.fix.includes('where one did: drift sync, then re-run the job'), expected)
  })
}

test.run()
