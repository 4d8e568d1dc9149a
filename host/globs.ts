// One compiled form gives both what drift matches with and the pathspecs by which git selects the very same paths.
import { Minimatch } from 'minimatch'
import { DriftError } from './error.ts'
import { parseGlob } from './glob-grammar.ts'
import { remember, remembering } from './remember.ts'

/** A path as text; or with its bytes as a latin1 string, which win, for a name that is not UTF-8. */
export type Path = string | { readonly path: string; readonly bytes?: string }

/** Globs that were read once and can be asked often. */
export interface Globs {
  readonly patterns: readonly string[]
  /** Whether a pattern takes the path and no exclusion does. */
  matches(path: Path): boolean
  /**
   * The same for git, from any folder; never an empty list, which git would read as "everything". They hold for commands
   * that read the index (ls-files, diff-index --cached): a walk over trees takes `a/[b]/**` for a folder `[b]`, too.
   * GIT_LITERAL_PATHSPECS and its like must not be set; git for Windows reads a backslash in them as a slash.
   */
  readonly pathspecs: readonly string[]
}

// Without the platform minimatch would split at backslashes on Windows.
const options = { dot: true, nobrace: true, noext: true, nonegate: true, nocomment: true, platform: 'linux' } as const

/**
 * Compiles a list of globs. An exclusion (`!x`) wins over every inclusion, wherever it stands; exclusions alone mean all
 * but these, as in git; an empty list matches nothing. Throws DriftError (exit 2) for a pattern outside of the grammar.
 */
export function compileGlobs(patterns: readonly string[]): Globs {
  const parsed = patterns.map(read)
  const excluded = parsed.flatMap(({ exclude, alternatives }) => exclude ? alternatives : [])
  const named = parsed.flatMap(({ exclude, alternatives }) => exclude ? [] : alternatives)
  const included = named.length === 0 && excluded.length > 0 ? ['**'] : named
  const takes = anyOf(included)
  const drops = anyOf(excluded)
  return {
    patterns,
    matches: (path) => {
      const name = typeof path === 'string' ? path : path.bytes ?? path.path
      if (!takes.perhaps(name)) return false
      const bytes = typeof path !== 'string' && path.bytes !== undefined ? path.bytes : toBytes(name)
      return takes.all(bytes) && !(drops.perhaps(bytes) && drops.all(bytes))
    },
    get pathspecs() {
      return [
        ...included.map((glob) => `:(top,glob)${pathspec(glob)}`), ...excluded.map((glob) => `:(top,exclude,glob)${pathspec(glob)}`),
        ...(included.length === 0 || excluded.length > 0 ? [nothing] : []),
      ]
    },
  }
}

/** Says in words what is wrong with a pattern and how to write it instead; undefined where nothing is. */
export function checkGlob(pattern: string): string | undefined {
  const parsed = parsedOnce(pattern)
  return 'wrong' in parsed ? `${parsed.wrong}. ${parsed.instead}` : undefined
}

// Checks ask with the same lists for every file of a change: each is compiled once, for as long as it is there.
const lists = new WeakMap<readonly string[], Globs>()
const known = new Map<string, Globs>()

/** Whether a path fits a glob or a list of them, as `compileGlobs` reads it. */
export function matches(globs: string | readonly string[], path: Path): boolean {
  if (globs.length === 0 && typeof globs !== 'string') return false
  return (typeof globs === 'string' ? remembered([globs]) : listed(globs)).matches(path)
}

function listed(globs: readonly string[]): Globs {
  const found = lists.get(globs)
  if (found) return found
  const made = remembered(globs)
  lists.set(globs, made)
  return made
}

// Lists that are made anew for each change mostly hold the same.
function remembered(globs: readonly string[]): Globs {
  const key = globs.join('\0')
  return known.get(key) ?? remember(known, key, compileGlobs([...globs]))
}

/** Whether any of these globs may take a path, alone or with others of them. True of more than they take, and fast for thousands of paths. */
export function perhapsAny(globs: readonly string[]): (path: Path) => boolean {
  const parsed = globs.map(read)
  // One that stands alone takes all but what it names.
  if (parsed.some(({ exclude }) => exclude)) return () => true
  const may = anyOfAtLeast(parsed.flatMap(({ alternatives }) => alternatives))
  return (path) => may(typeof path === 'string' ? path : path.bytes ?? path.path)
}

// A config's globs are looked at when it is read, and again when they are compiled.
const parsedOnce = remembering(parseGlob)

function read(pattern: string) {
  const parsed = parsedOnce(pattern)
  const shown = pattern.length > 200 ? `${pattern.slice(0, 200)}…` : pattern
  if ('wrong' in parsed) throw new DriftError(`glob ${JSON.stringify(shown)}: ${parsed.wrong}`, parsed.instead, 2)
  return parsed
}

// Git takes dir/ for a submodule called dir as well; what is below it is all that is meant.
const pathspec = (glob: string) => glob.endsWith('/') ? `${glob}**` : glob

// Takes no path, and keeps git 2.39 from a bug: where all inclusions begin with the same folder, ls-files cuts as many
// bytes off the exclusions, too.
const nothing = ':(top,glob)[/]/.git'

type Test = (bytes: string) => boolean

/** Patterns, of which one has to fit: `perhaps` tells of nearly every path that none does, be it text or bytes; `all` asks them. */
interface Any {
  readonly perhaps: Test
  readonly all: Test
}

// A path is asked against dozens of patterns, nearly always in vain.
function anyOf(globs: readonly string[]): Any {
  let patterns: readonly Test[] | undefined
  return { perhaps: anyOfAtLeast(globs), all: (bytes) => (patterns ??= globs.map(compileOne)).some((takes) => takes(bytes)) }
}

/** Whether one of these patterns may take a path: expressions that take whatever some of them take, and more. */
function anyOfAtLeast(globs: readonly string[]): Test {
  if (globs.length === 0) return () => false
  // An expression of thousands would take longer than they do; and text tells of ASCII alone what bytes do.
  const shapes = globs.length > 1024 || !globs.every(isAscii) ? [everything] : globs.map(atLeast)
  const [fixed, loose] = [shapes.filter(({ before }) => before === '^'), shapes.filter(({ before }) => before !== '^')].map((some) => (some.length > 0 ? expression(some) : undefined))
  return (name) => (fixed !== undefined && fixed.test(name)) || (loose !== undefined && loose.test(name))
}

/** A part of a path, and what stands before and after it there. */
interface Shape {
  readonly before: string
  readonly part: string
  readonly after: string
}

const everything: Shape = { before: '', part: '', after: '' }

/** One expression for some shapes. Those with the same ends stand together: V8 sorts literal alternatives, and tells by their first letters that none fits. */
function expression(shapes: readonly Shape[]): RegExp {
  const alike = new Map<string, Shape & { readonly parts: Set<string> }>()
  for (const shape of shapes) {
    const ends = `${shape.before} ${shape.after}`
    alike.set(ends, alike.get(ends) ?? { ...shape, parts: new Set() }).get(ends)!.parts.add(shape.part)
  }
  return new RegExp([...alike.values()].map(({ before, parts, after }) => `${before}(?:${[...parts].join('|')})${after}`).join('|'), 's')
}

/** What every path that a pattern takes has, and others may: a part, or how they begin and end; one star at most, so that none takes long. */
function atLeast(glob: string): Shape {
  const text = toBytes(glob)
  const [, depth = '', begins = '', rest = ''] = /^((?:\*\*\/)?)([^*?[\\]*)(.*)$/s.exec(text)!
  const literal = (part: string) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const name = (part: string) => literal(part).replace(/\/$/, '')
  const head = name(begins)
  const before = depth ? '(?:^|/)' : '^'
  // What is a name for git is one for a folder, too.
  const after = '(?:/|$)'
  if (rest === '') return head ? { before, part: head, after } : everything
  if (rest === '**' && begins.endsWith('/')) return { before, part: head, after: '/' }
  const parts = /[\\[]/.test(rest) ? [''] : rest.split(/[*?]+/).map((part) => name(part.replace(/^\//, '')))
  const tail = parts.at(-1)!
  if (head && depth === '') return tail ? { before, part: `${head}.*${tail}`, after } : { before, part: head, after: '' }
  if (head) {
    // A star within a name goes no further than the name, wherever in the path that is.
    const [, next = '', more] = /^\*([^*?[\\]+)(.*)$/s.exec(rest) ?? []
    return more === undefined ? { before, part: head, after: '' } : { before, part: `${literal(begins)}[^/]*${name(next)}`, after: more === '' ? after : '' }
  }
  if (tail) return { before: '', part: tail, after }
  return { before: '', part: parts.reduce((longest, part) => (part.length > longest.length ? part : longest)), after: '' }
}

// Git takes a pattern for a literal path or folder first, wildcards or not.
function compileOne(glob: string): Test {
  const text = toBytes(glob)
  if (text === '**') return () => true
  if (text.endsWith('/')) return (bytes) => bytes.startsWith(text)
  const below = `${text}/`
  const literal: Test = (bytes) => bytes === text || bytes.startsWith(below)
  if (!/[*?[\\]/.test(text)) return literal
  // Most patterns are a folder and all below it.
  const folder = /^[^*?[\\]+\/(?=\*\*$)/.exec(text)?.[0]
  if (folder) return (bytes) => literal(bytes) || bytes.startsWith(folder)
  // A folder at any depth, and the end of a name.
  const [, inside, end] = /^\*\*\/(?:([^*?[\\]+\/)\*\*|\*([^*?[\\/]+))$/.exec(text) ?? []
  if (inside !== undefined) return (bytes) => literal(bytes) || bytes.startsWith(inside) || bytes.includes(`/${inside}`)
  if (end !== undefined) return (bytes) => bytes.endsWith(end) || literal(bytes)
  // An expression is dear to make, a matcher dearer; how paths begin tells most of them apart.
  const head = /^[^*?[\\]*/.exec(text)![0].replace(/\/$/, '')
  let perhaps: RegExp | undefined
  let wildcards: Minimatch | undefined
  return (bytes) => bytes.startsWith(head) && (perhaps ??= expression([atLeast(glob)])).test(bytes) && (literal(bytes) || (wildcards ??= new Minimatch(text, options)).match(bytes))
}

// Git compares bytes: its ? is half of an é. As latin1 text each byte is one character to minimatch, too.
const isAscii = (text: string) => /^[\0-\x7f]*$/.test(text)
const toBytes = (text: string) => isAscii(text) ? text : Buffer.from(text).toString('latin1')
