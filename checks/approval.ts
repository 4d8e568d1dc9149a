import { defineCheck, object, type Change, type Plan } from '../host/check.ts'

/** Whether the gate sees no approval at all of a plan that records approve: one may stand in a clone, and not have been sent. */
function mayBeOnItsWay({ standing: { state, by } }: Plan, { stage, policy: { approval } }: Pick<Change, 'stage' | 'policy'>): boolean {
  return (stage === 'ci' || stage === 'receive') && approval.mode === 'recorded' && state === 'missing' && by.length === 0
}

function fix({ id, standing: { state } }: Plan, mode: string, onItsWay: boolean): string {
  if (onItsWay) return `drift approve ${id}, run by a person; where one did: drift sync, then re-run the job`
  if (state === 'closed') return 'Make a new plan for further work: drift plan new "<goal>"'
  if (state === 'superseded') return 'Bring the newest approved version of the plan into this branch, or have this one approved anew: drift approve ' + id
  if (mode === 'merged') return `Merge the plan into the target branch first: its files in a commit of their own`
  return `drift approve ${id}, run by a person`
}

export default defineCheck({
  name: 'approval',
  demand: 'The plan that binds a commit is approved, word for word, and not overtaken.',
  why: 'An approval is of one exact content. A plan edited afterwards is another plan; an older version may not come back; a closed one approves nothing more.',
  stages: ['agent', 'pre-commit', 'commit-msg', 'pre-push', 'ci', 'receive'],
  extents: ['staged', 'commit'],
  needs: 'plan',
  options: object({}),

  skip: ({ bound, because }) => (bound === 'plan' ? undefined : because),
  proof: (_, plan) => (plan?.standing.state === 'approved' ? { kind: 'always' } : undefined),

  *run({ plans, policy, stage }) {
    for (const plan of plans) {
      const { state, reason } = plan.standing
      const onItsWay = mayBeOnItsWay(plan, { stage, policy })
      if (state !== 'approved') yield { code: state, message: `plan ${plan.id} is not approved: ${reason}${onItsWay ? ' (no approval reached origin)' : ''}`, fix: fix(plan, policy.approval.mode, onItsWay) }
    }
  },

  examples: [
    { title: 'approved', change: ['M src/login.ts'], options: {}, findings: [] },
    { title: 'nobody approved it', change: ['M src/login.ts'], options: {}, given: standing('missing', 'no approval of its present content'), findings: ['is not approved: no approval of its present content'] },
    { title: 'an older version came back', change: ['M src/login.ts'], options: {}, given: standing('superseded', 'a later version of it is approved'), findings: ['is not approved: a later version of it is approved'] },
  ],
})

function standing(state: Plan['standing']['state'], reason: string): { plans: Plan[] } {
  return { plans: [{ id: 'example-plan', digest: '0'.repeat(40), closed: false, standing: { state, reason, by: [], paths: [] },
    intent: { format_version: 1, id: 'example-plan', title: 'x', goal: 'x', kind: 'feature', risk: 'low', constraints: [], non_goals: [], allowed_files: ['src/**'], denied_files: [], acceptance: [] },
    test_contract: { format_version: 1, gates: [], locked_files: [] }, commit_plan: { format_version: 1, units: [] } }] }
}
