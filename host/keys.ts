// A schema as rows: every key with what it takes, for docs and `drift explain`.
import type { JsonSchema } from './schema.ts'

/** One key of a schema. `key` is its path: `lanes[].name`. */
export interface Key {
  readonly key: string
  readonly json: JsonSchema
}

/** All keys of an object schema, those of nested objects and lists after their own. */
export function keysOf({ properties = {} }: JsonSchema, prefix = ''): Key[] {
  return Object.entries(properties as Readonly<Record<string, JsonSchema>>).flatMap(([name, json]) => {
    const key = prefix + name
    return [{ key, json }, ...json.type === 'array' ? keysOf(json.items as JsonSchema, `${key}[].`) : keysOf(json, `${key}.`)]
  })
}

/** What a value may be, in words. */
export function takes({ type, enum: words, items, minimum, glob }: JsonSchema): string {
  if (words) return `one of ${(words as readonly string[]).map((word) => `\`${word}\``).join(', ')}`
  if (type === 'array') return `a list of ${takes(items as JsonSchema).replace(/^an? /, '').replace(/^(text|glob|object)$/, '$1s')}`
  if (type === 'integer') return minimum === undefined ? 'a number' : `a number from ${String(minimum)}`
  return glob ? 'a glob' : type === 'boolean' ? 'true or false' : type === 'string' ? 'text' : 'an object'
}

const directions: Readonly<Record<string, string>> = { more: 'more', fewer: 'fewer', higher: 'higher', lower: 'lower', true: '`true`', false: '`false`' }

/** Which direction of change is stricter. */
export function stricter({ stricter, enum: words }: JsonSchema): string {
  return stricter === undefined ? (words ? 'later ones' : '–') : directions[String(stricter)]!
}
