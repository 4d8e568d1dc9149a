// Files that look like sources of truth: what is only appended to, and what never changes.
import type { Counted } from '../../git/history.ts'
import { matches } from '../../host/globs.ts'
import { isForeign } from './marks.ts'

/** A file that the check `sot` should watch over, and why. */
export interface Truth {
  readonly path: string
  readonly mode: 'append-only' | 'frozen'
  readonly because: string
}

const licences = ['LICENSE*', 'LICENCE*', 'COPYING*', 'UNLICENSE*', 'license*', 'licence*', 'copying*', 'LICENSES/**']
const ledgers = ['**/*{ledger,journal,audit,decisions,history,lessons}*.{jsonl,ndjson,csv,log}', '**/{ledger,ledgers,journal,audit}/**/*.{jsonl,ndjson,csv,log}']
const onTop = ['CHANGELOG*', 'CHANGES*', 'HISTORY*', 'NEWS*', '**/{adr,decisions}/{README,index}.md']

/** Licences that stayed as they are, and ledgers of which no change took a line away. */
export function truthsIn(names: readonly string[], changes: readonly Counted[]): readonly Truth[] {
  // What a glob would take for more than a name is left to people.
  const own = names.filter((name) => !isForeign(name) && !/[*?[\]{}\\!"]/.test(name))
  const touched = (path: string) => changes.flatMap(({ files }) => files.filter((file) => file.path === path))
  const frozen = own.filter((name) => matches(licences, name)).filter((name) => touched(name).length <= 1).map((path): Truth => ({ path, mode: 'frozen', because: 'a licence' }))
  const appended = own.filter((name) => matches(ledgers, name)).flatMap((path): Truth[] => {
    const times = touched(path)
    return times.some(({ removed }) => removed > 0) ? [] : [{ path, mode: 'append-only', because: times.length < 2 ? 'a ledger, by its name' : `a ledger: none of its last ${times.length} changes took a line away` }]
  })
  return [...frozen, ...appended]
}

/** Logs and indexes that grow at the top or in the middle: no check can hold those. */
export function grownOnTop(names: readonly string[]): readonly string[] {
  return names.filter((name) => matches(onTop, name) && !isForeign(name))
}
