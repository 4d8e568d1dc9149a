// Makes a shallow clone deep enough for a range. Only ever in CI, where the clone is thrown away; never in a whole clone.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { git, type GitOptions } from './exec.ts'
import { mergeBases } from './log.ts'
import type { Place } from './place.ts'
import { fetchFrom } from './remote.ts'

// Most ranges end within the first; whoever has none of these deep enough is given all there is.
const depths = [50, 200, 1000]

/**
 * Whether git can tell what lies between two commits. They have a common ancestor; nothing between them lacks its parents;
 * and all of it is younger than what does: behind an older boundary, history may be hidden that both of them share, and
 * what is merged already would look new.
 */
export async function isWholeRange({ commonDir, options }: Place, base: string, head: string): Promise<boolean> {
  if ((await mergeBases(base, head, options)).length === 0) return false
  const boundary = new Set(boundaryOf(commonDir))
  if (boundary.size === 0) return true
  const between = await listed([`${base}...${head}`], options)
  if (between.some(({ parents }) => parents === 0)) return false
  const ends = (await listed([base, head], options)).filter(({ commit }) => boundary.has(commit))
  return Math.min(...between.map(({ time }) => time)) > Math.max(...ends.map(({ time }) => time))
}

interface Listed {
  readonly commit: string
  /** Seconds since 1970. */
  readonly time: number
  readonly parents: number
}

async function listed(revs: readonly string[], options: GitOptions): Promise<Listed[]> {
  const { stdout } = await git(['rev-list', '--timestamp', '--parents', '--end-of-options', ...revs, '--'], options)
  return stdout.toString('latin1').split('\n').filter(Boolean).map((line) => {
    const [time, commit, ...parents] = line.split(' ')
    return { commit: commit!, time: Number(time), parents: parents.length }
  })
}

/** How a clone is deepened. */
export interface Deepening {
  readonly remote: string
  /** How many commits the work has, where that is known. */
  readonly commits: number
  /** Also what a partial clone left out. */
  readonly whole: boolean
  /** When it must be done, as milliseconds since 1970. */
  readonly until: number
}

/**
 * Fetches more and more history until all between two commits is here; false where all there is was not enough. Both are
 * fetched by their ids: beside a refspec git 2.39 deepens one of the two and leaves the other. DriftError (exit 3) where
 * the remote gives none.
 */
export async function deepen(place: Place, base: string, head: string, { remote, commits, whole, until }: Deepening): Promise<boolean> {
  for (const depth of [...depths.filter((depth) => depth > commits), 'all'] as const) {
    if (boundaryOf(place.commonDir).length === 0) break
    await fetchFrom(place.options, remote, [...new Set([base, head])], { depth, whole, timeout: until - Date.now() })
    if (await isWholeRange(place, base, head)) return true
  }
  return isWholeRange(place, base, head)
}

/** The commits whose parents this clone left out. */
function boundaryOf(commonDir: string): string[] {
  const file = join(commonDir, 'shallow')
  return existsSync(file) ? readFileSync(file, 'latin1').split('\n').filter(Boolean) : []
}
