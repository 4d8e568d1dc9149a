// Whether a value fits a schema, without ajv: hooks read records, and a hook has no time to compile schemas.
import { DriftError, type JsonSchema } from '../host/check.ts'

type Test = (wanted: any, value: any) => string | undefined

const types: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  number: (value) => typeof value === 'number' && Number.isFinite(value),
  integer: (value) => Number.isInteger(value),
  array: (value) => Array.isArray(value),
  object: isObject,
}

const unless = (fits: boolean, expected: string) => (fits ? undefined : expected)
const length = (text: string) => [...text].length

// What the builders of host/schema.ts can say; a keyword speaks only of the type it is for, as in JSON Schema.
const tests: Readonly<Record<string, Test>> = {
  type: (wanted, value) => unless(types[wanted]?.(value) ?? false, `a value of type ${wanted}`),
  anyOf: (wanted: readonly JsonSchema[], value) => unless(wanted.some((one) => misfit(one, value) === undefined), `one of: ${wanted.map((one) => JSON.stringify(one)).join(', ')}`),
  enum: (wanted: readonly unknown[], value) => unless(wanted.includes(value), `one of ${wanted.join(', ')}`),
  pattern: (wanted, value) => unless(typeof value !== 'string' || new RegExp(wanted, 'u').test(value), `text like ${wanted}`),
  minLength: (wanted, value) => unless(typeof value !== 'string' || length(value) >= wanted, `at least ${wanted} characters`),
  maxLength: (wanted, value) => unless(typeof value !== 'string' || length(value) <= wanted, `at most ${wanted} characters`),
  minimum: (wanted, value) => unless(typeof value !== 'number' || value >= wanted, `at least ${wanted}`),
  maximum: (wanted, value) => unless(typeof value !== 'number' || value <= wanted, `at most ${wanted}`),
  minItems: (wanted, value) => unless(!Array.isArray(value) || value.length >= wanted, `at least ${wanted} items`),
  maxItems: (wanted, value) => unless(!Array.isArray(value) || value.length <= wanted, `at most ${wanted} items`),
  uniqueItems: (wanted, value) => unless(!wanted || !Array.isArray(value) || new Set(value.map((item) => JSON.stringify(item))).size === value.length, 'no item twice'),
  required: (wanted: readonly string[], value) => {
    const missing = isObject(value) ? wanted.find((key) => !Object.hasOwn(value, key)) : undefined
    return missing === undefined ? undefined : `the key ${missing}`
  },
}

// Words for people and for the policy, and those that `misfit` follows by itself.
const silent = new Set(['description', 'default', 'stricter', 'glob', 'properties', 'additionalProperties', 'items'])

/** The first thing that keeps a value from fitting, as `/pointer: expected …`; undefined where it fits. */
export function misfit(schema: JsonSchema, value: unknown, at = ''): string | undefined {
  for (const [keyword, wanted] of Object.entries(schema)) {
    const test = tests[keyword]
    if (!test && !silent.has(keyword)) throw new DriftError(`the schema of a record says "${keyword}", which drift cannot check`, 'Build the schema of a kind with object(), list(), text() and the other builders.')
    const expected = test?.(wanted, value)
    if (expected) return `${at || '/'}: expected ${expected}`
  }
  for (const [key, of, item] of parts(schema, value)) {
    const below = of === false ? `${at || '/'}: unknown key ${key}` : misfit(of, item, `${at}/${key}`)
    if (below) return below
  }
  return undefined
}

/** Each part of a value with the schema it must fit; `false` where there must be no such part. */
function* parts(schema: JsonSchema, value: unknown): Generator<readonly [key: string, of: JsonSchema | false, item: unknown]> {
  if (Array.isArray(value)) {
    if (schema['items']) for (const [i, item] of value.entries()) yield [String(i), schema['items'] as JsonSchema, item]
    return
  }
  if (!isObject(value)) return
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>
  const others = schema['additionalProperties'] as JsonSchema | boolean | undefined
  for (const [key, item] of Object.entries(value)) {
    if (Object.hasOwn(properties, key)) yield [key, properties[key]!, item]
    else if (others !== undefined && others !== true) yield [key, others, item]
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
