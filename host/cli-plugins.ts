// Loads the plugins that a config names, and gives everything they bring the plugin's name in front.
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { createRequire, register } from 'node:module'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { pointerPart } from './config/parse.ts'
import type { ReadFile } from './config/read.ts'
import type { Config, Surroundings } from './config/resolve.ts'
import { DriftError, messageOf } from './error.ts'
import { eachWithin, within } from './in-time.ts'
import { misfits, type Mistake, type Validator } from './mistakes.ts'
import type { Check, Plugin } from './plugin.ts'
import { whatIsWrong } from './plugin-shape.ts'
import type { JsonSchema } from './schema.ts'

export { tellListeners } from './cli-listeners.ts'

// What plugins are waited for: to load, and for each finding.
const patienceMs = 30_000

/** A plugin that is loaded, with the options the config gives it, defaults filled in. */
export interface Loaded {
  readonly plugin: Plugin
  readonly options: Readonly<Record<string, unknown>>
}

/** The tree whose policy is in force, and the one that is judged by it. */
export interface Pinned {
  readonly base: ReadFile
  readonly head: ReadFile
}

/** Loads every plugin of a config from a worktree. `door` is the file that `git-drift/check` stands for; with `pinned`, nothing that the change brings is loaded. */
export async function loadPlugins(config: Config, root: string, door: string, pinned?: Pinned): Promise<readonly Loaded[]> {
  openDoor(door)
  const loaded: Loaded[] = []
  for (const { name, options } of config.plugins) {
    if (pinned) await (isPath(name) ? asPinned(name, root, pinned.base) : notOfTheChange(name, pinned))
    const plugin = await load(name, root)
    const twin = loaded.find((l) => l.plugin.name === plugin.name)
    if (twin) throw new DriftError(`two plugins are called "${plugin.name}"`, 'Name one of them only in the config.')
    // A check asks for a tool by its bare name: it must not get another plugin's.
    for (const tool of plugin.tools ?? []) {
      const other = loaded.find((l) => l.plugin.tools?.some((t) => t.name === tool.name))
      if (other) throw new DriftError(`the plugins ${other.plugin.name} and ${plugin.name} both bring a tool "${tool.name}"`, 'Name one of them only in the config.')
    }
    loaded.push({ plugin, options: { ...defaultsOf(plugin), ...options } })
  }
  return loaded
}

function defaultsOf({ options }: Plugin): Record<string, unknown> {
  const properties = (options?.json.properties ?? {}) as Readonly<Record<string, JsonSchema>>
  return Object.fromEntries(Object.entries(properties).filter(([, property]) => 'default' in property).map(([key, property]) => [key, property.default]))
}

const isPath = (name: string) => /^\.{0,2}\//.test(name)

/** A local plugin's file must be, byte for byte, the one in the tree whose policy is in force. */
async function asPinned(name: string, root: string, pinned: ReadFile): Promise<void> {
  const path = relative(root, resolve(root, name)).split(sep).join('/')
  const base = await pinned(path)
  let now: Buffer | undefined
  try {
    now = readFileSync(resolve(root, name))
  } catch {
    // Loading it will say why it cannot be read.
  }
  const foreign = base && importsIn(Buffer.from(base.content).toString('utf8')).find((specifier) => specifier !== 'git-drift/check' && !specifier.startsWith('node:'))
  if (foreign !== undefined) throw new DriftError(`plugin ${name} imports ${foreign}, which a change could bring: at the gate a local plugin is one file that imports git-drift/check alone`, 'Put it into the one file, or make a package of it.', 3)
  if (!base || !now || Buffer.compare(Buffer.from(base.content), now) !== 0) throw new DriftError(`plugin ${name} is not the one of the base, and code that a change brings must not judge it`, 'Change a plugin in a pull request of its own; until it is merged, people judge that one.', 3)
}

// The base's own text is looked at, which somebody reviewed: a word that hides an import from this is not what is feared here.
function importsIn(text: string): string[] {
  return [...text.matchAll(/(?:\bfrom|\bimport|\brequire)\s*\(?\s*(['"`])(.*?)\1|\b(import|require)\s*\((?!\s*['"`])/g)].map(([, , specifier, computed]) => specifier ?? `something that is computed (${computed})`)
}

/** A package must come from outside of the change: not from its tree, and not at another version than the base's lock file names. */
async function notOfTheChange(name: string, { base, head }: Pinned): Promise<void> {
  for (const folder of [`node_modules/${name}/package.json`, `node_modules/${name}`]) {
    if (await head(folder)) throw new DriftError(`plugin ${name} lies in the change itself (${folder}), and code that a change brings must not judge it`, 'Take node_modules out of the repository, and install the plugin where drift runs.', 3)
  }
  const [before, after] = await Promise.all([base, head].map((read) => lockedAt(name, read)))
  if (before !== after) throw new DriftError(`plugin ${name} is another in the lock file of the change than in the base's, and code that a change brings must not judge it`, 'Update a plugin in a pull request of its own; until it is merged, people judge that one.', 3)
}

async function lockedAt(name: string, read: ReadFile): Promise<string | undefined> {
  const found = await read('package-lock.json')
  if (!found) return undefined
  try {
    const { packages } = JSON.parse(Buffer.from(found.content).toString('utf8')) as { readonly packages?: Readonly<Record<string, { readonly version?: string; readonly integrity?: string }>> }
    const entry = packages?.[`node_modules/${name}`]
    return entry && `${entry.version} ${entry.integrity}`
  } catch {
    return 'a lock file that cannot be read'
  }
}

let opened = false
// A repository that does not install git-drift has no node_modules to find the door in.
function openDoor(door: string): void {
  if (opened) return
  opened = true
  const source = `export const resolve = (specifier, context, next) => specifier === 'git-drift/check' ? { url: ${JSON.stringify(pathToFileURL(door).href)}, shortCircuit: true } : next(specifier, context)`
  register(`data:text/javascript,${encodeURIComponent(source)}`)
}

async function load(name: string, root: string): Promise<Plugin> {
  let module: { readonly default?: unknown; readonly plugin?: unknown }
  try {
    const { importFrom } = await import('./cli-import.ts')
    module = await within(importFrom(pathToFileURL(fileOf(name, root)).href), patienceMs, 'loading')
  } catch (error) {
    throw new DriftError(`plugin ${name} cannot be loaded: ${messageOf(error).split('\n')[0]}`, `Install it (npm i -D ${name}), mend its path, or take it out of /plugins.`, 3)
  }
  const plugin = module.default ?? module.plugin
  const bad = whatIsWrong(plugin)
  if (bad) throw new DriftError(`plugin ${name}: ${bad.wrong}`, bad.fix, 3)
  return plugin as Plugin
}

function fileOf(name: string, root: string): string {
  if (isPath(name)) return realpathSync(resolve(root, name))
  const require = createRequire(join(root, 'package.json'))
  try {
    return require.resolve(name)
  } catch (error) {
    // A package may have an `import` entry alone, which require does not see.
    const folder = (require.resolve.paths(name) ?? []).map((at) => join(at, name)).find((at) => existsSync(join(at, 'package.json')))
    if (!folder) throw error
    const { exports, main } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { exports?: any; main?: string }
    const entry = exports?.['.'] ?? exports
    return join(folder, typeof entry === 'string' ? entry : entry?.import?.default ?? entry?.import ?? entry?.default ?? main ?? 'index.js')
  }
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
