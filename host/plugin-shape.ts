// What a module must look like to be a plugin: everything that the host relies on later, looked at once.
import { messageOf } from './error.ts'
import type { Command, Effect, Kind, Plugin } from './plugin.ts'

const plain = /^[a-z][a-z0-9-]*$/
const effects: readonly Effect[] = ['records', 'scratch', 'files', 'processes', 'remote']

/** What is wrong with a plugin, and what helps; undefined where nothing is. */
export function whatIsWrong(plugin: unknown): { readonly wrong: string; readonly fix: string } | undefined {
  const fix = 'See docs/plugins.md for what a plugin is.'
  if (!isObject(plugin)) return { wrong: 'its module exports no plugin (as default, or named plugin)', fix }
  const { api } = plugin as Partial<Plugin>
  if (api !== 1) return { wrong: `it was made for api ${String(api)}; this drift speaks api 1`, fix: 'Update git-drift, or use a version of the plugin that was made for api 1.' }
  try {
    const [wrong] = faults(plugin as unknown as Plugin)
    return wrong === undefined ? undefined : { wrong, fix }
  } catch (error) {
    // Something so far from a plugin that looking at it fails.
    return { wrong: `it has not the form of a plugin (${messageOf(error)})`, fix }
  }
}

function* faults(plugin: Plugin): Generator<string> {
  const { name, options, checks = [], commands = [], kinds = [], tools = [], steps = [], views = [], listeners = [], agents = [], setup } = plugin
  if (!isName(name)) yield 'its name must be lower-case letters, digits and dashes'
  if (options && !isObjectSchema(options)) yield 'its options are no object(): { … }'
  const parts = { checks, commands, kinds, tools, steps, views, listeners, agents }
  for (const [key, part] of Object.entries(parts)) if (!Array.isArray(part) || !part.every(isObject)) return yield `its ${key} are no list`
  for (const [key, part] of Object.entries({ checks, kinds, tools, steps, views })) {
    const names = part.map((one: { readonly name: string }) => one.name)
    const odd = names.find((one, i) => !isName(one) || names.indexOf(one) !== i)
    if (odd !== undefined || names.includes(undefined as never)) yield `the name "${odd}" among its ${key} stands there twice, or is not plain (lower-case letters, digits and dashes)`
  }
  for (const check of checks) {
    if (!check.examples?.some((e) => e.findings.length === 0) || !check.examples.some((e) => e.findings.length > 0)) yield `check "${check.name}" needs an example that passes and one that fails`
    if (typeof check.run !== 'function' || !Array.isArray(check.stages) || !isObjectSchema(check.options)) yield `check "${check.name}" needs stages, options and run`
  }
  for (const kind of kinds) yield* kindFaults(kind)
  for (const command of commands) yield* commandFaults(command)
  for (const { name: tool, probe, job, parse } of tools) if (!Array.isArray(probe) || typeof job !== 'function' || typeof parse !== 'function') yield `tool "${tool}" needs probe, job and parse`
  for (const { name: step, stages, run } of steps) if (!Array.isArray(stages) || stages.join() !== 'pre-commit' || typeof run !== 'function') yield `step "${step}" needs stages: ['pre-commit'] and run`
  for (const { name: view, formats, kinds: shown, render } of views) if (!formats?.length || !Array.isArray(shown) || typeof render !== 'function') yield `view "${view}" needs kinds, formats and render`
  for (const { on, react } of listeners) if (!Array.isArray(on) || typeof react !== 'function') yield 'a listener needs on and react'
  if (setup && (typeof setup.detect !== 'function' || typeof setup.patches !== 'function')) yield 'its setup needs detect and patches'
}

function* kindFaults({ name, at, schema, merge }: Kind): Generator<string> {
  if (!isObject(schema?.json)) yield `kind "${name}" needs a schema`
  if (merge !== 'union' && merge !== 'chain') yield `kind "${name}" merges as union or chain, not as ${String(merge)}`
  // Joined as a union its records would look like a chain that nobody checked.
  if (merge === 'chain') yield `kind "${name}" merges as chain, which this drift cannot do: it would not see a broken chain. Let it merge as union`
  if (!isObject(at) || !('notes' in at || 'file' in at || 'scratch' in at)) yield `kind "${name}" does not say where its records live`
  else if ('file' in at && !isInside(at.file)) yield `kind "${name}" lives in ${at.file}, which is no path inside the worktree`
}

function* commandFaults({ path, summary, example, arguments: given, positional = [], effects: named, load }: Command): Generator<string> {
  const said = Array.isArray(path) ? path.join(' ') : String(path)
  if (!Array.isArray(path) || path.length === 0 || !path.every(isName)) return yield `the words of command "${said}" must be lower-case letters, digits and dashes`
  if (typeof summary !== 'string' || typeof example !== 'string' || typeof load !== 'function') yield `command "${said}" needs summary, example and load`
  const odd = Array.isArray(named) ? named.find((effect) => !effects.includes(effect)) : 'nothing'
  if (odd !== undefined) yield `command "${said}" names the effect "${odd}"; known are ${effects.join(', ')}`
  if (!isObjectSchema(given)) return yield `the arguments of command "${said}" are no object(): { … }`
  const unknown = positional.find((word) => !Object.hasOwn((given.json as { properties: object }).properties, word.replace('…', '')))
  if (unknown !== undefined) yield `command "${said}" gives ${unknown} a place, and has no such argument`
}

/** Whether a path from the worktree's root stays in it, and out of git's own folder. */
export function isInside(path: unknown): path is string {
  return typeof path === 'string' && !/^[A-Za-z]:|[\\\0]/.test(path) && path.split('/').every((part) => !['', '.', '..'].includes(part) && !/^(\.git|git~1)$/i.test(part))
}

function isName(name: unknown): boolean {
  return typeof name === 'string' && plain.test(name)
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function isObjectSchema(schema: { readonly json: object } | undefined): boolean {
  return isObject(schema?.json) && isObject((schema.json as { readonly properties?: unknown }).properties)
}
