// Which of the lines that a fix removed were the fault: not blank ones, comments, signs alone, or lines that only moved. Pure.

/** A removed line, with its number in the file before. */
export interface Line {
  readonly nth: number
  readonly text: string
}

/** What a commit did to one file, without white space at the ends of lines. `path` is that of before. */
export interface FileEdit {
  readonly path: string
  readonly removed: readonly Line[]
  readonly added: readonly string[]
}

// What begins a line that is nothing but comment, where the language is plain.
const comments: readonly (readonly [extensions: string, comment: RegExp])[] = [
  ['c cc cpp cs cxx dart go h hpp java js jsx kt less m mjs cjs mts cts php rs scala scss swift ts tsx', /^(\/\/|\/\*|\*\/|\*(\s|$))/],
  ['bash cfg conf ex exs ini jl nim pl ps1 py r rb sh tcl toml yaml yml zsh', /^#/],
  ['ada elm hs lua sql', /^--/],
  ['css', /^(\/\*|\*\/|\*(\s|$))/],
  ['htm html md svg vue xml', /^(<!--|-->)/],
]
const byExtension = new Map(comments.flatMap(([extensions, comment]) => extensions.split(' ').map((extension) => [extension, comment] as const)))

/** Whether a line says nothing that could be wrong: blank, without a letter or digit, or a comment. */
export function isIdle(path: string, text: string): boolean {
  const trimmed = text.trim()
  return !/[\p{L}\p{N}]/u.test(trimmed) || (byExtension.get(/\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? '')?.test(trimmed) ?? false)
}

/**
 * Of one commit's edits, the removed lines to follow. A line that stands again among what the same commit added, in whatever
 * file and however far in, has only moved; as often as it was added, that is. Files of drift's own are no work.
 */
export function faultyLines(edits: readonly FileEdit[]): FileEdit[] {
  const again = new Map<string, number>()
  for (const text of edits.flatMap(({ added }) => added)) again.set(flat(text), (again.get(flat(text)) ?? 0) + 1)
  return edits.filter(({ path }) => !path.startsWith('.drift/')).flatMap((edit) => {
    const removed = edit.removed.filter(({ text }) => {
      const left = again.get(flat(text)) ?? 0
      if (left > 0) again.set(flat(text), left - 1)
      return left === 0 && !isIdle(edit.path, text)
    })
    return removed.length > 0 ? [{ ...edit, removed }] : []
  })
}

const flat = (text: string) => text.replace(/\s+/g, '')

/** Line numbers as ranges, both ends in. */
export function rangesOf(lines: readonly Line[]): [from: number, to: number][] {
  const ranges: [number, number][] = []
  for (const { nth } of [...lines].sort((a, b) => a.nth - b.nth)) {
    const last = ranges.at(-1)
    if (last && nth <= last[1] + 1) last[1] = nth
    else ranges.push([nth, nth])
  }
  return ranges
}
