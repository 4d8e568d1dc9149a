// Compiles the schemas of configs and plans to plain code, twice, so that no hook pays for a schema compiler, nor for words
// that it does not say: what only tells whether a value fits is what a hook loads.
import { Ajv2020 } from 'ajv/dist/2020.js'
import standalone from 'ajv/dist/standalone/index.js'
import { validator } from '@exodus/schemasafe'
import { checks } from '../checks/index.ts'
import { configSchema } from '../host/config/schema.ts'
import { planFiles } from '../host/plan.ts'

const schemas: Readonly<Record<string, unknown>> = { config: configSchema(checks), ...Object.fromEntries(Object.entries(planFiles).map(([file, { json }]) => [file.replace('.json', ''), json])) }
const names = Object.keys(schemas)

/** What says yes or no, as one CommonJS module: `config`, `intent`, `test_contract`, `commit_plan`. */
export function validatorsModule(): string {
  const options = { multi: true, mode: 'default', isJSON: true, allowUnusedKeywords: true, $schemaDefault: 'https://json-schema.org/draft/2020-12/schema' } as const
  const compiled = validator(Object.values(schemas).map(bare) as never, options) as unknown as { toModule(): string }
  return `const [${names.join(', ')}] = ${compiled.toModule()};\nmodule.exports = { ${names.join(', ')} };\n`
}

/** What tells all that is wrong, as another one with the same names. */
export function tellingModule(): string {
  // What host/mistakes.ts does not read is left out; a schema that stands in several places is compiled once.
  const ajv = new Ajv2020({ allErrors: true, messages: false, inlineRefs: false, strictTuples: false, strictTypes: false, code: { source: true, lines: false }, keywords: ['stricter', 'absent', 'plus', 'glob'] })
  for (const [name, schema] of Object.entries(schemas)) ajv.addSchema(bare(schema), name)
  return shorter((standalone as unknown as (...args: unknown[]) => string)(ajv, Object.fromEntries(names.map((name) => [name, name]))))
}

/** The same code in half the bytes. Where ajv comes to write it differently, it stays long and right. */
function shorter(code: string): string {
  return code
    .replace(/const (err\d+) = (\{.*?\});if\(vErrors === null\)\{vErrors = \[\1\];\}else \{vErrors\.push\(\1\);\}errors\+\+;/g, 'errors = (vErrors ??= []).push($2);')
    .replace(/schemaPath:"[^"]*",/g, '')
}

/** Without what only people read: it would be carried along in the code. */
function bare(schema: unknown): any {
  if (typeof schema !== 'object' || schema === null) return schema
  if (Array.isArray(schema)) return schema.map(bare)
  return Object.fromEntries(Object.entries(schema).filter(([key, value]) => !['description', 'default', 'stricter', 'absent', 'plus', 'title', '$schema'].includes(key) || (typeof value === 'object' && !Array.isArray(value))).map(([key, value]) => [key, bare(value)]))
}

/** Types of these modules. */
export const validatorsTypes = typesOf('Fits', '../schema.ts')
export const tellingTypes = typesOf('Validator', '../mistakes.ts')

function typesOf(type: string, from: string): string {
  return `import type { ${type} } from '${from}'\n${names.map((name) => `export const ${name}: ${type}\n`).join('')}`
}
