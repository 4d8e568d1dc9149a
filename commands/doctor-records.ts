// What doctor says of records: how many there are, lines that are none, and whether the remote has them.
import { gitLine } from '../git/exec.ts'
import { readNotes } from '../git/notes.ts'
import { namesOf, unsent } from '../git/sync.ts'
import type { World } from '../host/cli-context.ts'
import { parseLines } from '../records/line.ts'
import type { Opened } from '../records/repository.ts'
import type { Looked } from './doctor-hooks.ts'
import { self } from './repository.ts'

// What this drift writes; a higher number is a newer one's.
const version = 1

/** Looks at every notes ref of drift; `remote` is that of the branch that work aims at. */
export async function recordsLooked({ place: { options }, objects }: Opened, remote: string, world: World): Promise<readonly Looked[]> {
  const refs = (await gitLine(['for-each-ref', '--format=%(refname)', 'refs/notes/drift/'], options)).split('\n').filter(Boolean)
  if (refs.length === 0) return [{ what: 'records', state: 'note', said: 'none yet' }]
  const found: Looked[] = []
  const counts: string[] = []
  for (const ref of refs) {
    const name = ref.replace('refs/notes/drift/', '')
    const lines = parseLines([...(await readNotes(objects, ref)).values()].join('\n'))
    // Some stand on two keys.
    const records = [...new Map(lines.records.map((record) => [record.id, record])).values()]
    counts.push(`${records.length} in ${name}`)
    const newer = records.filter(({ v }) => v > version).length
    if (newer > 0) found.push({ what: 'records', state: 'problem', said: `${newer} of ${name} ${newer === 1 ? 'is' : 'are'} of a newer drift, and what they say is not judged by here`, fix: 'npm i -D git-drift@latest' })
    if (lines.strange.length > 0) found.push({ what: 'records', state: 'note', said: `${lines.strange.length} line${lines.strange.length === 1 ? '' : 's'} of ${name} ${lines.strange.length === 1 ? 'is no record and counts' : 'are no records and count'} for nothing: ${lines.strange[0]!.slice(0, 60)}`, fix: `git log -p ${ref}` })
  }
  found.unshift({ what: 'records', state: 'ok', said: counts.join(', ') })
  const remotes = (await gitLine(['remote'], options)).split('\n')
  const late = remotes.includes(remote) ? await unsent({ options, remote, until: Infinity }) : []
  if (late.length > 0) found.push({ what: 'records', state: 'note', said: `${namesOf(late)} ${late.length === 1 ? 'was' : 'were'} not sent to ${remote} yet, as far as is known here`, fix: `${self(world)} sync` })
  return found
}
