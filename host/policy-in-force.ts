// The policy that a call is judged by: a config, its plugins, and every check that they make up.
import type { Check, Listener, Tool } from './plugin.ts'
import { readConfig, type Found, type ReadFile } from './config/read.ts'
import { planValidators, validateConfig } from './validate.ts'
import type { Loaded } from './cli-plugins.ts'

/** A config with everything that it turns on. */
export interface Policy extends Found {
  readonly checks: readonly Check[]
  readonly plugins: readonly Loaded[]
  readonly tools: readonly Tool[]
  readonly listeners: readonly Listener[]
}

export { planValidators }

/**
 * Reads the policy that these files hold; undefined where they hold no config. Plugins are loaded from `root`; with
 * `judged`, the tree that is judged, none that comes from there: a change must not bring the code that judges it.
 */
export async function readPolicy(read: ReadFile, builtIn: readonly Check[], root: string, judged?: ReadFile): Promise<Policy | undefined> {
  const found = await readConfig(read, builtIn, validateConfig)
  if (!found) return undefined
  if (found.config.plugins.length === 0) return { ...found, checks: builtIn, plugins: [], tools: [], listeners: [] }
  const { loadPlugins, pluginChecks, pluginSurroundings, doorFile } = await import('./cli-plugins.ts')
  const plugins = await loadPlugins(found.config, root, doorFile(), judged && { base: read, head: judged })
  const complete = (await readConfig(read, builtIn, validateConfig, pluginSurroundings(plugins)))!
  return {
    ...complete, plugins, checks: [...builtIn, ...pluginChecks(plugins)],
    tools: plugins.flatMap(({ plugin }) => plugin.tools ?? []), listeners: plugins.flatMap(({ plugin }) => plugin.listeners ?? []),
  }
}
