// Gates and units in one line each, as flags and Markdown give them.
import { DriftError } from '../../host/error.ts'
import { slug, type Gate, type Unit } from './draft.ts'

/** What may be said of a gate: `id=…`, `layer=…`, `optional`, `timeout=<seconds>`, `min-tests=<n>`. Gives what is wrong instead. */
export function gateWords(words: readonly string[]): Partial<Gate> | { readonly wrong: string } {
  let gate: Partial<Gate> = {}
  for (const word of words) {
    const [, key = word, value] = /^([a-z-]+)=(.+)$/.exec(word) ?? []
    const whole = value !== undefined && /^\d{1,9}$/.test(value) ? Number(value) : undefined
    if ((word === 'optional' || word === 'required')) gate = { ...gate, required: word === 'required' }
    else if (key === 'id' && value !== undefined && /^[A-Za-z0-9][\w.-]{0,63}$/.test(value)) gate = { ...gate, id: value }
    else if (key === 'layer' && value !== undefined) gate = { ...gate, layer: value }
    else if (key === 'timeout' && whole !== undefined && whole > 0) gate = { ...gate, timeout_s: whole }
    else if (key === 'min-tests' && whole !== undefined) gate = { ...gate, min_tests: whole }
    else return { wrong: `"${word}" says nothing of a gate (id=<id>, layer=<layer>, optional, timeout=<seconds>, min-tests=<n>)` }
  }
  return gate
}

/** A gate with this command; what is not told of it is usual. */
export function gateOf(command: string, told: Partial<Gate> = {}): Gate {
  return { id: slug(command).slice(0, 30) || 'gate', command, layer: 'unit', required: true, ...told }
}

/** `npm test` or `npm test [id=unit, layer=e2e, optional, timeout=600, min-tests=3]`. DriftError (exit 2) for words that a gate does not know. */
export function gateFrom(told: string): Gate {
  // The shell's own [ has a blank behind it.
  const trimmed = told.trim()
  if (/^\[[^\s[\]][^[\]]*\]$/.test(trimmed)) throw new DriftError(`--gate "${told}" names no command`, 'For example: --gate "npm run e2e [layer=e2e, optional, timeout=600]"')
  const [, command = told, words] = /^(.+?)\s+\[([^\s[\]][^[\]]*)\]$/s.exec(trimmed) ?? []
  const said = words === undefined ? {} : gateWords(words.split(',').map((word) => word.trim()))
  if ('wrong' in said) throw new DriftError(`--gate "${told}": ${said.wrong}`, 'For example: --gate "npm run e2e [layer=e2e, optional, timeout=600]"')
  return gateOf(command.trim(), said)
}

/** `title=glob,glob`, and behind it `after unit,unit` and `gates gate,gate`. DriftError (exit 2) where it is nothing of that kind. */
export function unitFrom(told: string): Unit {
  const at = told.indexOf('=')
  const title = told.slice(0, at).trim()
  const [, globs = '', after = '', gates = ''] = /^(.*?)(?:\s+after\s+(.*?))?(?:\s+gates?\s+(.*?))?$/s.exec(told.slice(at + 1).trim())!
  if (at < 1 || title === '') throw new DriftError(`--unit "${told}" is not "title=glob,glob"`, 'For example: --unit "count attempts=src/auth/**,test/auth/**", or with what comes before: "limit them=src/auth/** after count attempts"')
  return unitOfWords(title, listOf(globs), listOf(after), listOf(gates))
}

/** A unit; what it comes after is named by id or title. */
export function unitOfWords(title: string, files: readonly string[], after: readonly string[], gates: readonly string[]): Unit {
  return { id: slug(title).slice(0, 60) || 'unit', title, files, depends_on: after.map(unitId), gates }
}

const unitId = (name: string) => (/^[a-z0-9][a-z0-9_.-]*$/.test(name) ? name : slug(name).slice(0, 60) || name)

/** Split at commas, but not at those within braces. */
export function listOf(text: string): string[] {
  const parts = ['']
  let deep = 0
  for (const c of text) {
    if (c === '{') deep++
    if (c === '}') deep--
    if (c === ',' && deep <= 0) parts.push('')
    else parts[parts.length - 1] += c
  }
  return parts.map((part) => part.trim()).filter(Boolean)
}
