// A run that is being finished: `<git-dir>/drift/runs/<id>/finish.json`. Whoever is interrupted and finishes again seals the same report.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { recordId } from '../canonical.ts'
import { removeFile, replaceFile } from './file.ts'

/** When a run was first finished, and what was known of it. */
export interface Finishing {
  readonly v: 1
  /** The id of all that its report is told from. */
  readonly told: string
  /** UTC, ISO 8601. */
  readonly ended: string
}

/** When the run ended: at the first try that knew just this, or now; then that is kept. Of two reports the later one counts, so they never have one time. */
export function endedAt(gitDir: string, run: string, known: Readonly<Record<string, unknown>>, now: Date): string {
  const file = fileOf(gitDir, run)
  const before = read(file)
  const told = recordId(known)
  if (before?.told === told) return before.ended
  const ended = now.toISOString()
  replaceFile(file, `${JSON.stringify({ v: 1, told, ended } satisfies Finishing)}\n`)
  return ended
}

/** Forgets it, once the run is over. */
export function forgetFinishing(gitDir: string, run: string): void {
  removeFile(fileOf(gitDir, run))
}

function fileOf(gitDir: string, run: string): string {
  return join(gitDir, 'drift', 'runs', run, 'finish.json')
}

/** What cannot be read was never finished: then the report is made anew. */
function read(file: string): Finishing | undefined {
  try {
    const value = JSON.parse(readFileSync(file, 'utf8')) as Finishing | null
    return value?.v === 1 && typeof value.ended === 'string' ? value : undefined
  } catch {
    return undefined
  }
}
