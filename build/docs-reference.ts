// Schemas as tables: of a whole config, and of the options of one check.
import type { Check } from '../host/check.ts'
import { configSchema } from '../host/config/schema.ts'
import { keysOf, stricter, takes, type Key } from '../host/keys.ts'
import type { JsonSchema } from '../host/schema.ts'

/** A cell of a table; a list too long for it is named and shown below. */
function value({ default: value }: JsonSchema): string {
  const text = value === undefined ? '–' : `\`${JSON.stringify(value)}\``
  return text.length > 80 ? 'see below' : text
}

// Outside of code marks <name> would be a tag.
const prose = (text: unknown) => String(text ?? '').replaceAll('<', '&lt;')

/** A table of keys. */
export function table(keys: readonly Key[]): string {
  const rows = keys.map(({ key, json }) => [`\`${key}\``, takes(json), value(json), stricter(json), prose(json.description)])
  return [['key', 'takes', 'default', 'stricter', 'what it is'], ['---', '---', '---', '---', '---'], ...rows].map((row) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n')
}

/** Defaults that are too long for a table, one block each. */
export function longDefaults(keys: readonly Key[]): string[] {
  return keys.filter(({ json }) => value(json) === 'see below').map(({ key, json }) => `Default of \`${key}\`:\n\n\`\`\`text\n${(json.default as readonly string[]).join('\n')}\n\`\`\``)
}

/** The reference of all keys of a config but the checks', which have a page of their own. */
export function reference(checks: readonly Check[]): string {
  const { properties } = configSchema(checks) as { properties: Readonly<Record<string, JsonSchema>> }
  const part = (name: string) => table(keysOf({ properties: { [name]: properties[name] } }).slice(1))
  const sections = ['plans', 'approval', 'base'].map((name) => `### ${name}\n\n${String(properties[name]!.description)}\n\n${part(name)}`)
  const others = Object.entries(properties).filter(([name]) => !['plans', 'approval', 'base'].includes(name))
  return [
    'Stricter says which change of a value makes the policy stricter; where it says –, any change counts as a weakening.',
    `| key | what it is |\n| --- | --- |\n${others.map(([name, { description }]) => `| \`${name}\` | ${prose(description)} |`).join('\n')}`,
    ...sections,
    'The options of each check are on [its own page](checks.md).',
  ].join('\n\n')
}
