// Notes trees are read here: which notes there are and what they say, whatever fan-out git or anybody else gave the tree.
import { DriftError } from '../host/check.ts'
import type { Objects } from './objects.ts'

/** Where one note stands in its tree, and its content. A key seldom has two. */
export interface NoteEntry {
  readonly path: string
  readonly oid: string
}

// git adds a level for about every 256 notes a folder; four are enough for more notes than any repository holds.
const levels = [0, 1, 2, 3, 4]
// cat-file is asked this much at once.
const batch = 1000

/**
 * The notes of a set of lines, joined: every line once, sorted by its bytes, empty ones dropped. The order in which notes
 * meet does not matter, nor how often. Takes text, and bytes as latin1, alike.
 */
export function unionLines(...texts: readonly string[]): string {
  const lines = new Set(texts.flatMap((text) => text.split('\n')))
  lines.delete('')
  const sorted = [...lines].map((line) => ({ line, bytes: Buffer.from(line) })).sort((a, b) => Buffer.compare(a.bytes, b.bytes))
  return sorted.map(({ line }) => `${line}\n`).join('')
}

/** Where drift keeps what it last wrote to a notes ref: plain `git notes` and `fetch --prune` drop notes of others (facts E1, E17). */
export function keptRef(ref: string): string {
  return ref.replace(/^refs\//, 'refs/drift/kept/')
}

/**
 * The notes of some keys, or of all: key → text, keys without a note left out. `ref` is a full name or a commit's id.
 * What drift itself wrote is read as well where the ref has lost it.
 */
export async function readNotes(objects: Objects, ref: string, keys?: readonly string[]): Promise<Map<string, string>> {
  const notes = new Map<string, string>()
  for (const commit of await commitsOf(objects, ref)) {
    const [found] = await Promise.all([
      keys ? inBatches(keys, async (key) => [key, (await noteAt(objects, commit, key)).bytes] as const) : allOf(objects, commit),
      treeOf(objects, commit),
    ])
    for (const [key, bytes] of found) if (bytes !== '') notes.set(key, unionLines(notes.get(key) ?? '', bytes))
  }
  return new Map([...notes].map(([key, bytes]) => [key, Buffer.from(bytes, 'latin1').toString()]))
}

/** All notes of a tree: key → where it stands. Entries that are no notes are passed over. `ref` as for `readNotes`. */
export async function listNotes(objects: Objects, ref: string): Promise<Map<string, readonly NoteEntry[]>> {
  const found = new Map<string, NoteEntry[]>()
  const commit = await resolve(objects, ref)
  if (commit === undefined) return found
  const walk = async (tree: string, above: string): Promise<void> => {
    const below: Promise<void>[] = []
    for (const { key, path, oid } of await notesIn(objects, tree, above)) {
      if (key === undefined) below.push(walk(oid, `${path}/`))
      else found.set(key, [...(found.get(key) ?? []), { path, oid }])
    }
    await Promise.all(below)
  }
  await walk(`${commit}:`, '')
  return found
}

/**
 * Notes of a commit that another does not hold as they are: key → where they stand. Folders that are equal in both are not
 * looked into: the cost is that of the difference, however many notes there are. A note that the other holds at another
 * depth may be among them.
 */
export async function differingNotes(objects: Objects, base: string, other: string): Promise<Map<string, readonly NoteEntry[]>> {
  const found = new Map<string, NoteEntry[]>()
  const walk = async (tree: string, above: string, against: string | undefined): Promise<void> => {
    const [theirs, ours] = await Promise.all([tree, against].map(async (one) => (one === undefined ? [] : notesIn(objects, one, above))))
    const own = new Map(ours!.map((item) => [item.path, item]))
    await Promise.all(theirs!.map(async (item) => {
      const same = own.get(item.path)
      if (same?.oid === item.oid && same.key === item.key) return
      if (item.key === undefined) await walk(item.oid, `${item.path}/`, same && same.key === undefined ? same.oid : undefined)
      else found.set(item.key, [...found.get(item.key) ?? [], { path: item.path, oid: item.oid }])
    }))
  }
  await walk(`${other}:`, '', `${base}:`)
  return found
}

/** One note of a commit, its bytes as latin1 so that no line is lost, and where it stands. */
export async function noteAt(objects: Objects, commit: string, key: string): Promise<{ readonly bytes: string; readonly paths: readonly string[] }> {
  const spots = levels.map((level) => spot(key, level))
  const found = await Promise.all(spots.map((path) => objects.read(`${commit}:${path}`)))
  const hits = found.flatMap((object, i) => (object?.type === 'blob' ? [{ path: spots[i]!, bytes: object.content.toString('latin1') }] : []))
  if (hits.length === 0 && await isListed(objects, `${commit}:`, key)) missing(`${commit}:${key}`)
  return { bytes: joined(hits.map(({ bytes }) => bytes)), paths: hits.map(({ path }) => path) }
}

/** Whether a notes tree names a note, whether or not the note is here. */
async function isListed(objects: Objects, tree: string, rest: string): Promise<boolean> {
  for (const { mode, name, oid } of await entriesOf(objects, tree)) {
    if (name === rest) return true
    if (mode === '40000' && name.length === 2 && rest.startsWith(name) && await isListed(objects, oid, rest.slice(2))) return true
  }
  return false
}

/** The contents of notes, joined, as latin1. */
export async function contentOf(objects: Objects, entries: readonly NoteEntry[]): Promise<string> {
  const blobs = await Promise.all(entries.map(({ oid }) => objects.read(oid)))
  return joined(blobs.map((blob, i) => blob?.content.toString('latin1') ?? missing(entries[i]!.oid)))
}

/** The path of a note some folders deep: `abcdef…`, `ab/cdef…`, `ab/cd/ef…`. */
export function spot(key: string, level: number): string {
  return [...Array.from({ length: level }, (_, i) => key.slice(2 * i, 2 * i + 2)), key.slice(2 * level)].join('/')
}

function joined(all: readonly string[]): string {
  return all.length === 1 ? all[0]! : unionLines(...all)
}

async function allOf(objects: Objects, commit: string): Promise<readonly (readonly [string, string])[]> {
  return inBatches([...await listNotes(objects, commit)], async ([key, entries]) => [key, await contentOf(objects, entries)] as const)
}

/** Asks for many things, not all at once. */
export async function inBatches<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const done: R[] = []
  for (let i = 0; i < all.length; i += batch) done.push(...await Promise.all(all.slice(i, i + batch).map(work)))
  return done
}

/** What a ref and its kept twin point to. Resolved once: a tree that somebody re-fans meanwhile could hide a note from the probes. */
async function commitsOf(objects: Objects, ref: string): Promise<readonly string[]> {
  const commits = new Set(await Promise.all([...new Set([ref, keptRef(ref)])].map((name) => resolve(objects, name))))
  return [...commits].filter((commit) => commit !== undefined)
}

// Where `refs/notes/x` is not there, git takes `refs/heads/refs/notes/x` for it: a branch that somebody pushed would stand in for the records.
const impostors = (ref: string) => [...['refs/', 'refs/tags/', 'refs/heads/', 'refs/remotes/'].map((above) => above + ref), `refs/remotes/${ref}/HEAD`]

async function resolve(objects: Objects, ref: string): Promise<string | undefined> {
  const names = /^[0-9a-f]{40,64}$/.test(ref) ? [] : impostors(ref)
  const [own, ...others] = await Promise.all([ref, ...names].map((name) => objects.info(name)))
  const impostor = names[others.findIndex((other) => own !== undefined && other?.oid === own.oid)]
  if (own === undefined && names.length === 0) missing(ref)
  if (impostor) throw new DriftError(`${impostor} stands in for ${ref}`, `Remove it, or move it elsewhere: git update-ref -d ${impostor}`, 3)
  return own?.oid
}

/** A commit whose tree is gone holds notes that cannot be read: not the same as none. */
async function treeOf(objects: Objects, commit: string): Promise<void> {
  if ((await objects.info(`${commit}:`))?.type !== 'tree') missing(`${commit}:`)
}

/** What of a notes tree, or of a folder in it, is a note (`key`) or holds notes; other entries are passed over. */
async function notesIn(objects: Objects, tree: string, above: string): Promise<{ readonly path: string; readonly oid: string; readonly key?: string }[]> {
  return (await entriesOf(objects, tree)).flatMap(({ mode, name, oid }) => {
    if (!/^([0-9a-f]{2})+$/.test(name)) return []
    const path = above + name
    const key = path.replaceAll('/', '')
    if (mode === '40000' && name.length === 2) return [{ path, oid }]
    return mode.startsWith('100') && key.length === oid.length ? [{ path, oid, key }] : []
  })
}

async function entriesOf(objects: Objects, tree: string): Promise<{ readonly mode: string; readonly name: string; readonly oid: string }[]> {
  const object = await objects.read(tree)
  if (object?.type !== 'tree') return missing(tree)
  const { content } = object
  const size = object.oid.length / 2
  const entries = []
  // `<mode> <name>\0<id as bytes>`, one after the other
  for (let start = 0; start < content.length;) {
    const end = content.indexOf(0, start)
    const [mode, name] = content.toString('latin1', start, end).split(' ') as [string, string]
    start = end + 1 + size
    entries.push({ mode, name, oid: content.toString('hex', end + 1, start) })
  }
  return entries
}

function missing(object: string): never {
  throw new DriftError(`notes cannot be read: there is no ${object.endsWith(':') ? `tree in ${object.slice(0, -1)}` : `object ${object}`}`, 'See what git fsck says; drift sync fetches the records of others again.', 3)
}
