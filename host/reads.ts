// Fetches what a check asks to see. What cannot be had throws: the check is then blind, with the reason.
import { resolve } from 'node:path'
import { begun } from './begun.ts'
import type { Change, FileChange, PlanCommit } from './change.ts'
import type { Comparing } from './config/compared.ts'
import { DriftError, unshallow } from './error.ts'
import { matches } from './globs.ts'
import type { Glob, Kind, Ran, Job as Program, Reads, Tool } from './plugin.ts'
import type { Commit, Repository } from './repository.ts'
import { naming } from './other-names.ts'
import { plansNamed, unitsNamed, unsquashed } from './squash.ts'
import { namesIn } from './scope.ts'

/** The edges that reading needs. */
export interface Edges {
  readonly repository: Repository
  readonly tools: readonly Tool[]
  /** The kinds of plugins, under their full names. */
  readonly kinds: readonly Kind[]
  readonly compared: Comparing
  /** Runs a program; absent where none may be run. */
  run?(job: Program): Promise<Ran>
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })
const absent = /^0+$/

/** The tree that a change leads to, as a prefix of specs. */
function treeOf({ commit, tree }: Change): string {
  return tree ? `${tree}:` : commit ? `${commit}:` : ':0:'
}

/** The change, with all that `reads` names filled in; at once where that is nothing. */
export function served(change: Change, reads: Reads, edges: Edges): Change | Promise<Change> {
  const { texts, bytes, hunks, volumes, ...others } = reads
  if (Object.values(others).some(isAsked)) return filledIn(change, reads, edges)
  const about = [texts, hunks, volumes].filter((globs) => globs !== undefined)
  const wanted = (file: FileChange) => about.some((globs) => matches(globs, file)) || (bytes !== undefined && (matches(bytes, file) || namesIn(bytes, file).length > 0))
  return change.files.some(wanted) || change.taken?.some(wanted) ? filledIn(change, reads, edges) : change
}

const isAsked = (asked: unknown) => asked === true || (Array.isArray(asked) && asked.length > 0)

async function filledIn(change: Change, reads: Reads, edges: Edges): Promise<Change> {
  // What is made when it is looked at stays that way: most checks look at nothing of it.
  const seen: Record<string, unknown> = Object.defineProperties({}, Object.getOwnPropertyDescriptors(change.seen))
  const { repository } = edges
  const tree = treeOf(change)
  // One list for all files: globs are compiled once a list.
  const wanted = { text: [...reads.texts ?? [], ...reads.hunks ?? []], bytes: reads.bytes ?? [] }
  const filled = async (all: readonly FileChange[]) => (wanted.text.length + wanted.bytes.length === 0 ? all : Promise.all(all.map((file) => withContents(file, wanted, repository))))
  let files = await filled(await withNames(change, reads.names ?? [], repository))
  const taken = await filled(change.taken ?? [])
  if (reads.hunks?.length) {
    const changed = new Set(files.filter((file) => matches(reads.hunks!, file)))
    const lines = await repository.newLines([...changed])
    files = files.map((file) => (changed.has(file) ? { ...file, added: lines.get(file.path) ?? [] } : file))
  }
  const names = files.map(({ path }) => path)
  const before = reads.baseAttributes?.length && change.from !== undefined ? begun(repository.attributes(`${change.from}:`, reads.baseAttributes, names)) : undefined
  if (reads.volumes?.length) {
    const wanted = new Set(files.filter((file) => matches(reads.volumes!, file)))
    const [volumes] = await Promise.all([repository.volumes(change.from, tree, [...wanted]), before])
    files = files.map((file) => (wanted.has(file) ? { ...file, volume: volumes.get(file.path)! } : file))
  }
  if (reads.paths?.length) seen.paths = (await Promise.all(reads.paths.map(async (path) => ((await repository.info(tree + path))?.type === 'blob' ? [path] : [])))).flat()
  if (reads.tree?.length) seen.tree = await repository.paths(tree, reads.tree)
  if (reads.history?.length) seen.history = await historyOf(reads.history, (change.seen['begins'] ?? []) as readonly string[], repository)
  if (reads.attributes?.length) seen.attributes = await repository.attributes(tree, reads.attributes, names)
  if (reads.baseAttributes?.length) seen.baseAttributes = await before ?? {}
  if (reads.policy) seen.policy = await edges.compared(change.from === undefined ? undefined : `${change.from}:`, tree, repository)
  const keys = [...change.plans.map(({ digest }) => digest), ...(change.commit ? [change.commit] : [])]
  // Evidence last: it may be wanting for now, while all else is to be read before any gate runs.
  for (const kind of [...reads.kinds ?? []].sort((a, b) => Number(a === 'evidence') - Number(b === 'evidence'))) seen[kind] = kind === 'evidence' ? await evidenceOf(tree, repository) : await recordsOf(kind, keys, change.plans.map(({ id }) => id), edges)
  for (const name of reads.tools ?? []) seen[name] = await toolSaid(name, change, edges)
  for (const path of reads.artifacts ?? []) if (!(path in seen)) throw new DriftError(`no evidence for this tree made ${path}`, 'Run the gate that makes it, and record what it made.', 3)
  return { ...change, files, ...(change.taken ? { taken } : {}), seen }
}

/** What stands in the tree that the range begins with, or in the index, tells of other names; both were listed for binding. */
async function withNames(change: Change, names: readonly Glob[], repository: Repository): Promise<readonly FileChange[]> {
  const anchor = change.extent === 'net' && change.from !== undefined ? `${change.from}:` : treeOf(change)
  return names.length === 0 ? change.files : naming([anchor], change.files, { repository, guards: [{ globs: names }] })(change.files)
}

const histories = new WeakMap<Repository, Map<string, Promise<readonly Commit[]>>>()

/** Commits of these plans below some commits: one git each, however many changes ask. */
async function historyOf(plans: readonly string[], begins: readonly string[], repository: Repository): Promise<readonly PlanCommit[]> {
  if (repository.shallow) throw new DriftError('the clone is shallow, so whether an earlier unit was committed cannot be seen', unshallow, 3)
  const known = histories.get(repository) ?? new Map<string, Promise<readonly Commit[]>>()
  histories.set(repository, known)
  const all = (await Promise.all(begins.map((begin) => {
    const commits = known.get(begin) ?? repository.commits([], begin, '[[:space:]*>-]*Plan-Id:')
    known.set(begin, commits)
    return commits
  }))).flat()
  return all.flatMap(({ message, files }) => plansNamed(unsquashed(message) ?? message).filter((id) => plans.includes(id)).map((plan) => ({ plan, subject: message.subject, units: unitsNamed(message), paths: files.map(({ path }) => path) })))
}

function withContents(file: FileChange, { text, bytes }: { readonly text: readonly Glob[]; readonly bytes: readonly Glob[] }, repository: Repository): FileChange | Promise<FileChange> {
  const asText = matches(text, file)
  // What a check reads to compare contents it reads under every name.
  const asBytes = matches(bytes, file) || namesIn(bytes, file).length > 0
  return asText || asBytes ? filledFile(file, asText, asBytes, repository) : file
}

async function filledFile(file: FileChange, asText: boolean, asBytes: boolean, repository: Repository): Promise<FileChange> {
  const content = async (oid: string, mode: string) => (absent.test(oid) || mode === '160000' ? undefined : whole(oid, file.path, repository))
  const [before, after] = await Promise.all([content(file.oldOid, file.oldMode), content(file.oid, file.mode)])
  const parents = asBytes ? await Promise.all((file.parentOids ?? []).filter((oid) => !absent.test(oid)).map((oid) => whole(oid, file.path, repository))) : []
  return {
    ...file,
    ...(asText ? { ...(before ? { before: utf8.decode(before) } : {}), ...(after ? { after: utf8.decode(after) } : {}) } : {}),
    ...(asBytes ? { raw: { ...(before ? { before: latin1(before) } : {}), ...(after ? { after: latin1(after) } : {}), parents: parents.map(latin1) } } : {}),
  }
}

async function whole(oid: string, path: string, repository: Repository): Promise<Uint8Array> {
  const found = await repository.read(oid)
  if (!found) throw new DriftError(`the content of ${path} (${oid}) is not in this repository`, 'Fetch it: git fetch --refetch, or clone without --filter.', 3)
  return found.content
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}

/** Records on objects. Those of a file or of scratch space say of no object that they are about it. */
async function recordsOf(name: string, keys: readonly string[], plans: readonly string[], { repository, kinds }: Edges): Promise<readonly unknown[]> {
  const kind = kinds.find((k) => k.name === name)
  if (!kind && name.includes('/')) throw new DriftError(`no plugin brings the kind ${name}`, 'Add the plugin that brings it to the config.', 3)
  if (kind && !('notes' in kind.at)) throw new DriftError(`records of kind ${name} do not live in notes, so none of them is about a change`, 'Let the kind live in notes, or read its file in `tree` or `texts`.', 3)
  return repository.records(name, keys, plans)
}

/** Evidence stands on what the tree holds beside `.drift/`. */
async function evidenceOf(tree: string, repository: Repository): Promise<readonly unknown[]> {
  const id = await repository.evidenceTree(tree)
  if (id === undefined) throw new DriftError(`the tree of ${tree.slice(0, 13)} is not in this repository`, 'Fetch it: git fetch --refetch, or clone without --filter.', 3)
  return (await repository.records('evidence', [id])).filter((record) => (record as { readonly tree?: unknown }).tree === id)
}

async function toolSaid(name: string, change: Change, { repository: { root }, tools, run }: Edges): Promise<unknown> {
  const tool = tools.find((t) => t.name === name)
  if (!tool) throw new DriftError(`no plugin brings the tool ${name}`, 'Add the plugin that brings it to the config.', 3)
  if (!run) throw new DriftError(`the tool ${name} cannot be run here`, 'Run drift where programs may be started.', 3)
  const probe = await run({ argv: tool.probe, cwd: root, timeoutS: 10 })
  if (probe.exit !== 0) throw new DriftError(`the tool ${name} is not there (${tool.probe.join(' ')})`, `Install ${tool.probe[0]}.`, 3)
  const job = tool.job(change)
  const ran = await run({ ...job, cwd: resolve(root, job.cwd ?? '') })
  if (ran.timedOut || ran.exit === null) throw new DriftError(`the tool ${name} did not end in time`, 'Give it more time or less to do.', 3)
  return tool.parse(ran)
}
