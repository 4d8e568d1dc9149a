import { ownCommand } from '../host/cli-context.ts'
import { DriftError } from '../host/error.ts'
import { planDiffSchema } from '../host/plan-diff.ts'
import { isPlanId } from '../host/plan-folder.ts'
import { object, optional, text } from '../host/schema.ts'
import { visible } from '../host/text.ts'
import { differencesOf, lastApproved, mergedVersion, missing, versionOf, type Version } from './plan-versions.ts'
import { inRepository, neededPolicy } from './repository.ts'

export default ownCommand({
  path: ['plan', 'diff'],
  summary: 'say what changed in a plan between two versions',
  example: 'drift plan diff login-limit-k3f9\n  drift plan diff login-limit-k3f9 --from main --to HEAD',
  arguments: object({
    plan: text({ about: 'its id' }),
    other: optional(text({ about: 'the version to compare with, a revision or a digest; the one that was approved last unless told' })),
    from: optional(text({ about: 'the same, as a flag' })),
    to: optional(text({ about: 'the newer version; the files of the worktree unless told' })),
  }),
  positional: ['plan', 'other'],
  prints: planDiffSchema,
  effects: [],

  run: ({ plan: id, other, from, to, json }, { world, print }) => inRepository(world, async (opened) => {
    if (!isPlanId(id)) throw new DriftError(`"${id}" cannot be a plan's id`, 'drift plan list, which shows what there is')
    if (other !== undefined && from !== undefined) throw new DriftError(`compare with "${other}" or with "${from}"?`, 'Name one of them.')
    const policy = await neededPolicy(opened, world)
    const newer = await versionOf(opened, policy, id, to ?? 'files')
    const named = other ?? from
    const older = named === undefined ? await approved() : await versionOf(opened, policy, id, named)
    const { changes, lines } = differencesOf(older.plan, newer.plan)
    const told = ({ name, plan: { digest } }: Version) => ({ name, digest })
    if (json) { print({ version: 1, plan: id, from: told(older), to: told(newer), changes }); return 0 }
    const said = ({ name, plan: { digest } }: Version) => (digest.startsWith(name) ? name : `${visible(name)} (${digest.slice(0, 12)})`)
    print(lines.length === 0 ? `plan ${id}: ${said(older)} and ${said(newer)} are the same\n` : `plan ${id}: ${said(older)} → ${said(newer)}\n${lines.map((line) => `  ${visible(line)}\n`).join('')}`)
    return 0

    async function approved(): Promise<Version> {
      if (policy.config.approval.mode === 'merged') {
        const plan = await mergedVersion(opened, policy, id)
        if (!plan) throw new DriftError(`plan ${id} does not stand on the target branch, so there is nothing to compare it with`, `Name a version: drift plan diff ${id} HEAD`, 1)
        return { name: 'merged', plan }
      }
      const last = await lastApproved(opened, id)
      if (!last) throw new DriftError(`no version of plan ${id} is approved, so there is nothing to compare it with`, `Name a version: drift plan diff ${id} HEAD`, 1)
      if (!last.plan) throw missing(id, last.approval.digest)
      return { name: 'approved', plan: last.plan }
    }
  }),
})
