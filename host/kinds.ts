// Kinds by name: a plugin's own go by their short name, those of others by their full one.
import { DriftError } from './error.ts'
import type { Kind, Plugin } from './plugin.ts'
import { nearest } from './text.ts'

/** A plugin in the form in which it is kept once it is loaded. */
export interface Brought {
  readonly plugin: Plugin
}

/** A plugin's kinds under their full names, `plugin/kind`. */
export function kindsOf({ name, kinds = [] }: Plugin): Kind[] {
  return kinds.map((kind) => ({ ...kind, name: `${name}/${kind.name}` }))
}

/** One of a plugin's own kinds, by its short or its full name. */
export function ownKind(plugin: Plugin, name: string): Kind | undefined {
  return kindsOf(plugin).find((kind) => kind.name === name || kind.name === `${plugin.name}/${name}`)
}

/** A kind that may be read: the asker's own, any other plugin's, or one of drift's. DriftError (exit 2) where there is none. */
export function readableKind(name: string, asker: Plugin, plugins: readonly Brought[], builtIn: readonly Kind[]): Kind {
  const all = [...plugins.flatMap(({ plugin }) => kindsOf(plugin)), ...builtIn]
  const found = ownKind(asker, name) ?? all.find((kind) => kind.name === name)
  if (found) return found
  const near = nearest(name, [...(asker.kinds ?? []).map((kind) => kind.name), ...all.map((kind) => kind.name)])
  throw new DriftError(`plugin ${asker.name}: there is no kind of record "${name}"${near ? ` (did you mean ${near}?)` : ''}`, `Known kinds: ${all.map((kind) => kind.name).join(', ')}`)
}
