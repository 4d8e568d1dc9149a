// What is put around a record when it is stored. drift's own kinds are flat: their schema knows `v`, `kind` and `id`, and
// `key` where they live in a file. A plugin's record lies whole under `record`, so that it may call its keys what it likes.
import { DriftError, type Kind } from '../../host/check.ts'
import { recordId } from '../canonical.ts'
import { formatLine, type StoredRecord } from '../line.ts'
import { misfit } from '../misfit.ts'

/** A record with where it was found. */
export interface Listed<R> {
  readonly key: string
  readonly id: string
  readonly record: R
}

const version = 1

/** The line that stores a record, and the part of it that the kind's schema is about. */
export function sealed(kind: string, key: string | undefined, record: unknown): { readonly id: string; readonly line: string; readonly fitting: unknown } {
  const around = { v: version, kind, ...(key === undefined ? {} : { key }) }
  const stored = isPlugins(kind) ? { ...around, record } : { ...flat(kind, record), ...around }
  const id = recordId(stored)
  return { id, line: formatLine(stored), fitting: isPlugins(kind) ? record : { ...stored, id } }
}

/** A stored record of this kind, taken out again; its line where this drift cannot read it; undefined if of another kind. */
export function opened<R>(kind: Kind<R>, stored: StoredRecord, where: string | undefined): Listed<R> | string | undefined {
  if (stored.kind !== kind.name) return undefined
  const record = isPlugins(kind.name) ? stored['record'] : stored
  const key = where ?? stored['key']
  const fits = stored.v === version && typeof key === 'string' && misfit(kind.schema.json, record) === undefined
  return fits ? { key, id: stored.id, record: record as R } : formatLine(stored)
}

function isPlugins(kind: string): boolean {
  return kind.includes('/')
}

function flat(kind: string, record: unknown): object {
  if (typeof record === 'object' && record !== null && !Array.isArray(record)) return record
  throw new DriftError(`this is no record of kind ${kind}: it is no object`, `Give it what the schema of ${kind} asks for.`)
}
