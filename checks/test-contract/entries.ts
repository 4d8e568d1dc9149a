// A config file → its keys with their values: enough of JSON, of object literals in code, and of lists of `key = value` to compare two versions.
import { linesOf, masked } from './mask.ts'
import { script, toml } from './lexis.ts'

/** One key. `path` is `a.b.c`; a list gives its items too. */
export interface Entry {
  readonly path: string
  readonly value: string
  readonly items: readonly string[]
  readonly line: number
}

/** How a config is written: object literals, `key = value`, elements and attributes, one command line, calls with a number. */
export type Form = 'objects' | 'lines' | 'xml' | 'options' | 'calls'

/** All keys of a text that its form lets one see; what is computed gives none. */
export function entriesOf(text: string, form: Form): readonly Entry[] {
  return { objects: ofObjects, lines: ofLines, xml: ofXml, options: ofOptions, calls: ofCalls }[form](text)
}

const wordsOf = (text: string) => text.split(/[\s,"'[\]]+/).filter(Boolean)

function ofOptions(text: string): Entry[] {
  return [{ path: 'options', value: text.trim(), items: wordsOf(text), line: 1 }]
}

/** Elements that hold text alone, and attributes, by their own names; of one name several are a list. */
function ofXml(written: string): Entry[] {
  const text = written.replace(/<!--[\s\S]*?-->/g, (comment) => comment.replace(/[^\n]/g, ' '))
  const lineAt = linesOf(text)
  const found = new Map<string, { path: string; items: string[]; line: number }>()
  for (const { 1: element, 2: content, 3: attribute, 4: value, index } of text.matchAll(/<([\w.:-]+)(?=(?:\s[^<>]*)?>([^<>]*)<\/)|\s([\w.:-]+)\s*=\s*"([^"<]*)"/g)) {
    const path = element ?? attribute!
    const entry = found.get(path) ?? { path, items: [], line: lineAt(index) }
    entry.items.push((content ?? value!).trim())
    found.set(path, entry)
  }
  return [...found.values()].map((entry) => ({ ...entry, value: entry.items[0]! }))
}

/** `SimpleCov.minimum_coverage 90`, also `line: 90`. */
function ofCalls(text: string): Entry[] {
  const lineAt = linesOf(text)
  return [...text.matchAll(/^[ \t]*(?:\w+\.)?(\w+)[ (]+(?:\w+:\s*)?(\d+(?:\.\d+)?)/gm)].map(({ 1: path, 2: value, index }) => ({ path: path!, value: value!, items: [value!], line: lineAt(index) }))
}

interface Level { readonly path: string; readonly items?: string[]; readonly line: number }

function ofObjects(text: string): Entry[] {
  const { code, strings } = masked(text, script)
  const lineAt = linesOf(text)
  const found: Entry[] = []
  const levels: Level[] = []
  let key: string | undefined
  const here = () => [levels.at(-1)?.path, key].filter(Boolean).join('.')
  const literal = (at: number, word: string) => (word === '"' ? strings.get(at)!.slice(1, -1) : word)
  for (const { 0: word, index } of code.matchAll(/"|[{}[\]]|-?[\w$][\w$.]*/g)) {
    const { items } = levels.at(-1) ?? {}
    if (word === '{' || word === '[') {
      levels.push({ path: here(), line: lineAt(index), ...(word === '[' ? { items: [] } : {}) })
      key = undefined
    } else if (word === '}' || word === ']') {
      const level = levels.pop()
      if (word === ']' && level?.items) found.push({ path: level.path, value: level.items.join(' '), items: level.items, line: level.line })
      key = undefined
    // What is computed is marked: nobody knows what it names.
    } else if (items) items.push(word === '"' ? literal(index, word) : `=${word}`)
    else if (/^\s*:/.test(code.slice(index + (word === '"' ? strings.get(index)!.length : word.length), index + 400)) && key === undefined) key = literal(index, word)
    else if (key !== undefined) {
      const value = literal(index, word)
      found.push({ path: here(), value, items: [value], line: lineAt(index) })
      key = undefined
    }
  }
  return found
}

function ofLines(text: string): Entry[] {
  const { code } = masked(text, { ...toml, strings: [] })
  const found: { path: string; values: string[]; line: number }[] = []
  let section = ''
  let open = { brackets: 0, quotes: 0 }
  code.split('\n').forEach((line, i) => {
    const named = /^\s*\[\[?([^[\]]+)\]\]?\s*$/.exec(line)?.[1]
    if (named !== undefined && !/^\s*\[\s*["']/.test(line)) { section = named.trim(); return }
    const [, key, value] = /^(?:\s*)(["']?[A-Za-z_][\w.-]*["']?)\s*[=:]\s*(.*)$/.exec(line) ?? []
    const last = found.at(-1)
    const isOpen = open.brackets > 0 || open.quotes % 2 === 1
    if (key !== undefined && !isOpen && !/^\s+-/.test(line)) {
      found.push({ path: [section, key.replace(/["']/g, '')].filter(Boolean).join('.'), values: [value!], line: i + 1 })
      open = openedBy(value!)
    } else if (last && line.trim() !== '') {
      last.values.push(line.trim().replace(/^-\s+/, ''))
      const { brackets, quotes } = openedBy(line)
      open = { brackets: open.brackets + brackets, quotes: open.quotes + quotes }
    }
  })
  return found.map(({ values, ...entry }) => { const value = values.join('\n'); return { ...entry, value: value.trim().replace(/^["']+|["']+$/g, '').trim(), items: wordsOf(value) } })
}

/** How many brackets a part of a value leaves open, and how many long quotes stand in it. */
function openedBy(text: string): { readonly brackets: number; readonly quotes: number } {
  const count = (sign: RegExp) => (text.match(sign) ?? []).length
  return { brackets: count(/\[/g) - count(/\]/g), quotes: count(/"""|'''/g) }
}
