// Two values of one schema → in what the second is weaker. Pure, and on the safe side: what is not known to be as strict counts.
import { notCovered } from './glob-cover.ts'
import type { JsonSchema } from './schema.ts'

/** One way in which a value lost strictness: `weakened`, or `changed` where nobody declared which way is stricter. */
export interface Loosening {
  readonly code: 'weakened' | 'changed'
  /** Dotted: `plans.required`. */
  readonly key: string
  /** What became of what, in words. */
  readonly what: string
}

type Pair = readonly [before: unknown, after: unknown]
type Judge = (schema: JsonSchema, pair: Pair, key: string) => Iterable<Loosening>

/** In what `after` is weaker than `before`, or not known to be as strict. Without a schema every change counts. */
export function* loosenings(schema: JsonSchema | undefined, before: unknown, after: unknown, key: string): Generator<Loosening> {
  const [was, is] = [before, after].map((value) => (value === undefined ? schema?.['default'] : value))
  if (same(was, is)) return
  if (!schema) return yield changed(key, [was, is])
  if (was === undefined || is === undefined) {
    const weakest = schema['absent'] === 'weakest' ? is === undefined : schema['absent'] === 'strictest' ? was === undefined : undefined
    if (weakest === undefined) yield changed(key, [was, is])
    else if (weakest) yield weakened(key, [was, is])
    return
  }
  yield* judgeOf(schema)(schema, [was, is], key)
}

/** Whether two values of data are equal; the order of keys makes no difference. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || Array.isArray(a) !== Array.isArray(b)) return false
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && same((a as any)[key], (b as any)[key]))
}

function judgeOf({ type, enum: words, glob }: JsonSchema): Judge {
  if (words) return ofWords
  if (type === 'boolean') return ofFlag
  if (type === 'number' || type === 'integer') return ofNumber
  if (type === 'array') return ofList
  if (type === 'object') return ofObject
  return glob ? ofGlob : ofAny
}

const ofAny: Judge = function* (_, pair, key) { yield changed(key, pair) }

const ofFlag: Judge = function* ({ stricter }, pair, key) {
  if (typeof stricter !== 'boolean') yield changed(key, pair)
  else if (pair[1] !== stricter) yield weakened(key, pair)
}

const ofNumber: Judge = function* ({ stricter }, pair, key) {
  const [before, after] = pair as readonly [number, number]
  const wider = wantsMore(stricter)
  if (wider === undefined) yield changed(key, pair)
  else if (wider ? after < before : after > before) yield weakened(key, pair)
}

// Later words are stricter, unless it is told otherwise.
const ofWords: Judge = function* ({ enum: words, stricter = 'higher' }, pair, key) {
  const [before, after] = pair.map((word) => (words as readonly unknown[]).indexOf(word)) as [number, number]
  const higher = wantsMore(stricter)
  if (higher === undefined || before < 0 || after < 0) yield changed(key, pair)
  else if (higher ? after < before : after > before) yield weakened(key, pair)
}

const ofGlob: Judge = function* ({ stricter }, pair, key) {
  const [before, after] = pair as readonly [string, string]
  const more = wantsMore(stricter)
  if (more === undefined) yield changed(key, pair)
  else if ((more ? notCovered([after], [before]) : notCovered([before], [after])).length > 0) yield weakened(key, pair)
}

const ofObject: Judge = function* ({ properties = {}, additionalProperties }, pair, key) {
  const [before, after] = pair as readonly [Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>]
  const known = properties as Readonly<Record<string, JsonSchema>>
  const others = typeof additionalProperties === 'object' ? additionalProperties as JsonSchema : undefined
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [was, is] = [own(before, name), own(after, name)]
    const schema = own(known, name) as JsonSchema | undefined ?? (was === undefined || is === undefined ? undefined : others)
    yield* loosenings(schema, was, is, key ? `${key}.${name}` : name)
  }
}

const ofList: Judge = function* ({ items, stricter }, pair, key) {
  const [before, after] = pair as readonly [readonly unknown[], readonly unknown[]]
  const item = (items ?? {}) as JsonSchema
  const more = wantsMore(stricter)
  if (more === undefined) return yield changed(key, pair)
  const lost = more ? missing(item, before, after) : added(item, before, after)
  if (lost.length === 0) return
  const which = lost.slice(0, 3).map(shown).join(', ') + (lost.length > 3 ? ` and ${lost.length - 3} more` : '')
  const [are, them] = lost.length > 1 ? ['are', 'them'] : ['is', 'it']
  yield { code: 'weakened', key, what: more ? `${which} stood there, and nothing there now is known to cover ${them}` : `${which} ${are} there now, and nothing that stood there is known to cover ${them}` }
}

/** Items of a list where more is stricter that no item of the new list makes up for. */
function missing(item: JsonSchema, before: readonly unknown[], after: readonly unknown[]): readonly unknown[] {
  if (item['glob']) return notCovered(after as readonly string[], before as readonly string[])
  return before.filter((was) => !after.some((is) => (item['type'] === 'object' ? asStrict(item, was, is) : same(was, is))))
}

/** Items of a list where fewer is stricter that no item of the old list allows. Each old one allows one new one, in its order: two lanes are more than one. */
function added(item: JsonSchema, before: readonly unknown[], after: readonly unknown[]): readonly unknown[] {
  if (item['glob']) return notCovered(before as readonly string[], after as readonly string[])
  if (item['type'] !== 'object') return after.filter((is) => !before.some((was) => same(was, is)))
  let at = 0
  return after.filter((is) => {
    const found = before.findIndex((was, i) => i >= at && asStrict(item, was, is))
    if (found >= 0) at = found + 1
    return found < 0
  })
}

function asStrict(item: JsonSchema, was: unknown, is: unknown): boolean {
  return loosenings(item, was, is, '').next().done === true
}

/** Whether higher numbers and longer lists are the stricter ones; undefined where nobody said so. */
function wantsMore(stricter: unknown): boolean | undefined {
  return stricter === 'more' || stricter === 'higher' ? true : stricter === 'fewer' || stricter === 'lower' ? false : undefined
}

function own(of: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(of, name) ? of[name] : undefined
}

function weakened(key: string, [before, after]: Pair): Loosening {
  return { code: 'weakened', key, what: `${shown(before)} became ${shown(after)}` }
}

function changed(key: string, [before, after]: Pair): Loosening {
  return { code: 'changed', key, what: `${shown(before)} became ${shown(after)}, and which of them is stricter nobody declared` }
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 120 ? `${text.slice(0, 117)}...` : text
}
