// Edits of somebody's JSON that move no other byte. Texts are well-formed: whoever calls has read them.

/** One member of an object: where it begins, where its value stands. */
interface Member {
  readonly key: string
  readonly at: number
  readonly value: number
  readonly end: number
}

const blank = /[ \t\r\n]*/y
const scalar = /"(?:[^"\\]|\\.)*"|[^,\]}\s]+/y
const token = /"(?:[^"\\]|\\.)*"|[{}[\]]|[^"{}[\]]+/y

function after(text: string, at: number, pattern: RegExp): number {
  pattern.lastIndex = at
  pattern.exec(text)
  return pattern.lastIndex
}

function valueEnd(text: string, from: number): number {
  if (!'{['.includes(text[from]!)) return after(text, from, scalar)
  let [depth, at] = [0, from]
  do {
    const next = after(text, at, token)
    depth += '{['.includes(text[at]!) ? 1 : '}]'.includes(text[at]!) ? -1 : 0
    at = next
  } while (depth > 0)
  return at
}

/** Members of the object that begins at `open`. */
function members(text: string, open: number): Member[] {
  const found: Member[] = []
  let at = after(text, open + 1, blank)
  while (text[at] !== '}') {
    const key = after(text, at, scalar)
    const value = after(text, after(text, key, blank) + 1, blank)
    const end = valueEnd(text, value)
    found.push({ key: JSON.parse(text.slice(at, key)) as string, at, value, end })
    const next = after(text, end, blank)
    at = text[next] === ',' ? after(text, next + 1, blank) : next
  }
  return found
}

/** The member at a path of keys. */
function memberAt(text: string, path: readonly string[]): Member | undefined {
  let open = text.indexOf('{')
  let found: Member | undefined
  for (const key of path) {
    if (text[open] !== '{') return undefined
    found = members(text, open).find((member) => member.key === key)
    if (!found) return undefined
    open = found.value
  }
  return found
}

/** Where the object at a path begins. */
function objectAt(text: string, path: readonly string[]): number | undefined {
  const open = path.length === 0 ? text.indexOf('{') : memberAt(text, path)?.value
  return open !== undefined && text[open] === '{' ? open : undefined
}

/** Adds a member at the end of the object at a path; `value` is JSON, or members to stand on lines of their own. */
export function addMember(text: string, path: readonly string[], key: string, value: string | Readonly<Record<string, string>>): string | undefined {
  const open = objectAt(text, path)
  if (open === undefined) return undefined
  const last = members(text, open).at(-1)
  const gap = last ? /[ \t\r\n]*$/.exec(text.slice(0, last.at))![0] : ''
  const json = typeof value === 'string' ? value : block(value, gap)
  const member = `${JSON.stringify(key)}: ${json}`
  return last ? `${text.slice(0, last.end)},${gap}${member}${text.slice(last.end)}` : `${text.slice(0, open + 1)}${member}${text.slice(open + 1)}`
}

/** An object one step further in than the gap before its own key. */
function block(value: Readonly<Record<string, string>>, gap: string): string {
  const step = /[ \t]*$/.exec(gap)![0]
  return `{${Object.entries(value).map(([key, json]) => `${gap}${step}${JSON.stringify(key)}: ${json}`).join(',')}${gap}}`
}

/** Takes out the member at a path, with the comma that it brought. */
export function dropMember(text: string, path: readonly string[]): string {
  const open = objectAt(text, path.slice(0, -1))
  if (open === undefined) return text
  const all = members(text, open)
  const i = all.findIndex(({ key }) => key === path.at(-1))
  const [before, member, next] = [all[i - 1], all[i], all[i + 1]]
  if (!member) return text
  if (before) return text.slice(0, before.end) + text.slice(member.end)
  return text.slice(0, member.at) + text.slice(next ? next.at : member.end)
}

/** Puts `start` and `end` around the text of the string at a path. */
export function wrapString(text: string, path: readonly string[], start: string, end: string): string {
  const { value, end: to } = memberAt(text, path)!
  const escaped = (part: string) => JSON.stringify(part).slice(1, -1)
  return `${text.slice(0, value + 1)}${escaped(start)}${text.slice(value + 1, to - 1)}${escaped(end)}${text.slice(to - 1)}`
}

/** Puts JSON in front of the first element of the list at a path; undefined where there is no such list, or an empty one. */
export function addElement(text: string, path: readonly string[], json: string): string | undefined {
  const at = memberAt(text, path)?.value
  if (at === undefined || text[at] !== '[') return undefined
  const first = after(text, at + 1, blank)
  return text[first] === ']' ? undefined : `${text.slice(0, first)}${json},${text.slice(at + 1, first) || ' '}${text.slice(first)}`
}

/** Takes that element out again. */
export function dropElement(text: string, path: readonly string[], json: string): string {
  const member = memberAt(text, path)
  if (!member || text[member.value] !== '[') return text
  const list = text.slice(member.value, member.end)
  const word = json.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return text.slice(0, member.value) + list.replace(new RegExp(`${word}\\s*,\\s*|\\s*,\\s*${word}|${word}`), '') + text.slice(member.end)
}
