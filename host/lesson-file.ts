// The file of lessons: what drift learned, not work. It only grows, by whole lines; commits that hold nothing but it and plan
// files are bound by no plan.
import type { Fault, FileChange } from './change.ts'
import { keptBy } from './plan-files.ts'
import type { PlansPolicy } from './policy.ts'
import type { Commit, Repository, Tree } from './repository.ts'
import { pathspecWord } from './text.ts'

/** Where lessons are kept, from the root of the worktree. */
export const lessonsFile = '.drift/lessons.jsonl'

/** Whether a path is that file. */
export function isLessonsFile({ path }: Pick<FileChange, 'path'>): boolean {
  return path === lessonsFile
}

/** What is wrong with how lessons changed, read from the objects themselves. `squash`: two branches may have met in it, and put their lines in either order. */
export async function lessonFaults(files: readonly FileChange[], tree: Tree, repository: Repository, { dir }: PlansPolicy, squash = false): Promise<Fault[]> {
  const file = files.find(isLessonsFile)
  if (!file) return []
  const text = async (oid: string) => (/^0+$/.test(oid) ? '' : textOf((await repository.read(oid))?.content))
  const gone = file.status === 'deleted'
  const wrong = gone ? 'would be gone' : file.mode !== '100644' ? 'is no plain file any more' : grown(await text(file.oldOid), await text(file.oid), squash)
  if (wrong === undefined) return []
  return [{ code: 'lessons', path: file.path, message: `${file.path} ${wrong}`, fix: tree === ':0:' ? `git restore --staged --worktree -- ${pathspecWord(file)}` : gone ? keptBy(dir) : 'Leave its lines as they were, in that commit itself, and add new ones at the end.' }]
}

/** What is wrong with lessons over a whole range: each line of its base is there at its head, wherever merges put it. */
export async function lessonsLost({ base, head, files }: { readonly base: string; readonly head: string; readonly files: readonly FileChange[] }, repository: Repository): Promise<Fault[]> {
  if (!files.some(isLessonsFile)) return []
  const [before, after] = await Promise.all([base, head].map(async (at) => linesOf((await repository.read(`${at}:${lessonsFile}`))?.content)))
  if (isWithin(before!, after!)) return []
  return [{ code: 'lessons', path: lessonsFile, message: `${lessonsFile} has lost or changed a line since ${base.slice(0, 12)}: lessons are only ever added`, fix: 'Take the lines of both sides when you merge, in the order in which they stand.' }]
}

/** The files of a merge that somebody made by hand, without the lessons where it holds just those of its parents: each line once, in their order. */
export async function withoutJoinedLessons(files: readonly FileChange[], { commit, parents }: Pick<Commit, 'commit' | 'parents'>, repository: Repository): Promise<readonly FileChange[]> {
  const file = files.find(isLessonsFile)
  if (!file || file.mode !== '100644') return files
  const [own, ...others] = await Promise.all([commit, ...parents].map(async (at) => linesOf((await repository.read(`${at}:${lessonsFile}`))?.content)))
  const all = new Set(others.flat())
  const joined = own!.length === all.size && own!.every((line) => all.has(line)) && others.every((lines) => isWithin(lines, own!))
  return joined ? files.filter((one) => one !== file) : files
}

// Bytes, not text: two that are no UTF-8 would look alike.
function textOf(content: Uint8Array = new Uint8Array()): string {
  return Buffer.from(content).toString('latin1')
}

function linesOf(content?: Uint8Array): readonly string[] {
  const lines = textOf(content).split('\n')
  // Text after the last line's end is a line as well: it differs from the same one that ends.
  return lines.at(-1) === '' ? lines.slice(0, -1) : [...lines.slice(0, -1), `${lines.at(-1)} without an end`]
}

/** Whether lines stand in others, in the same order. */
function isWithin(lines: readonly string[], others: readonly string[]): boolean {
  return between(lines, others) !== undefined
}

/** What others hold beside these lines, where these follow each other in them; undefined where they do not. */
function between(lines: readonly string[], others: readonly string[]): readonly string[] | undefined {
  const fresh: string[] = []
  let at = 0
  for (const line of others) {
    if (line === lines[at]) at++
    else fresh.push(line)
  }
  return at === lines.length ? fresh : undefined
}

/** Why a text is not another one with lessons added; undefined where it is. */
function grown(before: string, after: string, squash: boolean): string | undefined {
  const kept = before.endsWith('\n') || before === ''
  const fresh = !kept ? undefined : after.startsWith(before) ? after.slice(before.length).split('\n') : squash ? between(before.split('\n'), after.split('\n')) : undefined
  if (!fresh) return 'loses or changes a line: lessons are only ever added'
  if (!after.endsWith('\n')) return 'does not end with a whole line'
  return fresh.filter(Boolean).every(isLesson) ? undefined : 'gets a line that is no lesson'
}

function isLesson(line: string): boolean {
  try {
    return (JSON.parse(line) as { readonly kind?: unknown } | null)?.kind === 'lesson'
  } catch {
    return false
  }
}
