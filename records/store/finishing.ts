// A run that is being finished: `<git-dir>/drift/runs/<id>/finish.json`. Whoever is interrupted and finishes again seals the same report.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { removeFile, replaceFile } from './file.ts'

/** When a run was first finished, at which of its commits and how. */
export interface Finishing {
  readonly v: 1
  readonly last: string
  readonly abandoned: boolean
  /** UTC, ISO 8601. */
  readonly ended: string
}

/** When the run ended: at the first try at this very commit, or now; then that is kept. */
export function endedAt(gitDir: string, run: string, last: string, abandoned: boolean, now: Date): string {
  const file = fileOf(gitDir, run)
  const known = read(file)
  if (known && known.last === last && known.abandoned === abandoned) return known.ended
  const ended = now.toISOString()
  replaceFile(file, `${JSON.stringify({ v: 1, last, abandoned, ended } satisfies Finishing)}\n`)
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
