// Finds the one config of a tree (index, commit) or of given texts, and resolves it.
import type { Check } from '../plugin.ts'
import { DriftError } from '../error.ts'
import type { Repository, Tree } from '../repository.ts'
import type { Fits } from '../schema.ts'
import { configFiles, parseData } from './parse.ts'
import { resolveConfig, type Config, type Surroundings } from './resolve.ts'

/** A config and where it came from. */
export interface Found {
  readonly config: Config
  readonly file: string
  /** Object id of the file. */
  readonly digest: string
}

/** Reads one file by its path from the root; undefined where it is absent. */
export interface ReadFile {
  (path: string): Promise<{ readonly oid: string; readonly type: string; readonly content: Uint8Array } | undefined>
  /** The tree it reads, where it is one of git's: for messages. */
  readonly tree?: Tree
}

/** Reads files of a tree. */
export function filesOf(repository: Repository, tree: Tree): ReadFile {
  return Object.assign(async (path: string) => await repository.read(tree + path) ?? absent(repository, tree, path), { tree })
}

/** What a commit names and this clone lacks cannot be judged by, and is not the same as absent. */
export async function absent(repository: Repository, tree: Tree, path: string): Promise<undefined> {
  if (!/^[0-9a-f]{40,64}:$/.test(tree) || !await repository.lists(tree, path)) return undefined
  throw new DriftError(`${path} of ${tree.slice(0, 12)} is not in this clone, so nothing can be judged by it`, 'Fetch what is missing: git fetch --refetch, or clone without --filter.', 3)
}

/** Bytes that a config, a pack or a preset may have: one that a change brings must not take the gate's time and memory. */
export const largest = 1_048_576

/** The error for one that has more. */
export function tooLarge(file: string): DriftError {
  return new DriftError(`${file} is larger than ${largest} bytes, and no config is`, `Shorten ${file}: globs take folders, and braces alternatives.`)
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

async function parsed(read: ReadFile, file: string): Promise<{ readonly data: unknown; readonly oid: string } | undefined> {
  const found = await read(file)
  if (!found) return undefined
  if (found.type !== 'blob') throw new DriftError(`${file} is a ${found.type === 'tree' ? 'folder' : found.type}, not a file`, `Make ${file} an ordinary file.`)
  if (file !== 'package.json' && found.content.length > largest) throw tooLarge(file)
  const text = decoded(found.content, file)
  if (file !== 'package.json') return { data: await parseData(text, file), oid: found.oid }
  // Somebody else's file: what is wrong with it is not for us to say, unless it seems to hold our key.
  if (!text.includes('"drift"')) return undefined
  if (text.length > largest) throw tooLarge(file)
  const data = await parseData(text, file)
  const key = typeof data === 'object' && data !== null && Object.hasOwn(data, 'drift') ? (data as { drift: unknown }).drift : undefined
  return key === undefined ? undefined : { data: key, oid: found.oid }
}

function decoded(content: Uint8Array, file: string): string {
  try {
    return utf8.decode(content)
  } catch {
    throw new DriftError(`${file} is not UTF-8 text`, `Save ${file} as UTF-8.`)
  }
}

/** The config that these files hold; undefined where there is none, DriftError (exit 2) where there are two or a bad one. */
export async function readConfig(read: ReadFile, checks: readonly Check[], validate: Fits, around: Pick<Surroundings, 'preset' | 'pluginChecks' | 'pluginPresets' | 'pluginMistakes'> = {}): Promise<Found | undefined> {
  const all = await Promise.all(configFiles.map(async (file) => ({ file, found: await parsed(read, file) })))
  const there = all.filter(({ found }) => found)
  if (there.length > 1) throw new DriftError(`two configs: ${there.map(({ file }) => file).join(' and ')}`, 'Keep one of them and remove the other.')
  const [only] = there
  if (!only) return undefined
  const { file, found } = only
  const config = await resolveConfig(found!.data, {
    file, ...(file === 'package.json' ? { below: '/drift' } : {}), checks, validate, ...around,
    pack: async (path) => (await parsed(read, path))?.data,
    text: async (path) => { const again = await read(path); return again && decoded(again.content, path) },
  })
  return { config, file, digest: found!.oid }
}
