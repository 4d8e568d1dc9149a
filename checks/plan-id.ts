import { defineCheck, object } from '../host/check.ts'

export default defineCheck({
  name: 'plan-id',
  demand: 'Every commit names the one plan it belongs to, or needs none.',
  why: 'A change that belongs to no agreement cannot be held against one. Small, harmless changes fit a lane and need no plan; commits that only add or change a plan need none either.',
  stages: ['pre-commit', 'commit-msg', 'pre-push', 'ci', 'receive'],
  extents: ['staged', 'commit', 'merge', 'net'],
  options: object({}),

  *run({ bound, because, faults, message, commit }) {
    yield* faults
    if (bound !== 'none' || faults.length > 0) return
    const named = message?.trailers.some(({ key }) => key.toLowerCase() === 'plan-id')
    // What is made already, perhaps by a bot, gets its plan by being made once more upon it.
    const over = commit === undefined ? '' : ` on a branch from the target, and there: git cherry-pick -n ${commit.slice(0, 12)} && git commit -C ${commit.slice(0, 12)}`
    yield {
      code: named ? 'unknown' : 'missing',
      message: because,
      fix: named ? 'Name a plan that this commit holds (drift plan list), or make one: drift plan new "<goal>"' : `Make a plan: drift plan new "<goal>" --allow "<glob>", have it approved, then: drift start <plan>${over}; or name one in the message: Plan-Id: <plan>`,
    }
  },

  examples: [
    { title: 'a plan is named', change: ['M src/login.ts'], options: {}, message: 'Limit login attempts\n\nPlan-Id: example-plan\n', findings: [] },
    { title: 'no plan, and no lane takes it', change: ['M src/login.ts'], options: {}, message: 'Limit login attempts\n', given: { bound: 'none', because: 'the commit names no plan, and no lane takes it', plans: [] }, findings: ['the commit names no plan'] },
    { title: 'a lane takes it', change: ['M README.md'], options: {}, message: 'Mend a typo\n', given: { bound: 'lane', because: 'lane docs', plans: [] }, findings: [] },
    { title: 'two plans named', change: ['M src/login.ts'], options: {}, message: 'x\n\nPlan-Id: a\nPlan-Id: b\n', given: { bound: 'none', plans: [], because: '', faults: [{ code: 'two', message: 'the commit names 2 plans: a, b', fix: 'Keep one Plan-Id, and put the rest into a commit of its own' }] }, findings: ['the commit names 2 plans: a, b'] },
  ],
})
