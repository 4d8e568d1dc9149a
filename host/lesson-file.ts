// The file of lessons: what drift learned, not work. It only grows, by whole lines; commits that hold nothing but it and plan
// files are bound by no plan.
import type { Fault, FileChange } from './change.ts'
import type { Repository, Tree } from './repository.ts'
import { pathspecWord } from './text.ts'

/** Where lessons are kept, from the root of the worktree. */
export const lessonsFile = '.drift/lessons.jsonl'

/** Whether a path is that file. */
export function isLessonsFile({ path }: Pick<FileChange, 'path'>): boolean {
  return path === lessonsFile
}

/** What is wrong with how lessons changed, read from the objects themselves. */
export async function lessonFaults(files: readonly FileChange[], tree: Tree, repository: Repository): Promise<Fault[]> {
  const file = files.find(isLessonsFile)
  if (!file) return []
  const text = async (oid: string) => (/^0+$/.test(oid) ? '' : new TextDecoder().decode((await repository.read(oid))?.content))
  const wrong = file.mode !== '100644' ? 'is no plain file any more' : grown(await text(file.oldOid), await text(file.oid))
  if (wrong === undefined) return []
  return [{ code: 'lessons', path: file.path, message: `${file.path} ${wrong}`, fix: tree === ':0:' ? `git restore --staged --worktree -- ${pathspecWord(file)}` : 'Leave its lines as they were, in that commit itself, and add new ones at the end.' }]
}

/** Why a text is not another one with lessons added; undefined where it is. */
function grown(before: string, after: string): string | undefined {
  if (!after.startsWith(before) || (before !== '' && !before.endsWith('\n'))) return 'loses or changes a line: lessons are only ever added'
  if (!after.endsWith('\n')) return 'does not end with a whole line'
  return after.slice(before.length).split('\n').filter(Boolean).every(isLesson) ? undefined : 'gets a line that is no lesson'
}

function isLesson(line: string): boolean {
  try {
    return (JSON.parse(line) as { readonly kind?: unknown } | null)?.kind === 'lesson'
  } catch {
    return false
  }
}
