// What commits of a plan did already: their authors, and the protected files among what they changed.
import type { FileChange } from '../host/change.ts'
import { policyFiles } from '../host/config/places.ts'
import { DriftError } from '../host/error.ts'
import { matches } from '../host/globs.ts'
import { guardsOf } from '../host/jobs.ts'
import { naming } from '../host/other-names.ts'
import type { Policy } from '../host/policy-in-force.ts'
import type { Commit } from '../host/repository.ts'
import { namesIn, reaches, type Guard, type Guards } from '../host/scope.ts'
import { targetTip } from '../host/target.ts'
import type { Opened } from '../records/repository.ts'

/** What never-auto-approve protects; nothing where it is off. */
export function protectedBy({ config, checks }: Pick<Policy, 'config' | 'checks'>): Guards {
  return guardsOf(config, checks.filter(({ name }) => name === 'never-auto-approve'))
}

interface Work {
  /** All that leads to the head and is not on the target. */
  readonly commits: readonly Commit[]
  /** Those that name the plan. */
  readonly own: readonly Commit[]
  readonly tip: string | undefined
}

async function workOn(id: string, head: string, opened: Opened, { config }: Pick<Policy, 'config'>): Promise<Work> {
  const tip = await targetTip(opened, config.base)
  const commits = await opened.commits(tip && tip !== head ? [tip] : [], head)
  return { tip, commits, own: commits.filter(({ message }) => message.trailers.some(({ key, value }) => key.toLowerCase() === 'plan-id' && value.trim() === id)) }
}

/** E-mails of those who made commits of the plan that lead to `head` and are not on the target. */
export async function authorsOf(opened: Opened, policy: Policy, id: string, head: string): Promise<readonly string[]> {
  return [...new Set((await workOn(id, head, opened, policy)).own.map(({ author }) => author.email))]
}

/**
 * The contents in whose place one content of a path was looked at: what changes of that path, one by one and all together, began
 * with; a squash does at once what they do one after the other. Its own content is one where its mode changed.
 */
export function replacedBy(path: string, blob: string, changes: readonly FileChange[]): string[] {
  return [...new Set(changes.filter((file) => file.path === path && (file.oldOid !== blob || file.oid === blob)).map(({ oldOid }) => oldOid))]
}

/** Protected files that commits of the plan change since the target, each with the content it has at the head. */
export async function protectedChanges(opened: Opened, policy: Policy, id: string, head: string): Promise<{ path: string; blob: string; was: string[] }[]> {
  const { config, checks } = policy
  const { tip, commits, own } = await workOn(id, head, opened, policy)
  const named = naming([`${tip ?? head}:`, `${head}:`], commits.flatMap(({ files }) => files), { repository: opened, guards: guardsOf(config, checks) })
  const protects = ({ globs, covers }: Guard, file: FileChange) => (reaches(globs, file) && covers?.(file) !== false) || namesIn(globs, file).some((name) => covers?.(name) !== false)
  const guarded = protectedBy(policy)
  const changed = await named(own.flatMap(({ files }) => files))
  const asked = await Promise.all(changed.map(async (file) => (guarded.some((guard) => protects(guard, file)) || file.speaksOf !== undefined || await holdsConfig(opened, file) ? [file] : [])))
  const [fork] = tip === undefined || tip === head ? [] : await opened.mergeBases(tip, head)
  const all = [...fork === undefined ? [] : await opened.files(fork, head), ...commits.flatMap(({ files }) => files)]
  const found = new Map(asked.flat().map(({ path, oid }) => [`${path} ${oid}`, { path, blob: oid, was: replacedBy(path, oid, all) }]))
  if (found.size === 0) throw new DriftError(`no commit of plan ${id} changes a protected file`, 'Name the newest commit of the work with --head, if it is not HEAD.', 1)
  return [...found.values()]
}

/** Whether a config is, or was, in this file: policy asks for its approval whatever the config protects. Most package.json hold none. */
async function holdsConfig(opened: Opened, file: FileChange): Promise<boolean> {
  if (file.path !== 'package.json') return matches(policyFiles, file)
  const both = await Promise.all([file.oldOid, file.oid].map((oid) => opened.read(oid)))
  return both.some((blob) => blob && Buffer.from(blob.content).includes('"drift"'))
}
