// How a plugin's module is found and loaded: a package or a file of the worktree, or a text that a commit keeps.
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { createRequire, register } from 'node:module'
import { join, resolve, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Kept } from './cli-plugin-base.ts'
import { isPath } from './config/places.ts'
import { DriftError, messageOf } from './error.ts'
import { within } from './in-time.ts'
import type { Plugin } from './plugin.ts'
import { whatIsWrong } from './plugin-shape.ts'

/** What plugins are waited for: to load, and for each finding. */
export const patienceMs = 30_000

// Runs in node's thread for loaders: it knows the door, and the modules that no file holds.
const hooks = `
const kept = new Map()
let door
export const initialize = (given) => { door = given.door; for (const one of given.kept) kept.set(one.url, one) }
export const resolve = (specifier, context, next) => {
  if (specifier === 'git-drift/check') return { url: door, shortCircuit: true }
  if (kept.has(specifier)) return { url: specifier, shortCircuit: true }
  if (kept.has(context.parentURL) && !specifier.startsWith('node:')) throw new Error('it imports ' + specifier + ', which a change could bring')
  return next(specifier, context)
}
export const load = (url, context, next) => {
  const { format, source } = kept.get(url) ?? {}
  return source === undefined ? next(url, context) : { format, source, shortCircuit: true }
}`

let opened = false

/** Lets modules find `git-drift/check`, though a repository without git-drift has no node_modules to find it in, and these modules. */
export function openDoor(door: string, kept: readonly Kept[]): void {
  if (opened && kept.length === 0) return
  opened = true
  register(`data:text/javascript,${encodeURIComponent(hooks)}`, { data: { door: pathToFileURL(door).href, kept } })
}

/** Loads a plugin: what was kept under its name, or what the worktree has; of a package whose `folder` is told, what lies in there. DriftError (exit 3) where that is no plugin. */
export async function loadPlugin(name: string, root: string, kept: Kept | undefined, folder: string | undefined): Promise<Plugin> {
  const called = kept ? `${name} of ${kept.url.slice(kept.url.lastIndexOf('@') + 1)}` : name
  let module: { readonly default?: unknown; readonly plugin?: unknown }
  try {
    const { importFrom } = await import('./cli-import.ts')
    module = await within(importFrom(kept?.url ?? pathToFileURL(fileOf(name, root, folder)).href), patienceMs, 'loading')
  } catch (error) {
    throw new DriftError(`plugin ${called} cannot be loaded: ${messageOf(error).split('\n')[0]}`, kept ? 'Mend it on the branch that the work aims at, or take it out of /plugins there.' : `Install it (npm i -D ${name}), mend its path, or take it out of /plugins.`, 3)
  }
  const plugin = module.default ?? module.plugin
  const bad = whatIsWrong(plugin)
  if (bad) throw new DriftError(`plugin ${called}: ${bad.wrong}`, bad.fix, 3)
  return plugin as Plugin
}

function fileOf(name: string, root: string, folder: string | undefined): string {
  if (isPath(name)) return realpathSync(resolve(root, name))
  // A project's own name leads to the project itself, before node_modules is looked at: never from within a package.
  const file = entryOf(name, createRequire(join(folder ?? root, 'package.json')))
  if (folder !== undefined && !realpathSync(file).startsWith(realpathSync(folder) + sep)) throw new Error(`its entry ${file} lies outside of ${folder}`)
  return file
}

function entryOf(name: string, require: NodeJS.Require): string {
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
