// Files that are guarded under another name than their own: what a guarded link leads to, a name that some file system takes for
// a guarded one, and attribute files that speak of one. Found for all files of a call together, from one list of all names.
import { apart, speaksOf } from './attribute-lines.ts'
import { begun } from './begun.ts'
import type { FileChange, OtherName } from './change.ts'
import { DriftError } from './error.ts'
import { entering, folded, foldedGlobs, unnumbered } from './folded.ts'
import { endsOf, foldedPath, leadsOf, type Lead, type Links } from './links.ts'
import type { Listing, Repository, Tree } from './repository.ts'
import { guards, isLink, type Guards } from './scope.ts'
import { likely, mayBeLikely, Spellings } from './spellings.ts'

/** Where names are looked up, and whose count. */
export interface Guarding {
  readonly repository: Repository
  /** Globs of files that checks watch over. */
  readonly guards: Guards
}

/** The same files, with their other names where they have some. */
export type Naming = (files: readonly FileChange[]) => Promise<readonly FileChange[]>

const absent = /^0+$/
const bytesOf = ({ path, bytes }: FileChange) => bytes ?? (/^[\0-\x7f]*$/.test(path) ? path : Buffer.from(path).toString('latin1'))
const attributesFile = folded('.gitattributes')
const isAttributesFile = (path: string) => folded(path.slice(path.lastIndexOf('/') + 1)) === attributesFile

/** Whether a change may give a name: what is new, a link, an attributes file. What is only edited has the names that it had. */
export function mayGetName(file: FileChange): boolean {
  return file.status === 'added' || isLink(file) || file.oldMode === '120000' || isAttributesFile(bytesOf(file))
}

/**
 * Names files of these changes by what stands in `anchors`, trees before or after them all, and in the changes themselves.
 * One git process for each list; what links hold is read only of those that guarded names lead to.
 */
export function naming(anchors: readonly Tree[], touched: readonly FileChange[], { repository, guards: lists }: Guarding): Naming {
  if (lists.length === 0 || touched.length === 0 || anchors.length === 0) return async (files) => files
  const listed = begun(Promise.all([...new Set(anchors)].map((tree) => repository.listing(tree))))
  let made: Promise<Namer> | undefined
  return async (files) => {
    if (files.length === 0) return files
    const name = await (made ??= listed.then((listings) => namer(listings, touched, lists, repository)))
    const named = files.map(name)
    if (named.some((file) => file instanceof Promise)) return Promise.all(named)
    // The same list where nothing of it is named, as in most changes: nobody has to copy it.
    return named.every((file, i) => file === files[i]) ? files : named as readonly FileChange[]
  }
}

type Namer = (file: FileChange) => FileChange | Promise<FileChange>

async function namer(listings: readonly Listing[], touched: readonly FileChange[], lists: Guards, repository: Repository): Promise<Namer> {
  const globs = foldedGlobs(lists.flatMap(({ globs }) => globs))
  const links = linksOf(listings, touched, repository)
  const matters = entering(globs)
  /** Whether a name may be a guarded one in other letters. */
  const spelled = (name: string) => (name.includes('~') && name.split('/').some(unnumbered)) || matters(name)
  const leads = new Map<string, Lead[]>()
  for (const lead of await leadsOf(links, matters)) { const at = foldedPath(lead.at); leads.set(at, [...leads.get(at) ?? [], lead]) }
  let all: ReadonlySet<string> | undefined
  const known = () => (all ??= new Set([...listings.flatMap((listing) => listing.names()), ...touched.map(bytesOf)]))
  const below = (folder: string) => [...known()].filter((name) => name.startsWith(`${folder}/`))
  let beside: Spellings | undefined
  const guarded = (name: string) => guards(lists, { path: '', bytes: name })

  /** What links call it. A new file may also be called so where only a file system that folds names finds it by the link's text. */
  const linked = (path: string, fresh = false): string[] => {
    if (leads.size === 0) return []
    const parts = path.split('/')
    const at = parts.map(folded)
    return [...parts, ''].flatMap((_, i) => (leads.get(at.slice(0, i).join('/')) ?? [])
      .filter((lead) => (i === parts.length || !lead.on) && (fresh || lead.at === parts.slice(0, i).join('/')))
      .map(({ as }) => [as, ...parts.slice(i)].join('/')))
  }
  /** Guarded files that are reached through it, where it is a link or was one. */
  const through = async (path: string, called: readonly string[]): Promise<string[]> => {
    const entered = called.filter(matters)
    const ends = entered.length > 0 ? await endsOf(path, links) : []
    return ends.flatMap(({ at }) => below(at).flatMap((name) => entered.map((as) => as + name.slice(at.length)))).filter(guarded)
  }
  /** Guarded names for which some file system would take it, and how: as what stands there, or below there, or only by what it is called. */
  const twins = (file: FileChange, path: string, byLink: readonly string[]): readonly { readonly name: string; readonly how: 'twin' | 'like' }[] => {
    if (!(isLink(file) || byLink.length > 0 || spelled(path))) return []
    const { of, folders } = (beside ??= new Spellings(known()))
    const stands = (way: string) => way.split('/').some((_, i, names) => known().has(names.slice(0, i + 1).join('/')))
    return of(path).flatMap((way) => [
      ...[way, ...linked(way)].map((name) => ({ name, how: stands(way) ? 'twin' as const : 'like' as const })),
      ...folders.has(way) ? below(way).map((name) => ({ name, how: 'twin' as const })) : [],
    ]).filter(({ name }) => guarded(name))
  }
  /** The first guarded file about which the lines of an attributes file change. */
  const spokenOf = async (file: FileChange, path: string): Promise<string | undefined> => {
    const folder = path.slice(0, path.lastIndexOf('/') + 1)
    const about = [...known()].filter((name) => name !== path && name.startsWith(folder) && (guarded(name) || linked(name).some(guarded)))
    if (about.length === 0) return undefined
    const [before, after] = apart(...await Promise.all([file.oldMode === '160000' ? '' : textOf(file.oldOid, file, repository), file.mode === '160000' ? '' : textOf(file.oid, file, repository)]))
    // So many lines about so many files are not looked through: they count.
    if ((before.length + after.length) * about.length > 1e6) return about[0]
    const said = (lines: readonly string[], name: string) => lines.filter((line) => speaksOf(line, name.slice(folder.length))).join('\n')
    return about.find((name) => said(before, name) !== said(after, name))
  }

  return (file) => {
    const path = bytesOf(file)
    const ordinary = leads.size === 0 && !isLink(file) && file.oldMode !== '120000' && !isAttributesFile(path) && (file.status !== 'added' || !(spelled(path) || mayBeLikely(path)))
    return ordinary ? file : named(file, path)
  }

  async function named(file: FileChange, path: string): Promise<FileChange> {
    const found = new Map<string, OtherName['how']>()
    const add = (how: OtherName['how'], names: readonly string[]) => { for (const name of names) if (name !== path && !found.has(name)) found.set(name, how) }
    // What stood there already is no news: a readme beside a README was there before drift.
    const fresh = file.status === 'added'
    const byLink = linked(path, fresh)
    if (fresh) for (const { name, how } of twins(file, path, byLink)) add(how, [name])
    add('link', byLink.filter((name) => guarded(name) || (isLink(file) && guarded(`${name}/-`))))
    if (isLink(file) || file.oldMode === '120000') add('way', await through(path, [path, ...byLink]))
    if (fresh) add('like', likely(path, globs).filter(guarded))
    const about = isAttributesFile(path) ? await spokenOf(file, path) : undefined
    if (found.size === 0 && about === undefined) return file
    const names = [...found].map(([name, how]): OtherName => ({ ...listings[0]!.shown(name), how }))
    return { ...file, ...(names.length > 0 ? { names } : {}), ...(about === undefined ? {} : { speaksOf: listings[0]!.shown(about).path }) }
  }
}

/** All links that stand, stood or will stand there. */
function linksOf(listings: readonly Listing[], touched: readonly FileChange[], repository: Repository): Links {
  const oids = new Map<string, Set<string>>()
  const names = new Map<string, string>()
  const add = (name: string, oid: string) => {
    const key = foldedPath(name)
    names.set(name, key)
    oids.set(key, (oids.get(key) ?? new Set()).add(oid))
  }
  for (const { name, oid } of listings.flatMap((listing) => listing.links)) add(name, oid)
  for (const file of touched) {
    if (file.mode === '120000') add(bytesOf(file), file.oid)
    if (file.oldMode === '120000') add(bytesOf(file), file.oldOid)
  }
  const targets = (name: string) => {
    const found = oids.size === 0 ? undefined : oids.get(foldedPath(name))
    return found && Promise.all([...found].map((oid) => textOf(oid, { path: name }, repository)))
  }
  return { names: [...names.keys()], targets }
}

async function textOf(oid: string, { path }: { readonly path: string }, repository: Repository): Promise<string> {
  if (absent.test(oid)) return ''
  const found = await repository.read(oid)
  if (!found) throw new DriftError(`the content of ${path} (${oid}) is not in this clone, so what it leads to cannot be told`, 'Fetch what is missing: git fetch --refetch, or clone without --filter.', 3)
  return Buffer.from(found.content).toString('latin1')
}
