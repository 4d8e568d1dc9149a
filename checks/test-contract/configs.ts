// What configs of test runners and of coverage demand, and how one sees that they demand less: a table of files and keys.
import { cannotFail, matches } from '../../host/check.ts'
import { entriesOf, type Entry } from './entries.ts'

/** How a key gets looser. `lower`: a number falls, or goes. `longer`: a list grows. `on`, `off`: a switch. `options`: of a command line. `script`: it cannot fail any more. */
type Looser = 'lower' | 'longer' | 'on' | 'off' | 'options' | 'script'

interface Known {
  readonly files: readonly string[]
  readonly form: 'objects' | 'lines'
  readonly keys: readonly (readonly [key: RegExp, looser: Looser])[]
}

const coverage = '(?:branches|functions|lines|statements)'
const js = '{js,cjs,mjs,ts,cts,mts}'

const known: readonly Known[] = [
  {
    files: ['**/package.json', '**/{jest,vitest,vite}.config.{js,cjs,mjs,ts,cts,mts,json}', '**/vitest.workspace.{js,ts,json}', `**/{nyc,c8,playwright,cypress}.config.${js}`, '**/.nycrc', '**/.nycrc.json', '**/.c8rc', '**/.c8rc.json', '**/.mocharc', '**/.mocharc.{json,jsonc,js,cjs}'],
    form: 'objects',
    keys: [
      [new RegExp(`(?:^|\\.)(?:coverageThreshold|thresholds?)\\.(?:.*\\.)?${coverage}$|(?:^|\\.)coverage\\.${coverage}$|^(?:nyc\\.|c8\\.)?${coverage}$`), 'lower'],
      [/(?:^|\.)(?:testPathIgnorePatterns|coveragePathIgnorePatterns|modulePathIgnorePatterns|testIgnore)$|(?:^|\.)test\.(?:coverage\.)?exclude$|^(?:nyc|c8)\.exclude$/, 'longer'],
      [/(?:^|\.)(?:passWithNoTests|allowOnly|dangerouslyIgnoreUnhandledErrors)$/, 'on'],
      [/(?:^|\.)(?:check-coverage|checkCoverage|forbidOnly|forbid-only|forbidPending)$/, 'off'],
      [/^scripts\.(?:test|pretest|posttest)(?:[:.-].*)?$/, 'script'],
    ],
  },
  {
    files: ['**/pyproject.toml', '**/{pytest,tox}.ini', '**/.pytest.ini', '**/setup.cfg', '**/.coveragerc'],
    form: 'lines',
    keys: [
      [/(?:^|\.)fail_under$/, 'lower'],
      [/(?:^|\.)addopts$/, 'options'],
      [/(?:^|\.)(?:norecursedirs|collect_ignore|collect_ignore_glob)$/, 'longer'],
      [/^(?:tool\.coverage\.run|coverage:run|run)\.omit$|^(?:tool\.coverage\.report|coverage:report|report)\.(?:omit|exclude_lines|exclude_also)$/, 'longer'],
    ],
  },
  { files: ['**/.nycrc.{yml,yaml}', '**/.c8rc.{yml,yaml}', '**/.mocharc.{yml,yaml}'], form: 'lines', keys: [[new RegExp(`^${coverage}$`), 'lower'], [/^check-coverage$|^forbid-only$/, 'off']] },
]

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
  // A key may have moved to another file.
  const present = new Set(files.flatMap(({ path, after = '' }) => known.filter(({ files }) => matches(files, path)).flatMap(({ form }) => entriesOf(after, form).map(({ path }) => path.split('.').at(-1)!))))
  return files.flatMap(({ path, before, after }) => {
    if (before === undefined || before === after) return []
    return known.filter(({ files }) => matches(files, path)).flatMap(({ form, keys }) => {
      const [was, is] = [entriesOf(before, form), entriesOf(after ?? '', form)]
      return keys.flatMap(([key, looser]) => judged(looser, was.filter(({ path }) => key.test(path)), is.filter(({ path }) => key.test(path)), { present, gone: after === undefined }).map((one) => ({ path, ...one })))
    })
  })
}

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
  if (looser === 'on') return is.filter(({ path, value }) => isOn(value) && !isOn(before.get(path)?.value)).map(({ path, line }) => ({ key: path, line, what: 'is turned on' }))
  return was.flatMap((old): Told[] => {
    const now = after.get(old.path)
    const at = now ? { line: now.line } : {}
    const tell = (what: string | undefined): Told[] => (what === undefined ? [] : [{ key: old.path, ...at, what }])
    if (looser === 'off') return tell(isOn(old.value) && !isOn(now?.value) && (now !== undefined || !moved(old, around)) ? 'is turned off' : undefined)
    if (looser === 'lower') return tell(now ? fell(old.value, now.value) : isNumber(old.value) && !moved(old, around) ? `is gone (it was ${old.value})` : undefined)
    if (looser === 'script') return tell(around.gone || endsWell(old.value) ? undefined : now ? (endsWell(now.value) ? `cannot fail any more: ${now.value}` : undefined) : old.path === 'scripts.test' ? 'is gone' : undefined)
    if (!now) return []
    if (looser === 'options') return tell(options(old.items, now.items))
    const more = now.items.filter((item) => !old.items.includes(item))
    // What is only written anew, as many items as before, may be as narrow.
    return tell(more.length > 0 && now.items.length > old.items.length ? `leaves out more: ${more.slice(0, 3).join(', ')}` : undefined)
  }).concat(looser === 'longer' || looser === 'options' ? begun(looser, is.filter(({ path }) => !before.has(path)), was.length === 0 && !around.gone) : [])
}

/** Keys that were not there before: what they leave out is left out from now on. */
function begun(looser: Looser, fresh: readonly Entry[], none: boolean): readonly Told[] {
  if (!none) return []
  return fresh.flatMap(({ path, items, line }) => {
    const what = looser === 'options' ? options([], items) : undefined
    return what === undefined ? [] : [{ key: path, line, what }]
  })
}

const isOn = (value: string | undefined) => value === 'true'
const isNumber = (value: string) => /^-?\d+(?:\.\d+)?$/.test(value)
const moved = ({ path }: Entry, { present }: Around) => present.has(path.split('.').at(-1)!)

function fell(was: string, is: string): string | undefined {
  return isNumber(was) && isNumber(is) && Number(is) < Number(was) ? `went from ${was} to ${is}` : undefined
}

const leavingOut = /^(?:--ignore|--ignore-glob|--deselect|-k|--no-cov)(?:=|$)/

function options(was: readonly string[], is: readonly string[]): string | undefined {
  const fresh = is.filter((item, i) => leavingOut.test(item) && !was.some((old, j) => old === item && was[j + 1] === is[i + 1]))
  if (fresh.length > 0) return `leaves out more: ${fresh.join(' ')}`
  const least = (items: readonly string[]) => items.map((item) => /^--cov-fail-under=(.*)$/.exec(item)?.[1]).find((value) => value !== undefined)
  const before = least(was)
  return before === undefined ? undefined : least(is) === undefined ? `has no --cov-fail-under any more (it was ${before})` : fell(before, least(is)!)
}

/** Whether a script, as JSON writes it, ends well whatever its tests say. An empty one does nothing. */
function endsWell(script: string): boolean {
  const command = script.replace(/\\(["\\/])/g, '$1')
  return command.trim() === '' || cannotFail(command) !== undefined
}
