// Looks up what somebody wants to know beside a plan before approving it.
import { standingOf, type Approval } from '../host/approval.ts'
import { notCovered } from '../host/glob-cover.ts'
import { matches } from '../host/globs.ts'
import type { BarePlan } from '../host/plan-folder.ts'
import { planFiles } from '../host/plan.ts'
import type { Policy } from '../host/policy-in-force.ts'
import type { Tree } from '../host/repository.ts'
import { guards } from '../host/scope.ts'
import type { Opened } from '../records/repository.ts'
import { protectedBy } from './approve-paths.ts'
import type { Parts, Surroundings } from './approve-shown.ts'
import { standingApprovals } from './decide.ts'
import { byDigest } from './plans.ts'

/** `tree`: whose files are counted, `:0:` for those of the index. `all`: every decision on the plan that is known here. */
export async function surroundings(opened: Opened, policy: Policy, plan: BarePlan, tree: Tree, all: readonly Approval[], now: Date): Promise<Pick<Surroundings, 'covers' | 'scope' | 'guarded' | 'standing' | 'asked' | 'last'>> {
  const { config } = policy
  const { allowed_files, denied_files } = plan.intent
  const locked = plan.test_contract.locked_files
  const listing = await opened.listing(tree)
  const files = [...new Set(listing.names())].map((name) => listing.shown(name))
  const scope = files.filter((file) => matches(allowed_files, file) && !matches(denied_files, file) && !matches(locked, file))
  const protects = protectedBy(policy)
  // A plan may cover files that are yet to be made: of those there are only patterns.
  const there = scope.filter((file) => guards(protects, file)).map(({ path }) => path)
  const shut = (glob: string) => denied_files.length + locked.length > 0 && notCovered([...denied_files, ...locked], [glob]).length === 0
  const literal = (glob: string) => !/[*?[\]{}!\\]/.test(glob)
  const guarding = (glob: string) => (literal(glob) ? guards(protects, glob) : !glob.startsWith('!') && protects.some(({ globs }) => notCovered(globs, [glob]).length === 0))
  // Whoever allows everything is told of what is there: the whole list would say nothing.
  const within = allowed_files.some((glob) => glob.startsWith('**')) ? [] : protects.flatMap(({ globs }) => globs).filter((glob) => notCovered(allowed_files, [glob]).length === 0)
  const yet = [...allowed_files.filter(guarding), ...within]
  const named = [...new Set(yet)].filter((glob) => !shut(glob) && !there.some((path) => matches(glob, path)))
  const standing = standingOf({ plan: plan.id, digest: plan.digest, project: config.id, policy: config.approval, approvals: byDigest(all), others: [], authors: [], now, merged: undefined, closed: false })
  const last = await lastApproved(opened, policy, plan, all, now)
  return {
    covers: (glob) => files.filter((file) => matches(glob, file)).length,
    scope: scope.length, guarded: [...there, ...named],
    standing: standing.reason, asked: all.filter(({ digest, decision }) => digest === plan.digest && decision === 'changes-requested').map(({ by, note = '' }) => `${by.name}: ${note}`),
    ...last ? { last } : {},
  }
}

/** The version whose approval came last and counts today. */
async function lastApproved(opened: Opened, policy: Policy, plan: BarePlan, all: readonly Approval[], now: Date): Promise<Surroundings['last']> {
  const standing = [...byDigest(all).keys()].flatMap((digest) => standingApprovals(all, { ...plan, digest }, policy, now))
  const newest = standing.reduce<Approval | undefined>((last, approval) => (last && (last.seq > approval.seq || (last.seq === approval.seq && last.digest === plan.digest)) ? last : approval), undefined)
  return newest && { digest: newest.digest, by: newest.by.name, at: newest.at, parts: await partsOf(opened, newest.digest) }
}

/** The three files of a version of a plan, where this clone has them. */
async function partsOf(opened: Opened, digest: string): Promise<Parts | undefined> {
  const found = await Promise.all(Object.keys(planFiles).map(async (name) => [name.replace('.json', ''), await opened.read(`${digest}:${name}`)] as const))
  if (found.some(([, blob]) => blob === undefined)) return undefined
  return Object.fromEntries(found.map(([part, blob]) => [part, asData(Buffer.from(blob!.content).toString('utf8'))])) as Parts
}

function asData(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
