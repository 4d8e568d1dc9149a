// Which lines of an attributes file are about a file. Where git and drift could differ a line counts: that costs no more than a
// person's look.

/** The lines of two texts without those that both begin and end with. */
export function apart(before: string, after: string): readonly [before: readonly string[], after: readonly string[]] {
  const [a, b] = [before, after].map((text) => text.replace(/^\xef\xbb\xbf/, '').split('\n').map((line) => line.trim())) as [string[], string[]]
  let start = 0
  while (start < a.length && a[start] === b[start]) start++
  let end = 0
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++
  return [a.slice(start, a.length - end), b.slice(start, b.length - end)]
}

/** Whether a line is about a file; `path` is what lies below the attributes file's folder. Bytes all. */
export function speaksOf(line: string, path: string): boolean {
  if (line === '' || line.startsWith('#')) return false
  // A macro means what other lines say by it.
  if (line.startsWith('[attr]')) return true
  const quoted = /^"((?:\\.|[^"\\])*)"/.exec(line)?.[1]
  // Quoted as git quotes paths; what is escaped there may be any sign.
  const pattern = quoted === undefined ? /^\S+/.exec(line)![0] : quoted.replace(/\\[0-7]{3}|\\[abfnrtv]/g, '?').replace(/\\(.)/g, '$1')
  // `**/` is no folder, too.
  const whole = pattern.toLowerCase().replaceAll('**/', '*').replace(/^\//, '')
  const file = path.toLowerCase()
  return like(whole, pattern.includes('/') ? file : file.slice(file.lastIndexOf('/') + 1))
}

/** Whether a pattern takes a text; a star stands for slashes too, and a set for any sign. Goes back to the last star alone. */
function like(pattern: string, text: string): boolean {
  const parts = pattern.match(/\\.|\[!?\^?\]?[^\]]*\]|[^]/g) ?? []
  const takes = (part: string, sign: string) => part === '?' || (part.length > 1 && part.startsWith('[')) || part.replace(/^\\(?=.)/, '') === sign
  let at = 0
  let star = { at: -1, from: 0 }
  for (let i = 0; i < text.length;) {
    if (parts[at] === '*') star = { at: ++at, from: i }
    else if (parts[at] !== undefined && takes(parts[at]!, text[i]!)) { at++; i++ }
    else if (star.at < 0) return false
    else { star = { at: star.at, from: star.from + 1 }; at = star.at; i = star.from }
  }
  return parts.slice(at).every((part) => part === '*')
}
