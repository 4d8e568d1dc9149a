// What doctor says of plans: which of them stay open though nobody works on them.
import type { Policy } from '../host/policy-in-force.ts'
import type { Opened } from '../records/repository.ts'
import { runsAnywhere } from '../records/store/run.ts'
import type { Looked } from './doctor-hooks.ts'
import { planIds } from './plans.ts'

// Of a long list this much is named.
const most = 5

/** A note that names the open plans of this worktree which no worktree runs; nothing where there is none. */
export function plansLooked(opened: Opened, policy: Policy): readonly Looked[] {
  const run = new Set(runsAnywhere(opened.place).map(({ plan }) => plan))
  const open = planIds(opened, policy).filter((id) => !run.has(id))
  if (open.length === 0) return []
  const named = `${open.slice(0, most).join(', ')}${open.length > most ? ` and ${open.length - most} more` : ''}`
  return [{ what: 'plans', state: 'note', said: `open without a run: ${named}`, fix: `drift start ${open[0]}, or where nobody needs it: drift plan close ${open[0]}` }]
}
