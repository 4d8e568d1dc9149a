// Where the values of a config or plan file stand in its text, so that a mistake can be told by its line. Asked only once
// something is wrong.
import { endOfString, isJson, pointerPart } from './parse.ts'

/** Lines, counted from 1, by JSON pointer: of a value's key where it has one. */
export type Lines = ReadonlyMap<string, number>

/** Lines of these pointers in a text that was read as data; what cannot be found is left out. */
export async function linesOf(text: string, file: string, pointers: readonly string[]): Promise<Lines> {
  return isJson(text, file) ? jsonLines(text).lines : yamlLines(text, file, pointers)
}

const token = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.+-])|(?:true|false|null)(?!\w)|[[\]{},:]/y
// Far deeper than any data that is taken; a text of brackets alone must not overflow the stack.
const deepest = 500

class Broken extends Error {}

/** Lines of every value of a JSON text, as far as it is JSON; `broken` is the line where it stops to be. */
export function jsonLines(text: string): { readonly lines: Lines; readonly broken?: number } {
  const lines = new Map<string, number>()
  const end = text.trimEnd().length
  let at = text.startsWith('\ufeff') ? 1 : 0
  let line = 1
  const skip = () => {
    for (; ' \t\r\n'.includes(text[at] ?? 'x') && at < end; at++) if (text[at] === '\n') line++
  }
  const next = (): string => {
    skip()
    token.lastIndex = at
    const found = text[at] === '"' ? text.slice(at, endOfString(text, at)) : token.exec(text)?.[0]
    if (found === undefined || (found[0] === '"' && !isString(found))) throw new Broken()
    at += found.length
    return found
  }
  const need = (found: string, ...wanted: readonly string[]): string => {
    if (!wanted.includes(found)) throw new Broken()
    return found
  }
  const value = (pointer: string, first: string, depth: number): void => {
    if (!lines.has(pointer)) lines.set(pointer, line)
    if (depth > deepest || /^[\]},:]$/.test(first)) throw new Broken()
    if (first !== '{' && first !== '[') return
    const close = first === '{' ? '}' : ']'
    let word = next()
    for (let i = 0; word !== close || i > 0; i++) {
      const key = first === '[' ? `${i}` : keyOf(word)
      const below = `${pointer}/${pointerPart(key)}`
      lines.set(below, line)
      if (first === '{') need(next(), ':')
      value(below, first === '{' ? next() : word, depth + 1)
      if (need(next(), ',', close) === close) return
      word = next()
    }
  }
  try {
    value('', next(), 0)
    skip()
    return at < end ? { lines, broken: line } : { lines }
  } catch (error) {
    if (error instanceof Broken) return { lines, broken: line }
    throw error
  }
}

function isString(word: string): boolean {
  try {
    return typeof JSON.parse(word) === 'string'
  } catch {
    return false
  }
}

function keyOf(word: string): string {
  if (word[0] !== '"') throw new Broken()
  return JSON.parse(word) as string
}

// With each line more all is parsed anew: what is longer than any config is told without lines.
const most = { rows: 500, length: 65_536 }

/**
 * Lines in a YAML text. Its parser tells none, so it is given ever more of the text: a value stands where it is first there.
 * What cannot be cut (a list in brackets over several lines) stands where it begins.
 */
async function yamlLines(text: string, file: string, pointers: readonly string[]): Promise<Lines> {
  const { loadYaml } = await import('./yaml.ts')
  const lines = new Map<string, number>()
  const rows = text.length > most.length ? [] : text.split('\n')
  let whole = 0
  for (let n = 1; n <= rows.length && rows.length <= most.rows; n++) {
    let data: unknown
    try {
      data = loadYaml(file, `${rows.slice(0, n).join('\n')}\n`)
    } catch {
      // Cut in the middle of something.
      continue
    }
    for (const pointer of pointers) if (!lines.has(pointer) && holds(data, pointer)) lines.set(pointer, whole + 1)
    whole = n
  }
  return lines
}

function holds(data: unknown, pointer: string): boolean {
  let value = data
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return false
    value = (value as Record<string, unknown>)[key]
  }
  return data !== undefined && data !== null
}
