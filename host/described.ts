// A command as people see it: how it is called and what it takes. Completion and the man page are made of this.
import type { JsonSchema } from './schema.ts'

/** A flag, or a word that is given by place. */
export interface Taken {
  /** As in the schema; `flag` is how it is typed. */
  readonly name: string
  readonly flag: string
  readonly letter?: string
  readonly about: string
  readonly choices: readonly string[]
  /** What stands for its value; none where it takes none. */
  readonly value?: 'value' | 'n'
  /** May stand several times; of words by place: takes all the rest. */
  readonly many: boolean
  readonly required: boolean
  readonly default?: unknown
}

/** One command. */
export interface Described {
  readonly path: readonly string[]
  readonly summary: string
  readonly example: string
  readonly words: readonly Taken[]
  readonly flags: readonly Taken[]
}

interface Shape {
  readonly path: readonly string[]
  readonly summary: string
  readonly example: string
  readonly arguments: { readonly json: JsonSchema }
  readonly positional?: readonly string[]
  readonly short?: Readonly<Record<string, string>>
  readonly prints?: unknown
}

/** The flag of an argument: `dryRun` is typed as `--dry-run`. */
export function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)
}

const folder: Taken = { name: 'C', flag: '-C', value: 'value', about: 'run as if started in that folder', choices: [], many: false, required: false }
const help: Taken = { name: 'help', flag: '--help', letter: '-h', about: 'say how it is called', choices: [], many: false, required: false }
const json: Taken = { name: 'json', flag: '--json', about: 'print JSON', choices: [], many: false, required: false }
const version: Taken = { name: 'version', flag: '--version', letter: '-V', about: 'say which version this is', choices: [], many: false, required: false }

/** What stands without a command. */
export const ofDrift: readonly Taken[] = [folder, help, version]

/** Describes a command by its schema. */
export function described({ path, summary, example, arguments: schema, positional = [], short = {}, prints }: Shape): Described {
  const properties = schema.json.properties as Readonly<Record<string, JsonSchema>>
  const required = new Set(schema.json.required as readonly string[])
  const taken = (name: string): Taken => {
    const { type, description, enum: words, items, default: value } = properties[name]!
    const choices = (words ?? (items as JsonSchema | undefined)?.enum ?? []) as readonly string[]
    return {
      name, flag: `--${kebab(name)}`, ...short[name] ? { letter: `-${short[name]}` } : {}, about: String(description ?? ''), choices, many: type === 'array', required: required.has(name),
      ...type === 'boolean' ? {} : { value: type === 'integer' || type === 'number' ? 'n' : 'value' }, ...value === undefined ? {} : { default: value },
    }
  }
  const words = positional.map((word) => ({ ...taken(word.replace('…', '')), many: word.startsWith('…') }))
  const flags = Object.keys(properties).filter((name) => !words.some((word) => word.name === name)).map(taken)
  return { path, summary, example, words, flags: [...flags, ...prints ? [json] : [], folder, help] }
}
