// .driftrc.example: every key of a config with the value it has under drift:recommended, and a sentence.
import type { Check } from '../host/check.ts'
import { resolveConfig, type Config, type Setting } from '../host/config/resolve.ts'
import { configSchema } from '../host/config/schema.ts'
import { approvalSchema, baseSchema, plansSchema } from '../host/policy.ts'
import type { JsonSchema } from '../host/schema.ts'
import { keysOf } from '../host/keys.ts'

const width = 110

/** The text of the example, in YAML. */
export async function exampleConfig(checks: readonly Check[]): Promise<string> {
  const { properties } = configSchema(checks) as { properties: Readonly<Record<string, JsonSchema>> }
  const config = await resolveConfig({}, { file: 'the example', checks, validate: () => true, pack: async () => undefined })
  const about = (name: string) => comment(String(properties[name]!.description), 0)
  return [
    comment('Every key of a drift config, as drift:recommended sets it. Written by npm run docs. Copy to .driftrc.yaml what you want otherwise: what is not there keeps its value.', 0),
    `${about('$schema')}$schema: ./node_modules/git-drift/schemas/config.schema.json\n`,
    `${about('id')}id: 0123456789abcdef\n`,
    `${about('extends')}extends: drift:recommended\n`,
    ...(['base', 'plans', 'approval'] as const).map((name) => `${about(name)}${name}:\n${object({ base: baseSchema, plans: plansSchema, approval: approvalSchema }[name].json, config[name], 2)}`),
    `${about('checks')}checks:\n${checks.map((check) => setting(check, config)).join('\n')}`,
    `${about('overrides')}#   overrides: [{ paths: ["experiments/**"], checks: { scope: warn } }]\noverrides: []\n`,
    `${about('plugins')}#   plugins: [./tools/drift/house.mjs, [a-package, { option: 1 }]]\nplugins: []\n`,
  ].join('\n')
}

function setting({ name, demand, options }: Check, { checks }: Config): string {
  const { severity, options: values } = checks[name] as Setting
  const head = comment(demand, 2)
  return Object.keys(values).length === 0 ? `${head}  ${name}: ${scalar(severity)}\n` : `${head}  ${name}:\n    - ${scalar(severity)}\n    -\n${object(options.json, values, 6)}`
}

/** The keys of an object with their comments and values, a line or more each. */
function object({ properties }: JsonSchema, values: object, indent: number): string {
  const pad = ' '.repeat(indent)
  return Object.entries(properties as Readonly<Record<string, JsonSchema>>).map(([key, json]) => {
    const parts = json.type === 'array' ? keysOf(json.items as JsonSchema) : []
    const each = parts.map((part) => comment(`  ${part.key}: ${String(part.json.description)}`, indent)).join('')
    const value: unknown = (values as Readonly<Record<string, unknown>>)[key]
    return `${comment(String(json.description), indent)}${each}${pad}${key}: ${Array.isArray(value) ? list(value, indent) : scalar(value)}\n`
  }).join('')
}

/** Wrapped, each line a comment; a text that is indented keeps that on all its lines. */
function comment(text: string, indent: number): string {
  const lead = `${' '.repeat(indent)}# ${/^ */.exec(text)![0]}`
  const lines: string[] = []
  for (const word of text.trim().split(' ')) {
    const last = lines.at(-1)
    if (last === undefined || lead.length + last.length + word.length >= width) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines.map((line) => `${lead}${line}\n`).join('')
}

function list(values: readonly unknown[], indent: number): string {
  const items = values.map(flow)
  const one = `[${items.join(', ')}]`
  if (one.length + indent < width - 20) return one
  const pad = ' '.repeat(indent + 2)
  const lines: string[] = ['']
  for (const item of items) {
    if (lines.at(-1)!.length + pad.length + item.length >= width || /^\{/.test(item)) lines.push('')
    lines[lines.length - 1] += `${item}, `
  }
  return `[\n${lines.filter(Boolean).map((line) => `${pad}${line.trimEnd()}\n`).join('')}${pad}]`
}

function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`
  if (typeof value === 'object' && value !== null) return `{ ${Object.entries(value).map(([key, of]) => `${key}: ${flow(of)}`).join(', ')} }`
  return scalar(value)
}

// Older YAML reads off, on, yes and no as true and false.
function scalar(value: unknown): string {
  return typeof value === 'string' && /^[a-z][a-z0-9-]*$/i.test(value) && !/^(true|false|null|y|n|yes|no|on|off)$/i.test(value) ? value : JSON.stringify(value)
}
