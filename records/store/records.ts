// Appends and lists records wherever their kind lives: git notes, committed files, scratch files under the git directory.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DriftError, masker, type Kind } from '../../host/check.ts'
import { readNotes } from '../../git/notes.ts'
import { writeNotes } from '../../git/notes-write.ts'
import type { Objects } from '../../git/objects.ts'
import type { Place } from '../../git/place.ts'
import { parseLines, type Lines } from '../line.ts'
import { misfit } from '../misfit.ts'
import { opened, sealed, type Listed } from './envelope.ts'
import { appendLine } from './file.ts'
import { readRun } from './run.ts'

/** The repository as the store needs it; what `openRepository` gives will do. */
export interface Places {
  readonly place: Pick<Place, 'options' | 'root' | 'gitDir' | 'commonDir'>
  readonly objects: Objects
}

/** Records of one kind, and what could not be read as one. */
export interface Listing<R> {
  readonly records: readonly Listed<R>[]
  /** Lines at the same place that a newer drift wrote for this kind, that do not fit it, or that are no records. */
  readonly unread: readonly string[]
}

// The kinds of drift itself that share a ref; all others have one of their own.
const shared: Readonly<Record<string, string>> = {
  approval: 'approvals', request: 'approvals', deviation: 'approvals', review: 'reviews', override: 'reviews', report: 'runs', ledger: 'runs',
}

/** The notes ref of a kind, by the kind's name; a plugin's kind is called `<plugin>/<kind>`. */
export function refOf(kind: string): string {
  return `refs/notes/drift/${shared[kind] ?? kind.replaceAll('/', '-')}`
}

// Fields that people and agents write in their own words. None that anything is compared with: the mark of a secret is a glob, too.
const ownWords = ['note', 'why', 'reason', 'cause', 'action', 'planned', 'actual', 'delta']

/** A record as it is stored: without the secrets that somebody wrote into it by mistake, since it goes to whoever fetches it, and for ever. */
export function withoutSecrets<R>(record: R): R {
  if (typeof record !== 'object' || record === null || Array.isArray(record)) return record
  const masked = masker(process.env)
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, typeof value === 'string' && ownWords.includes(key) ? masked(value) : value])) as R
}

/** Stores a record and gives its id, once it is durable. Secrets in words of one's own are masked. A record that does not fit its kind is refused. Where it lives in notes it may stand on several keys at once. */
export async function appendRecord(places: Places, kind: Kind, key: string, record: unknown, ...also: readonly string[]): Promise<string> {
  const notes = 'notes' in kind.at
  const { id, line, fitting } = sealed(kind.name, notes ? undefined : key, withoutSecrets(record))
  const wrong = misfit(kind.schema.json, fitting)
  if (wrong) throw new DriftError(`this is no record of kind ${kind.name}: ${wrong}`, `Give it what the schema of ${kind.name} asks for.`)
  if (notes) await writeNotes(places.place.options, refOf(kind.name), new Map([key, ...also].map((each) => [each, [line]])), { message: `drift: ${kind.name}` })
  else appendLine(fileOf(places, kind), line)
  return id
}

/** The records of a kind: those about one key, or all. Notes come in no order of time, files as they were written. */
export async function listRecords<R>(places: Places, kind: Kind<R>, key?: string): Promise<Listing<R>> {
  const records = new Map<string, Listed<R>>()
  const unread: string[] = []
  for (const [where, { records: found, strange }] of await linesOf(places, kind, key)) {
    unread.push(...strange)
    for (const stored of found) {
      const answer = opened(kind, stored, where)
      if (typeof answer === 'string') unread.push(answer)
      else if (answer && (key === undefined || answer.key === key)) records.set(`${answer.key} ${answer.id}`, answer)
    }
  }
  return { records: [...records.values()], unread }
}

/** Lines by the key of their note; for a file there is no such key. */
async function linesOf(places: Places, kind: Kind, key: string | undefined): Promise<(readonly [string | undefined, Lines])[]> {
  if (!('notes' in kind.at)) return [[undefined, parseLines(textOf(fileOf(places, kind)))]]
  const notes = await readNotes(places.objects, refOf(kind.name), key === undefined ? undefined : [key])
  return [...notes].map(([where, text]) => [where, parseLines(text)])
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return ''
    throw new DriftError(`records cannot be read: ${message}`, `Make ${file} a readable file.`, 3)
  }
}

function fileOf({ place: { root, gitDir, commonDir } }: Places, { at, name }: Kind): string {
  if ('file' in at) return join(root, at.file)
  const file = `${name.replaceAll('/', '-')}.jsonl`
  if (!('scratch' in at)) throw new DriftError(`the kind ${name} does not say where its records live`, 'Give it `at: { notes }`, `{ file }` or `{ scratch }`.')
  if (at.scratch === 'repository') return join(commonDir, 'drift', file)
  if (at.scratch === 'worktree') return join(gitDir, 'drift', file)
  const run = readRun(gitDir)
  if (!run) throw new DriftError(`records of kind ${name} belong to a run, and none is active here`, 'Begin one: drift start <plan>')
  return join(gitDir, 'drift', 'runs', run.id, file)
}
