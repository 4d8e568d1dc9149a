// Reads and writes commit messages as git does: its rules are those of trailer.c, commit.c and strbuf.c (2.39), and all of
// them count bytes of ASCII only, so that text serves as well.
import { DriftError, type Message, type Trailer } from '../host/check.ts'

/**
 * How git commit will clean the message file: by `commit.cleanup` and `core.commentChar`. Its `default` is `strip`; where
 * no editor was started (hooks then see `GIT_EDITOR=:`), `default` and `scissors` are `whitespace`.
 */
export interface Cleanup {
  readonly mode?: 'strip' | 'scissors' | 'whitespace' | 'verbatim'
  readonly comment?: string
}

/** The trailers that `git interpret-trailers --parse --no-divider` reads without user configuration; values unfolded. */
export function parseTrailers(message: string): Trailer[] {
  const text = upToNul(message)
  const { start, end } = trailerBlock(text)
  const found: { key: string; value: string }[] = []
  let open: { key: string; value: string } | undefined
  for (const line of linesOf(text.slice(start, end))) {
    if (open && isSpace(line[0])) { open.value += line; continue }
    const [head, key] = keyed.exec(line) ?? []
    open = head !== undefined && key !== undefined ? { key, value: line.slice(head.length) } : undefined
    if (open) found.push(open)
  }
  return found.map(({ key, value }) => ({ key, value: trim(trim(value).replace(/\n[ \t\n\r]*/g, ' ')) }))
}

/** Subject (the first paragraph in one line) and body, as `%s` and `%b` of git log. */
export function splitMessage(raw: string): { subject: string; body: string } {
  const lines = upToNul(raw).split('\n')
  const from = (at: number, blank: boolean) => { while (at < lines.length && (trim(lines[at]!) === '') === blank) at++; return at }
  const first = from(0, true)
  const last = from(first, false)
  return { subject: lines.slice(first, last).map(trimEnd).join(' '), body: lines.slice(from(last, true)).join('\n') }
}

/** The parents of a commit object, and its message. */
export function splitCommit(commit: Uint8Array): { parents: string[]; message: string } {
  const text = Buffer.from(commit).toString('utf8')
  const end = text.indexOf('\n\n')
  const header = end < 0 ? text : text.slice(0, end)
  return { parents: header.split('\n').flatMap((line) => /^parent ([0-9a-f]+)$/.exec(line)?.[1] ?? []), message: end < 0 ? '' : text.slice(end + 2) }
}

/**
 * A commit message taken apart as git log does, which skips blank lines at the beginning. The subject may lack the blank
 * after `type:`; `http://` is no type.
 */
export function parseMessage(raw: string): Message {
  const { subject, body } = splitMessage(raw)
  const type = /^\s*([a-z][\w-]*)\s*(?:\(.*?\))*\s*!?\s*:(?!\/\/)/i.exec(subject)?.[1]?.toLowerCase()
  return { raw, subject, body, ...(type === undefined ? {} : { type }), trailers: parseTrailers(trimStart(raw)) }
}

/** What git commit makes of the message file, which is what gets committed; `strip` cuts at the scissors line as well. */
export function cleanMessage(raw: string, { mode = 'strip', comment = '#' }: Cleanup = {}): string {
  if (mode === 'verbatim') return raw
  const kept = linesOf(mode === 'whitespace' ? raw : raw.slice(0, scissors(raw, comment)))
    .filter((line) => mode !== 'strip' || !line.startsWith(comment)).map(trimEnd)
  const lines = kept.filter((line, at) => line !== '' || (at > 0 && kept[at - 1] !== ''))
  while (lines[0] === '') lines.shift()
  while (lines.at(-1) === '') lines.pop()
  return lines.map((line) => `${line}\n`).join('')
}

/**
 * The message file with trailers added where git reads them once the file is cleaned; those that are there (same key in
 * any case, same value) are not added again, and a message without any text stays as it is. Nothing else changes, but for
 * a missing newline at the end. Unlike `interpret-trailers --if-exists addIfDifferent` it neither takes `Plan: x` for
 * `Plan-Id: x` nor tears a `#12` off its paragraph.
 */
export function addTrailers(message: string, trailers: readonly Trailer[], cleanup: Cleanup = {}): string {
  const whole = message.endsWith('\n') ? message : `${message}\n`
  const clean = trimStart(cleanMessage(whole, cleanup))
  const { start, end } = trailerBlock(clean)
  const lines = linesOf(clean.slice(0, end))
  // With `git commit -m` the subject may be "Fixes" and "#12" below it: git would tear it apart.
  const rest = linesOf(`${clean.slice(end, scissors(clean, '#'))}\n\n`).findIndex((line) => !line.startsWith('#'))
  const last = lines.findLastIndex((line) => !isBlank(line) && !line.startsWith('#'))
  const above = start < end ? countText(lines.slice(0, last + 1)) : countText(lines) + rest
  if (countText(lines) === 0) return message
  const there = parseTrailers(clean)
  const added: string[] = []
  for (const trailer of trailers.map(oneLine)) {
    if (there.some(({ key, value }) => key.toLowerCase() === trailer.key.toLowerCase() && value === trailer.value)) continue
    there.push(trailer)
    added.push(`${trailer.key}: ${trailer.value}\n`)
  }
  if (added.length === 0) return message
  const at = afterText(whole, above, cleanup)
  return `${whole.slice(0, at)}${start < end ? '' : '\n'}${added.join('')}${whole.slice(at)}`
}

function oneLine({ key, value }: Trailer): Trailer {
  if (!/^[A-Za-z0-9-]+$/.test(key)) throw new DriftError(`"${key}" cannot be the key of a trailer`, 'Use letters, digits and "-" only.', 2)
  return { key, value: trim(value.replace(/[\0\r\n][\0 \t\r\n]*/g, ' ')) }
}

// The offset behind the nth line with text that survives cleaning: comments and blanks lie between them in the file.
function afterText(message: string, nth: number, { mode = 'strip', comment = '#' }: Cleanup): number {
  let at = 0
  for (const line of linesOf(message)) {
    if (nth === 0) break
    at += line.length
    if (!isBlank(line) && !(mode === 'strip' && line.startsWith(comment))) nth--
  }
  return at
}

const keyed = /^([A-Za-z0-9-]+)[ \t]*:/
const generated = /^(Signed-off-by: |\(cherry picked from commit )/

/** Where the trailers begin and end; both at the end of the text where there are none. */
function trailerBlock(text: string): { start: number; end: number } {
  const end = textEnd(text)
  const lines = linesOf(text.slice(0, end))
  return { start: lines.slice(0, blockStart(lines)).join('').length, end }
}

// The last paragraph, if all of it are trailers, or a quarter and one of them git's own. It needs a blank line above: the
// subject is never taken for trailers.
function blockStart(lines: readonly string[]): number {
  let trailers = 0, others = 0, folded = 0
  let own = false, text = false
  for (let at = lines.length - 1; at >= 0; at--) {
    const line = lines[at]!
    if (line.startsWith('#')) { others += folded; folded = 0; continue }
    if (isBlank(line)) {
      if (!text) continue
      others += folded
      return (own && trailers * 3 >= others) || (trailers > 0 && others === 0) ? at + 1 : lines.length
    }
    text = true
    if (generated.test(line)) { own = true; trailers++; folded = 0 }
    else if (keyed.test(line)) { trailers++; folded = 0 }
    else if (isSpace(line[0])) folded++
    else { others += folded + 1; folded = 0 }
  }
  return lines.length
}

// Comments, blank lines and an old list of conflicts at the end are not part of the message. Git takes offset 0 for
// "none" here, and so must we.
function textEnd(text: string): number {
  const cut = scissors(text, '#')
  let from = 0, at = 0
  let conflicts = false
  for (const line of linesOf(text)) {
    if (at >= cut) break
    if (line.startsWith('#') || line === '\n') from ||= at
    else if (line === 'Conflicts:\n') { conflicts = true; from ||= at }
    else if (!(conflicts && line.startsWith('\t')) && from) { from = 0; conflicts = false }
    at += line.length
  }
  return from || cut
}

function scissors(text: string, comment: string): number {
  const line = `${comment} ------------------------ >8 ------------------------\n`
  if (text.startsWith(line)) return 0
  const at = text.indexOf(`\n${line}`)
  return at < 0 ? text.length : at + 1
}

const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? []
const isSpace = (character: string | undefined) => character === ' ' || character === '\t' || character === '\n' || character === '\r'
const isBlank = (line: string) => trim(line) === ''
const countText = (lines: readonly string[]) => lines.filter((line) => !isBlank(line)).length
const upToNul = (text: string) => text.includes('\0') ? text.slice(0, text.indexOf('\0')) : text

// Git's blanks are these four; a pattern such as /\s+$/ would take quadratic time over a hostile message.
function trimEnd(text: string): string {
  let end = text.length
  while (end > 0 && isSpace(text[end - 1])) end--
  return text.slice(0, end)
}

function trimStart(text: string): string {
  let start = 0
  while (start < text.length && isSpace(text[start])) start++
  return text.slice(start)
}

const trim = (text: string) => trimEnd(trimStart(text))
