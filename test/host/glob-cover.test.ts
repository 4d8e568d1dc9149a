// Covering is a proof: a table by hand, generated lists held against the matcher itself, and mutants that both must catch.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as real from '../../host/glob-cover.ts'
import { checkGlob, matches } from '../../host/globs.ts'
import { mutant } from '../support/mutant.ts'

type Subject = typeof real

// Outer, inner, and what of inner is not proved to be covered.
const table: readonly (readonly [outer: readonly string[], inner: readonly string[], left: readonly string[]])[] = [
  [['src/**'], ['src/**'], []],
  [['src/**'], ['src/a.ts'], []],
  [['src/**'], ['src/a/**', 'src/*.ts'], []],
  [['src'], ['src/**'], []],
  [['src/**'], ['src'], ['src']],
  [['src/'], ['src/**', 'src/a'], []],
  [['src/**'], ['srcs/**', 'lib/**'], ['srcs/**', 'lib/**']],
  [['**'], ['a', '*.md', '**/x/**'], []],
  [['a/**', 'b/**'], ['{a,b}/**'], []],
  [['a/**'], ['{a,b}/**'], ['{a,b}/**']],
  [['{a,b}/**'], ['b/**', 'a/*'], []],
  [['**/*.ts'], ['**/*.test.ts', 'src/**/*.ts'], ['**/*.test.ts', 'src/**/*.ts']],
  [['src/**', '**/*.ts'], ['src/**/*.test.ts'], []],
  [['**/test/**'], ['test/**', 'src/test/**', '**/test/a/**', '**/test/*.ts'], []],
  [['.driftrc*'], ['.driftrc.json', '.driftrc.yaml'], ['.driftrc.json', '.driftrc.yaml']],
  [['**/.npmrc'], ['.npmrc'], ['.npmrc']],
  [['.npmrc'], ['**/.npmrc'], ['**/.npmrc']],
  [['docs/*/api/**'], ['docs/v1/api/**'], []],
  [['docs/v?/**', 'docs/[ab]/**'], ['docs/v1/**', 'docs/a/**'], []],
  [['docs/[ab]/**'], ['docs/c/**', 'docs/[ab]/**'], ['docs/c/**']],
  [['a/\\*/**'], ['a/*/**'], ['a/*/**']],
  [['a/*/**'], ['a/\\*/**', 'a/[xy]/**'], []],
  [['a*/**', '*z/**'], ['ab*/**', '?yz/**', 'a?/**'], []],
  [['a*/**'], ['*a/**'], ['*a/**']],
  [['a*.ts/**'], ['a*.js/**', 'b*.ts/**', 'a*.d.ts/**'], ['a*.js/**', 'b*.ts/**']],
  [['a/*/**'], ['a/**/**', 'a/b/**'], ['a/**/**']],
  [[], ['a'], ['a']],
  [['a'], [], []],
  [[], [], []],
  // Exclusions.
  [['src/**', '!src/x/**'], ['src/**', '!src/x/**'], []],
  [['src/**', '!src/x/**'], ['src/**'], ['src/**']],
  [['src/**'], ['src/**', '!src/x/**'], []],
  [['src/**', '!src/x/**'], ['src/a/**', 'src/y'], []],
  [['src/**', '!src/x/**'], ['src/**', '!src/**/x/**'], []],
  [['src/**', '!src/**/x/**'], ['src/**', '!src/x/**'], ['src/**']],
  [['src/**', '!src/x/y'], ['src/**', '!src/x/**'], []],
  [['a/**'], ['a/**', 'b/**', '!b/**'], []],
  [['!a/**'], ['b/**', '!a/**'], []],
  [['!a/**'], ['**'], ['**']],
  [['**'], ['!a/**'], []],
  [['b/**'], ['!a/**'], ['**']],
]

const unlike = ({ notCovered }: Subject) => table.filter(([outer, inner, left]) => JSON.stringify(notCovered(outer, inner)) !== JSON.stringify(left))

for (const [outer, inner, left] of table) test(`${outer.join(' ') || 'nothing'} over ${inner.join(' ') || 'nothing'}`, () => assert.equal(real.notCovered(outer, inner), left))

// Lists of odd patterns, and the second one made from the first as people edit configs: more of it is provable than by chance.
const names = ['a', 'b', '*', '**', 'a*', '*a', '*.a', '?', '[ab]', 'a?', '\\*', '{a,b}', 'a.a', '[a]', '.a', '!a', '.*']
const parts = ['a', 'b', 'ab', 'a.a', '*', '**', '[ab]', '?', 'a*', '*a', '\\*', '.a', 'x', 'ba', '[a]', '!a', '*.a', 'x.a', '.*']
const paths = parts.flatMap((a) => [a, ...parts.flatMap((b) => [`${a}/${b}`, ...parts.filter((_, i) => (i + a.length + b.length) % 3 === 0).map((c) => `${a}/${b}/${c}`)])])

let seed = 11
const pick = (n: number) => (seed = (seed * 48271) % 2147483647) % n
const some = <T>(of: readonly T[]) => of[pick(of.length)]!

function glob(): string {
  const path = Array.from({ length: 1 + pick(3) }, () => some(names)).join('/')
  return (pick(5) === 0 ? '!' : '') + path + (pick(8) === 0 && !/[*?[\\{]/.test(path) ? '/' : '')
}

function edited(globs: readonly string[]): string[] {
  const wider = (one: string) => some([one, one, one.replace(/[^/]+$/, '*'), one.replace(/[^/]+$/, '**'), one.replace(/^!?[^/]+/, '**'), one.replace(/[^/]+\/?$/, '')])
  return [...globs.map(wider), ...pick(3) === 0 ? [glob()] : []]
}

const good = (globs: readonly string[]) => globs.filter((one) => one !== '' && !checkGlob(one))
const cases = Array.from({ length: process.env['DRIFT_TEST_LONG'] ? 20_000 : 1500 }, () => {
  const inner = good(Array.from({ length: 1 + pick(3) }, glob))
  return { inner, outer: good(pick(3) === 0 ? Array.from({ length: 1 + pick(3) }, glob) : edited(inner)) }
}).filter(({ inner }) => inner.length > 0)

/** Cases in which everything is said to be covered, and a path says otherwise. */
function refuted({ notCovered }: Subject): number {
  return cases.filter(({ inner, outer }) => notCovered(outer, inner).length === 0 && paths.some((path) => matches(inner, path) && !matches(outer, path))).length
}

test('what is said to be covered is, for every path', () => assert.is(refuted(real), 0))

test('a list covers itself', () => assert.equal(cases.filter(({ inner }) => real.notCovered(inner, inner).length > 0), []))

test('both answers come up', () => {
  const proved = cases.filter(({ inner, outer }) => real.notCovered(outer, inner).length === 0).length
  assert.ok(proved > cases.length / 5 && proved < cases.length * 4 / 5, `${proved} of ${cases.length} are covered`)
})

const mutants: readonly (readonly [name: string, from: string, to: string])[] = [
  ['exclusions of the outer list do nothing', '&& wide.dropped.every(', '|| wide.dropped.every('],
  ['what the inner list drops is covered anyway', 'narrow.dropped.some((glob) => within(alternative, glob)) ||', 'narrow.dropped.length > 0 ||'],
  ['an exclusion of the inner list saves any hole', '|| narrow.dropped.some((glob) => within(hole, glob))', '|| narrow.dropped.length > 0'],
  ['the first pattern is enough', 'filter(({ glob }) => !covered(glob))', 'filter(({ glob }, i) => i === 0 && !covered(glob))'],
  ['exclusions alone take nothing', "taken.length === 0 && dropped.length > 0 ? [{ glob: '**', from: '**' }] : taken", 'taken'],
  ['one reading is enough', 'readings(inner).every(', 'readings(inner).some('],
  ['a pattern is never its own text', '[wild, own, [...own, below]]', '[wild]'],
  ['a plain name covers nothing below', '[own, [...own, below]] : [wild', '[own] : [wild'],
  ['** at the end takes nothing, too', 'more.length === 0 ? first !== undefined :', 'more.length === 0 ? true :'],
  ['** takes one name', "takes(more, path) || (first !== undefined && takes([wide, ...more], rest))", 'first !== undefined && takes(more, rest)'],
  ['a name takes **', '!isAny(first) && takesName', 'takesName'],
  ['a set takes its own text', "return !name.literal || !/[[\\\\]/.test(wide.text)", 'return true'],
  ['unlike names are apart', '!one.startsWith(two) && !two.startsWith(one)', 'one !== two'],
]

for (const [name, from, to] of mutants) {
  test(`caught: ${name}`, async () => {
    const broken = await mutant<Subject>(['host/glob-cover.ts'], from, to)
    assert.ok(unlike(broken).length > 0 || refuted(broken) > 0)
  })
}

test.run()
