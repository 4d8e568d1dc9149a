// What went otherwise than planned, each with the deviation that accepts it, if one does. Pure.
import type { Finding, LetThrough } from '../../host/finding.ts'
import { checkGlob, matches } from '../../host/globs.ts'
import type { Override } from '../../host/override.ts'
import { oneLine } from '../../host/text.ts'
import type { Unit } from '../../host/units.ts'
import type { Deviation } from '../../records/deviation.ts'
import type { Report } from '../../records/report.ts'
import type { GateStanding } from './gates.ts'
import type { SortedCommits } from './sorted.ts'

/** One piece of drift. */
export type Drift = Report['drift'][number]

/** What drift is told from. */
export interface Seen {
  readonly sorted: SortedCommits
  readonly units: readonly Unit[]
  readonly outside: readonly (Finding & Partial<Pick<LetThrough, 'override'>>)[]
  readonly gates: readonly GateStanding[]
  readonly overrides: ReadonlyMap<string, Override>
  readonly deviations: readonly Pick<Deviation, 'what' | 'why'>[]
  /** What an abandoned run did not do is no drift. */
  readonly abandoned: boolean
}

const notHere = { never: '', tree: ' (it passed on an earlier one)', dirty: ' (it passed while the worktree held something else than this commit)' }

/** All drift, in a fixed order: files, commits, units, gates. */
export function driftOf({ sorted: { commits, unplanned, extra, done }, units, outside, gates, overrides, deviations, abandoned }: Seen): Drift[] {
  const drift: Drift[] = []
  const add = (code: string, what: string, message: string, override?: Pick<Override, 'state' | 'reason'>) => {
    const why = deviations.find((deviation) => accepts(deviation.what, code, what))?.why ?? (override?.state === 'approved' ? override.reason : undefined)
    drift.push({ code, what, message, ...why === undefined ? {} : { accepted: why } })
  }
  for (const finding of onePerPath(outside)) add('outside-scope', finding.path!, finding.message, finding.override)
  for (const { commit, why } of unplanned) add('unplanned-commit', commit.commit, `commit ${name(commit)} ${why}`, overrides.get(commit.commit))
  for (const commit of extra) add('extra-commit', commit.commit, `commit ${name(commit)} is more than the planned ${units.length === 1 ? 'one' : units.length}: ${commits.some((one) => one.commit === commit.commit && one.unit !== undefined) ? 'its unit is done already' : 'it does no unit'}`)
  if (!abandoned) for (const { id, title } of units.filter((unit) => !done.has(unit.id))) add('missing-unit', id, `no commit does unit ${id}: ${title}`)
  if (!abandoned) for (const { gate: { gate, required, outcome, command }, reason, earlier } of gates) {
    if (!required || outcome === 'passed') continue
    const told = outcome === 'not-run' ? `was not run on this tree${notHere[earlier ?? 'never']}` : outcome === 'failed' ? `failed: ${reason}` : `ended well and showed no test: unverifiable, ${reason}`
    add(`gate-${outcome}`, gate, `gate ${gate} (${command}) ${told}`)
  }
  return drift
}

/** Whether a deviation is about a piece of drift: it names it, its kind, or as a glob its path, or a commit by the beginning of its id. */
export function accepts(deviation: string, code: string, what: string): boolean {
  if (deviation === what || deviation === code) return true
  if (/-commit$/.test(code)) return /^[0-9a-f]{7,}$/.test(deviation) && what.startsWith(deviation)
  return code === 'outside-scope' && checkGlob(deviation) === undefined && matches([deviation], what)
}

function onePerPath(findings: Seen['outside']): Seen['outside'] {
  // What one commit was let through with, another may have done without asking: that one counts.
  const open = findings.filter(({ override }) => override?.state !== 'approved')
  const sorted = [...open, ...findings].filter(({ path }) => path !== undefined)
  return [...new Map([...sorted].reverse().map((finding) => [finding.path!, finding])).values()].sort((a, b) => (a.path! < b.path! ? -1 : 1))
}

function name({ commit, message }: { readonly commit: string; readonly message: { readonly subject: string } }): string {
  return `${commit.slice(0, 12)} (${oneLine(message.subject)})`
}
