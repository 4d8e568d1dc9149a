// Text that comes from a repository, made safe for a terminal and for a shell line.

/** Control characters, bidi overrides and lone surrogates shown as escapes, so that no commit can paint a terminal. */
export function visible(text: string): string {
  // Making the expression below takes longer than most calls of drift have left.
  if (/^[\t\n -~]*$/.test(text)) return text
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]/gu, (c) => `\\u${c.codePointAt(0)!.toString(16).padStart(4, '0')}`)
}

/** The same on one line: a file name with a line break in it must not look like a line of drift's own. */
export function oneLine(text: string): string {
  return visible(text).replaceAll('\n', '\\n')
}

/** At most so many UTF-16 units, with `…` where something was left away; no pair of surrogates is cut in two. */
export function clipped(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`
}

/** The mark by which GitHub and Azure Pipelines (`##[…]`, `##vso[…]`) and TeamCity (`##teamcity[…]`) know a command anywhere in a line. */
export const commandMark = /##(?=[a-z]*\[)/gi

/** Printed text in which a CI system finds nothing to obey: no such mark, and no `::` where a line begins, whatever blanks stand before it. */
export function inert(text: string): string {
  return text.replace(commandMark, '#\\u0023').replace(/^([^\S\r\n]*):(?=:)/gm, '$1\\u003a')
}

const hollow = /^(|-+|\?+|\.+|n\/?a\.?|none\.?|nil|null|no|yes|ok|tbd\.?|todo\.?|unknown\.?|see above\.?|same\.?|x+)$/i

/** Whether an answer is none: "TBD", "n/a", "-" … */
export function saysNothing(text: string): boolean {
  return hollow.test(text.trim())
}

/** One word of a POSIX shell line. */
export function shellWord(text: string): string {
  return /^[A-Za-z0-9_./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

/** A path from the root as one word of a shell line that git takes for that very path, also when called in a subfolder. */
export function pathspecWord({ path, bytes }: { readonly path: string; readonly bytes?: string }): string {
  if (bytes === undefined && !/[*?[\\\0-\x1f\x7f]/.test(path)) return shellWord(`:/${path}`)
  // What no line can hold is a `?` each: the nearest thing to its name.
  const odd = bytes === undefined ? /[\0-\x1f\x7f]/g : /[\0-\x1f\x7f-\xff]/g
  return shellWord(`:(top,glob)${(bytes ?? path).replace(/[*?[\\]/g, '\\$&').replace(odd, '?')}`)
}

/** The nearest of the known words, if one is near enough to be what was meant. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  let best: { readonly name: string; readonly far: number } | undefined
  for (const name of known) {
    const far = distance(word.toLowerCase(), name.toLowerCase())
    if (far <= Math.max(2, Math.floor(name.length / 3)) && (!best || far < best.far)) best = { name, far }
  }
  return best?.name
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)))
    row = next
  }
  return row[b.length]!
}

/** A text in lines of at most 80 columns, broken at blanks; those after the first are indented. A word that is longer stays whole. */
export function wrapped(text: string, indent: number, columns = 80): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/(?<=\S) /)) {
    if (line !== '' && line.length + 1 + word.length > columns) { lines.push(line); line = ' '.repeat(indent) + word } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}

/** A time for people: ISO 8601 in UTC, as records have it, to the second. */
export function moment(iso: string): string {
  return iso.replace(/^(\S+)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/, '$1 $2 UTC')
}

/** Whether a terminal shows more than ASCII, as its locale says. */
export function showsUnicode(environment: Readonly<Record<string, string | undefined>>): boolean {
  return process.platform === 'win32' || /utf-?8/i.test(environment['LC_ALL'] || environment['LC_CTYPE'] || environment['LANG'] || '')
}

const plainSigns: Readonly<Record<string, string>> = { '\u2026': '...', '\u2013': '-', '\u2014': '--', '\u2192': '->' }

/** Dashes, dots and arrows between drift's own words as every terminal has them; within names they stay as they are. */
export function inAscii(text: string): string {
  return text.replace(/(?<=^|\s)[\u2013\u2014\u2026\u2192](?=$|[\s:)])/gm, (sign) => plainSigns[sign]!)
}
