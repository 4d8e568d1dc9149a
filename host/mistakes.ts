// What a schema validator found wrong → one line each, with a pointer, what was expected and what was found.
import type { JsonSchema } from './schema.ts'
import { nearest, visible } from './text.ts'

/** The part of an ajv error that is read here. */
export interface SchemaError {
  readonly instancePath: string
  readonly keyword: string
  readonly message?: string
  readonly params: Readonly<Record<string, any>>
  /** Where in the schema the demand stands, as `#/properties/…/keyword`. */
  readonly schemaPath: string
}

/** A precompiled validator, as ajv's standalone code exports it. */
export interface Validator {
  (data: unknown): boolean
  errors?: readonly SchemaError[] | null
}

/** All mistakes of a value, each as `/pointer: expected …, found …`; empty when it fits. `schema` is what the validator was made from. */
export function mistakes(validate: Validator, data: unknown, schema: JsonSchema): readonly string[] {
  if (validate(data)) return []
  const errors = (validate.errors ?? []).filter(({ keyword }) => keyword !== 'anyOf')
  // Each branch of an anyOf complains: the deepest complaints are about the branch that was meant.
  const said = errors.filter((error) => !errors.some((other) => other.instancePath.startsWith(`${error.instancePath}/`) && error.keyword === 'type'))
  return [...new Set(said.map((error) => `${error.instancePath || '/'}: ${told(error, data, schema)}`))]
}

function told({ keyword, params, message, instancePath, schemaPath }: SchemaError, data: unknown, schema: JsonSchema): string {
  const found = `found ${shown(at(data, instancePath))}`
  if (keyword === 'additionalProperties') {
    const owner = at(schema, schemaPath.slice(1).replace(/\/[^/]+$/, '')) as JsonSchema | undefined
    const near = nearest(params.additionalProperty, Object.keys(owner?.properties ?? {}))
    return `unknown key "${visible(params.additionalProperty)}"${near ? ` (did you mean "${near}"?)` : ''}`
  }
  if (keyword === 'required') return `key "${params.missingProperty}" is missing`
  if (keyword === 'enum') return `expected one of ${params.allowedValues.join(', ')}, ${found}`
  if (keyword === 'type') return `expected ${params.type}, ${found}`
  if (keyword === 'pattern') return `expected something like ${params.pattern}, ${found}`
  return `${message ?? keyword}, ${found}`
}

function at(data: unknown, pointer: string): unknown {
  return pointer.split('/').slice(1).reduce<any>((value, part) => value?.[part.replaceAll('~1', '/').replaceAll('~0', '~')], data)
}

function shown(value: unknown): string {
  const text = visible(JSON.stringify(value) ?? 'nothing')
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}
