// Records as a command of a plugin may use them: all may be listed, only the plugin's own written.
import type { Opened } from '../records/repository.ts'
import { appendRecord, listRecords } from '../records/store/records.ts'
import { driftKinds } from './cli-kinds.ts'
import { fileBelow } from './cli-files.ts'
import { DriftError } from './error.ts'
import { ownKind, readableKind, type Brought } from './kinds.ts'
import type { Plugin } from './plugin.ts'
import { nearest } from './text.ts'

/** Lists records for a plugin. What lies there and cannot be read is told. */
export async function listed<R>(opened: Opened, asker: Plugin, plugins: readonly Brought[], name: string, key: string | undefined, say: (text: string) => void): Promise<readonly R[]> {
  const kind = readableKind(name, asker, plugins, driftKinds)
  const { records, unread } = await listRecords<R>(opened, kind, key)
  if (unread.length > 0) say(`drift: warning: ${unread.length} record${unread.length === 1 ? '' : 's'} of kind ${kind.name} cannot be read by this drift\n`)
  // What stands on several keys, as a record about a plan does, is one record.
  return [...new Map(records.map(({ id, record }) => [id, record])).values()]
}

/** Stores a record of one of the plugin's own kinds; gives its id and the kind's full name. */
export async function appended(opened: Opened, owner: Plugin, name: string, key: string, record: unknown): Promise<{ readonly id: string; readonly kind: string }> {
  const kind = ownKind(owner, name)
  if (!kind) {
    const near = nearest(name, (owner.kinds ?? []).map((own) => own.name))
    throw new DriftError(`plugin ${owner.name} may write records of its own kinds only, and "${name}" is none of them${near ? ` (did you mean ${near}?)` : ''}`, `Its kinds: ${(owner.kinds ?? []).map((own) => own.name).join(', ') || 'none'}`, 3)
  }
  // A link could lead a committed file out of the worktree.
  if ('file' in kind.at) fileBelow(opened.root, kind.at.file)
  return { id: await appendRecord(opened, kind, key, record), kind: kind.name }
}
