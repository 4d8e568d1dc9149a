// What the commands about lessons share: the lessons, and whether what is said to enforce one is there.
import { matches } from '../host/globs.ts'
import type { Policy } from '../host/policy-in-force.ts'
import { flag } from '../host/schema.ts'
import { nearest } from '../host/text.ts'
import { lessonKind, type Lesson } from '../records/lesson.ts'
import type { Opened } from '../records/repository.ts'
import { listRecords, type Listing } from '../records/store/records.ts'
import { git } from '../git/exec.ts'

/** What is printed of a friction. */
export const flagged = flag({ about: 'Whether it came so often that something should enforce it.' })

/** The lessons of the worktree, in the order of the file. */
export async function lessonsOf(opened: Opened): Promise<{ readonly lessons: readonly Lesson[]; readonly unread: Listing<Lesson>['unread'] }> {
  const { records, unread } = await listRecords<Lesson>(opened, lessonKind)
  return { lessons: records.map(({ record }) => record), unread }
}

/** Why something enforces no lesson; undefined where it is a check that is on, or a test file that git knows. */
export async function notEnforcing(what: string, opened: Opened, { config, checks }: Policy): Promise<string | undefined> {
  const check = checks.find(({ name }) => name === what)
  if (check) return (config.checks[what]?.severity ?? 'off') === 'off' ? `the check ${what} is off` : undefined
  const { stdout } = await git(['ls-files', '-z', '-t', '--cached', '--deleted', '--', `:(top,literal)${what}`], opened.place.options)
  // A tag and the path: R is one that the index still has and the worktree lost (not by a sparse checkout).
  const found = stdout.toString('utf8').split('\0')
  if (found.includes(`R ${what}`)) return `${what} is deleted in the worktree`
  if (!found.some((line) => line.slice(2) === what)) {
    const near = nearest(what, checks.map(({ name }) => name))
    return `${what} is neither a check nor a file that git knows${near ? ` (did you mean ${near}?)` : ''}`
  }
  const { tests = [] } = (config.checks['bugfix-dod']?.options ?? {}) as { tests?: readonly string[] }
  return matches(tests, what) ? undefined : `${what} is no test file (${tests.join(', ')})`
}
