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
  readonly start: number
  readonly end: number
  readonly text: string
  readonly edited: boolean
}

/** The first block of ours. Throws DriftError (exit 1) where it begins and does not end. */
export function findBlock(text: string, path: string): Block | undefined {
  const begin = /^# drift: begin.*$/m.exec(text)
  if (!begin) return undefined
  const last = /^# drift: end$/gm
  last.lastIndex = begin.index
  const end = last.exec(text)
  if (!end) throw new DriftError(`${path} has "# drift: begin" without "# drift: end"`, `Cut drift's lines out of ${path} by hand, then try again.`, 1)
  const inside = text.slice(begin.index + begin[0].length + 1, end.index)
  return { start: begin.index, end: last.lastIndex, text: text.slice(begin.index, last.lastIndex), edited: !begin[0].endsWith(`, seal ${seal(inside)}`) }
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
  const before = open && text[old.start - 1] === '\n' ? text.slice(0, old.start - 1) : text.slice(0, old.start)
  return cutBlock(before + text.slice(open ? old.end : old.end + 1), path)
}
