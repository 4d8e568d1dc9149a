// Canonical JSON (RFC 8785): one value, one sequence of bytes; what ids and signatures are made over.
import { hashOf } from '../git/hash.ts'
import { DriftError } from '../host/check.ts'

// Far above any record, far below where recursion would overflow: what is deeper is a circle.
const deepest = 200

/**
 * The canonical text of a value: no white space, keys in order of their UTF-16 units, numbers as ECMAScript prints them.
 * Throws DriftError for what JSON cannot say: undefined, functions, bigint, NaN, lone surrogates, dates and other classes.
 */
export function canonical(value: unknown): string {
  return write(value, '', 0)
}

/** The id of a record: SHA-256, in hex, of its canonical text without the key `id`. */
export function recordId(record: Readonly<Record<string, unknown>>): string {
  const { id: _, ...rest } = record
  return hashOf('sha256', canonical(rest))
}

function write(value: unknown, at: string, depth: number): string {
  if (value === null || value === true || value === false) return String(value)
  if (typeof value === 'string') return quote(value, at)
  if (typeof value === 'number') return Number.isFinite(value) ? JSON.stringify(value) : refuse(at, String(value))
  if (typeof value !== 'object') return refuse(at, value === undefined ? 'undefined' : `a ${typeof value}`)
  if (depth === deepest) return refuse(at.slice(0, 40), 'something that holds itself, or is nested too deep')
  // Array.from, because map() would pass over the holes of a sparse array.
  if (Array.isArray(value)) return `[${Array.from(value, (item, i) => write(item, `${at}/${i}`, depth + 1)).join(',')}]`
  if (!isPlain(value)) return refuse(at, `a ${value.constructor?.name ?? 'class'}`)
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, item]) => `${quote(key, at)}:${write(item, `${at}/${key}`, depth + 1)}`).join(',')}}`
}

function quote(text: string, at: string): string {
  return /\p{Surrogate}/u.test(text) ? refuse(at, 'text with a lone surrogate') : JSON.stringify(text)
}

/** Also true for objects of another realm, such as a worker's. */
function isPlain(value: object): boolean {
  const above: unknown = Object.getPrototypeOf(value)
  return above === null || Object.getPrototypeOf(above) === null
}

function refuse(at: string, what: string): never {
  throw new DriftError(`a record cannot hold ${what}${at ? ` (at ${at})` : ''}`, 'Give it JSON only: text, finite numbers, true, false, null, lists and plain objects; leave out keys without a value.')
}
