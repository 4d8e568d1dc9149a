// A local plugin as a commit holds it: its text is read from there, and nothing of the worktree.
import { pluginFile } from './config/places.ts'
import type { ReadFile } from './config/read.ts'
import { DriftError } from './error.ts'

/** A module that no file holds. */
export interface Kept {
  /** What stack traces call it: `drift:<path>@<commit>`. */
  readonly url: string
  readonly format: string
  readonly source: string
  /** Object id of the text. */
  readonly oid: string
}

/** The only things that such a module may import: what else it named would come from the change. */
export const mayImport = (specifier: string) => specifier === 'git-drift/check' || specifier.startsWith('node:')

/** Reads the local plugin of this name from a commit. DriftError (exit 3) where it is none that can be judged by. */
export async function keptPlugin(name: string, base: ReadFile): Promise<Kept> {
  const at = commitOf(base)
  const blind = (wrong: string, fix: string) => new DriftError(`plugin ${name} ${wrong}`, `${fix} (on the branch that the work aims at)`, 3)
  const path = pluginFile(name)
  if (path === undefined) throw blind('names no file of the repository, and the gate takes none from elsewhere', 'Put its file into the repository, or make a package of it')
  const odd = await oddPart(base, path)
  if (odd) throw blind(`is named by the config of ${at}, and there ${odd}`, odd === 'no such file is' ? 'Commit the file, or take it out of /plugins' : 'Name a path that holds the plugin itself: one ordinary file in ordinary folders')
  const { content, oid } = (await base(path))!
  const source = new TextDecoder().decode(content)
  const foreign = importsIn(source).find((specifier) => !mayImport(specifier))
  if (foreign !== undefined) throw blind(`of ${at} imports ${foreign}, which a change could bring: at the gate a local plugin is one file that imports git-drift/check and node: modules alone`, 'Put it into the one file, or make a package of it')
  const format = await formatOf(path, source, base)
  if (format.startsWith('commonjs')) throw blind(`of ${at} is a CommonJS module, and nobody can tell what it requires`, 'Write it as an ES module, with import and export, and call it .mjs')
  if (format.endsWith('typescript') && !(process.features as { readonly typescript?: unknown }).typescript) throw blind(`is TypeScript, which node ${process.version} does not run`, 'Run drift with node 22.18 or newer, or write it as JavaScript')
  return { url: `drift:${encodeURI(path)}@${at}`, format, source, oid }
}

/** How messages call the commit that a policy was read from. */
export function commitOf({ tree = '' }: ReadFile): string {
  return tree.replace(/:$/, '').slice(0, 12)
}

// git leads through no link and into no submodule: what is there would be another file than the one that was reviewed.
async function oddPart(read: ReadFile, path: string): Promise<string | undefined> {
  const parts = path.split('/')
  for (const [i, name] of parts.entries()) {
    const here = parts.slice(0, i + 1).join('/')
    const mode = entriesOf(await read(parts.slice(0, i).join('/'))).find((entry) => entry.name === name)?.mode
    const last = i === parts.length - 1
    if (mode === undefined) return 'no such file is'
    if (mode === '120000') return `${here} is a symbolic link`
    if (mode === '160000') return `${here} is a submodule`
    if ((mode === '40000') === last) return last ? `${here} is a folder` : 'no such file is'
  }
  return undefined
}

/** The entries of a tree object, `<mode> <name>\0<id>` one after the other; none of anything else. */
export function entriesOf(tree: Awaited<ReturnType<ReadFile>>): readonly { readonly name: string; readonly mode: string }[] {
  if (tree?.type !== 'tree') return []
  const bytes = Buffer.from(tree.content)
  const found: { name: string; mode: string }[] = []
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(0, at)
    const [mode = '', ...name] = bytes.toString('utf8', at, end).split(' ')
    found.push({ mode, name: name.join(' ') })
    at = end + 1 + tree.oid.length / 2
  }
  return found
}

// A word that hides an import from this is not what is feared here: somebody reviewed the text, and the loader refuses the rest.
function importsIn(text: string): string[] {
  return [...text.matchAll(/(?:\bfrom|\bimport|\brequire)\s*\(?\s*(['"`])(.*?)\1|\b(import|require)\s*\((?!\s*['"`])/g)].map(([, , specifier, computed]) => specifier ?? `something that is computed (${computed})`)
}

/** What node would take the file for: by its name, by the nearest package.json, and at last by what it says. */
async function formatOf(path: string, source: string, read: ReadFile): Promise<string> {
  const [, kind = '', script = ''] = /\.([cm]?)([jt]s)$/.exec(path) ?? []
  const type = kind ? { m: 'module', c: 'commonjs' }[kind]! : await typeBy(path, read) ?? (/^[ \t]*(?:import\s*[\w{*'"]|export\s*[\w{*])/m.test(source) ? 'module' : 'commonjs')
  return script === 'ts' ? `${type}-typescript` : type
}

async function typeBy(path: string, read: ReadFile): Promise<'module' | 'commonjs' | undefined> {
  const folders = path.split('/').slice(0, -1)
  for (let deep = folders.length; deep >= 0; deep--) {
    const found = await read([...folders.slice(0, deep), 'package.json'].join('/'))
    if (!found) continue
    const [, type] = /"type"\s*:\s*"(module|commonjs)"/.exec(new TextDecoder().decode(found.content)) ?? []
    return type as 'module' | 'commonjs' | undefined
  }
  return undefined
}
