// The config before and after a change, each laid over what it extends: what a check compares, as data.
import { DriftError, messageOf } from '../error.ts'
import type { Policy } from '../policy-in-force.ts'
import type { Repository, Tree } from '../repository.ts'
import { validateConfig } from '../validate.ts'
import { isOwnPlugin } from './own-plugins.ts'
import { isPath, packageOf } from './places.ts'
import { presets } from './presets.ts'
import { filesOf, readConfig } from './read.ts'
import type { Config } from './resolve.ts'
import type { ComparedPolicy, OptionSchemas } from './weaker.ts'

/** Compares the configs of two trees. `before` is undefined where there was nothing. */
export type Comparing = (before: Tree | undefined, after: Tree, repository: Repository) => Promise<ComparedPolicy>

/**
 * Compares as the policy in force sees it: both configs are laid over the presets of its plugins. A change that names others
 * is not asked to load them: what they bring nobody can tell without running code of the change.
 */
export function comparing({ checks, plugins, config, presetsFor, presetsInForce }: Policy): Comparing {
  const own = checks.filter(({ name }) => !name.includes('/'))
  const around = { pluginChecks: checks.filter((check) => !own.includes(check)), pluginPresets: plugins.flatMap(({ plugin }) => (plugin.preset ? [plugin.preset] : [])) }
  const schemas: OptionSchemas = {
    checks: Object.fromEntries(checks.map(({ name, options }) => [name, options.json])),
    // A preset of a plugin may name plugins, which are not loaded: then nobody knows which of them is which.
    plugins: Object.fromEntries(plugins.length === config.plugins.length ? plugins.map(({ plugin }, i) => [config.plugins[i]!.name, plugin.options?.json ?? { type: 'object' }]) : []),
  }
  return async (from, to, repository) => {
    const at = async (tree: Tree) => {
      const read = filesOf(repository, tree)
      // A preset that cannot be had is one that nobody can compare; one that is in force is, though the lock file moves it.
      const preset = (name: string) => presetsFor(read)(name).catch(async (error: unknown) => {
        if (!(error instanceof DriftError) || error.exit !== 3) throw error
        if (config.extends.includes(name)) return presetsInForce(name)
        throw tree === to ? new DriftError(error.message, error.fix, 2) : error
      })
      try {
        return { found: await readConfig(read, own, validateConfig, { ...around, preset }) }
      } catch (error) {
        if (error instanceof DriftError && error.exit === 2) return { wrong: messageOf(error) }
        throw error
      }
    }
    const [before, after] = await Promise.all([from === undefined ? {} as Awaited<ReturnType<typeof at>> : at(from), at(to)])
    const files = [before, after].flatMap(({ found }) => (found ? [found.file, ...found.config.extends.filter((name) => name.startsWith('.drift/packs/'))] : []))
    const names = before.found ? packagesOf(before.found.config) : []
    return {
      ...(before.found ? { before: before.found.config } : {}), ...(after.found ? { after: after.found.config } : {}),
      ...(after.wrong === undefined ? {} : { wrong: after.wrong.split('\n')[0]! }), files: [...new Set(files)], schemas,
      ...(from !== undefined && names.length > 0 ? { moved: await (await import('../cli-packages.ts')).movedPackages(names, filesOf(repository, from), filesOf(repository, to)) } : {}),
    }
  }
}

/** Packages that policy comes from: presets and plugins. */
function packagesOf({ extends: layers, plugins }: Config): string[] {
  return [...new Set([...layers, ...plugins.filter(({ name }) => !isPath(name) && !isOwnPlugin(name)).map(({ name }) => name)].flatMap((name) => (Object.hasOwn(presets, name) ? [] : packageOf(name)?.name ?? [])))]
}
