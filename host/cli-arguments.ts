// A command's argument schema → flags of the command line, and what was typed → arguments.
import { Argument, Command as Commander, InvalidArgumentError, Option } from 'commander'
import { misfit } from '../records/misfit.ts'
import { kebab } from './described.ts'
import { DriftError } from './error.ts'
import type { JsonSchema } from './schema.ts'

interface Shape {
  readonly arguments: { readonly json: JsonSchema }
  readonly positional?: readonly string[]
  readonly short?: Readonly<Record<string, string>>
  readonly example: string
  readonly prints?: unknown
}

/** Adds a command's flags, its example, and the ones that every command has. */
export function addArguments(to: Commander, { arguments: { json }, positional = [], short = {}, example, prints }: Shape): void {
  const properties = json.properties as Readonly<Record<string, JsonSchema>>
  const required = new Set(json.required as readonly string[])
  for (const word of positional) {
    const rest = word.startsWith('…')
    const name = word.replace('…', '')
    const { description, type, enum: choices } = properties[name]!
    const shown = `${kebab(name)}${rest ? '...' : ''}`
    const argument = new Argument(required.has(name) ? `<${shown}>` : `[${shown}]`, description as string | undefined)
    if (choices) argument.choices(choices as readonly string[])
    if (type === 'integer' || type === 'number') argument.argParser((typed: string) => numberOf(typed, type))
    to.addArgument(argument)
  }
  for (const [name, property] of Object.entries(properties)) {
    if (positional.some((word) => word.replace('…', '') === name)) continue
    to.addOption(optionFor(name, property, short[name]))
  }
  if (prints) to.option('--json', 'print JSON')
  to.option('-C <dir>', 'run as if started in <dir>').addHelpText('after', `\nExample:\n  ${example}`)
}

function optionFor(name: string, { type, description, enum: words, items, default: value }: JsonSchema, letter: string | undefined): Option {
  const head = `${letter ? `-${letter}, ` : ''}--${kebab(name)}`
  const option = new Option(type === 'boolean' ? head : `${head} <${type === 'integer' || type === 'number' ? 'n' : 'value'}>`, description as string | undefined)
  // commander takes --no-hooks for the opposite of --hooks; here it is a flag of its own, called noHooks.
  option.negate = false
  const choices = (words ?? (items as JsonSchema | undefined)?.enum) as readonly string[] | undefined
  if (choices && type !== 'array') option.choices(choices)
  if (type === 'array') option.argParser((typed: string, before: string[] | undefined) => {
    if (choices && !choices.includes(typed)) throw new InvalidArgumentError(`Allowed choices are ${choices.join(', ')}.`)
    return [...before ?? [], typed]
  })
  if (type === 'integer' || type === 'number') option.argParser((typed: string) => numberOf(typed, type))
  if (value !== undefined) option.default(value)
  return option
}

function numberOf(typed: string, type: 'integer' | 'number'): number {
  const number = Number(typed)
  if (typed.trim() === '' || !Number.isFinite(number) || (type === 'integer' && !Number.isInteger(number))) throw new InvalidArgumentError(`Expected a ${type === 'integer' ? 'whole ' : ''}number.`)
  return number
}

/** What commander gathered, by the names of the schema. */
export function gathered(values: readonly unknown[], options: Readonly<Record<string, unknown>>, { positional = [] }: Pick<Shape, 'positional'>): Record<string, unknown> {
  const { C: _, ...rest } = options
  return { ...rest, ...Object.fromEntries(positional.flatMap((word, i) => (values[i] === undefined ? [] : [[word.replace('…', ''), values[i]]]))) }
}

/** DriftError (exit 2) where what was typed lacks a flag that must be there, or where a value is not of the form or size that its flag takes. */
export function demandFit(args: Readonly<Record<string, unknown>>, { arguments: { json }, positional = [] }: Pick<Shape, 'arguments' | 'positional'>, path: readonly string[]): void {
  const properties = json.properties as Readonly<Record<string, JsonSchema>>
  const called = (name: string) => (positional.some((word) => word.replace('…', '') === name) ? `<${kebab(name)}>` : `--${kebab(name)}`)
  const fix = `drift ${path.join(' ')} --help`
  const lacking = (json.required as readonly string[]).find((name) => args[name] === undefined)
  if (lacking !== undefined) throw new DriftError(`${called(lacking)} is missing: ${properties[lacking]!.description as string}`, fix)
  for (const [name, property] of Object.entries(properties)) {
    const wrong = args[name] === undefined ? undefined : misfit(property, args[name])
    if (wrong) throw new DriftError(`${called(name)}: ${wrong.slice(wrong.indexOf(': ') + 2)}, found ${JSON.stringify(args[name])}`, fix)
  }
}
