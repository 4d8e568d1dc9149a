// Where git keeps objects for the time being: a folder that goes away again, beside the stores that it reads from.
import { mkdtempSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** An empty folder for the time being; whoever makes it removes it. */
export async function folderForNow(name: string): Promise<string> {
  // A hook that needs no such folder does not load this for it.
  const { tmpdir } = await import('node:os')
  return mkdtempSync(join(tmpdir(), `drift-${name}-`))
}

/** One more object store for git to read, beside those that the environment names already. */
export function readingAlso(store: string, { GIT_ALTERNATE_OBJECT_DIRECTORIES: others }: NodeJS.ProcessEnv = process.env): { readonly GIT_ALTERNATE_OBJECT_DIRECTORIES: string } {
  return { GIT_ALTERNATE_OBJECT_DIRECTORIES: [`"${store.replace(/["\\]/g, '\\$&')}"`, ...others ? [others] : []].join(delimiter) }
}
