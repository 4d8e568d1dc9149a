// Where a config may stand. Apart from what reads it: the public door names these files, and must not carry a YAML parser along.
import { posix } from 'node:path'

/** Files a config may stand in, at the worktree's root; `package.json` only with a `drift` key. */
export const configFiles = ['.driftrc', '.driftrc.json', '.driftrc.yaml', '.driftrc.yml', 'package.json'] as const

/** Globs of all files that a config can be made of. */
export const policyFiles: readonly string[] = [...configFiles, '.drift/packs/**']

/** Lock files at the root: they say which content a package has that a config extends or names as a plugin. */
export const lockFiles: readonly string[] = ['package-lock.json', 'npm-shrinkwrap.json', 'pnpm-lock.yaml', 'yarn.lock']

/** Files of a package that hold its preset, where `extends` names no other. */
export const presetFiles = ['drift-preset.json', 'drift-preset.yaml', 'drift-preset.yml'] as const

/** A name as `extends` uses it for a package: `<package>` or `<package>/<file>.json|yaml|yml`; undefined where it is none. */
export function packageOf(name: string): { readonly name: string; readonly file?: string } | undefined {
  if (name.length > 512) return undefined
  const [, of, file] = /^((?:@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*)(?:\/((?:[\w~-][\w.~-]*\/)*[\w~-][\w.~-]*\.(?:json|ya?ml)))?$/.exec(name) ?? []
  return of === undefined ? undefined : { name: of, ...file === undefined ? {} : { file } }
}

/** Whether a plugin is named by a path, and not as a package. */
export function isPath(name: string): boolean {
  return /^\.{0,2}\//.test(name)
}

/** The file of a plugin that is named by a path, from the root; undefined where that is no file of the repository. */
export function pluginFile(name: string): string | undefined {
  const path = posix.normalize(name)
  return isPath(name) && !/^(\.\.)?\/|\/$/.test(path) ? path : undefined
}

/** The same as globs: the one that takes just this file, or none. */
export function pluginGlob(name: string): string[] {
  const file = pluginFile(name)
  return file === undefined ? [] : [file.replace(/[*?[\]{}\\!:]/g, '\\$&')]
}
