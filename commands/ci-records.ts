// Brings the records that stand on a remote into a CI clone, which never has them: a checkout fetches branches only.
import { fetchFrom, recordsOf, type RemoteRefs } from '../git/remote.ts'
import { messageOf } from '../host/error.ts'
import type { Fetched, Opened } from '../records/repository.ts'

const prefix = 'refs/notes/drift/'
// Milliseconds.
const toFetch = 60_000

/** Fetches what stands on the remote; given a reason instead, or where it fails, what is missing may still be there. */
export async function fetchRecords(opened: Opened, remote: string, there: RemoteRefs | string, partial: boolean): Promise<Fetched> {
  if (typeof there === 'string') return unsure(remote, there)
  const notes = new Map([...there.oids].filter(([ref]) => ref.startsWith(prefix)))
  // In a partial clone git ends when it is asked for what it lacks, and the filter would hold for records too.
  const here = partial ? [] : await Promise.all([...notes.values()].map((oid) => opened.info(`${oid}^{tree}`)))
  if (notes.size === here.filter((found) => found !== undefined).length) return { notes }
  try {
    await fetchFrom(opened.place.options, remote, [recordsOf(remote)], { timeout: toFetch, whole: partial })
    return { notes }
  } catch (error) {
    return unsure(remote, messageOf(error))
  }
}

function unsure(remote: string, why: string): Fetched {
  return { notes: new Map(), unsure: `approvals could not be fetched from ${remote} (${why}). Let an earlier step do it: git fetch ${remote} "${prefix}*:${prefix}*"` }
}
