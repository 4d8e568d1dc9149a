// The tests of a change before and after: which are gone, skipped, focused or emptied.
import type { Language } from './languages.ts'
import type { Test, Tests } from './read.ts'

/** A test file that changed; without `before` it is new, without `after` gone. */
export interface ChangedTests {
  readonly path: string
  readonly language: Language
  readonly before: Tests | undefined
  readonly after: Tests | undefined
}

/** One test that proves less than it did. */
export interface Weakened {
  readonly code: 'test-deleted' | 'test-skipped' | 'test-focused' | 'test-emptied'
  readonly path: string
  /** After the change; where it is gone, before it. */
  readonly line: number
  readonly name: string
  readonly group: boolean
}

interface Stands { readonly path: string; readonly test: Test; readonly language: Language }
interface Pair { readonly was: Stands; readonly is: Stands }

/** All that got weaker, file by file. */
export function weakened(files: readonly ChangedTests[]): readonly Weakened[] {
  const was = standing(files, 'before')
  const is = standing(files, 'after')
  const loose = new Map(files.map(({ path, before, after }) => [path, new Set([...after?.loose ?? []].filter((word) => !before?.loose.has(word)))]))
  const { pairs, gone } = paired(was.filter(isTest), is.filter(isTest), loose)
  const groups = paired(was.filter(isGroup), is.filter(isGroup)).pairs
  const before = new Map([...pairs, ...groups].map(({ was, is }) => [is.test, was.test]))
  return [
    // What lay in it went with it.
    ...gone.filter(({ test }) => !gone.some((other) => other.test === test.around)).map((one) => told('test-deleted', one)),
    ...skipped(pairs, groups, before),
    ...files.flatMap(({ path, before, after }) => wholly(before, after).map(({ what, line }): Weakened => ({ code: 'test-skipped', path, line, name: what, group: true }))),
    ...is.filter(({ test }) => test.focuses > (before.get(test)?.focuses ?? 0)).map((one) => told('test-focused', one)),
    ...pairs.filter(isEmptied).map((pair) => told('test-emptied', pair.is)),
  ]
}

const isGroup = ({ test }: Stands) => test.group
const isTest = ({ test }: Stands) => !test.group

function standing(files: readonly ChangedTests[], side: 'before' | 'after'): Stands[] {
  return files.flatMap(({ path, language, [side]: tests }) => (tests?.all ?? []).map((test) => ({ path, test, language })))
}

function told(code: Weakened['code'], { path, test: { line, name, group } }: Stands): Weakened {
  return { code, path, line, name, group }
}

/** Which test became which. A test has moved where one of its name is new elsewhere, was renamed where its body stands on, and joined another where that took all of it in. */
function paired(was: readonly Stands[], is: readonly Stands[], loose?: ReadonlyMap<string, ReadonlySet<string>>): { readonly pairs: readonly Pair[]; readonly gone: readonly Stands[] } {
  const pairs: Pair[] = []
  const open = new Set(was)
  const free = new Set(is)
  const join = (key: (one: Stands) => string) => {
    const waiting = new Map<string, Stands[]>()
    for (const one of [...free].reverse()) {
      const same = waiting.get(key(one))
      if (same) same.push(one)
      else waiting.set(key(one), [one])
    }
    for (const one of open) {
      const found = waiting.get(key(one))?.pop()
      if (!found) continue
      pairs.push({ was: one, is: found })
      open.delete(one)
      free.delete(found)
    }
  }
  join(({ path, test }) => JSON.stringify([path, test.path]))
  join(({ path, test }) => JSON.stringify([path, test.name]))
  join(({ test }) => test.path)
  join(({ test }) => test.name)
  if (!loose) return { pairs, gone: [...open] }
  // So many cannot be compared with one another; what is large is asked by name alone.
  const near = open.size * free.size <= 250_000
  for (const one of near ? open : []) {
    const found = best(one, [...free])
    if (!found) continue
    pairs.push({ was: one, is: found })
    open.delete(one)
    free.delete(found)
  }
  const before = new Map(pairs.map(({ was, is }) => [is, was]))
  const grown = is.filter((one) => !same(before.get(one)?.test.words, one.test.words))
  const lost = [...open]
  const joined = (one: Stands) => lost.length * grown.length <= 250_000 && grown.some((other) => other.language === one.language && tookIn(one.test, before.get(other)?.test, other.test, { lost, loose: loose.get(other.path)! }))
  return { pairs, gone: lost.filter((one) => !joined(one)) }
}

/** The test that a test most likely became: in its own file half of the words are enough, less where the names are alike, elsewhere more. */
function best(one: Stands, others: readonly Stands[]): Stands | undefined {
  const rated = others.filter(({ language }) => language === one.language).map((other) => ({ other, like: likeness(one.test.words, other.test.words) + (other.path === one.path ? 0.4 * likeness(nameWords(one.test), nameWords(other.test)) : -0.15) }))
  const [first] = rated.sort((a, b) => b.like - a.like)
  return first && first.like >= 0.5 ? first.other : undefined
}

/** What a name is made of, without what all names have: `testRefusesSixth` and `test_refuses_the_sixth` are much alike. */
function nameWords({ name }: Test): ReadonlySet<string> {
  const words = name.replace(/([a-z\d])([A-Z])/g, '$1 $2').toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  return new Set(words.filter((word) => !/^(?:tests?|it|should|the|an?|of|is|are|and|with)$/.test(word)).map((word) => word.replace(/(?<=..)s$/, '')))
}

function shared(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let count = 0
  for (const word of a) if (b.has(word)) count++
  return count
}

/** 1 for equal sets of words, 0 for such as share none. */
function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  return a.size + b.size === 0 ? 0 : (2 * shared(a, b)) / (a.size + b.size)
}

function same(a: ReadonlySet<string> | undefined, b: ReadonlySet<string>): boolean {
  return a !== undefined && a.size === b.size && shared(a, b) === b.size
}

interface Around {
  /** All tests that are nowhere any more. */
  readonly lost: readonly Stands[]
  /** What is new outside of tests, in the file of the one that may have taken it in: tables of cases stand there. */
  readonly loose: ReadonlySet<string>
}

/** Whether a test holds another by now: its words, and above all those that it did not have. */
function tookIn(gone: Test, before: Test | undefined, after: Test, { lost, loose }: Around): boolean {
  const name = new Set(gone.name.match(/[\p{L}\p{N}_$]+/gu))
  // It lay within: then what it has before those beside it.
  const within = before !== undefined && chain(gone).includes(before)
  const beside = lost.flatMap(({ test }) => (test !== gone && test.around === gone.around ? [test.data] : []))
  const known = (word: string) => (within ? beside.some((data) => data.has(word)) : before?.data.has(word) === true)
  const has = new Set([...after.data, ...loose])
  const own = new Set([...gone.data].filter((word) => !name.has(word)))
  const fresh = new Set([...own].filter((word) => !known(word)))
  return fresh.size > 0 && shared(fresh, has) >= 0.8 * fresh.size && shared(own, has) >= 0.7 * own.size
}

/** Tests that something skips by now: told of what does, once. */
function skipped(pairs: readonly Pair[], groups: readonly Pair[], before: ReadonlyMap<Test, Test>): readonly Weakened[] {
  const found = new Map<Test, Weakened>()
  for (const pair of [...groups, ...pairs]) if (pair.is.test.skips > pair.was.test.skips) found.set(pair.is.test, told('test-skipped', pair.is))
  // It moved into a group that is new, and skipped.
  for (const { was, is } of pairs) {
    if (chain(was.test).some(({ skips }) => skips > 0)) continue
    const by = chain(is.test).find((test) => test.skips > 0 && !before.has(test))
    if (by && !found.has(by)) found.set(by, told('test-skipped', { ...is, test: by }))
  }
  return [...found.values()]
}

function chain(test: Test): readonly Test[] {
  return test.around ? [test, ...chain(test.around)] : [test]
}

function wholly(before: Tests | undefined, after: Tests | undefined): Tests['skipsAll'] {
  if (!before || !after || before.all.length === 0) return []
  // Another condition may be wider or narrower: only the first one is surely one more, and one that says itself that it never holds.
  if (before.skipsAll.length === 0) return after.skipsAll.slice(0, 1)
  return after.skipsAll.filter(({ what }) => never.test(what) && !before.skipsAll.some((old) => never.test(old.what))).slice(0, 1)
}

const never = /\b(?:ignore|never|none|disabled|skip)\b/i

/** It demanded something, demands nothing, and calls nothing new that could. */
function isEmptied({ was: { test: was, language }, is: { test: is } }: Pair): boolean {
  return was.asserts > 0 && is.asserts === 0 && is.skips <= was.skips && ![...is.calls].some((call) => !was.calls.has(call) && !language.inert.test(call))
}
