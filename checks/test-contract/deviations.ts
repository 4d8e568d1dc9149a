// Which deviations people accepted, and what they are about.
import { matches, type Change } from '../../host/check.ts'

/** As much of a deviation record as this needs. */
export interface Deviation {
  readonly id: string
  readonly plan: string
  readonly what: string
  readonly via: string
  readonly by: { readonly email: string }
}

/** Whether enough people accepted a deviation that names a test or takes its file. */
export type Accepts = (about: { readonly path: string; readonly name?: string }) => boolean

/** Deviations count as approvals do: a note proves nothing where merging approves, or where another than the author must have. */
export function accepting({ plans, policy: { approval }, seen }: Change): Accepts {
  const all = approval.mode === 'recorded' && approval.self !== 'deny' ? (seen['deviation'] ?? []) as readonly Deviation[] : []
  const own = all.filter(({ plan, via }) => via === 'human' && plans.some(({ id }) => id === plan))
  return ({ path, name }) => new Set(own.filter(({ what }) => isAbout(what.trim(), path, name)).map(({ by }) => by.email.toLowerCase())).size >= approval.threshold
}

function isAbout(what: string, path: string, name: string | undefined): boolean {
  return what === path || (name !== undefined && (what === name || what === `${path}::${name}`)) || taken(what, path)
}

function taken(what: string, path: string): boolean {
  try {
    return matches([what], path)
  } catch {
    // Any words may stand there: most are no pattern.
    return false
  }
}
