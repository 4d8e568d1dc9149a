// What commands print with --json has parts in common: the version, and records as they are stored or about to be.
import { schema, type JsonSchema, type Schema } from '../host/schema.ts'

/** The version of what is printed. */
export const version = schema<1>({ const: 1 })

/** Signatures are not verified where approvals are recorded. */
export const authenticated = schema<false>({ const: false })

/** Data of several forms. */
export function either(...forms: readonly Schema<unknown>[]): Schema<unknown> {
  return schema({ anyOf: forms.map(({ json }) => json) })
}

/** The fields of a record as a command prints them: its id, and what it says; `without` are those that the record only could have. */
export function recordFields({ json }: Schema<unknown>, ...without: readonly string[]): Record<string, Schema<any>> {
  const required = new Set(json['required'] as readonly string[])
  const fields = Object.entries(json['properties'] as Readonly<Record<string, JsonSchema>>).filter(([key]) => !['v', 'kind', ...without].includes(key))
  return Object.fromEntries(fields.map(([key, json]) => [key, { json, ...required.has(key) ? {} : { optional: true as const } }]))
}
