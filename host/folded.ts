// Names that are one file where a file system folds them: macOS tells neither case nor normal forms apart (APFS takes straße for
// STRASSE, too), HFS+ leaves some code points out, Windows what ends a name (`x.`, `x `, `x::$DATA`). All names here are bytes.
import { parseGlob } from './glob-grammar.ts'
import { remembering } from './remember.ts'

// What git's own is_hfs_dotgit leaves out.
const leftOut = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g
const utf8 = /[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}/g

/** Bytes as text; what is no UTF-8 as git for Windows writes it to disk: as latin1. */
function textOf(bytes: string): string {
  return /^[\0-\x7f]*$/.test(bytes) ? bytes : bytes.replace(utf8, (one) => Buffer.from(one, 'latin1').toString('utf8'))
}

// Most names are ASCII without any of that.
const usual = /^[\0-9;-\x7f]*[\0-\x1f!-\-/-9;-\x7f]$/

/** A name without what some file system does not keep of it. */
export function plain(bytes: string): string {
  if (usual.test(bytes)) return bytes
  const text = textOf(bytes).replace(leftOut, '').replace(/(?<=.):.*$/s, '')
  return text.replace(/[. ]+$/, '') || text
}

// Upper case last: ß becomes SS, and ſ, ς and the Kelvin sign what they are. Taken apart, so that a beginning stays one.
const upper = (text: string): string => text.normalize('NFD').toLowerCase().toUpperCase().normalize('NFD')

/** What all names of one file, without its folder, have in common. */
export const folded = remembering((bytes) => (usual.test(bytes) ? bytes.toUpperCase() : upper(plain(bytes))))

/** The short name that NTFS gives a name that is not one itself (`.gitattributes` → `GITATT`, as in GITATT~1), without its number. */
export function shortened(bytes: string): string | undefined {
  const name = plain(bytes)
  if (/^[^.~ ]{1,8}(\.[^. ]{1,3})?$/.test(name)) return undefined
  const [, base = '', last] = /^(.+?)(?:\.([^.]*))?$/s.exec(name.replace(/^\.+/, '').replaceAll(' ', '')) ?? []
  return short(base.replaceAll('.', ''), last)
}

/** The same of a name that may be such a short one itself. */
export function unnumbered(bytes: string): string | undefined {
  const [, base, last] = /^([^.]{1,6})~\d(?:\.([^.]{1,3}))?$/.exec(plain(bytes)) ?? []
  return base === undefined ? undefined : short(base, last)
}

function short(base: string, last: string | undefined): string {
  return upper(base.slice(0, 6)) + (last ? `.${upper(last.slice(0, 3))}` : '')
}

/** Part of a pattern: any folders, or how the name begins and ends; `name` where it is no more than that. */
type Part = '**' | { readonly begins: string; readonly ends: string; readonly name?: string }

type Pattern = readonly Part[]

/** Patterns that take at least every name that folds like one that is meant: what they take has to be looked at closely. */
export interface FoldedGlobs {
  readonly patterns: readonly Pattern[]
  /** Those that begin with a folded name that fits. */
  beginning(name: string): readonly Pattern[]
  /** Whether one of those for a name at any depth fits. */
  anywhere(name: string): boolean
  /** Those for several names at any depth. */
  readonly deeper: readonly Pattern[]
}

/** The same patterns, folded. Exclusions are left away. */
export function foldedGlobs(patterns: readonly string[]): FoldedGlobs {
  const all = patterns.flatMap((pattern) => {
    const parsed = parseGlob(pattern)
    return 'wrong' in parsed || parsed.exclude ? [] : parsed.alternatives.map((one) => one.replace(/\/$/, '').split('/').map(partOf))
  })
  const nameOf = ([first, second, ...more]: Pattern) => (first === '**' && second !== '**' && more.length === 0 ? second : undefined)
  const names = all.flatMap((parts) => nameOf(parts) ?? [])
  return {
    patterns: all,
    beginning: remembering((name) => all.filter(([first]) => first !== '**' && fits(first!, name))),
    anywhere: remembering((name) => names.some((part) => fits(part, name))),
    deeper: all.filter((parts) => parts[0] === '**' && nameOf(parts) === undefined),
  }
}

function partOf(segment: string): Part {
  if (segment === '**') return segment
  const plainText = (part: string) => part.replace(/\\(.)/gs, '$1')
  const wild = /^((?:\\.|[^\\*?[])*)(?:[*?[].*?((?:\\.|[^\\*?\]])*))?$/s.exec(segment)!
  const [begins, ends] = [plainText(wild[1]!), wild[2]]
  const bytes = (text: string) => Buffer.from(text).toString('latin1')
  if (ends === undefined) return { begins: folded(bytes(begins)), ends: '', name: bytes(begins) }
  // What follows a colon, and dots and blanks at the end, are in no folded name.
  const cut = begins.indexOf(':')
  return { begins: upper((cut < 0 ? begins : begins.slice(0, cut)).replace(leftOut, '')), ends: /:/.test(segment) ? '' : upper(plainText(ends).replace(leftOut, '').replace(/[. ]+$/, '')) }
}

const fits = (part: Exclude<Part, '**'>, name: string) => (part.name === undefined ? name.startsWith(part.begins) && name.endsWith(part.ends) : name === part.begins)

/** Whether patterns may take a folded path, a folder above it, or what lies below it, because of what it is called: for `**\/x` a path is no reason. */
export function mayEnter({ beginning, anywhere, deeper }: FoldedGlobs, path: readonly string[]): boolean {
  const enters = (parts: Pattern) => [...walked(parts, path)].some((at) => at > (parts[0] === '**' ? 1 : 0))
  return path.some(anywhere) || (path.length > 0 && beginning(path[0]!).some(enters)) || deeper.some(enters)
}

/** The same for paths in bytes. Of those in one folder most differ by their names alone. */
export function entering(globs: FoldedGlobs): (path: string) => boolean {
  const { beginning, anywhere, deeper } = globs
  const isDull = remembering((folder) => { const parts = folder.split('/').map(folded); return beginning(parts[0]!).length === 0 && !parts.some(anywhere) })
  return (path) => {
    const cut = path.lastIndexOf('/')
    return cut > 0 && deeper.length === 0 && isDull(path.slice(0, cut)) ? anywhere(folded(path.slice(cut + 1))) : mayEnter(globs, path.split('/').map(folded))
  }
}

/** How far along a pattern a path may be when it ends; all the way where the pattern takes a folder above it. */
function walked(parts: readonly Part[], path: readonly string[]): ReadonlySet<number> {
  const add = (to: Set<number>, at: number) => { for (let i = at; ; i++) { to.add(i); if (parts[i] !== '**') return } }
  let now = new Set<number>()
  add(now, 0)
  for (const name of path) {
    if (now.has(parts.length)) break
    const next = new Set<number>()
    for (const at of now) {
      const part = parts[at]!
      if (part === '**') add(next, at)
      else if (fits(part, name)) add(next, at + 1)
    }
    now = next
  }
  return now
}

/** Names that patterns give a single file at the root, in the letters of theirs. */
export function namesAtRoot({ patterns }: FoldedGlobs): readonly string[] {
  return patterns.flatMap((parts) => { const last = parts[parts[0] === '**' ? 1 : 0]; return parts.length === (parts[0] === '**' ? 2 : 1) && last !== undefined && last !== '**' && last.name !== undefined ? [last.name] : [] })
}
