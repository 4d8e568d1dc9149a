// The policy that a call is judged by: a config, its plugins, and every check that they make up.
import type { Check, Listener, Tool } from './plugin.ts'
import { readConfig, type Found, type ReadFile } from './config/read.ts'
import type { PresetFile } from './config/resolve.ts'
import { planValidators, validateConfig } from './validate.ts'
import type { Loaded } from './cli-plugins.ts'

/** A config with everything that it turns on. */
export interface Policy extends Found {
  readonly checks: readonly Check[]
  readonly plugins: readonly Loaded[]
  readonly tools: readonly Tool[]
  readonly listeners: readonly Listener[]
  /** How presets of packages are read for the config of a tree. */
  readonly presetsFor: PresetsFor
  /** Those that the config itself extends, as they were read. */
  readonly presetsInForce: ReturnType<PresetsFor>
}

/** Reads presets of packages as a tree's config means them. */
export type PresetsFor = (read: ReadFile) => (name: string) => Promise<PresetFile>

export { planValidators }

/**
 * Reads the policy that these files hold; undefined where they hold no config. Packages are looked for from `root`. With
 * `judged`, the tree that is judged, nothing that comes from there is policy: a change must not bring what judges it.
 */
export async function readPolicy(read: ReadFile, builtIn: readonly Check[], root: string, judged?: ReadFile): Promise<Policy | undefined> {
  const presetsFor: PresetsFor = (base) => async (name) => (await import('./cli-packages.ts')).presetOf(name, root, judged && { base, head: judged })
  const known = new Map<string, Promise<PresetFile>>()
  const own = presetsFor(read)
  const preset = (name: string) => { const found = known.get(name) ?? own(name); known.set(name, found); return found }
  const presets = { presetsFor, presetsInForce: preset }
  const found = await readConfig(read, builtIn, validateConfig, { preset })
  if (!found) return undefined
  if (found.config.plugins.length === 0) return { ...found, checks: builtIn, plugins: [], tools: [], listeners: [], ...presets }
  const { loadPlugins, pluginChecks, pluginSurroundings, doorFile } = await import('./cli-plugins.ts')
  const plugins = await loadPlugins(found.config, root, doorFile(), judged && { base: read, head: judged })
  const complete = (await readConfig(read, builtIn, validateConfig, { preset, ...pluginSurroundings(plugins) }))!
  // Two commits may hold one config and two versions of a plugin that it names: those are two policies.
  const oids = new Map(found.config.plugins.map(({ name }, i) => [name, plugins[i]!.oid]))
  const config = { ...complete.config, plugins: complete.config.plugins.map((plugin) => (oids.get(plugin.name) === undefined ? plugin : { ...plugin, oid: oids.get(plugin.name)! })) }
  return {
    ...complete, config, plugins, ...presets, checks: [...builtIn, ...pluginChecks(plugins)],
    tools: plugins.flatMap(({ plugin }) => plugin.tools ?? []), listeners: plugins.flatMap(({ plugin }) => plugin.listeners ?? []),
  }
}
