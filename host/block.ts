// Marked lines in a file that is somebody else's, one block a plugin. Texts are taken as they are, line ends included.
import { DriftError } from './error.ts'

/** Whose block it is, and how the file comments a line. */
export interface BlockMark {
  readonly plugin: string
  readonly comment: string
}

const closing: Readonly<Record<string, string>> = { '<!--': ' -->', '/*': ' */', '{/*': ' */}', '(*': ' *)' }

function marks({ plugin, comment }: BlockMark): readonly [begin: string, end: string] {
  const close = closing[comment] ?? ''
  return [`${comment} drift: begin ${plugin}${close}`, `${comment} drift: end ${plugin}${close}`]
}

/**
 * The text with a plugin's block in it: in the place of an older one, else at the end. Where the last line had no newline,
 * the block's has none either: so `cutBlock` gives back every byte. `path` is for the error (exit 1) of a block without an end.
 */
export function putBlock(text: string, block: string, mark: BlockMark, path: string): string {
  const [begin, end] = marks(mark)
  const eol = /\r\n/.test(text) ? '\r\n' : '\n'
  const lines = [begin, ...block.replace(/\r?\n$/, '').split(/\r?\n/), end].join(eol)
  const old = findBlock(text, mark, path)
  if (old) return text.slice(0, old.start) + lines + text.slice(old.end)
  return text === '' || text.endsWith('\n') ? `${text}${lines}${eol}` : `${text}${eol}${lines}`
}

/** The text without a plugin's block. */
export function cutBlock(text: string, mark: BlockMark, path: string): string {
  const old = findBlock(text, mark, path)
  if (!old) return text
  const atEnd = old.end === text.length
  const before = atEnd ? text.slice(0, old.start).replace(/\r?\n$/, '') : text.slice(0, old.start)
  return before + text.slice(old.end).replace(/^\r?\n/, '')
}

function findBlock(text: string, mark: BlockMark, path: string): { readonly start: number; readonly end: number } | undefined {
  const [begin, end] = marks(mark)
  const start = lineAt(text, begin, 0)
  if (start < 0) return undefined
  const last = lineAt(text, end, start)
  if (last < 0) throw new DriftError(`${path} has "${begin}" without "${end}"`, `Cut these lines out of ${path} by hand, then try again.`, 1)
  return { start, end: last + end.length }
}

/** Where a whole line stands, from some place on. */
function lineAt(text: string, line: string, from: number): number {
  for (let at = text.indexOf(line, from); at >= 0; at = text.indexOf(line, at + 1)) {
    if ((at === 0 || text[at - 1] === '\n') && /^\r?(\n|$)/.test(text.slice(at + line.length, at + line.length + 2))) return at
  }
  return -1
}
