// Notes are written here: built on a private ref, published by compare-and-swap, tried again until they are in.
import { DriftError } from '../host/check.ts'
import { git, gitLine, type GitOptions } from './exec.ts'
import { contentOf, differingNotes, inBatches, keptRef, noteAt, spot, unionLines } from './notes.ts'
import { Objects } from './objects.ts'
import { inTurn, sleep } from './turn.ts'

/** How a write is made. */
export interface WriteOptions {
  /** Subject of the commit on the notes ref. */
  readonly message?: string
  /** Milliseconds until a write gives up against other writers; 60,000 unless told. */
  readonly patience?: number
}

interface Wanted {
  /** Lines by key, bytes as latin1. */
  readonly lines: ReadonlyMap<string, string>
  /** A commit whose notes are taken in. */
  readonly theirs?: string | undefined
}

interface Now {
  readonly value: string | undefined
  readonly kept: string | undefined
  /** Private refs of writers that died. */
  readonly stale: readonly string[]
}

interface Build {
  readonly base: string | undefined
  /** Commits that become parents besides the base. */
  readonly merges: readonly string[]
  /** Notes to write, and paths at which a note stands twice. */
  readonly notes: readonly { readonly path: string; readonly bytes: string; readonly twins: readonly string[] }[]
}

const privateRefs = 'refs/drift/tmp/'
const anHour = 3_600_000

// git's default leaves out loose objects, and with them what a record is made of: a power cut would eat a confirmed record.
const durable = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'core.fsync', GIT_CONFIG_VALUE_0: 'objects,reference' }

// What another writer causes and time heals, as git 2.39 says it (files) and as 2.45 and later do (reftable).
const contention = /cannot (lock|update) ref|unable to (lock|resolve)|Unable to create|File exists|\.lock|data is locked|data concurrently modified/
const lasting = /Permission denied|Read-only file system|No space left|Disk quota|cannot create '|reference broken|aborted by hook|dangling symref/

/** Adds lines to the note of one key, as `writeNotes` does. */
export function writeNote(options: GitOptions, ref: string, key: string, lines: readonly string[], how: WriteOptions = {}): Promise<void> {
  return writeNotes(options, ref, new Map([[key, lines]]), how)
}

/**
 * Adds lines to the notes of some keys, to all or none. Returns when the ref holds them and git has synced objects and ref to
 * disk (folders are synced as git does it: not at all). Lines that are there already are not written again.
 */
export async function writeNotes(options: GitOptions, ref: string, lines: ReadonlyMap<string, readonly string[]>, how: WriteOptions = {}): Promise<void> {
  for (const key of lines.keys()) if (!/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(key)) throw new DriftError(`a note cannot stand on "${key}"`, 'Name an object by its full id.')
  await publish(options, ref, { lines: new Map([...lines].map(([key, each]) => [key, Buffer.from(unionLines(...each)).toString('latin1')])) }, how)
}

/** Takes the notes of a commit into a notes ref, each key's lines joined; gives the ref's value, which then descends from it. */
export async function unionRefs(options: GitOptions, ref: string, theirs: string, how: WriteOptions = {}): Promise<string> {
  return (await publish(options, ref, { lines: new Map(), theirs }, how))!
}

async function publish(options: GitOptions, ref: string, wanted: Wanted, { message = 'drift: records', patience = 60_000 }: WriteOptions): Promise<string | undefined> {
  if (!/^refs\/[A-Za-z0-9._/-]+$/.test(ref)) throw new DriftError(`${ref} is no name for a notes ref`, 'Use letters, digits and .-_/ below refs/notes/.')
  const objects = new Objects(options)
  const own = `${privateRefs}${Date.now()}-${process.pid}-${Math.random().toString(16).slice(2)}`
  try {
    return await inTurn(options, () => untilIn(ref, patience, () => publishOnce(options, objects, ref, own, wanted, message)), patience)
  } catch (error) {
    // What cannot be removed now, a later writer sweeps.
    await git(['update-ref', '-d', own], options).catch(() => {})
    throw error
  } finally {
    objects.close()
  }
}

/** Tries again, with growing pauses of random length, for as long as it is only other writers that are in the way. */
async function untilIn<T>(ref: string, patience: number, attempt: () => Promise<T>): Promise<T> {
  const until = Date.now() + patience
  for (let failed = 0; ; failed++) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof DriftError) || !contention.test(error.message) || lasting.test(error.message)) throw error
      if (Date.now() > until) throw new DriftError(`${ref} could not be written within ${patience / 1000} s: ${error.message}`, 'If no other git is at work here, remove the .lock file that is named; then try again.', 3)
    }
    await sleep(Math.random() * Math.min(50 * 2 ** failed, 1000))
  }
}

async function publishOnce(options: GitOptions, objects: Objects, ref: string, own: string, wanted: Wanted, message: string): Promise<string | undefined> {
  const now = await present(options, ref)
  const build = await plan(options, objects, now, wanted)
  const changed = build.notes.length > 0 || build.merges.length > 0
  const value = changed ? await commit(options, own, build, message) : build.base
  const wrong = [...wanted.lines.keys()].find((key) => value !== undefined && key.length !== value.length)
  if (wrong) throw new DriftError(`a note cannot stand on "${wrong}": ids in this repository have ${value!.length} digits`, 'Name an object of this repository by its full id.')
  if (value === undefined || (value === now.value && value === now.kept)) return value
  const set = (name: string, old: string | undefined) => (old ? `update ${name} ${value} ${old}\n` : `create ${name} ${value}\n`)
  const removed = [...now.stale, ...(changed ? [own] : [])].map((name) => `delete ${name}\n`)
  await git(['update-ref', '-m', message, '--stdin'], { ...options, env: { ...options.env, ...durable }, input: [set(ref, now.value), set(keptRef(ref), now.kept), ...removed].join('') })
  return value
}

/** What the refs say, by their exact names. */
async function present(options: GitOptions, ref: string): Promise<Now> {
  const kept = keptRef(ref)
  const { stdout, stderr } = await git(['for-each-ref', '--format=%(objectname) %(refname)', ref, kept, privateRefs], options)
  const broken = [ref, kept].find((name) => stderr.includes(`ignoring broken ref ${name}`))
  if (broken) throw new DriftError(`${broken} is broken`, `Remove it: git update-ref -d ${broken}; drift sync fetches the records of others again.`, 3)
  const refs = new Map(stdout.toString().split('\n').map((line) => [line.slice(line.indexOf(' ') + 1), line.split(' ')[0]!]))
  // Its age is in its name: a commit's date may be set by the user.
  const stale = [...refs.keys()].filter((name) => name.startsWith(privateRefs) && Number(/^\d+(?=-)/.exec(name.slice(privateRefs.length))?.[0] ?? Infinity) < Date.now() - anHour)
  return { value: refs.get(ref), kept: refs.get(kept), stale }
}

/** What must be written so that one commit holds the ref's notes, what drift kept of them, theirs, and the new lines. */
async function plan(options: GitOptions, objects: Objects, { value, kept }: Now, { lines, theirs }: Wanted): Promise<Build> {
  const sources = [...new Set([value, kept, theirs])].filter((source) => source !== undefined)
  let base = sources[0]
  for (const source of sources) if (base !== source && await isAncestor(options, base!, source)) base = source
  const others = sources.filter((source) => source !== base)
  const more = new Map(lines)
  for (const other of others) {
    const missing = await inBatches([...await differingNotes(objects, base!, other)], async ([key, entries]) => [key, await contentOf(objects, entries)] as const)
    for (const [key, bytes] of missing) more.set(key, unionLines(more.get(key) ?? '', bytes))
  }
  const merges = []
  for (const other of others) if (!await isAncestor(options, other, base!)) merges.push(other)
  const notes = await inBatches([...more], async ([key, bytes]) => {
    const note = base ? await noteAt(objects, base, key) : { bytes: '', paths: [] }
    const joined = unionLines(note.bytes, bytes)
    return joined === unionLines(note.bytes) ? [] : [{ path: note.paths[0] ?? spot(key, 1), bytes: joined, twins: note.paths.slice(1) }]
  })
  return { base, merges, notes: notes.flat() }
}

/** Whether all that a commit holds came into another. */
export async function isAncestor(options: GitOptions, ancestor: string, of: string): Promise<boolean> {
  return (await git(['merge-base', '--is-ancestor', ancestor, of], { ...options, accept: [1] })).code === 0
}

/** Makes the commit on a private ref, in one git fast-import; gives its id. */
async function commit(options: GitOptions, own: string, { base, merges, notes }: Build, message: string): Promise<string> {
  const data = (bytes: string) => `data ${bytes.length}\n${bytes}\n`
  const stream = [
    `commit ${own}\nmark :1\ncommitter ${await committer(options)}\n`, data(Buffer.from(message).toString('latin1')),
    base ? `from ${base}\n` : '', ...merges.map((parent) => `merge ${parent}\n`),
    ...notes.flatMap(({ path, bytes, twins }) => [...twins.map((twin) => `D ${twin}\n`), `M 100644 inline ${path}\n${data(bytes)}`]),
    'get-mark :1\ndone\n',
  ].join('')
  return gitLine(['fast-import', '--quiet', '--force', '--done', '--date-format=raw'], { ...options, env: { ...options.env, ...durable }, input: Buffer.from(stream, 'latin1') })
}

async function committer(options: GitOptions): Promise<string> {
  const { code, stdout, stderr } = await git(['var', 'GIT_COMMITTER_IDENT'], { ...options, accept: [128] })
  if (code === 0) return stdout.toString('latin1').trim()
  throw new DriftError(`git does not know who you are, and a record names its writer (${stderr.split('\n').at(-1)})`, 'git config --global user.name "Your Name" && git config --global user.email you@example.com')
}
