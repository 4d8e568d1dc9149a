// Copies of product files with one thing broken on purpose: a test that passes with them tests nothing.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** Loads the first of `files` (paths from the checkout's root) with `from` replaced by `to` in the one file that has it. */
export async function mutant<Module>(files: readonly string[], from: string, to: string): Promise<Module> {
  const folder = mkdtempSync(join(tmpdir(), 'drift-mutant-'))
  const root = new URL('../../', import.meta.url)
  const copies = new Map(files.map((file) => [basename(file), new URL(file, root)]))
  const hits = files.filter((file) => readFileSync(new URL(file, root), 'utf8').split(from).length === 2)
  if (hits.length !== 1) throw new Error(`a mutant must change one place, ${hits.length} files have it once: ${from}`)
  try {
    for (const [name, url] of copies) {
      const source = readFileSync(url, 'utf8').replace(from, () => to)
        .replace(/(from ')([^']+)'/g, (_, before: string, name: string) => `${before}${copies.has(basename(name)) ? `./${basename(name)}` : absolute(name, url)}'`)
      writeFileSync(join(folder, name), source)
    }
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    return await import(pathToFileURL(join(folder, basename(files[0]!))).href) as Module
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function absolute(name: string, importer: URL): string {
  return name.startsWith('.') ? new URL(name, importer).href : import.meta.resolve(name)
}
