// A note is a set of lines, one canonical record a line: two notes merge by union and never conflict.
import { canonical, recordId } from './canonical.ts'

export { unionLines } from '../git/notes.ts'

/** A record as it lies in a note or file: which kind it is, in which version, and the hash of all else. */
export interface StoredRecord {
  readonly v: number
  readonly kind: string
  readonly id: string
  readonly [key: string]: unknown
}

/** What a note holds: records whose id is right, of whatever kind and version, and lines that are not to be trusted. */
export interface Lines {
  readonly records: readonly StoredRecord[]
  readonly strange: readonly string[]
}

/** Takes a note apart. Nothing is lost: `formatLine` of a record is its line again, byte for byte. */
export function parseLines(text: string): Lines {
  const records: StoredRecord[] = []
  const strange: string[] = []
  for (const line of text.split('\n')) {
    if (line === '') continue
    const record = parseLine(line)
    if (record) records.push(record)
    else strange.push(line)
  }
  return { records, strange }
}

/** The line of a record: canonical, with its id. */
export function formatLine(record: Readonly<Record<string, unknown>> & { readonly v: number; readonly kind: string }): string {
  return canonical({ ...record, id: recordId(record) })
}

function parseLine(line: string): StoredRecord | undefined {
  try {
    const value: unknown = JSON.parse(line)
    // Only the canonical spelling counts: a second spelling would be a second line with the same id.
    return isRecord(value) && value.id === recordId(value) && canonical(value) === line ? value : undefined
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is StoredRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && 'v' in value && Number.isInteger(value.v) && 'kind' in value && typeof value.kind === 'string'
}
