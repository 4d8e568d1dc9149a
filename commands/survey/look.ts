// What init looks at before it proposes anything: names, a few files, and the last changes. Three git processes.
import { countsOf, type Counted } from '../../git/history.ts'
import type { Opened } from '../../records/repository.ts'
import { isTold } from './marks.ts'

/** A repository as a survey sees it: plain data. */
export interface Look {
  /** Tracked paths. */
  readonly names: readonly string[]
  /** Texts of those files that tell more than their name, by path. */
  readonly texts: ReadonlyMap<string, string>
  /** The last changes of the branch, newest first: a merge is one change. */
  readonly changes: readonly Counted[]
}

const mostChanges = 500
// A manifest is small; what is not is none.
const mostBytes = 1 << 20

/** Looks at the index, and at HEAD's history where there is one. */
export async function look(opened: Opened): Promise<Look> {
  const { place, info } = opened
  const [listing, head] = await Promise.all([opened.listing(':0:'), info('HEAD^{commit}')])
  const names = listing.names().map((name) => listing.shown(name).path)
  const changes = head ? await countsOf(head.oid, mostChanges, place.options) : []
  const told = names.filter(isTold)
  const texts = await Promise.all(told.map(async (path) => {
    const found = (await info(`:0:${path}`))?.size ?? mostBytes
    return [path, found < mostBytes ? Buffer.from((await opened.read(`:0:${path}`))?.content ?? []).toString('utf8') : ''] as const
  }))
  return { names, texts: new Map(texts), changes }
}
