// What a schema validator found wrong → one line each, with a pointer, what was expected and what was found.
import type { JsonSchema } from './schema.ts'
import { nearest, oneLine, visible } from './text.ts'

/** The part of an ajv error that is read here. */
export interface SchemaError {
  readonly instancePath: string
  readonly keyword: string
  readonly params: Readonly<Record<string, any>>
}

/** A precompiled validator, as ajv's standalone code exports it. */
export interface Validator {
  (data: unknown): boolean
  errors?: readonly SchemaError[] | null
}

/** One thing that is wrong with a value. */
export interface Mistake {
  /** JSON pointer of what is wrong. */
  readonly pointer: string
  /** The unknown key below it that is meant. */
  readonly key?: string
  /** `expected …, found …`, perhaps with more before it. */
  readonly said: string
}

/** A mistake as a line: a key with a line break in it makes no second one. */
export function lineOf({ pointer, said }: Mistake): string {
  return oneLine(`${pointer || '/'}: ${said}`)
}

/** All mistakes of a value; none when it fits. `schema` is what the validator was made from. */
export function misfits(validate: Validator, data: unknown, schema: JsonSchema): readonly Mistake[] {
  if (validate(data)) return []
  const errors = (validate.errors ?? []).filter(({ keyword }) => keyword !== 'if' && keyword !== 'anyOf')
  // Each branch of an anyOf complains: the deepest complaints are about the branch that was meant.
  const said = errors.filter((error) => !errors.some((other) => other.instancePath.startsWith(`${error.instancePath}/`) && error.keyword === 'type'))
  return said.map((error) => ({
    pointer: error.instancePath, said: told(error, data, schema),
    ...(error.keyword === 'additionalProperties' ? { key: error.params['additionalProperty'] as string } : {}),
  }))
}

const wanted: Readonly<Record<string, (params: SchemaError['params']) => string>> = {
  type: ({ type }) => (type === 'integer' ? 'a whole number' : /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`),
  pattern: ({ pattern }) => `text like ${pattern}`,
  minLength: ({ limit }) => (limit === 1 ? 'text that is not empty' : `at least ${limit} characters`),
  maxLength: ({ limit }) => `at most ${limit} characters`,
  minItems: ({ limit }) => `at least ${limit} ${limit === 1 ? 'item' : 'items'}`,
  maxItems: ({ limit }) => `at most ${limit} items`,
  uniqueItems: () => 'no item twice',
  minimum: ({ limit }) => `at least ${limit}`,
  maximum: ({ limit }) => `at most ${limit}`,
}

function told({ keyword, params, instancePath }: SchemaError, data: unknown, schema: JsonSchema): string {
  const value = at(data, instancePath)
  if (keyword === 'additionalProperties') {
    const key: string = params.additionalProperty
    const known = [...new Set(schemasAt(schema, instancePath).flatMap(({ properties }) => Object.keys(properties ?? {})))]
    const near = nearest(key, known)
    return `unknown key "${visible(key)}"${near ? ` (did you mean "${near}"?)` : ''}: expected ${known.length > 0 ? `one of ${known.join(', ')}` : 'no keys'}, found ${shown({ [key]: (value as any)[key] })}`
  }
  if (keyword === 'required') {
    const [below] = schemasAt(schema, `${instancePath}/${params.missingProperty}`)
    return `key "${params.missingProperty}" is missing: expected ${wordsOf(below) ?? wanted['type']!({ type: below?.type ?? 'value' })}, found nothing`
  }
  const words = keyword === 'enum' ? schemasAt(schema, instancePath).map(wordsOf).find(Boolean) : undefined
  return `expected ${words ?? wanted[keyword]?.(params) ?? `what "${keyword}" of the schema asks for`}, found ${shown(value)}`
}

function wordsOf(schema: any): string | undefined {
  return schema?.enum && `one of ${schema.enum.join(', ')}`
}

function partsOf(pointer: string): string[] {
  return pointer.split('/').slice(1).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function at(data: unknown, pointer: string): unknown {
  return partsOf(pointer).reduce<any>((value, part) => value?.[part], data)
}

/** The schemas that speak of the value at a pointer, whichever branch was meant. */
function schemasAt(schema: JsonSchema, pointer: string): any[] {
  const own = (map: unknown, key: string) => (map && Object.hasOwn(map, key) ? (map as any)[key] : undefined)
  const branches = ({ $ref, then, else: other, anyOf }: any): any[] => [$ref && at(schema, $ref.slice(1)), then, other, ...anyOf ?? []].filter(Boolean)
  const open = (s: any): any[] => [s, ...branches(s).flatMap(open)]
  const below = ({ properties, additionalProperties, prefixItems, items }: any, part: string) =>
    [own(properties, part) ?? additionalProperties, own(prefixItems, part) ?? items].filter((next) => typeof next === 'object')
  return partsOf(pointer).reduce((all, part) => all.flatMap((s) => below(s, part)).flatMap(open), open(schema))
}

function shown(value: unknown): string {
  const text = visible(JSON.stringify(value) ?? 'nothing')
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}
