// The licences of the packages whose code the bundles hold, as their authors ask: to go wherever the code goes.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Metafile } from 'esbuild'

/** Folders of the packages (`node_modules/name`) that gave bytes to any output of these builds. */
export function bundledPackages(metafiles: readonly Metafile[]): string[] {
  const inputs = metafiles.flatMap(({ outputs }) => Object.values(outputs).flatMap((output) => Object.entries(output.inputs)))
  const folders = inputs.flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? [] : []))
  return [...new Set(folders)].sort()
}

/** The text of THIRD-PARTY-NOTICES.txt. Throws where a package brings no licence file: somebody must look then. */
export function notices(folders: readonly string[]): string {
  return `git-drift is under the MIT licence (see LICENSE). Its files in dist/ hold code of these packages, under their own:\n\n${folders.map(notice).join('\n')}`
}

function notice(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name: string; version: string; license?: string }
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file)).sort()
  if (files.length === 0 || !license) throw new Error(`${name} is bundled and brings no licence: look for it, or do without the package`)
  return `${'='.repeat(80)}\n${name} ${version} (${license})\n${'-'.repeat(80)}\n${files.map((file) => readFileSync(join(folder, file), 'utf8').replaceAll('\r', '').trim()).join('\n\n')}\n`
}
