// Overrides: a commit whose message says `Drift-Override: why` is let through where people approved that very patch, once.
import type { Change, Message, Standing } from './change.ts'
import type { Check } from './plugin.ts'
import type { Finding, LetThrough } from './finding.ts'
import type { Job } from './jobs.ts'
import type { ApprovalPolicy } from './policy.ts'

/** A finding as an override names it. */
export interface NamedFinding {
  readonly check: string
  readonly code: string
  readonly path?: string
}

/** Somebody let a patch through, as the record says (records/override.ts checks its shape). */
export interface OverrideRecord {
  readonly id: string
  readonly project?: string
  readonly patch: string
  /** The how-manieth commit with this patch it lets onto the target, counted from 1. */
  readonly nth: number
  /** For a squash: the patches of the asking commits in it, which it is let through in the place of. */
  readonly stands_for?: readonly { readonly patch: string; readonly nth: number }[]
  readonly seq: number
  readonly findings: readonly NamedFinding[]
  readonly reason: string
  readonly by: { readonly name: string; readonly email: string }
  readonly method: string
  readonly at: string
}

/** What lets findings of a change through: told, and not blocking. */
export interface Override {
  /** `approved` by people; `break-glass` where its maker broke the glass and nobody approved it yet; `unverified`: blind. */
  readonly state: 'approved' | 'break-glass' | 'unverified'
  readonly by: Standing['by']
  /** Why, in their words; for `unverified` why it cannot be told. */
  readonly reason: string
  /** Which findings; all where absent. */
  readonly findings?: readonly NamedFinding[]
}

/** The part of a config that overrides are held against. */
export interface OverridePolicy {
  readonly approval: ApprovalPolicy
  readonly id?: string | undefined
}

/** A commit that asks to be let through. */
export interface Asking {
  readonly commit: string
  /** What its message says. */
  readonly why: string
  readonly patch: string
  /** The how-manieth commit with this patch it would be on the target. */
  readonly nth: number
  /** How many commits with a patch were let in before, by patch. */
  readonly before: ReadonlyMap<string, number>
  readonly author: { readonly name: string; readonly email: string }
}

/** A file of a merge or of a net change that holds what an override brought. */
export interface Brought {
  readonly path: string
  /** What the file is known by: `keyOf`. */
  readonly key: string
  readonly by: Override
  /** Commits that changed it further; none where it is as the override brought it. */
  readonly via: readonly string[]
}

/** The line of a message by which a commit asks; it lets nothing through by itself, so that any line will do: a squash has them in its middle. */
export const overrideKey = 'Drift-Override'
const line = /(?:^|\n)drift-override:[ \t]*(\S[^\n]*)/i

/** Why a commit asks to be let through; undefined where it does not. */
export function askedIn(message: Pick<Message, 'raw'> | undefined): string | undefined {
  return message && line.exec(message.raw)?.[1]?.trim()
}

/** How things stand for one commit that asks: what lets it through, or why nothing does. `records` are those of its patch. */
export function overrideOf({ nth, before, author }: Asking, records: readonly OverrideRecord[], { approval, id: project }: OverridePolicy): Override | { readonly not: string } {
  const ours = records.filter((r) => project === undefined || r.project === undefined || r.project === project)
  const usedUp = ({ stands_for = [] }: OverrideRecord) => stands_for.some((one) => (before.get(one.patch) ?? 0) >= one.nth)
  const good = ours.filter((r) => r.nth === nth && !usedUp(r))
  if (good.length === 0) return { not: ours.some((r) => r.nth < nth || (r.nth === nth && usedUp(r))) ? 'its override let another commit with this patch through already, and is good for one' : 'nobody let exactly this patch through' }
  const people = new Map(good.map(({ by: { name, email } }) => [email.toLowerCase(), { name, email, self: email.toLowerCase() === author.email.toLowerCase() }]))
  const override = { by: [...people.values()], reason: good.map(({ reason }) => reason).filter((reason, i, all) => all.indexOf(reason) === i).join('; ') }
  if (approval.mode === 'signed') return { ...override, state: 'unverified', reason: 'approval mode "signed" needs signatures, which this version cannot verify' }
  // As with approvals: nothing here is signed, so under `deny` nobody is surely another than the author.
  if (approval.mode === 'recorded' && approval.self === 'deny') return { not: 'self: deny wants an override by somebody else, and unsigned work may be anybody\'s' }
  // Where merging approves, whoever merged it did.
  const threshold = approval.mode === 'merged' ? 1 : approval.threshold
  if (people.size < threshold) return { not: `${people.size} of ${threshold} people let it through` }
  const named = good.flatMap(({ findings }) => findings).filter((finding, i, all) => all.findIndex((other) => same(other, finding)) === i)
  const naming = (finding: NamedFinding) => new Set(good.filter((r) => r.findings.some((f) => same(f, finding))).map(({ by }) => by.email.toLowerCase())).size
  return { ...override, state: 'approved', findings: named.filter((finding) => naming(finding) >= threshold) }
}

/** Findings of a change by what becomes of them (`judged`: the commits that the check judged one by one): those that stand, those let through, those of which nobody can tell, with the reason. A warning blocks nothing, and needs nobody. */
export function parted(change: Change, { check, severity }: Pick<Job, 'check' | 'severity'>, findings: readonly Finding[], judged: ReadonlySet<string>): { readonly stand: readonly Finding[]; readonly through: readonly LetThrough[]; readonly unverified: readonly Finding[]; readonly blind: readonly string[] } {
  const all = findings.map((finding) => ({ finding, by: severity === 'error' ? letThrough(change, check, finding, judged) : undefined }))
  const unverified = all.filter(({ by }) => by?.state === 'unverified')
  return {
    stand: all.filter(({ by }) => by === undefined).map(({ finding }) => finding),
    through: all.flatMap(({ finding, by }) => (by === undefined || by.state === 'unverified' ? [] : [{ ...finding, override: { state: by.state, by: by.by, reason: by.reason } }])),
    unverified: unverified.map(({ finding }) => finding),
    blind: unverified.map(({ by }) => `a commit asks to be let through, and ${by!.reason}`),
  }
}

/** What lets a finding through, if anything does: the change's own override, or that of the content it is about. */
function letThrough({ override, brought = [] }: Change, { name }: Check, { code, path }: Finding, judged: ReadonlySet<string>): Override | undefined {
  if (override && (override.findings?.some((named) => named.check === name && named.code === code && named.path === path) ?? true)) return override
  // What was changed further counts only where the check judged how. Other codes than a commit's may be told of what several
  // did together: there the path is what was let through.
  return path === undefined ? undefined : brought.find((file) => file.path === path && file.via.every((commit) => judged.has(commit)) && (file.by.findings?.some((named) => named.check === name && named.path === path) ?? true))?.by
}

function same(a: NamedFinding, b: NamedFinding): boolean {
  return a.check === b.check && a.code === b.code && a.path === b.path
}
