// Source text → the same text without comments and without what stands inside of strings: at every place a blank, or the code itself.

/** How one language writes comments and strings. Patterns are sticky; the first that fits wins. */
export interface Lexis {
  /** Characters at which a comment or string may begin. */
  readonly starts: RegExp
  readonly comments: readonly Span[]
  readonly strings: readonly Span[]
}

/** Something with a beginning and an end. */
export interface Span {
  readonly open: RegExp
  /** What ends it, told by what began it; absent where `open` took all of it. */
  readonly close?: (opened: RegExpExecArray) => RegExp
  /** It also begins within itself. */
  readonly nests?: true
  /** Whether it may begin here, by what stands before. */
  readonly after?: (before: string) => boolean
  /** Its content begins on the next line: the rest of this one is code. */
  readonly below?: true
  /** Where it ends, for what no pattern can tell. Gives the index behind it. */
  readonly end?: (text: string, from: number) => number
}

/** A text without its comments and strings. */
export interface Masked {
  readonly text: string
  /** As long as the text. Of a string only its first character is left, as `"`. */
  readonly code: string
  /** Index of that `"` → the string, as it is written. */
  readonly strings: ReadonlyMap<number, string>
  /** Index of each opening bracket → its closing one. */
  readonly pairs: ReadonlyMap<number, number>
}

/** Takes comments and strings out of a text. */
export function masked(text: string, { starts, comments, strings }: Lexis): Masked {
  const parts: string[] = []
  const found = new Map<number, string>()
  const find = new RegExp(starts, 'gm')
  let done = 0
  const blank = (from: number, to: number, first = '') => {
    parts.push(text.slice(done, from), first, text.slice(from + first.length, to).replace(/[^\n]/g, ' '))
    done = to
  }
  /** Here documents that this line opened: their contents follow it. */
  let waiting: RegExp[] = []
  for (let at = next(find, text, 0); at >= 0; at = next(find, text, Math.max(done, at + 1))) {
    if (text[at] === '\n') {
      for (const close of waiting) blank(at + 1, behind(close, text, Math.max(done, at + 1)))
      waiting = []
      // A comment may begin with the line.
      if (done > at) continue
    }
    const comment = spanAt(comments, text, at)
    if (comment) { blank(at, comment.end); continue }
    const string = spanAt(strings, text, at)
    if (!string) continue
    found.set(at, text.slice(at, string.end))
    if (string.waits) waiting.push(string.waits)
    blank(at, string.end, '"')
  }
  const code = parts.join('') + text.slice(done)
  return { text, code, strings: found, pairs: bracketsOf(code) }
}

function next(find: RegExp, text: string, from: number): number {
  find.lastIndex = from
  return find.exec(text)?.index ?? -1
}

function spanAt(spans: readonly Span[], text: string, at: number): { readonly end: number; readonly waits?: RegExp } | undefined {
  for (const span of spans) {
    span.open.lastIndex = at
    const opened = span.open.exec(text)
    if (!opened || (span.after && !span.after(text.slice(Math.max(0, at - 40), at)))) continue
    const from = at + opened[0].length
    if (span.end) return { end: span.end(text, from) }
    if (!span.close) return { end: from }
    if (span.below) return { end: from, waits: span.close(opened) }
    return { end: span.nests ? nested(span, span.close(opened), text, from) : behind(span.close(opened), text, from) }
  }
  return undefined
}

/** The index behind what a pattern finds; the end of the text where it finds nothing. */
function behind(close: RegExp, text: string, from: number): number {
  close.lastIndex = from
  return close.exec(text) ? close.lastIndex : text.length
}

function nested({ open }: Span, close: RegExp, text: string, from: number): number {
  const both = new RegExp(`(${open.source})|${close.source}`, 'g')
  both.lastIndex = from
  let depth = 1
  for (let hit = both.exec(text); hit; hit = both.exec(text)) {
    depth += hit[1] === undefined ? -1 : 1
    if (depth === 0) return both.lastIndex
  }
  return text.length
}

const closers: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' }

function bracketsOf(code: string): ReadonlyMap<number, number> {
  const pairs = new Map<number, number>()
  const open: number[] = []
  // How many of each are open: a text full of closing ones that nothing opened would be searched again and again.
  const waiting = new Map<string, number>()
  const count = (sign: string, by: number) => waiting.set(sign, (waiting.get(sign) ?? 0) + by)
  for (const { 0: sign, index } of code.matchAll(/[()[\]{}]/g)) {
    const opener = closers[sign]
    if (opener === undefined) { open.push(index); count(sign, 1); continue }
    if (!waiting.get(opener)) continue
    // Where one is missing the outer ones still fit.
    for (let last = open.pop()!; ; last = open.pop()!) {
      count(code[last]!, -1)
      if (code[last] !== opener) continue
      pairs.set(last, index)
      break
    }
  }
  return pairs
}

/** Tells the line of an index, counted from 1. */
export function linesOf(text: string): (at: number) => number {
  const ends: number[] = []
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) ends.push(i)
  return (at) => {
    let [low, high] = [0, ends.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (ends[middle]! < at) low = middle + 1
      else high = middle
    }
    return low + 1
  }
}
