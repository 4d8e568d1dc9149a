import { defineCheck, globOf, howToAsk, isPlanFile, keyOf, mayAsk, misfit, object, pathspecWord } from '../host/check.ts'

export default defineCheck({
  name: 'scope',
  demand: 'A change stays within the files that its plan allows.',
  why: 'Work drifts one file at a time: a helper here, a schema there. The plan says which files were agreed on, and its test contract which of them stay as they are (locked_files: the tests that the work is measured by, say); the rest is a question to ask, not a thing to slip in.',
  stages: ['agent', 'pre-commit', 'commit-msg', 'pre-push', 'ci', 'receive'],
  extents: ['staged', 'commit', 'merge', 'net'],
  each: 'file',
  needs: 'plan',
  options: object({}),

  skip: ({ bound, because }) => (['plan', 'merge', 'net'].includes(bound) ? undefined : because),

  proof(_, plan) {
    const denied = plan ? [...plan.intent.denied_files, ...plan.test_contract.locked_files] : []
    // Exclusions alone would take all but these, and one of theirs cannot be taken back by another.
    if (!plan || plan.intent.allowed_files.length === 0 || denied.some((glob) => glob.startsWith('!'))) return undefined
    return { kind: 'nothing-outside', globs: [...plan.intent.allowed_files, ...denied.map((glob) => `!${glob}`)] }
  },

  *run(change) {
    const { files, policy, elsewhere, extent, commit } = change
    const free = new Set(elsewhere)
    for (const file of files) {
      if (isPlanFile(file.path, policy.plans) || free.has(keyOf(file))) continue
      const found = misfit({ ...change, policy: policy.plans }, file)
      if (!found) continue

      const { plan, why } = found
      if (!plan) {
        yield { code: 'outside', path: file.path, message: `${file.path} belongs to no plan of this ${extent === 'net' ? 'range' : extent}`, fix: 'Move the change into a commit that names a plan: Plan-Id: <plan>' }
        continue
      }
      const folder = `${policy.plans.dir}/${plan.id}`
      // Widening the older version that the commit is made on would mend nothing.
      const later = plan.overtakes === undefined ? '' : `; this later version binds what is made on plan ${plan.id} as it was before, too`
      const upon = later && ', and bring the work on top of that: git rebase'
      const approved = `commit that alone, and have it approved: drift approve ${plan.id}${upon}`
      const asks = why === 'outside' && mayAsk(change)
      const widen = asks ? `ask for it: ${howToAsk(plan.id, plan.commit_plan.units, globOf(file))}` : `widen the plan: add it to allowed_files in ${folder}/intent.json, ${approved}`
      const unlock = `take it out of locked_files in ${folder}/test_contract.json, ${approved}`
      yield {
        code: why ?? 'outside',
        path: file.path,
        message: why === 'denied' ? `${file.path} is denied by plan ${plan.id} (denied: ${plan.intent.denied_files.join(', ')})${later}`
          : why === 'locked' ? `${file.path} is locked by the test contract of plan ${plan.id} (locked: ${plan.test_contract.locked_files.join(', ')})${later}`
          : `${file.path} is outside plan ${plan.id} (allowed: ${plan.intent.allowed_files.join(', ') || 'nothing'})${later}`,
        fix: `${commit || extent === 'net' ? `Take ${file.path} out of ${commit ? `commit ${commit.slice(0, 12)}` : 'the change'}` : `git restore --staged -- ${pathspecWord(file)}`}, or ${why === 'locked' ? unlock : widen}`,
      }
    }
  },

  examples: [
    { title: 'inside the plan', change: ['M src/login.ts', 'A test/login.test.ts'], options: {}, findings: [] },
    { title: 'one file outside', change: ['M src/login.ts', 'M db/schema.sql'], options: {}, findings: ['db/schema.sql is outside plan'] },
    { title: 'a deletion counts', change: ['D db/schema.sql'], options: {}, findings: ['db/schema.sql is outside plan'] },
    { title: 'a lock file goes with its manifest', change: ['M src/package.json', 'M src/package-lock.json'], options: {}, findings: [] },
    { title: 'but not with a new manifest below it, where the one beside it tells of no workspaces', change: ['A src/ui/package.json', 'M package-lock.json'], options: {}, findings: ['package-lock.json is outside plan'] },
    { title: 'a lock file alone does not', change: ['M package-lock.json'], options: {}, findings: ['package-lock.json is outside plan'] },
  ],
})
