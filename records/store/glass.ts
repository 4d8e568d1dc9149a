// Break-glass, armed: `<git-dir>/drift/break-glass.json`. It fits one content on one branch, for ten minutes, and nothing else.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { hashOf } from '../../git/hash.ts'
import type { FileChange } from '../../host/check.ts'
import { removeFile, replaceFile } from './file.ts'

/** What is let through, by whom and why. */
export interface Armed {
  readonly v: 1
  readonly reason: string
  readonly by: { readonly name: string; readonly email: string }
  /** With `refs/heads/`; null where HEAD is on no branch. */
  readonly branch: string | null
  /** What is staged upon which commit: `contentId`. */
  readonly content: string
  /** UTC, ISO 8601. */
  readonly at: string
}

/** Milliseconds for which it stays armed. */
export const armedFor = 600_000

/** What a commit would hold: HEAD, and how the index differs from it. */
export function contentId(head: string | undefined, files: readonly FileChange[]): string {
  const lines = files.map(({ path, bytes, mode, oid }) => `${mode} ${oid} ${JSON.stringify(bytes ?? Buffer.from(path).toString('latin1'))}`).sort()
  return hashOf('sha256', Buffer.from([head ?? 'unborn', ...lines].join('\n'), 'latin1'))
}

/** What is armed in the worktree with this git directory; a text that says why it does not count; undefined where nothing is. */
export function readArmed(gitDir: string, now: Date): Armed | string | undefined {
  try {
    const armed: unknown = JSON.parse(readFileSync(fileIn(gitDir), 'utf8'))
    if (!isArmed(armed)) return 'it cannot be read'
    const age = now.getTime() - Date.parse(armed.at)
    // From the future is no better than from long ago. A time that is none is neither.
    return age >= 0 && age <= armedFor ? armed : `that was at ${armed.at}, and it lasts ${armedFor / 60_000} minutes`
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? undefined : 'it cannot be read'
  }
}

/** Arms it, in place of what was armed before. */
export function arm(gitDir: string, armed: Armed): void {
  replaceFile(fileIn(gitDir), `${JSON.stringify(armed, null, 2)}\n`)
}

/** Ends it. */
export function disarm(gitDir: string): void {
  removeFile(fileIn(gitDir))
}

function fileIn(gitDir: string): string {
  return join(gitDir, 'drift', 'break-glass.json')
}

function isArmed(value: unknown): value is Armed {
  const armed = value as Record<string, any> | null
  return typeof armed === 'object' && armed !== null && armed['v'] === 1 && ['reason', 'content', 'at'].every((key) => typeof armed[key] === 'string' && armed[key] !== '')
    && (armed['branch'] === null || typeof armed['branch'] === 'string') && typeof armed['by']?.name === 'string' && typeof armed['by']?.email === 'string'
}
