// A repository as the host wants to read it: git's objects and our records behind one small interface.
import { DriftError, type Approval, type Listing, type Repository } from '../host/check.ts'
import { treeFiles } from '../git/change.ts'
import { attributesOf, newLines } from '../git/lines.ts'
import { commitsBetween, idsBetween, mergeBases, versionsOf } from '../git/log.ts'
import { inverts } from '../git/inverse.ts'
import { readNotes, unionLines } from '../git/notes.ts'
import { Objects } from '../git/objects.ts'
import { patchIds } from '../git/patch.ts'
import { listingOf } from '../git/listing.ts'
import { handMade } from '../git/remerge.ts'
import { findPlace, type Place } from '../git/place.ts'
import { commitFolder, emptyTree, indexFolder, listsPath, pathsOf } from '../git/tree.ts'
import { evidenceTree } from '../git/worktree.ts'
import { planKey } from './about-plan.ts'
import { countPairs, countPatch, withLines } from '../git/volumes.ts'
import { parseApproval } from './approval.ts'
import { parseLines, type StoredRecord } from './line.ts'
import { noteOf, overrideKind, overridePath, parseOverride, type Override } from './override.ts'
import { refOf } from './store/records.ts'

/** An open repository; `close` ends the git process that serves it. */
export interface Opened extends Repository {
  readonly place: Place
  readonly objects: Objects
  close(): void
}

/** Records of a remote that are read beside this repository's own. */
export interface Fetched {
  /** Notes ref → the commit it stood at there. */
  readonly notes: ReadonlyMap<string, string>
  /** Why there may be more. */
  readonly unsure?: string
}

/** Where approvals are kept. */
export const approvalsRef = 'refs/notes/drift/approvals'

/** Opens the repository whose worktree `cwd` lies in. */
export async function openRepository(cwd: string, fetched?: Fetched): Promise<Opened> {
  // Both start at once: a spec with a path is read from the root, wherever git was started.
  const objects = new Objects({ cwd })
  objects.info('HEAD^{commit}').catch(() => {})
  const place = await findPlace(cwd).catch((error: unknown) => { objects.close(); throw error })
  return openPlace(place, objects, fetched)
}

/** The same for a worktree that was found already; its options may show git other objects too. */
export function openPlace(place: Place, objects = new Objects(place.options), fetched?: Fetched): Opened {
  const { options, format } = place
  const listings = new Map<string, Promise<Listing>>()
  const notesOf = async (ref: string, keys?: readonly string[]) => {
    const notes = await readNotes(objects, ref, keys)
    const theirs = fetched?.notes.get(ref)
    for (const [key, text] of theirs ? await readNotes(objects, theirs, keys) : []) notes.set(key, unionLines(notes.get(key) ?? '', text))
    return notes
  }
  const overridesNoted = async (patches: readonly string[]) => {
    const notes = await notesOf(refOf(overrideKind.name), patches.map((patch) => noteOf(patch, format)))
    return patches.flatMap((patch) => overridesIn(notes.get(noteOf(patch, format)), patch))
  }
  // What lies between commits stays as it is: each range is asked for once.
  const between = new Map<string, Promise<unknown>>()
  const once = <T>(commits: readonly string[], ask: () => Promise<T>): Promise<T> => {
    if (!commits.every((commit) => /^([0-9a-f]{40,64})?$/.test(commit))) return ask()
    const key = commits.join(' ')
    const known = between.get(key) as Promise<T> | undefined ?? ask()
    between.set(key, known)
    return known
  }
  const listing = (tree: string) => {
    const found = listings.get(tree) ?? listingOf(tree, options)
    listings.set(tree, found)
    return found
  }
  return {
    place, objects, ...fetched?.unsure ? { unsure: fetched.unsure } : {},
    root: place.root, branch: place.branch, shallow: place.shallow, emptyTree: emptyTree[format],
    commits: async (except, head, saying) => {
      const commits = await commitsBetween(except, head, options, saying === undefined ? {} : { saying })
      // Their ids need not be asked for any more.
      if (saying === undefined) void once(idsOf(except, [head]), async () => new Set(commits.map(({ commit }) => commit)))
      return commits
    },
    patches: (commits) => patchIds(commits, options, objects),
    overrides: (patches, trees) => (trees ? overridesAt(trees, patches, objects) : overridesNoted(patches)),
    ids: (except, ...heads) => once(idsOf(except, heads), () => idsBetween([...new Set(except)], heads, options)),
    inverts: (asked) => inverts(asked, place, objects),
    mergeBases: (a, b) => once([a, b], () => mergeBases(a, b, options)),
    handMade: (merges, attributes) => handMade(merges, attributes, place, objects),
    files: (from, to) => treeFiles(from, to, options),
    close: () => objects.close(),
    info: (spec) => objects.info(spec),
    read: (spec) => objects.read(spec),
    lists: (tree, path) => listsPath(tree, path, format, objects),
    versions: (commit, path) => versionsOf(commit, path, options),
    folder: (tree, path) => (tree === ':0:' ? indexFolder(path, format, options) : commitFolder(tree, path, format, objects)),
    listing,
    paths: (tree, globs) => pathsOf(tree, globs, objects, options),
    newLines: (files) => newLines(files, place, objects),
    volumes: async (from = emptyTree[format], to, files) => {
      if (files.length === 0) return new Map()
      const count = await once(['', '', from, to.slice(0, -1)], () => countPatch(from, to, options))
      // Of several merge bases a file counts against the one that it is compared with.
      const others = files.filter((file) => count.told(file) === undefined)
      const beside = others.length === 0 ? count : await countPairs(others, ['--text'], place, objects)
      return new Map(files.map((file) => [file.path, count.told(file) ?? beside.of(file)]))
    },
    attributes: (tree, names, paths) => attributesOf(tree, names, paths, place, () => listing(tree)),
    countLines: (files) => withLines(files, place, objects),
    countCommits: async (commits) => {
      const counted = await withLines(commits.flatMap(({ files }) => files), place, objects)
      let at = 0
      return commits.map((commit) => ({ ...commit, files: counted.slice(at, at += commit.files.length) }))
    },
    approvals: async (digests) => {
      const notes = await notesOf(approvalsRef, digests)
      return new Map(digests.map((digest) => [digest, parseLines(notes.get(digest) ?? '').records.flatMap((record) => approvalFrom(record, digest))]))
    },
    approvalsOf: async (plan) => {
      const key = planKey(plan, format)
      const { records } = parseLines((await notesOf(approvalsRef, [key])).get(key) ?? '')
      // The note is the plan's; each of its records says itself which digest it speaks of.
      const found = new Map<string, Approval[]>()
      for (const record of records) {
        const digest = record['digest']
        if (record['plan'] !== plan || typeof digest !== 'string') continue
        for (const approval of approvalFrom(record, digest)) found.set(digest, [...found.get(digest) ?? [], approval])
      }
      return found
    },
    evidenceTree: (tree) => evidenceTree(tree, objects, place),
    records: async (kind, keys, plans = []) => {
      const notes = await notesOf(refOf(kind), [...keys, ...plans.map((plan) => planKey(plan, format))])
      const stored = [...notes.values()].flatMap((text) => parseLines(text).records).filter((record) => record.kind === kind)
      return [...new Map(stored.map((record) => [record.id, record])).values()].map((record) => (kind.includes('/') ? record['record'] : record))
    },
  }
}

/** What names a set of commits: reachable from heads, and from nothing else. */
function idsOf(except: readonly string[], heads: readonly string[]): readonly string[] {
  return [...heads, '', ...new Set(except)]
}

/** What the index is compared with: HEAD, or the empty tree of an unborn branch. */
export async function against(objects: Objects, { format }: Place): Promise<string> {
  return (await objects.info('HEAD^{commit}'))?.oid ?? emptyTree[format]
}

/** A record as an approval of this digest. One that a newer drift wrote could revoke what this one would count: that is blindness. */
function approvalFrom(record: StoredRecord, digest: string): Approval[] {
  const approval = parseApproval(record, digest)
  if (approval) return [approval]
  if (record.kind !== 'approval' || record['digest'] !== digest) return []
  throw new DriftError(`a record about the plan version ${digest.slice(0, 12)} was written by another drift and cannot be read (approval of format ${record.v})`, 'Use the newest git-drift: npm i -D git-drift@latest', 3)
}

async function overridesAt(trees: readonly string[], patches: readonly string[], objects: Objects): Promise<Override[]> {
  const found = await Promise.all(trees.flatMap((tree) => patches.map(async (patch) => overridesIn((await objects.read(tree + overridePath(patch)))?.content.toString('utf8'), patch))))
  return [...new Map(found.flat().map((record) => [record.id, record])).values()]
}

function overridesIn(text: string | undefined, patch: string): Override[] {
  return parseLines(text ?? '').records.flatMap((record) => parseOverride(record, patch) ?? [])
}
