// Loads the plugins that a config names, and gives everything they bring the plugin's name in front.
import { realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { Locking } from './cli-packages.ts'
import { plugins as own } from '../plugins/index.ts'
import { keptPlugin, type Kept } from './cli-plugin-base.ts'
import { loadPlugin, openDoor, patienceMs } from './cli-plugin-load.ts'
import { isOwnPlugin } from './config/own-plugins.ts'
import { pointerPart } from './config/parse.ts'
import { isPath } from './config/places.ts'
import type { Config, Surroundings } from './config/resolve.ts'
import { DriftError } from './error.ts'
import { eachWithin } from './in-time.ts'
import { misfits, type Mistake, type Validator } from './mistakes.ts'
import type { Check, Plugin } from './plugin.ts'
import type { JsonSchema } from './schema.ts'

export { tellListeners } from './cli-listeners.ts'
export { takeSteps } from './cli-steps.ts'

/** A plugin that is loaded, with the options the config gives it, defaults filled in. */
export interface Loaded {
  readonly plugin: Plugin
  readonly options: Readonly<Record<string, unknown>>
  /** The object id of its text, where it was read from a commit. */
  readonly oid?: string
}

/**
 * Loads every plugin of a config from a worktree. `door` is the file that `git-drift/check` stands for. With `pinned`, nothing
 * that the change brings is loaded: local plugins come from the tree whose policy is in force.
 */
export async function loadPlugins(config: Config, root: string, door: string, pinned?: Locking): Promise<readonly Loaded[]> {
  const kept = new Map<string, Kept>()
  const folders = new Map<string, string>()
  if (pinned) {
    for (const { name } of config.plugins.filter((one) => !isOwnPlugin(one.name))) {
      if (isPath(name)) kept.set(name, await keptPlugin(name, pinned.base))
      else folders.set(name, await (await import('./cli-packages.ts')).asLocked(name, 'plugin', root, pinned))
    }
  }
  openDoor(door, [...kept.values()])
  const loaded: Loaded[] = []
  for (const { name, options } of config.plugins) {
    const plugin = isOwnPlugin(name) ? own[name]! : await loadPlugin(name, root, kept.get(name), folders.get(name))
    const twin = loaded.find((l) => l.plugin.name === plugin.name)
    if (twin) throw new DriftError(`two plugins are called "${plugin.name}"`, 'Name one of them only in the config.')
    // A check asks for a tool by its bare name: it must not get another plugin's.
    for (const tool of plugin.tools ?? []) {
      const other = loaded.find((l) => l.plugin.tools?.some((t) => t.name === tool.name))
      if (other) throw new DriftError(`the plugins ${other.plugin.name} and ${plugin.name} both bring a tool "${tool.name}"`, 'Name one of them only in the config.')
    }
    const oid = kept.get(name)?.oid
    loaded.push({ plugin, options: { ...defaultsOf(plugin), ...options }, ...oid === undefined ? {} : { oid } })
  }
  return loaded
}

function defaultsOf({ options }: Plugin): Record<string, unknown> {
  const properties = (options?.json.properties ?? {}) as Readonly<Record<string, JsonSchema>>
  return Object.fromEntries(Object.entries(properties).filter(([, property]) => 'default' in property).map(([key, property]) => [key, property.default]))
}

/** The checks of plugins, named `plugin/check`. A check may be frozen: its new name is laid over it, not assigned. */
export function pluginChecks(loaded: readonly Loaded[]): readonly Check[] {
  return loaded.flatMap(({ plugin }) => (plugin.checks ?? []).map((check) => renamed(check, `${plugin.name}/${check.name}`)))
}

function renamed(check: Check, name: string): Check {
  const run: Check['run'] = (change, options) => eachWithin(check.run(change, options), patienceMs, `check ${name}`)
  return Object.create(check, { name: { value: name, enumerable: true }, run: { value: run, enumerable: true } }) as Check
}

/** What is wrong with a value by a schema of a plugin. */
export function misfitsOf(value: unknown, schema: JsonSchema): readonly Mistake[] {
  return misfits(new Ajv2020({ allErrors: true, strict: false }).compile(schema) as Validator, value, schema)
}

/** What resolving a config needs to know of its plugins. */
export function pluginSurroundings(loaded: readonly Loaded[]): Pick<Surroundings, 'pluginChecks' | 'pluginPresets' | 'pluginMistakes'> {
  const checks = pluginChecks(loaded)
  const wrongIn = ({ json }: { readonly json: JsonSchema }, given: unknown, pointer: string): Mistake[] =>
    misfitsOf(given, json).map((mistake) => ({ ...mistake, pointer: pointer + mistake.pointer }))
  return {
    pluginChecks: checks,
    pluginPresets: loaded.flatMap(({ plugin }) => (plugin.preset ? [plugin.preset] : [])),
    pluginMistakes: (config, first) => [
      ...loaded.flatMap(({ plugin, options }, i) => (plugin.options ? wrongIn(plugin.options, options, i < first ? '/extends' : `/plugins/${i - first}/1`) : [])),
      ...Object.entries(config.checks).filter(([name]) => name.includes('/')).flatMap(([name, setting]) => {
        const check = checks.find((c) => c.name === name)
        const pointer = `/checks/${pointerPart(name)}`
        if (check) return wrongIn(check.options, setting.options, `${pointer}/1`)
        return setting.severity === 'off' ? [] : [{ pointer, said: `expected a check that a plugin of this config brings, found "${name}"` }]
      }),
    ],
  }
}

/** The folder of the running drift: where `check.mjs`, the door for plugins, lies beside the bundle. */
export function doorFile(): string {
  return join(dirname(realpathSync(process.argv[1]!)), 'check.mjs')
}
