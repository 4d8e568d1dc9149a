// A description in Markdown → a draft: title, goal, and what stands below headings that are known. What is not understood is given back.
import { checkGlob } from '../../host/globs.ts'
import { intentSchema, planId, type Intent } from '../../host/plan.ts'
import { blank, type Draft, type Gate, type Unit } from './draft.ts'
import { gateOf, gateWords, unitOfWords } from './spec.ts'

/** What a description comes to. */
export interface Described {
  readonly draft: Draft
  /** What was not understood, each with its line. */
  readonly notes: readonly string[]
}

interface Item {
  readonly line: number
  readonly text: string
}

type Topic = 'constraints' | 'nonGoals' | 'allow' | 'deny' | 'acceptance' | 'gates' | 'units' | 'lock' | 'goal'

const topics: readonly (readonly [RegExp, Topic])[] = [
  [/^(goals?|summary|description|what)$/, 'goal'], [/^constraints?$/, 'constraints'], [/^(non[ -]?goals?|out of scope|not in scope)$/, 'nonGoals'],
  [/^((allowed )?files?( that may change)?|(file )?scope|allowed( paths?| globs?)?|in scope)$/, 'allow'], [/^(denied( files?| paths?)?|forbidden( files?)?|files? not to (touch|change)|do not touch)$/, 'deny'],
  [/^(acceptance( criteria)?|accepted when|definition of done|done when)$/, 'acceptance'], [/^(gates?|tests?|test (contract|plan)|verification|checks?)$/, 'gates'],
  [/^(units?|commits?|commit plan|steps|planned commits)$/, 'units'], [/^(locked( files?| paths?)?|frozen( files?)?)$/, 'lock'],
]

// What is longer is no entry of a list.
const longest = 4000

const words = intentSchema.json.properties as { readonly kind: { readonly enum: readonly string[] }; readonly risk: { readonly enum: readonly string[] } }

/** Reads a description; linear in its length, whatever it holds. */
export function described(text: string): Described {
  const notes: string[] = []
  const note = ({ line, text: said }: Item, why: string) => { notes.push(`line ${line}: ${why}: ${JSON.stringify(said.length > 80 ? `${said.slice(0, 80)}…` : said)}`) }
  const sections = sectionsOf(text)
  const first = sections.find(({ heading }) => heading !== undefined)
  const title = first?.heading
  const goal: string[] = []
  let draft: Draft = blank
  const seen = new Map<Topic, Item[]>()
  for (const section of sections) {
    const { heading, level, line, body } = section
    const topic = section === first || heading === undefined ? 'goal' : topicOf(heading)
    if (topic === undefined) goal.push(`${'#'.repeat(level)} ${heading}\n${body.join('\n')}`)
    else if (topic === 'goal') {
      const { rest, said } = fieldsIn(body, line + 1, note)
      draft = { ...draft, ...said }
      goal.push(rest)
    } else seen.set(topic, [...seen.get(topic) ?? [], ...itemsOf(body, line + 1, note)])
  }
  for (const [topic, items] of seen) draft = { ...draft, ...taken(topic as Exclude<Topic, 'goal'>, items, note) }
  const whole = goal.map((part) => part.trim()).filter(Boolean).join('\n\n')
  const head = title ?? whole.split('\n')[0] ?? ''
  return { draft: { ...draft, ...head === '' ? {} : { title: head.slice(0, 200) }, ...whole === '' && head === '' ? {} : { goal: whole || head } }, notes }
}

function topicOf(heading: string): Topic | undefined {
  const plain = heading.toLowerCase().replace(/[*_`:#]/g, '').replace(/\s+/g, ' ').trim()
  return topics.find(([named]) => named.test(plain))?.[1]
}

interface Section {
  readonly heading: string | undefined
  readonly level: number
  readonly line: number
  readonly body: readonly string[]
}

/** Text by headings, those in code left out. */
function sectionsOf(text: string): Section[] {
  const sections: (Section & { readonly body: string[] })[] = [{ heading: undefined, level: 0, line: 0, body: [] }]
  let fence: string | undefined
  for (const [i, line] of text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/).entries()) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1]
    if (mark !== undefined && (fence === undefined || (mark[0] === fence[0] && mark.length >= fence.length))) fence = fence === undefined ? mark : undefined
    const [, signs, heading] = fence === undefined ? /^ {0,3}(#{1,6})\s+(\S.*)$/.exec(line) ?? [] : []
    if (signs === undefined) sections.at(-1)!.body.push(line)
    else sections.push({ heading: heading!.replace(/\s#+\s*$/, '').trim(), level: signs.length, line: i + 1, body: [] })
  }
  return sections
}

/** List items, each with what is indented below it; a paragraph is one item. */
function itemsOf(body: readonly string[], first: number, note: Note): Item[] {
  const items: { line: number; lines: string[]; open: boolean }[] = []
  for (const [i, line] of body.entries()) {
    const bullet = /^ {0,3}(?:[-*+]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?(.*)$/.exec(line)
    const last = items.at(-1)
    if (/^\s*$/.test(line)) { if (last) last.open = false } else if (bullet && !/^\s{2,}/.test(line)) items.push({ line: first + i, lines: [bullet[1]!], open: true })
    else if (last && (last.open || /^\s{2,}/.test(line))) last.lines.push(line.trim().replace(/^(?:[-*+]|\d{1,9}[.)])\s+/, ''))
    else items.push({ line: first + i, lines: [line.trim()], open: true })
  }
  const read = items.map(({ line, lines }) => ({ line, text: lines.join('\n').trim() })).filter(({ text }) => text !== '')
  for (const item of read) if (item.text.length > longest) note(item, `longer than ${longest} characters, so it is not taken`)
  return read.filter(({ text }) => text.length <= longest)
}

type Note = (item: Item, why: string) => void

/** Lines like `Risk: high` in the text below the title. */
function fieldsIn(body: readonly string[], first: number, note: Note): { readonly rest: string; readonly said: Partial<Draft> } {
  let said: Partial<Draft> = {}
  const rest = body.filter((line, i) => {
    const [, key, value = ''] = (line.length > 300 ? null : /^\s{0,3}(?:[-*+]\s+)?(?:\*\*|__)?(kind|risk|domain|id)(?:\*\*|__)?:(?:\*\*|__)?\s+`?([^`]*?)`?\s*$/i.exec(line)) ?? []
    const name = key?.toLowerCase()
    if (name === undefined) return true
    if (name === 'domain' && value !== '') said = { ...said, domain: value }
    else if (name === 'id' && new RegExp(planId).test(value)) said = { ...said, id: value }
    else if (name === 'kind' && words.kind.enum.includes(value.toLowerCase())) said = { ...said, kind: value.toLowerCase() as Intent['kind'] }
    else if (name === 'risk' && words.risk.enum.includes(value.toLowerCase())) said = { ...said, risk: value.toLowerCase() as Intent['risk'] }
    else { note({ line: first + i, text: line }, `no ${name} of a plan, so it stays part of the goal`); return true }
    return false
  })
  return { rest: rest.join('\n'), said }
}

const spansOf = (text: string) => [...text.matchAll(/(?<!`)(`+)(?!`)(.*?[^`])\1(?!`)/gs)].map((match) => ({ span: match[2]!.trim(), at: match.index, end: match.index + match[0].length })).filter(({ span }) => span !== '')

function taken(topic: Exclude<Topic, 'goal'>, items: readonly Item[], note: Note): Partial<Draft> {
  if (topic === 'constraints' || topic === 'nonGoals' || topic === 'acceptance') return { [topic]: items.map(({ text }) => text.replace(/\s*\n\s*/g, ' ')) }
  if (topic === 'gates') return { gates: items.flatMap((item) => gateIn(item, note)) }
  if (topic === 'units') return { units: items.flatMap((item) => unitIn(item, note)) }
  return { [topic]: items.flatMap((item) => globsIn(item, item.text, note)) }
}

/** Code spans; a word alone is one, too. */
function globsIn(item: Item, text: string, note: Note): string[] {
  const spans = spansOf(text).map(({ span }) => span)
  const globs = spans.length > 0 ? spans : /^\S+$/.test(text) ? [text] : []
  if (globs.length === 0) note(item, 'no glob in backticks, so it is not taken')
  return globs.filter((glob) => {
    const wrong = checkGlob(glob)
    if (wrong !== undefined) note({ ...item, text: glob }, `not taken, since ${wrong}`)
    return wrong === undefined
  })
}

/** `name: \`npm test\` (e2e, optional, timeout=600)`. */
function gateIn(item: Item, note: Note): Gate[] {
  const [span, ...more] = spansOf(item.text)
  if (!span) { note(item, 'no command in backticks, so it is no gate'); return [] }
  const before = item.text.slice(0, span.at)
  const behind = item.text.slice(span.end, more[0]?.at)
  const id = /^\W*([A-Za-z0-9][\w.-]{0,63})\W*:\W*$/.exec(before)?.[1]
  const inside = /^\s*[([]([^()[\]]*)[)\]]/.exec(behind)?.[1]
  const said = gateWords((inside ?? '').split(',').map((word) => word.trim()).filter(Boolean).map((word) => (/^[a-z0-9-]+$/.test(word) && word !== 'optional' && word !== 'required' ? `layer=${word}` : word)))
  if ('wrong' in said) note(item, said.wrong)
  else if (inside === undefined && behind.trim() !== '') note(item, 'words behind the command are not taken')
  const told = { ...id === undefined ? {} : { id }, ...'wrong' in said ? {} : said }
  return [gateOf(span.span, told), ...more.map(({ span: command }) => gateOf(command))]
}

/** `title: \`glob\`, \`glob\` after other unit; gates unit`. */
function unitIn(item: Item, note: Note): Unit[] {
  const [head = '', ...below] = item.text.split('\n')
  const text = [head, ...below].join('; ')
  const spans = spansOf(text)
  const tail = text.slice(spans.at(-1)?.end ?? head.length)
  const clause = (word: RegExp) => [...text.matchAll(word)].flatMap((match) => match[1]!.split(/,|\band\b/)).map((name) => name.replace(/[`."'()]/g, '').trim()).filter(Boolean)
  const named = /(?:^|[;(),]|`)\s*(?:comes? )?(?:after|depends on):?\s+([^;()]+)/gi
  const proven = /(?:^|[;(),]|`)\s*gates?:?\s+([^;()]+)/gi
  const title = head.slice(0, spansOf(head)[0]?.at ?? head.length).replace(/\s*[;(]?\s*\b(?:after|depends on)\b.*$/i, '').replace(/[\s:(–—-]+$/, '').trim()
  if (title === '') { note(item, 'no title before the files, so it is no unit'); return [] }
  const clauses = [...text.matchAll(named), ...text.matchAll(proven)].map(({ index, 0: { length } }) => [index, index + length] as const)
  const own = spans.filter(({ at }) => !clauses.some(([from, to]) => at > from && at < to))
  if (own.length === 0) note(item, `unit "${title}" names no file in backticks`)
  else if (clauses.length === 0 && /[A-Za-z]/.test(tail.replace(/[;().]/g, ''))) note({ ...item, text: tail }, `words behind the files of "${title}" are not taken`)
  return [unitOfWords(title, own.length === 0 ? [] : globsIn(item, own.map(({ span }) => `\`${span}\``).join(' '), note), clause(named), clause(proven))]
}
