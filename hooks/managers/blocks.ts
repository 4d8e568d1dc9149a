// Blocks of ours in somebody's YAML: put in as lines, so that no byte of the rest moves, then read by a real parser. Where
// that does not read what was meant, nothing is written.
import { isDeepStrictEqual } from 'node:util'
import { cutBlock, findBlocks, sealBlock } from '../marks.ts'
import { readData } from './data.ts'
import type { Data } from './shape.ts'

/** Lines for one place of the text: the first entry of the list `under` this key, or a key of their own at the end. */
export interface Part {
  readonly under?: string
  readonly lines: string
}

/**
 * The text with the parts in it, each as a marked block; the same text where they are in it as drift writes them. `expected`
 * says what is to be read of it, given what is read without them. Undefined where that cannot be had.
 */
export async function withBlocks(text: string, file: string, parts: (was: Data) => readonly Part[], expected: (was: Data) => Data): Promise<string | undefined> {
  const base = cutBlock(text, file)
  const was = await readData(base, file)
  if (!was) return undefined
  const wanted = parts(was)
  const after = unchanged(text, file, wanted) ? text : wanted.reduce<string | undefined>((so, part) => so === undefined ? undefined : put(so, part), base)
  return after !== undefined && isDeepStrictEqual(await readData(after, file), expected(was)) ? after : undefined
}

/** Whether the blocks stand as drift writes them, wherever in the file they were moved. */
function unchanged(text: string, file: string, parts: readonly Part[]): boolean {
  const plain = (block: string) => block.replace(/\r\n/g, '\n').replace(/^[ \t]+/gm, '')
  return isDeepStrictEqual(findBlocks(text, file).map((block) => plain(block.text)).sort(), parts.map(({ lines }) => plain(sealBlock(lines))).sort())
}

function put(text: string, { under, lines }: Part): string | undefined {
  const eol = text.includes('\r\n') ? '\r\n' : '\n'
  const block = sealBlock(lines).split('\n')
  if (under === undefined) return text === '' || text.endsWith('\n') ? `${text}${block.join(eol)}${eol}` : `${text}${eol}${block.join(eol)}`
  const key = new RegExp(`^${under}:[ \\t]*(#.*)?\\r?\\n`, 'm').exec(text)
  const indent = key && /^(?:[ \t]*(?:#.*)?\r?\n)*([ \t]*)-[ \t]/.exec(text.slice(key.index + key[0].length))?.[1]
  if (indent === null || indent === undefined) return undefined
  const at = key!.index + key![0].length
  return text.slice(0, at) + block.map((line) => `${indent}${line}${eol}`).join('') + text.slice(at)
}
