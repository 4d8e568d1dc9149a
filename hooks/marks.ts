// How drift knows its own lines again: a mark with a seal over them, so that an edit by hand is seen without any record.
import { hashOf } from '../git/hash.ts'
import { DriftError } from '../host/error.ts'

/** The format of the installed program; grows when an older drift could not read the newer one. */
export const hookFormat = 1

/** Whose a hook file is: nobody's, somebody else's, drift's as drift wrote it, or drift's with an edit in it. */
export type Owner = 'absent' | 'foreign' | 'drift' | 'edited'

const seal = (lines: string): string => hashOf('sha256', lines).slice(0, 16)

/** A hook file of our own: the shebang, the mark, the program. */
export function sealHook(program: string): string {
  return `#!/bin/sh\n# drift: hook format ${hookFormat}, seal ${seal(program)}\n${program}`
}

/** Whose the text of a hook file is. */
export function ownerOf(text: string | undefined): Owner {
  if (text === undefined) return 'absent'
  const found = /^#!.*\n# drift: hook format \d+, seal ([0-9a-f]{16})\n/.exec(text)
  if (found) return seal(text.slice(found[0].length)) === found[1] && text.startsWith('#!/bin/sh\n') ? 'drift' : 'edited'
  // The mark without a seal that can be read: still ours, and not as we wrote it.
  return /^# drift: hook format/m.test(text) ? 'edited' : 'foreign'
}

/** Marked lines inside a file that is somebody else's; without a newline at the end. */
export function sealBlock(program: string): string {
  return `# drift: begin format ${hookFormat}, seal ${seal(program)}\n${program}# drift: end`
}

interface Block {
  /** Of the line it begins with. */
  readonly start: number
  /** Behind its last line, without the line's end. */
  readonly end: number
  readonly text: string
  readonly edited: boolean
}

/** The first block of ours. Throws DriftError (exit 1) where it begins and does not end. */
export function findBlock(text: string, path: string): Block | undefined {
  return findBlocks(text, path)[0]
}

/** All blocks of ours, in their order. The whole of one may be indented, and its lines may end as the file's do. */
export function findBlocks(text: string, path: string): Block[] {
  const blocks: Block[] = []
  for (const begin of text.matchAll(/^([ \t]+(?=# drift: begin format \d)|)# drift: begin.*$/gm)) {
    if (begin.index < (blocks.at(-1)?.end ?? 0)) continue
    const last = /^[ \t]*# drift: end$/gm
    last.lastIndex = begin.index
    const end = last.exec(text)
    if (!end) throw new DriftError(`${path} has "# drift: begin" without "# drift: end"`, `Cut drift's lines out of ${path} by hand, then try again.`, 1)
    const [open, ...inside] = text.slice(begin.index, last.lastIndex).split(/\r?\n/).map((line) => (line.startsWith(begin[1]!) ? line.slice(begin[1]!.length) : line))
    blocks.push({
      start: begin.index, end: last.lastIndex, text: text.slice(begin.index, last.lastIndex),
      edited: !open!.endsWith(`, seal ${seal(inside.slice(0, -1).map((line) => `${line}\n`).join(''))}`),
    })
  }
  return blocks
}

/**
 * The text with the block in it: in the place of an older one, else at the end, or `first`, below a shebang.
 * Where the file's last line had no newline, the block's has none either: so `cutBlock` gives back every byte.
 */
export function putBlock(text: string, block: string, where: 'first' | 'last', path: string): string {
  const old = findBlock(text, path)
  if (old) return text.slice(0, old.start) + block + text.slice(old.end)
  const shebang = /^#!.*\n/.exec(text)?.[0] ?? ''
  if (where === 'first' && !(text.startsWith('#!') && shebang === '')) return `${shebang}${block}\n${text.slice(shebang.length)}`
  return text === '' || text.endsWith('\n') ? `${text}${block}\n` : `${text}\n${block}`
}

/** The text without any block of ours. */
export function cutBlock(text: string, path: string): string {
  const old = findBlock(text, path)
  if (!old) return text
  const open = old.end === text.length
  const before = text.slice(0, old.start)
  return cutBlock(open ? before.replace(/\r?\n$/, '') : before + text.slice(old.end).replace(/^\r?\n/, ''), path)
}
