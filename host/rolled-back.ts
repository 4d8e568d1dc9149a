// A plan never goes back, and a closed one stays closed: also where no commit names it, as in a merge that keeps its own side.
import type { Fault } from './change.ts'
import { standingOf } from './approval.ts'
import type { Frame } from './bind.ts'
import { touchedPlans } from './plan-files.ts'
import type { Range } from './range.ts'

/** What a whole range would undo of the plans that the target holds. */
export async function rolledBack({ base, head, files }: NonNullable<Range['net']>, { repository, config, now }: Frame): Promise<Fault[]> {
  const { dir } = config.plans
  const at = async (commit: string, id: string) => (await repository.info(`${commit}:${dir}/${id}`))?.oid
  const faults: Fault[] = []
  for (const id of touchedPlans(files, config.plans)) {
    const [before, after, closedBefore, closedAfter] = await Promise.all([at(base, id), at(head, id), at(base, `closed/${id}`), at(head, `closed/${id}`)])
    if (closedBefore !== undefined && closedAfter === undefined) faults.push(after === undefined
      ? { code: 'reopened', message: `plan ${id} is closed on the target branch, and nothing would tell so any more`, fix: `Bring it back: git checkout ${base.slice(0, 12)} -- ${dir}/closed/${id}` }
      : { code: 'reopened', message: `plan ${id} is closed on the target branch and would be open again`, fix: 'Make a new plan for further work: drift plan new "<goal>"' })
    if (before === undefined || after === undefined || before === after || config.approval.mode !== 'recorded') continue
    const approvals = await repository.approvals([before, after])
    const { state } = standingOf({ plan: id, digest: after, project: config.id, policy: { ...config.approval, self: 'label' }, approvals, others: [before], merged: undefined, closed: false, authors: [], now })
    if (state === 'superseded') faults.push({ code: 'rolled-back', message: `plan ${id} would go back: a later version of it is approved`, fix: `Bring the newest approved version of the plan into this branch, or have this one approved anew: drift approve ${id}` })
  }
  return faults
}
