// A text → the tests in it, by a language's table.
import { keyword, type Begin, type Language } from './languages.ts'
import { linesOf, masked, type Masked } from './mask.ts'

/** A test, or a group of tests. */
export interface Test {
  /** As its author wrote it; where no string names it, the code that does. */
  readonly name: string
  /** The names of the groups around it and its own. */
  readonly path: string
  readonly line: number
  readonly group: boolean
  readonly around: Test | undefined
  /** How often something skips it, and focuses it: in its own text, outside of tests within. */
  readonly skips: number
  readonly focuses: number
  readonly asserts: number
  /** Words and strings of its text, and what it calls. */
  readonly words: ReadonlySet<string>
  /** The same, and what stands in its strings word by word: a table of cases says in text what others say in code. */
  readonly data: ReadonlySet<string>
  readonly calls: ReadonlySet<string>
}

/** What a test file holds. */
export interface Tests {
  readonly all: readonly Test[]
  /** Words that stand outside of all tests, in strings too. */
  readonly loose: ReadonlySet<string>
  /** What skips the whole file, as written, with its line. */
  readonly skipsAll: readonly { readonly what: string; readonly line: number }[]
}

interface Place { readonly begin: Begin; readonly from: number; readonly to: number; readonly name: string; readonly head: string; readonly pending: boolean; readonly sign?: readonly [from: number, to: number] }

// Nobody nests tests like this but to keep a reader busy: what lies deeper is part of what it lies in.
const deepest = 20

/** The tests in a text, in the order in which they begin. */
export function testsIn(text: string, language: Language): Tests {
  const mask = masked(text, language.lexis)
  const begins = [...language.begins, ...language.named?.(mask.code) ?? []]
  const places = begins.flatMap((begin) => placesOf(begin, mask)).sort((a, b) => a.from - b.from || b.to - a.to)
  const lineAt = linesOf(text)
  const all: Test[] = []
  const groups = new Set<Place>()
  const open: { readonly test: Test; readonly to: number }[] = []
  places.forEach((place, i) => {
    while (open.length > 0 && open.at(-1)!.to <= place.from) open.pop()
    if (open.length === deepest) return
    const around = open.at(-1)?.test
    const test = testAt(place, ownOf(mask.code, place, places, i), around, lineAt(place.from), mask, language)
    all.push(test)
    if (test.group) groups.add(place)
    open.push({ test, to: place.to })
  })
  const written = [...mask.code.matchAll(language.skipsAll ?? /(?!)/g), ...text.matchAll(language.skipsAllAsWritten ?? /(?!)/g)]
  return { all, loose: new Set(outside(places.filter((place) => !groups.has(place)), mask.code.length).flatMap(([from, to]) => [...dataOf(mask, from, to)])), skipsAll: written.map(({ 0: what, index }) => ({ what: what.trim(), line: lineAt(index) })) }
}

/** What lies between places, which come in order. */
function outside(places: readonly Place[], length: number): readonly (readonly [from: number, to: number])[] {
  const parts: [number, number][] = []
  let at = 0
  for (const { from, to } of places) {
    if (from > at) parts.push([at, from])
    at = Math.max(at, to)
  }
  return [...parts, [at, length]]
}

/** Its code without that of the tests and groups within. */
function ownOf(code: string, { from, to }: Place, places: readonly Place[], i: number): string {
  const parts: string[] = []
  let at = from
  for (let j = i + 1; j < places.length && places[j]!.from < to; j++) {
    const inner = places[j]!
    if (inner.from < at) continue
    parts.push(code.slice(at, inner.from))
    at = Math.min(inner.to, to)
  }
  return parts.join(' ') + code.slice(at, to)
}

// From where a chain begins, and over few blanks: one that is called nowhere would be read anew from each of its parts.
const call = /(?<![\w$]|(?:\.|::)\s{0,9})[\w$]+(?:\s{0,9}(?:\.{1,3}|::)\s{0,9}[\w$]+)*!?(?=\s{0,9}\()/g

const word = /[\p{L}\p{N}_$]+/gu

const count = (text: string, pattern: RegExp | undefined) => (pattern ? [...text.matchAll(new RegExp(pattern, pattern.flags.includes('g') ? pattern.flags : `${pattern.flags}g`))].length : 0)

/** The words of a part of a text, and those of its strings. */
function dataOf({ code, strings }: Masked, from: number, to: number): ReadonlySet<string> {
  const found = new Set(code.slice(from, to).match(word))
  for (let at = code.indexOf('"', from); at >= 0 && at < to; at = code.indexOf('"', at + 1)) for (const one of strings.get(at)?.match(word) ?? []) found.add(one)
  return found
}

/** A part of the code; strings that hold code are no constants. */
function constantsOf({ code, strings }: Masked, from: number, to: number): string {
  return code.slice(from, to).replace(/"/g, (quote, at: number) => (/^[^'].*(?:[$#]\{|\{\$|\$[A-Za-z_])|^@?\$/s.test(strings.get(from + at) ?? '') ? '_' : quote))
}

function testAt({ begin, from, to, name, head, pending, sign = [from, from] }: Place, own: string, around: Test | undefined, line: number, mask: Masked, { skips, focuses, grouped, asserts, hollow }: Language): Test {
  const { code, strings } = mask
  const group = begin.group === true || /describe|context|suite|module/.test(head) && begin.form === 'call'
  const whole = code.slice(from, to)
  // Without what only looks like a demand.
  const serious = (constantsOf(mask, from, sign[0]) + constantsOf(mask, sign[1], to)).replace(hollow, ' ')
  const inner = begin.form === 'call' ? serious.slice(serious.indexOf('(') + 1) : serious
  const words = new Set(whole.match(word))
  for (let at = code.indexOf('"', from); at >= 0 && at < to; at = code.indexOf('"', at + 1)) words.add(strings.get(at) ?? '')
  return {
    name, path: around ? `${around.path} > ${name}` : name, line, group, around,
    skips: (pending ? 1 : 0) + (!around && !group && grouped?.test(whole) ? 1 : 0) + count(head, begin.skips) + count(begin.form === 'call' ? own.slice(own.indexOf('(') + 1) : own, skips),
    focuses: count(head, begin.focuses) + count(own, focuses),
    asserts: group ? 0 : count(serious, asserts),
    words: group ? new Set() : words,
    data: group ? new Set() : dataOf(mask, from, to),
    calls: new Set([...inner.matchAll(call)].map(([called]) => called.replace(/\s/g, '')).filter((called) => !keyword.test(called))),
  }
}

function placesOf(begin: Begin, mask: Masked): Place[] {
  const find = { call: called, indent: indented, braces: braced }[begin.form]
  return [...mask.code.matchAll(begin.at)].flatMap((hit) => find(begin, hit, mask) ?? [])
}

/** `it.skip('name', …)`, also `it.each(…)('name', …)`; undefined where it is no such call. */
function called(begin: Begin, hit: RegExpExecArray, { code, text, strings, pairs }: Masked): Place | undefined {
  const { word = '', chain = '' } = hit.groups!
  const written = text.slice(hit.index, hit.index + hit[0].length)
  // A chain in brackets says in a string what it is.
  const words = (word + chain.replace(/\[\s*"[^\]]*\]?/g, '') + (/\[\s*["'`](\w+)["'`]/.exec(written)?.[1]?.replace(/^/, '.') ?? '')).replace(/\s/g, '').split('.')
  let at = skipBlank(code, hit.index + hit[0].length)
  if (code[at] === '<') at = skipBlank(code, code.slice(at, at + 300).search(/>\s*[("]/) + at + 1)
  if (code[at] === ']') at = skipBlank(code, at + 1)
  const asked = words.at(-1)!
  if (/^(?:each|for|skipIf|runIf|todoIf|if)$/.test(asked)) {
    const string = strings.get(at)
    if (string === undefined && code[at] !== '(') return undefined
    // No cases, or a condition that is decided.
    if (never.test(`${asked}${code.slice(at, (pairs.get(at) ?? at) + 1)}`)) words.push('skip')
    at = skipBlank(code, string === undefined ? (pairs.get(at) ?? code.length) + 1 : at + string.length)
  }
  if (code[at] !== '(') return undefined
  const close = pairs.get(at) ?? code.length - 1
  const first = skipBlank(code, at + 1)
  const inside = code.slice(first, Math.min(close, first + 5000))
  const string = strings.get(first)
  const rest = code.slice(first + (string?.length ?? 0), close)
  const makes = /=>|\bfunction\b|\bfn\b/.test(inside)
  if (string === undefined && !makes) return undefined
  const name = string === undefined ? nameIn(text.slice(first, close), inside, first, strings) : unquoted(string)
  const pending = string !== undefined && !/[,+\w]/.test(rest) && !/describe|context|suite|module/.test(word)
  // Options before the body, or all of it: { skip: true }.
  const options = string === undefined ? undefined : /^\s*,\s*\{/.exec(rest)
  const brace = options ? first + string!.length + options[0].length - 1 : string === undefined && code[first] === '{' ? first : -1
  const set = brace < 0 ? [] : settings(code.slice(brace, (pairs.get(brace) ?? brace) + 1), text.slice(brace))
  // Each word on a line of its own: patterns are about whole ones.
  const head = [...words.slice(/^(?:QUnit|Deno|t)$/.test(words[0]!) ? 1 : 0), ...set].join('\n')
  return { begin, from: hit.index, to: chained(code, close + 1, pairs), name, head, pending }
}

const never = /^(?:each|for)\s*\(\s*\[\s*\]\s*\)|^(?:skipIf|todoIf)\(\s*(?:true|1)\s*\)|^(?:runIf|if)\(\s*(?:false|0|null)\s*\)/

/** Of options, those that skip or focus, and are not told not to; those of an object within are its own. */
function settings(code: string, written: string): string[] {
  const found: string[] = []
  let depth = 0
  for (const { 0: sign, index } of code.matchAll(/[{}()[\],]/g)) {
    if (/[{([]/.test(sign)) depth++
    else if (sign !== ',') depth--
    if (depth !== 1 || !/[{,]/.test(sign)) continue
    const key = /^[{,]\s*(["']?)(skip|only|todo|ignore|fails|expectFailure)\1\s*(?:[,}]|:(?!\s*(?:false|undefined|null)\b))/.exec(written.slice(index, index + 200).replace(/^(.)(?:\s*\/\*[^]*?\*\/|\s*\/\/.*\n)+/, '$1'))?.[2]
    if (key !== undefined) found.push(key)
  }
  return found
}

/** The index behind what is called upon it: `it(…)->skip()`. */
function chained(code: string, from: number, pairs: Masked['pairs']): number {
  const next = /\s*(?:\.|->)\s*\w+\s*\(/y
  next.lastIndex = from
  const close = next.test(code) ? pairs.get(next.lastIndex - 1) : undefined
  return close === undefined ? from : chained(code, close + 1, pairs)
}

function nameIn(written: string, code: string, from: number, strings: Masked['strings']): string {
  const named = /\bname\s*:\s*"/.exec(code)
  const string = named ? strings.get(from + named.index + named[0].length - 1) : undefined
  if (string !== undefined) return unquoted(string)
  return (/^(?:async\s+)?function\s*\*?\s*(\w+)/.exec(code)?.[1] ?? /^[^,(){]*/.exec(written)![0]).trim().slice(0, 120)
}

/** Python and Ruby: all that is indented further, or as far with a bracket or an `end`. */
function indented(begin: Begin, hit: RegExpExecArray, { code, text, strings, pairs }: Masked): Place | undefined {
  const { indent = '', word = '', name } = hit.groups!
  const end = lineEnd(code, hit.index)
  const bracket = code.indexOf('(', hit.index)
  const body = Math.max(end, bracket >= 0 && bracket < end && name !== undefined ? lineEnd(code, pairs.get(bracket) ?? end) : end)
  const line = code.slice(hit.index, end)
  const oneLine = word !== '' && !/\bdo\b(?:\s*\|[^|]*\|)?\s*$/.test(line)
  const brace = oneLine ? code.indexOf('{', hit.index) : -1
  const to = brace >= 0 && brace < end ? (pairs.get(brace) ?? end) + 1 : oneLine ? end : blockEnd(code, body, indent.length)
  const from = begin.form === 'indent' && word === '' ? decorated(code, hit.index, indent) : hit.index
  const at = code.indexOf('"', hit.index)
  const shown = name ?? (at < 0 || at >= end ? text.slice(hit.index, to).replace(/\s+/g, ' ').trim().slice(0, 120) : unquoted(strings.get(at)!))
  const head = word === '' ? code.slice(from, hit.index + hit[0].length) : `${word}${line.slice(indent.length + word.length).replace(/\{.*/, '')}`
  if (begin.unless?.test(head)) return undefined
  // What it is called and takes demands nothing.
  const sign = [hit.index, bracket >= 0 && bracket < end ? (pairs.get(bracket) ?? bracket) : hit.index + hit[0].length] as const
  return { begin, from, to, name: shown, head, ...(word === '' ? { sign } : {}), pending: oneLine && brace < 0 && begin.group === undefined }
}

function blockEnd(code: string, from: number, indent: number): number {
  let end = from
  for (let at = from + 1; at <= code.length; at = lineEnd(code, at) + 1) {
    const line = code.slice(at, lineEnd(code, at))
    if (line.trim() === '') continue
    const depth = line.search(/\S/)
    if (depth < indent || (depth === indent && !/^\s*(?:[)\]}]|end\b|rescue\b|ensure\b)/.test(line))) break
    end = lineEnd(code, at)
    if (depth === indent && /^\s*end\b/.test(line)) break
  }
  return Math.min(end, code.length)
}

/** Where the decorators of a definition begin. */
function decorated(code: string, at: number, indent: string): number {
  let from = at
  for (let end = at - 1; end > 0;) {
    const start = code.lastIndexOf('\n', end - 1) + 1
    const line = code.slice(start, end)
    if (line.startsWith(`${indent}@`)) from = start
    else if (!/^\s*[)\]}"]/.test(line) && (line.trim() === '' || line.search(/\S/) <= indent.length)) break
    end = start - 1
  }
  return from
}

/** A declaration whose body stands in braces, and its attributes. Without a body it is none. */
function braced(begin: Begin, hit: RegExpExecArray, { code, text, pairs }: Masked): Place | undefined {
  const bracket = code.indexOf('(', hit.index)
  const behind = begin.group === true || bracket < 0 ? hit.index : (pairs.get(bracket) ?? hit.index)
  const tail = code.slice(behind, behind + 2000)
  const end = tail.search(/[{;]/)
  if (end < 0) return undefined
  // `void X() => Assert.Equal(…);`
  const arrow = begin.group === true ? -1 : tail.slice(0, end).search(/=>/)
  const open = arrow < 0 ? behind + end : behind + arrow
  const to = arrow >= 0 ? expressionEnd(code, open + 2, pairs) : code[open] === '{' ? (pairs.get(open) ?? code.length - 1) + 1 : open + 1
  // All since the declaration before this one: attributes, modifiers, a type.
  const limit = Math.max(0, hit.index - 4000)
  const from = begin.needs || begin.skips ? limit + before(code.slice(limit, hit.index)) : hit.index
  const head = code.slice(from, hit.index + hit[0].length)
  const says = begin.orSays?.test(text.slice(from, hit.index)) === true
  if (begin.needs && !begin.needs.test(head) && !says) return undefined
  const start = from + Math.max(0, code.slice(from).search(/\S/))
  return { begin, from: start, to, name: hit.groups!['name']!, head, pending: false, sign: [hit.index, open] }
}

/** The index behind the `;` that ends an expression. */
function expressionEnd(code: string, from: number, pairs: Masked['pairs']): number {
  for (let i = from; i < code.length; i++) {
    if (code[i] === ';') return i + 1
    i = pairs.get(i) ?? i
  }
  return code.length
}

/** The index behind the last `;`, `{` or `}` that stands in no bracket. */
function before(code: string): number {
  let depth = 0
  for (let i = code.length - 1; i >= 0; i--) {
    const sign = code[i]!
    if (sign === ')' || sign === ']') depth++
    else if (sign === '(' || sign === '[') { if (--depth < 0) return i + 1 }
    else if (depth === 0 && (sign === ';' || sign === '{' || sign === '}')) return i + 1
  }
  return 0
}

function lineEnd(code: string, at: number): number {
  const end = code.indexOf('\n', at)
  return end < 0 ? code.length : end
}

function skipBlank(code: string, at: number): number {
  let i = at
  while (i < code.length && /\s/.test(code[i]!)) i++
  return i
}

function unquoted(string: string): string {
  const [open, quote = ''] = /^[$@a-z]*("""|'''|["'`])/i.exec(string) ?? /^%\w?(.)/.exec(string) ?? ['']
  return string.slice(open.length, string.length - quote.length).replace(/\s+/g, ' ').slice(0, 120)
}
