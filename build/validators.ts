// Compiles the schemas of configs and plans to plain code, so that no hook pays for a schema compiler.
import { Ajv2020 } from 'ajv/dist/2020.js'
import standalone from 'ajv/dist/standalone/index.js'
import { checks } from '../checks/index.ts'
import { configSchema } from '../host/config/schema.ts'
import { planFiles } from '../host/plan.ts'

/** The validators as one CommonJS module: `config`, `intent`, `test_contract`, `commit_plan`. */
export function validatorsModule(): string {
  // What host/mistakes.ts does not read is left out; a schema that stands in several places is compiled once.
  const ajv = new Ajv2020({ allErrors: true, messages: false, inlineRefs: false, strictTuples: false, strictTypes: false, code: { source: true, lines: false }, keywords: ['stricter', 'absent', 'glob'] })
  const schemas = { config: configSchema(checks), ...Object.fromEntries(Object.entries(planFiles).map(([file, { json }]) => [file.replace('.json', ''), json])) }
  for (const [name, schema] of Object.entries(schemas)) ajv.addSchema(bare(schema), name)
  return shorter((standalone as unknown as (...args: unknown[]) => string)(ajv, Object.fromEntries(Object.keys(schemas).map((name) => [name, name]))))
}

/** The same code in half the bytes: every hook loads it. Where ajv comes to write it differently, it stays long and right. */
function shorter(code: string): string {
  return code
    .replace(/const (err\d+) = (\{.*?\});if\(vErrors === null\)\{vErrors = \[\1\];\}else \{vErrors\.push\(\1\);\}errors\+\+;/g, 'errors = (vErrors ??= []).push($2);')
    .replace(/schemaPath:"[^"]*",/g, '')
}

/** Without what only people read: it would be carried along in the code. */
function bare(schema: unknown): any {
  if (typeof schema !== 'object' || schema === null) return schema
  if (Array.isArray(schema)) return schema.map(bare)
  return Object.fromEntries(Object.entries(schema).filter(([key, value]) => !['description', 'default', 'stricter', 'absent', 'title', '$schema'].includes(key) || (typeof value === 'object' && !Array.isArray(value))).map(([key, value]) => [key, bare(value)]))
}

/** Types of that module. */
export const validatorsTypes = `import type { Validator } from '../mistakes.ts'
export const config: Validator
export const intent: Validator
export const test_contract: Validator
export const commit_plan: Validator
`
