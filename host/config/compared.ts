// The config before and after a change, each laid over what it extends: what a check compares, as data.
import { DriftError, messageOf } from '../error.ts'
import type { Policy } from '../policy-in-force.ts'
import type { Repository, Tree } from '../repository.ts'
import { validateConfig } from '../validate.ts'
import { filesOf, readConfig } from './read.ts'
import type { ComparedPolicy, OptionSchemas } from './weaker.ts'

/** Compares the configs of two trees. `before` is undefined where there was nothing. */
export type Comparing = (before: Tree | undefined, after: Tree, repository: Repository) => Promise<ComparedPolicy>

/**
 * Compares as the policy in force sees it: both configs are laid over the presets of its plugins. A change that names others
 * is not asked to load them: what they bring nobody can tell without running code of the change.
 */
export function comparing({ checks, plugins, config }: Policy): Comparing {
  const own = checks.filter(({ name }) => !name.includes('/'))
  const around = { pluginChecks: checks.filter((check) => !own.includes(check)), pluginPresets: plugins.flatMap(({ plugin }) => (plugin.preset ? [plugin.preset] : [])) }
  const schemas: OptionSchemas = {
    checks: Object.fromEntries(checks.map(({ name, options }) => [name, options.json])),
    // A preset of a plugin may name plugins, which are not loaded: then nobody knows which of them is which.
    plugins: Object.fromEntries(plugins.length === config.plugins.length ? plugins.map(({ plugin }, i) => [config.plugins[i]!.name, plugin.options?.json ?? { type: 'object' }]) : []),
  }
  return async (from, to, repository) => {
    const at = async (tree: Tree) => {
      try {
        return { found: await readConfig(filesOf(repository, tree), own, validateConfig, around) }
      } catch (error) {
        if (error instanceof DriftError && error.exit === 2) return { wrong: messageOf(error) }
        throw error
      }
    }
    const [before, after] = await Promise.all([from === undefined ? {} as Awaited<ReturnType<typeof at>> : at(from), at(to)])
    const files = [before, after].flatMap(({ found }) => (found ? [found.file, ...found.config.extends.filter((name) => name.startsWith('.drift/packs/'))] : []))
    return {
      ...(before.found ? { before: before.found.config } : {}), ...(after.found ? { after: after.found.config } : {}),
      ...(after.wrong === undefined ? {} : { wrong: after.wrong.split('\n')[0]! }), files: [...new Set(files)], schemas,
    }
  }
}
