// How the approval of a plan's digest stands: a pure answer from the records, used by every boundary and command.
import type { ApprovedPath, Standing } from './change.ts'
import type { ApprovalPolicy } from './policy.ts'

/** One decision about one digest of a plan, as its record says it (records/approval.ts checks its shape). */
export interface Approval {
  readonly id: string
  readonly project?: string
  readonly plan: string
  readonly digest: string
  /** Grows with each decision about a plan. */
  readonly seq: number
  readonly decision: 'approved' | 'changes-requested' | 'revoked'
  readonly paths?: readonly { readonly path: string; readonly blob?: string; readonly was?: readonly string[] }[]
  /** For a revocation: ids of the approvals it ends. */
  readonly ends?: readonly string[]
  readonly by: { readonly name: string; readonly email: string }
  readonly method: string
  readonly at: string
  readonly expires?: string
  readonly note?: string
}

/** What is known about one digest of one plan. */
export interface Circumstances {
  readonly plan: string
  readonly digest: string
  readonly project: string | undefined
  readonly policy: ApprovalPolicy
  /** All approvals, by digest: of this one and of those that could have overtaken it. */
  readonly approvals: ReadonlyMap<string, readonly Approval[]>
  /** Other digests of the plan, in ancestors of the commit or at the target. */
  readonly others: readonly string[]
  /** Mode `merged`: whether the digest stands where that mode looks; undefined without a base branch. */
  readonly merged: boolean | undefined
  /** Whether the plan is closed on the target. */
  readonly closed: boolean
  /** E-mails of those whose work is judged. */
  readonly authors: readonly string[]
  readonly now: Date
}

/** Approvals of a digest that count today; `all` are its records. */
export function lasting(all: readonly Approval[], { plan, project, now }: Pick<Circumstances, 'plan' | 'project' | 'now'>): readonly Approval[] {
  const ended = new Set(all.filter((a) => a.decision === 'revoked').flatMap((a) => a.ends ?? []))
  const ours = all.filter((a) => a.plan === plan && (project === undefined || a.project === undefined || a.project === project))
  return ours.filter((a) => a.decision === 'approved' && !ended.has(a.id) && (a.expires === undefined || Date.parse(a.expires) > now.getTime()))
}

function highest(approvals: readonly Approval[]): number {
  return approvals.reduce((seq, a) => Math.max(seq, a.seq), 0)
}

/** Contents of protected files that enough people approved by themselves, for no plan: path and blob. */
export function approvedContents(all: readonly Approval[], about: Pick<Circumstances, 'project' | 'now' | 'policy'>): readonly (ApprovedPath & { readonly blob: string })[] {
  const { mode, self, threshold } = about.policy
  // As for plans: where merging approves, a note does not; under `deny` no recorded approval is surely another's.
  if (mode !== 'recorded' || self === 'deny') return []
  const people = new Map<string, ApprovedPath & { readonly blob: string; readonly by: ReadonlySet<string> }>()
  for (const { paths = [], by, seq } of lasting(all, { ...about, plan: '' })) {
    for (const { path, blob, was } of paths) for (const old of was ?? [undefined]) {
      if (blob === undefined) continue
      const key = `${blob} ${old} ${path}`
      const named = people.get(key)
      people.set(key, { path, blob, ...old === undefined ? {} : { was: [old] }, seq: Math.max(seq, named?.seq ?? 0), by: new Set([...named?.by ?? [], by.email.toLowerCase()]) })
    }
  }
  return [...people.values()].filter(({ by }) => by.size >= threshold).map(({ by: _, ...named }) => named)
}

/** The next `seq` of a plan. */
export function nextSeq(all: readonly Approval[]): number {
  return highest(all) + 1
}

/** How a digest stands. */
export function standingOf(about: Circumstances): Standing {
  const { digest, approvals, policy, authors, others } = about
  const all = approvals.get(digest) ?? []
  const good = lasting(all, about)
  const mine = new Set(authors.map((email) => email.toLowerCase()))
  const by = [...new Map(good.map((a) => [a.by.email.toLowerCase(), { ...a.by, self: mine.has(a.by.email.toLowerCase()) }])).values()]
  const answer = (state: Standing['state'], reason: string): Standing => ({ state, reason, by, paths: good.flatMap(({ paths = [], seq }) => paths.map((named) => ({ ...named, seq }))) })

  if (about.closed) return answer('closed', 'it is closed on the target branch')
  if (policy.mode === 'merged') return about.merged ? answer('approved', 'it stands on the target branch') : answer('missing', 'its present content does not stand on the target branch')

  const veto = all.find((a) => a.decision === 'changes-requested' && !good.some((g) => g.by.email.toLowerCase() === a.by.email.toLowerCase() && g.seq > a.seq))
  if (veto) return answer('vetoed', `${veto.by.name} asked for changes`)
  // Nothing here is signed, so anybody may have written the work: under `deny` no recorded approval is surely another's.
  const counted = policy.self === 'deny' ? [] : by
  if (counted.length < policy.threshold) {
    if (by.length > counted.length) return answer('missing', 'self: deny wants an approval by somebody else, and unsigned work may be anybody\'s')
    if (by.length > 0) return answer('missing', `${counted.length} of ${policy.threshold} approvals`)
    if (all.some((a) => a.decision === 'revoked')) return answer('revoked', 'its approval was revoked')
    if (all.some((a) => a.decision === 'approved' && a.expires !== undefined)) return answer('expired', 'its approval has expired')
    return answer('missing', 'no approval of its present content')
  }
  const seq = highest(good)
  const later = others.find((other) => other !== digest && highest(lasting(approvals.get(other) ?? [], about)) > seq)
  if (later) return answer('superseded', 'a later version of it is approved')
  return answer('approved', `approved by ${counted.map(({ name, self }) => (self ? `${name} (self)` : name)).join(', ')}`)
}
