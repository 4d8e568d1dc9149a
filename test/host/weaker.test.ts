// Two values of one schema, as any check or plugin may declare it → what is said to be weaker.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { anything, choice, flag, glob, list, map, number, object, optional, text, type Schema } from '../../host/schema.ts'
import { loosenings, same } from '../../host/weaker.ts'

const pair = object({ when: glob({ stricter: 'more' }), because: text(), cap: optional(number({ stricter: 'lower', absent: 'weakest' })) })

// Schema, before, after, codes of what is told; twice where the way back is told otherwise.
const table: readonly (readonly [title: string, schema: Schema<any> | undefined, before: unknown, after: unknown, there: string, back: string])[] = [
  ['a flag that is stricter true', flag({ stricter: true }), true, false, 'weakened', ''],
  ['a flag that is stricter false', flag({ stricter: false }), false, true, 'weakened', ''],
  ['a flag nobody speaks of', flag(), true, false, 'changed', 'changed'],
  ['a flag with a direction of numbers', flag({ stricter: 'higher' }), true, false, 'changed', 'changed'],
  ['a floor', number({ stricter: 'higher' }), 80, 79, 'weakened', ''],
  ['a cap', number({ stricter: 'lower' }), 1, 2, 'weakened', ''],
  ['a share', number({ stricter: 'more', whole: false }), 0.5, 0.4, 'weakened', ''],
  ['a number nobody speaks of', number(), 1, 2, 'changed', 'changed'],
  ['words, later ones stricter', choice(['off', 'warn', 'error']), 'error', 'warn', 'weakened', ''],
  ['words, earlier ones stricter', choice(['none', 'some', 'all'], { stricter: 'fewer' }), 'none', 'all', 'weakened', ''],
  ['a word that is none', choice(['a', 'b']), 'x', 'b', 'changed', 'changed'],
  ['text', text(), 'a', 'b', 'changed', 'changed'],
  ['text that a config may set either way', text({ stricter: 'more' }), 'a', 'b', 'changed', 'changed'],
  ['a glob that protects', glob({ stricter: 'more' }), 'src/**', 'src/a/**', 'weakened', ''],
  ['a glob that exempts', glob({ stricter: 'fewer' }), 'src/a/**', 'src/**', 'weakened', ''],
  ['a glob nobody speaks of', glob(), 'src/**', 'src/a/**', 'changed', 'changed'],
  ['globs that protect', list(glob(), { stricter: 'more' }), ['a', 'b'], ['a'], 'weakened', ''],
  ['globs that exempt', list(glob(), { stricter: 'fewer' }), ['a'], ['a', 'b', 'c'], 'weakened', ''],
  ['globs nobody speaks of', list(glob()), ['a'], ['a', 'b'], 'changed', 'changed'],
  ['globs in another order', list(glob(), { stricter: 'more' }), ['a', 'b'], ['b', 'a', 'a'], '', ''],
  ['words that demand', list(text(), { stricter: 'more' }), ['fix', 'hotfix'], ['fix'], 'weakened', ''],
  ['words that allow', list(text(), { stricter: 'fewer' }), ['unit'], ['unit', 'none'], 'weakened', ''],
  ['a list of words has no order of strictness', list(choice(['a', 'b', 'c']), { stricter: 'more' }), ['a', 'b'], ['b', 'c'], 'weakened', 'weakened'],
  ['a word for another', list(text(), { stricter: 'more' }), ['fix'], ['mend'], 'weakened', 'weakened'],
  ['objects that demand', list(pair, { stricter: 'more' }), [{ when: 'a', because: 'x' }, { when: 'b', because: 'x' }], [{ when: 'b', because: 'x' }], 'weakened', ''],
  ['objects that demand: in another order', list(pair, { stricter: 'more' }), [{ when: 'a', because: 'x' }, { when: 'b', because: 'x' }], [{ when: 'b', because: 'x' }, { when: 'a', because: 'x' }], '', ''],
  ['objects that demand: another text', list(pair, { stricter: 'more' }), [{ when: 'a', because: 'x' }], [{ when: 'a', because: 'y' }], 'weakened', 'weakened'],
  ['objects that demand: a wider glob', list(pair, { stricter: 'more' }), [{ when: 'a/b', because: 'x' }], [{ when: 'a/**', because: 'x' }], '', 'weakened'],
  ['objects that demand: a cap more', list(pair, { stricter: 'more' }), [{ when: 'a', because: 'x' }], [{ when: 'a', because: 'x', cap: 3 }], '', 'weakened'],
  ['objects that allow', list(object({ name: text(), max: number({ stricter: 'lower' }) }), { stricter: 'fewer' }), [{ name: 'a', max: 1 }], [{ name: 'a', max: 2 }], 'weakened', ''],
  ['objects that allow: the same one twice', list(object({ max: number({ stricter: 'lower' }) }), { stricter: 'fewer' }), [{ max: 1 }], [{ max: 1 }, { max: 1 }], 'weakened', ''],
  ['objects that allow: in another order', list(object({ name: text() }), { stricter: 'fewer' }), [{ name: 'a' }, { name: 'b' }], [{ name: 'b' }, { name: 'a' }], 'weakened', 'weakened'],
  ['objects of an object', object({ a: object({ b: number({ stricter: 'lower' }), c: flag({ stricter: true }) }) }), { a: { b: 1, c: true } }, { a: { b: 2, c: false } }, 'weakened weakened', ''],
  ['a key nobody knows', object({ a: flag() }), { a: true, b: 1 }, { a: true, b: 2 }, 'changed', 'changed'],
  ['a key left out', object({ a: optional(number({ stricter: 'lower' })) }), { a: 1 }, {}, 'changed', 'changed'],
  ['a key left out, which is the weakest', object({ a: optional(number({ stricter: 'lower', absent: 'weakest' })) }), { a: 1 }, {}, 'weakened', ''],
  ['a key left out, which is the strictest', object({ a: optional(list(text(), { stricter: 'fewer', absent: 'strictest' })) }), {}, { a: ['x'] }, 'weakened', ''],
  ['a key left out, which has a default', object({ a: number({ stricter: 'lower', default: 5 }) }), {}, { a: 6 }, 'weakened', ''],
  ['a key left out, which is its default', object({ a: number({ stricter: 'lower', default: 5 }) }), {}, { a: 5 }, '', ''],
  ['keys that every object has', object({}), {}, JSON.parse('{"constructor": 1, "__proto__": 2}'), 'changed changed', 'changed changed'],
  ['a map', map(number({ stricter: 'lower' })), { a: 1, b: 1 }, { a: 2, b: 1 }, 'weakened', ''],
  ['a key more in a map', map(number({ stricter: 'lower' })), { a: 1 }, { a: 1, b: 1 }, 'changed', 'changed'],
  ['a key more in a map, with the default', map(number({ stricter: 'lower', default: 5 })), { a: 1 }, { a: 1, b: 5 }, 'changed', 'changed'],
  ['anything', anything(), { a: 1 }, { a: 2 }, 'changed', 'changed'],
  ['no schema', undefined, 1, 2, 'changed', 'changed'],
  ['no schema, the same', undefined, { a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }, '', ''],
]

const codes = (schema: Schema<any> | undefined, before: unknown, after: unknown) => [...loosenings(schema?.json, before, after, 'key')].map(({ code }) => code).join(' ')

for (const [title, schema, before, after, there, back] of table) {
  test(title, () => assert.equal([codes(schema, before, after), codes(schema, after, before), codes(schema, before, before), codes(schema, after, after)], [there, back, '', '']))
}

test('it is told where, and what became of what', () => {
  const [one, two] = [...loosenings(object({ a: object({ cap: number({ stricter: 'lower' }) }), when: text() }).json, { a: { cap: 1 }, when: 'x' }, { a: { cap: 2 }, when: 'y'.repeat(200) }, '')]
  assert.equal(one, { code: 'weakened', key: 'a.cap', what: '1 became 2' })
  assert.is(two!.key, 'when')
  assert.match(two!.what, /^"x" became "y{116}\.\.\., and which of them is stricter nobody declared$/)
})

test('a key that every object has is no key of the config', () => {
  assert.match([...loosenings(object({}).json, {}, JSON.parse('{"__proto__": 1}'), '')][0]!.what, 'nothing became 1')
})

test('of a long list the first three, and how many more', () => {
  const [one] = [...loosenings(list(glob(), { stricter: 'fewer' }).json, [], ['a', 'b', 'c', 'd', 'e'], 'key')]
  assert.is(one!.what, '"a", "b", "c" and 2 more are there now, and nothing that stood there is known to cover them')
})

test('equal is equal whatever the order of keys', () => {
  assert.ok(same({ a: 1, b: [{ c: 2, d: null }] }, { b: [{ d: null, c: 2 }], a: 1 }))
  for (const [a, b] of [[{ a: 1 }, { a: 1, b: 1 }], [[], {}], [null, {}], [[1, 2], [2, 1]], [{ a: undefined }, { b: undefined }]] as const) assert.not(same(a, b))
})

test.run()
