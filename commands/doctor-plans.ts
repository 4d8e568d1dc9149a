// What doctor says of plans: which of them stay open though nobody works on them.
import type { Policy } from '../host/policy-in-force.ts'
import type { Opened } from '../records/repository.ts'
import { runsAnywhere } from '../records/store/run.ts'
import type { Looked } from './doctor-hooks.ts'
import { onDisk, planIds, sealedPlans } from './plans.ts'

// Of a long list this much is named.
const most = 5

/** A note that names the open plans of this worktree which no worktree runs, and that are not done; nothing where there is none. */
export async function plansLooked(opened: Opened, policy: Policy): Promise<readonly Looked[]> {
  const run = new Set(runsAnywhere(opened.place).map(({ plan }) => plan))
  const idle = planIds(opened, policy).filter((id) => !run.has(id))
  if (idle.length === 0) return []
  // One that is done waits for its work to be merged: closed here meanwhile, it would keep that out.
  const done = await sealedPlans(opened, { abandoned: false })
  const digests = await Promise.all(idle.map((id) => onDisk(opened).folder('', `${policy.config.plans.dir}/${id}`)))
  const open = idle.filter((id, i) => !done.has(`${id} ${digests[i]?.id}`))
  if (open.length === 0) return []
  const named = `${open.slice(0, most).join(', ')}${open.length > most ? ` and ${open.length - most} more` : ''}`
  return [{ what: 'plans', state: 'note', said: `open without a run: ${named}`, fix: `drift start ${open[0]}, or where nobody needs it: drift plan close ${open[0]}` }]
}
