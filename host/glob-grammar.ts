// The closed grammar of globs. Outside of it git and minimatch differ (a**, unclosed brackets) or what is meant is
// anybody's guess ({a}, ./x, src\a), so it is refused before any matcher sees it.

/** A pattern taken apart: alternatives without braces, each of them a git `:(glob)` pathspec. */
export interface ParsedGlob {
  readonly exclude: boolean
  readonly alternatives: readonly string[]
}

/** Why a pattern is refused, and how to write it instead. */
export interface GlobFault {
  readonly wrong: string
  readonly instead: string
}

class Refused extends Error {
  readonly fault: GlobFault
  constructor(fault: GlobFault) {
    super(fault.wrong)
    this.fault = fault
  }
}

const refuse = (wrong: string, instead: string): never => { throw new Refused({ wrong, instead }) }

// What bounds the work of one match: the longest path git takes is 4,096 bytes, and every byte of a wildcard segment may
// meet every byte of it. Git before 2.41 goes back to every star of a segment in turn.
const limits = { bytes: 4096, alternatives: 64, doubleStars: 3, starsInSegment: 5, wildcardBytes: 512 }

/** Takes a pattern apart, or says what is wrong with it. */
export function parseGlob(pattern: string): ParsedGlob | GlobFault {
  if (isPlain(pattern)) return { exclude: pattern.startsWith('!'), alternatives: [pattern.replace('!', '')] }
  try {
    checkText(pattern)
    const exclude = pattern.startsWith('!')
    const alternatives = [...new Set(expand(tokens(exclude ? pattern.slice(1) : pattern)))]
    const work = alternatives.reduce((sum, alternative) => sum + checkAlternative(alternative), 0)
    if (work > limits.wildcardBytes)
      refuse(`its folder and file names with wildcards come to more than ${limits.wildcardBytes} bytes`, 'Write several shorter patterns.')
    return { exclude, alternatives }
  } catch (error) {
    if (error instanceof Refused) return error.fault
    throw error
  }
}

// Most patterns of a config are of this form, and a hook reads dozens: plain names, at most one star in each, ** alone.
const plain = /^!?(?:(?:\*\*|[\w.-]+\*?[\w.-]*|\*[\w.-]*)\/)*(?:\*\*|[\w.-]+\*?[\w.-]*|\*[\w.-]*)$/

function isPlain(pattern: string): boolean {
  return pattern.length <= 256 && plain.test(pattern) && !/(^!?|\/)\.{1,2}(\/|$)/.test(pattern) && pattern.split('**').length - 1 <= limits.doubleStars
}

function checkText(pattern: string): void {
  if (pattern === '' || pattern === '!') refuse('it is empty', 'Write ** for every file.')
  if (Buffer.byteLength(pattern) > limits.bytes) refuse(`it is longer than ${limits.bytes} bytes`, 'Write several shorter patterns.')
  if (/[\0-\x1f\x7f\p{Cs}]/u.test(pattern)) refuse('it holds a control character or half a character', 'Write ? for each byte of such a character.')
  if (/^!?\s|(?<!\\)\s$/.test(pattern))
    refuse('a blank begins or ends it', 'Remove the blank; a space that belongs to a name is written with a backslash before it, and any other blank as a ? for each of its bytes.')
  if (/^!?:/.test(pattern))
    refuse('it begins with ":", the sign of pathspec magic', 'Write the glob alone; exclude with a "!" before it; a ":" that begins a name is written "\\:".')
}

const token = /\\[ -.:-@[-`{-~]|\[(?![!^]\])[!^]?(?:\\[ -.:-@[-`{-~]|[^\\[\]{}/\x80-\u{10ffff}])+\]|[^\\[]/uy

/** Escapes and bracket sets are one token each, so that expanding braces can neither make nor break one. */
function tokens(text: string): string[] {
  const found: string[] = []
  token.lastIndex = 0
  while (token.lastIndex < text.length) {
    const at = token.lastIndex
    const [next] = token.exec(text) ?? [text[at] === '\\' ? badEscape() : badSet()]
    if (next[0] === '[') checkSet(next)
    found.push(next)
  }
  return found
}

const badEscape = () => refuse('a backslash stands before a letter, a digit, a "/" or nothing',
  'Write "/" between folders; a backslash only takes away the meaning of the sign after it: \\* \\[ \\{')
const badSet = () => refuse('a "[" begins no complete set of plain ASCII characters',
  'Write a set as [abc], [a-z] or [!abc], with a backslash before any of [ ] { } in it; a "[" in a name is written "\\[".')

// A range that runs backwards empties the set in minimatch (even [!z-a]) and does nothing in git; minimatch 11 also
// takes [\^a] for [^a].
function checkSet(set: string): void {
  if (set.startsWith('[\\^')) refuse(`the set ${set} begins with "\\^"`, 'Write the "^" further back: [a^].')
  const members = set.slice(1, -1).replace(/^[!^]/, '').match(/\\.|[^\\]/gs) ?? []
  for (let at = 0; at < members.length; at++) {
    if (members[at + 1] !== '-' || at + 2 >= members.length) continue
    if (members[at]!.at(-1)! > members[at + 2]!.at(-1)!)
      refuse(`the range ${members.slice(at, at + 3).join('')} runs backwards`, `Write the smaller character first, or "\\-" for a plain "-".`)
    at += 2
  }
}

function expand(all: readonly string[]): string[] {
  let at = 0
  const bounded = (count: number) => count <= limits.alternatives ||
    refuse(`its braces stand for more than ${limits.alternatives} patterns`, 'Write several patterns, or * in place of a list.')
  const sequence = (inside: boolean): string[] => {
    let made = ['']
    while (at < all.length && !(inside && (all[at] === ',' || all[at] === '}'))) {
      const next = all[at++]!
      if (next === '}') refuse('a "}" without its "{"', 'Write {a,b} for alternatives; a brace in a name is written "\\}".')
      const ways = next === '{' ? braces() : [next]
      bounded(made.length * ways.length)
      made = made.flatMap((head) => ways.map((way) => head + way))
    }
    return made
  }
  const braces = (): string[] => {
    const ways = sequence(true)
    if (all[at] === '}') refuse('braces without a comma in them', 'Write {a,b} for alternatives ({1..3} is {1,2,3}); a brace in a name is written "\\{".')
    for (; all[at] === ','; bounded(ways.length)) { at++; ways.push(...sequence(true)) }
    if (all[at++] !== '}') refuse('a "{" without its "}"', 'Write {a,b} for alternatives; a brace in a name is written "\\{".')
    return ways
  }
  return sequence(false)
}

/** The bytes of its segments that hold wildcards. */
function checkAlternative(alternative: string): number {
  if (alternative === '') refuse('one of its alternatives is empty', 'Write ** for every file.')
  if (alternative.startsWith('!'))
    refuse('a "!" stands before only a part of it, or twice', 'Write one "!" before the whole pattern; a "!" that begins a name is written "\\!".')
  const folder = alternative.endsWith('/')
  if (folder && /[*?[\\]/.test(alternative)) refuse('it ends with "/" and holds wildcards', `Write ${alternative.replace(/\/+$/, '')}/** for all that is below.`)
  const segments = (folder ? alternative.slice(0, -1) : alternative).split('/')
  segments.forEach(checkSegment)
  if (segments.filter((segment) => segment === '**').length > limits.doubleStars)
    refuse(`more than ${limits.doubleStars} times **`, 'Name the folders between, or write fewer **.')
  return segments.filter((segment) => segment !== '**' && /[*?[]/.test(segment)).join('').length
}

function checkSegment(segment: string, at: number): void {
  if (segment === '')
    refuse(at === 0 ? 'it begins with "/"' : 'two "/" in a row', 'Write the path from the top folder of the repository, with one "/" between folders and none before.')
  if (/^(\\?\.){1,2}$/.test(segment)) refuse('it holds "." or ".." as a folder', 'Write the path from the top folder of the repository; ** is every file.')
  const stars = segment.replace(/\\.|\[(?:\\.|[^\]])*\]/gs, '_')
  // Git strips the literal beginning first, so that a** crosses folders and ?** does not.
  if (stars.includes('**') && segment !== '**')
    refuse('a ** stands beside other characters', `Write * within one folder (${segment.replace(/\*{2,}/g, '*')}), or ** alone between slashes: a/**, **/*.md`)
  if (stars.split('*').length - 1 > limits.starsInSegment)
    refuse(`more than ${limits.starsInSegment} times * in one name`, 'One * stands for any number of characters: write fewer.')
}
