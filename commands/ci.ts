import { ownCommand } from '../host/cli-context.ts'
import { DriftError, unshallow } from '../host/error.ts'
import { policyFacts, reportOf } from '../host/evaluate.ts'
import { judgeRange } from '../host/judge-range.ts'
import type { Policy } from '../host/policy-in-force.ts'
import { demandNoSecrets } from '../host/providers/index.ts'
import { reportSchema } from '../host/report/schema.ts'
import { flag, object, optional, text } from '../host/schema.ts'
import type { Opened } from '../records/repository.ts'
import { ciRange } from './ci-range.ts'
import { delivered } from './output.ts'
import { judgedWithGates, withEvidence, type Evidence, type Remembered } from './rerun-gates.ts'
import { withRepository } from './repository.ts'
import { outputArguments } from './targets.ts'

export default ownCommand({
  path: ['ci'],
  summary: 'judge a range by the policy of its base',
  example: 'drift ci --base origin/main --head HEAD \\\n    --format text --format sarif=drift.sarif',
  arguments: object({
    base: optional(text({ about: 'the branch or commit that the work aims at; told by the CI system unless given' })),
    head: optional(text({ about: 'the newest commit of the work' })),
    rerunGates: optional(flag({ about: "run the required gates of the range's plans in this checkout, which must be the head: no other evidence counts here" })),
    ...outputArguments,
  }),
  prints: reportSchema,
  effects: ['remote', 'processes'],

  run: ({ base: from, head: to, rerunGates = false, ...how }, { world, now }) => delivered(how, world, 'ci', () => withRepository(world, async (first) => {
    if (rerunGates) demandNoSecrets(world.environment)
    const { base, head, source, notes: told, full, fetched, remoteOnly = false, ...who } = await ciRange(first, world, { base: from, head: to })
    const judged = async (opened: Opened) => {
      const own = remoteOnly ? withoutBranches(opened) : opened
      const remembered: Remembered = new Map()
      const judge = (evidence: Evidence, policies?: readonly Policy[]) => judgeRange(withEvidence(own, evidence, remembered), { stage: 'ci', base, head, policy: 'base', ...who, ...policies ? { policies } : {} }, world)
      const { outcomes, commits, found, notes, policies } = rerunGates ? await judgedWithGates(judge, own, head, { world, now }) : await judge([])
      if (policies.length === 0) throw new DriftError('neither the base nor the head has a drift config: there is nothing to judge by', 'Put drift into the repository first: npx git-drift init', 2)
      if (found === 0 && !who.replaces) throw new DriftError(`there are no commits between ${base.slice(0, 12)} and ${head.slice(0, 12)}, so nothing was judged (${source})`, 'Name the branch that the work aims at as --base, and the work as --head.', 3)
      // Reasons are the same in every clone: what this CI system has to be told is told once.
      const lacks = opened.shallow && full !== undefined && outcomes.some(({ status }) => status === 'blind') && !told.some((note) => note.endsWith(full))
      return reportOf(outcomes, 'ci', {
        ...policyFacts(policies),
        commits, notes: [...told, ...lacks ? [`the clone is shallow. To have the whole history: ${full}`] : [], ...notes], base, head, baseSource: `${source} (${base.slice(0, 12)}..${head.slice(0, 12)})`,
        policy: { source: policies.map(({ file }) => file).join(', '), digest: policies.map(({ digest }) => digest).join(' ') },
      })
    }
    // In CI it is opened anew for judging: what was fetched meanwhile must be seen.
    return (fetched ? withRepository(world, judged, fetched) : judged(first)).catch((error: unknown) => {
      const known = full !== undefined && error instanceof DriftError && error.fix === unshallow
      throw known ? new DriftError(error.message, `Give the job the whole history: ${full}`, 3) : error
    })
  })),
})

/** A job's clone without its local branches: they are whatever the CI system checked out, the change itself under the target's name perhaps. */
function withoutBranches(opened: Opened): Opened {
  return { ...opened, info: async (spec) => (spec.startsWith('refs/heads/') ? undefined : opened.info(spec)) }
}
