// What configs of test runners and of coverage demand, and how one sees that they demand less.
import { cannotFail, matches } from '../../host/check.ts'
import { entriesOf, type Entry } from './entries.ts'
import { known, type Looser } from './known-configs.ts'

/** Globs of all files of the table. */
export const configFiles: readonly string[] = known.flatMap(({ files }) => files)

/** A file as it was and is. */
export interface ChangedConfig {
  readonly path: string
  readonly before?: string
  readonly after?: string
}

/** One key that demands less. */
export interface Loosened {
  readonly path: string
  readonly line?: number
  readonly key: string
  /** What became of it: `went from 80 to 60`. */
  readonly what: string
}

/** All that demands less than before. What a file computes is not seen, and nothing is said of it. */
export function loosened(files: readonly ChangedConfig[]): readonly Loosened[] {
  const entries = files.map(({ path, before = '', after = '' }) => ({ path, was: allOf(path, before), is: allOf(path, after) }))
  // A key may have moved to another file, and so may items of a list.
  const present = new Set(entries.flatMap(({ is }) => is.map(({ path }) => lastOf(path))))
  const held = new Set(entries.flatMap(({ was }) => was.map(said)))
  const left = new Map(entries.flatMap(({ path, was, is }) => {
    const still = new Set(is.flatMap(itemsSaid))
    return was.flatMap(itemsSaid).filter((item) => !still.has(item)).map((item) => [item, path] as const)
  }))
  return files.flatMap(({ path, before, after }) => {
    if (before === after) return []
    const isOwn = (item: string) => (left.get(item) ?? path) === path
    return known.filter(({ files }) => matches(files, path)).flatMap(({ form, keys }) => {
      const was = entriesOf(before ?? '', form)
      // What is new here may have stood elsewhere.
      const is = entriesOf(after ?? '', form).filter((entry) => was.some(({ path }) => path === entry.path) || !held.has(said(entry)))
        .map((entry) => ({ ...entry, items: entry.items.filter((item) => isOwn(`${lastOf(entry.path)} ${item}`)) }))
      const sections = new Set(was.map(({ path }) => sectionOf(path)))
      return keys.flatMap(([key, looser]) => judged(looser, was.filter(({ path }) => key.test(path)), is.filter(({ path }) => key.test(path) && (looser !== 'no' || sections.has(sectionOf(path)))), { present, gone: after === undefined }).map((one) => ({ path, ...one })))
    })
  })
}

const allOf = (path: string, text: string) => known.filter(({ files }) => matches(files, path)).flatMap(({ form }) => entriesOf(text, form))
const said = ({ path, value }: Entry) => `${lastOf(path)} ${value}`
const itemsSaid = ({ path, items }: Entry) => items.map((item) => `${lastOf(path)} ${item}`)

type Told = Omit<Loosened, 'path'>
interface Around { readonly present: ReadonlySet<string>; readonly gone: boolean }

function judged(looser: Looser, was: readonly Entry[], is: readonly Entry[], around: Around): readonly Told[] {
  // One key several times, as in a list of projects: which of them counts nobody can say from here. Where it stood once, all that stand there now are held against that one.
  const counted = byPath(was)
  const once = was.filter(({ path }) => counted.get(path)!.length === 1)
  const now = [...byPath(is)].filter(([path]) => (counted.get(path)?.length ?? 1) === 1)
  const first = compared(looser, once, now.map(([, [entry]]) => entry!), around)
  const more = now.flatMap(([path, [, ...others]]) => others.flatMap((entry) => compared(looser, counted.get(path) ?? [], [entry], around)))
  return [...first, ...more.slice(0, 1)]
}

function byPath(entries: readonly Entry[]): ReadonlyMap<string, readonly Entry[]> {
  const found = new Map<string, Entry[]>()
  for (const entry of entries) {
    const same = found.get(entry.path)
    if (same) same.push(entry)
    else found.set(entry.path, [entry])
  }
  return found
}

/** The same, of keys that stand once on either side. */
function compared(looser: Looser, was: readonly Entry[], is: readonly Entry[], around: Around): readonly Told[] {
  const before = new Map(was.map((entry) => [entry.path, entry]))
  const after = new Map(is.map((entry) => [entry.path, entry]))
  if (looser === 'on' || looser === 'no') {
    const such = looser === 'on' ? isOn : isOff
    return is.filter(({ path, value }) => such(value) && !such(before.get(path)?.value)).map(({ path, line }) => ({ key: path, line, what: looser === 'on' ? 'is turned on' : 'is turned off' }))
  }
  if (looser === 'set') return is.filter(({ path, value }) => value !== before.get(path)?.value && !isOff(value)).map(({ path, line, value }) => ({ key: path, line, what: `leaves out what does not fit ${value}` }))
  return was.flatMap((old): Told[] => {
    const now = after.get(old.path)
    const at = now ? { line: now.line } : {}
    const tell = (what: string | undefined): Told[] => (what === undefined ? [] : [{ key: old.path, ...at, what }])
    if (looser === 'off') return tell(isOn(old.value) && !isOn(now?.value) && (now !== undefined || !moved(old, around)) ? 'is turned off' : undefined)
    if (looser === 'lower') return tell(now ? fell(old.value, now.value) : isNumber(old.value) && !moved(old, around) ? `is gone (it was ${old.value})` : undefined)
    if (looser === 'script') return tell(around.gone || endsWell(old.value) ? undefined : now ? (endsWell(now.value) ? `cannot fail any more: ${now.value}` : options(old.value.split(/\s+/), now.value.split(/\s+/), leavingOutOf.script)) : old.path === 'scripts.test' ? 'is gone' : undefined)
    if (looser === 'options') return tell(now || !moved(old, around) ? options(old.items, now?.items ?? [], leavingOutOf.pytest) : undefined)
    if (!now) return []
    const more = now.items.filter((item) => !old.items.includes(item))
    if (looser === 'shorter') {
      const excluded = more.filter((item) => item.startsWith('!') && !usual(item, old.path))
      const less = more.length === 0 ? old.items.filter((item) => !now.items.includes(item) && !item.startsWith('!')) : []
      return tell(excluded.length > 0 ? `leaves out more: ${excluded.slice(0, 3).join(', ')}` : less.length > 0 ? `looks no longer at ${less.slice(0, 3).join(', ')}` : undefined)
    }
    // What is only written anew, as many items as before and of the same words, may be as narrow.
    const strange = more.filter((item) => !/^[!=]/.test(item) && (now.items.length > old.items.length || !namesOf(item).every((name) => old.items.some((one) => namesOf(one).includes(name))))).filter((item) => !usual(item, old.path))
    return tell(strange.length > 0 ? `leaves out more: ${strange.slice(0, 3).join(', ')}` : undefined)
  }).concat(looser === 'longer' || looser === 'options' ? begun(looser, is.filter(({ path }) => !was.some((old) => lastOf(old.path) === lastOf(path)))) : [])
}

/** Keys that were not there before: what they leave out is left out from now on. */
function begun(looser: Looser, fresh: readonly Entry[]): readonly Told[] {
  return fresh.flatMap(({ path, items, line }) => {
    // Lines that are not measured are told by their words.
    const strange = /exclude_(?:lines|also)$/.test(path) ? [] : items.filter((item) => !/^[!=]/.test(item) && !usual(item, path))
    const what = looser === 'options' ? options([], items, leavingOutOf.pytest) : strange.length > 0 ? `leaves out more: ${strange.slice(0, 3).join(', ')}` : undefined
    return what === undefined ? [] : [{ key: path, line, what }]
  })
}

const usualFolders = /^(?:node_modules|bower_components|dist|build|coverage|out|target|vendor|venv|env|migrations|generated|git|next|nuxt|cache|tox|nox|eggs|yarn|__pycache__|__mocks__|__snapshots__|site-packages)$/
const usualFiles = /\.d\.[cm]?ts|\.config\.|\.stories\.|__init__\.py|conftest\.py|setup\.py/
const testNames = /(?:^|[\\/*])(?:tests?|__tests__|spec|e2e)(?:$|[\\/*])|[._](?:test|spec)\b|\btest_/

/** What whoever sets such a list up leaves out: what is made or brought along; of what is measured the tests, too. */
function usual(item: string, key: string): boolean {
  return item.split(/[\\/!^$*()?]+/).some((part) => usualFolders.test(part.replace(/^\./, ''))) || usualFiles.test(item) || (/coverage|omit|^nyc|^c8/i.test(key) && testNames.test(item))
}

const namesOf = (item: string): readonly string[] => item.replace('<rootDir>', '').match(/\w+/g) ?? []
const isOn = (value: string | undefined) => /^true\b/i.test(value ?? '')
const isOff = (value: string | undefined) => /^false\b/i.test(value ?? '')
const number = (value: string) => /^-?\d+(?:\.\d+)?(?=%|["')]|$)/.exec(value)?.[0]
const isNumber = (value: string) => number(value) !== undefined
const sectionOf = (path: string) => path.split('.').slice(0, -1).join('.')
const lastOf = (path: string) => path.split('.').at(-1)!
const moved = ({ path }: Entry, { present }: Around) => present.has(lastOf(path))

function fell(was: string, is: string): string | undefined {
  return isNumber(was) && isNumber(is) && Number(number(is)) < Number(number(was)) ? `went from ${number(was)} to ${number(is)}` : undefined
}

const thresholds = ['--cov-fail-under', '--lines', '--branches', '--functions', '--statements', '--test-coverage-lines', '--test-coverage-branches', '--test-coverage-functions']

/** Options by which a command line leaves tests out. */
const leavingOutOf = {
  pytest: /^(?:--ignore|--ignore-glob|--deselect|--no-cov|--collect-only|--co|--lf|--last-failed|--pattern|--exclude-pattern|--tag|--example)(?:=|$)|^-[kmtP]/,
  script: /^(?:--testPathIgnorePatterns|--modulePathIgnorePatterns|--exclude|--ignore|--ignore-glob|--deselect|--testNamePattern|--test-name-pattern|--test-skip-pattern|--f?grep|--no-coverage|--no-check-coverage|--collect-only|--listTests|--list|--changed|--changedSince|--onlyChanged|--dangerouslyIgnoreUnhandledErrors)(?:=|$)|^-[gt]$/,
}

function options(was: readonly string[], is: readonly string[], leavingOut: RegExp): string | undefined {
  const fresh = is.filter((item, i) => leavingOut.test(item) && !was.some((old, j) => old === item && was[j + 1] === is[i + 1]))
  const told = (item: string) => [item, ...leavingOut.test(item) && !item.includes('=') ? is.slice(is.indexOf(item) + 1).slice(0, 1).filter((next) => !next.startsWith('-')) : []].join(' ')
  if (fresh.length > 0) return `leaves out more: ${fresh.map(told).join(' ')}`
  for (const option of thresholds) {
    const least = (items: readonly string[]): string | undefined => items.map((item, i) => (item === option ? items[i + 1] : item.startsWith(option + '=') ? item.slice(option.length + 1) : undefined)).find((value) => value !== undefined && isNumber(value))
    const before = least(was)
    const told = before === undefined ? undefined : least(is) === undefined ? `has no ${option} any more (it was ${before})` : fell(before, least(is)!)?.replace(/^/, `says ${option}, which `)
    if (told !== undefined) return told
  }
  return was.includes('--check-coverage') && !is.includes('--check-coverage') ? 'has no --check-coverage any more' : undefined
}

/** Whether a script, as JSON writes it, ends well whatever its tests say. An empty one does nothing. */
function endsWell(script: string): boolean {
  const command = script.replace(/\\(["\\/])/g, '$1')
  return command.trim() === '' || cannotFail(command) !== undefined
}
