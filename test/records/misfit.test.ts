import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Ajv } from 'ajv'
import { anything, choice, flag, list, map, number, object, optional, schema, text } from '../../host/check.ts'
import { misfit } from '../../records/misfit.ts'

const subject = object({
  name: text({ min: 2, max: 4, pattern: '^[a-z☃]+$' }), count: number({ min: 1, max: 5 }), share: optional(number({ whole: false })), on: flag(),
  word: choice(['yes', 'no']), tags: optional(list(text(), { min: 1, max: 2, unique: true })), sizes: optional(map(number())), rest: optional(anything({ about: 'whatever' })),
})
const good = { name: 'abc', count: 3, on: true, word: 'yes' }

const cases: readonly (readonly [unknown, string | undefined])[] = [
  [good, undefined],
  [{ ...good, share: 0.5, tags: ['a', 'b'], sizes: { a: 1 }, rest: { x: [null] } }, undefined],
  [{ ...good, name: 'a' }, '/name: expected at least 2 characters'],
  [{ ...good, name: '☃☃☃☃☃' }, '/name: expected at most 4 characters'],
  [{ ...good, count: 2.5 }, '/count: expected a value of type integer'],
  [{ ...good, count: 0 }, '/count: expected at least 1'],
  [{ ...good, word: 'maybe' }, '/word: expected one of yes, no'],
  [{ ...good, tags: [] }, '/tags: expected at least 1 items'],
  [{ ...good, tags: ['a', 'a'] }, '/tags: expected no item twice'],
  [{ ...good, tags: ['a', 1] }, '/tags/1: expected a value of type string'],
  [{ ...good, sizes: { a: 'b' } }, '/sizes/a: expected a value of type integer'],
  [{ ...good, more: 1 }, '/: unknown key more'],
  [{ ...good, ...JSON.parse('{"__proto__":1}') }, '/: unknown key __proto__'],
  [{ name: 'abc', count: 3, on: true }, '/: expected the key word'],
  [null, '/: expected a value of type object'],
  [[], '/: expected a value of type object'],
]
for (const [value, expected] of cases) test(JSON.stringify(value), () => assert.is(misfit(subject.json, value), expected))

test('a key that only the prototype has is not there', () => assert.is(misfit(object({ toString: anything() }).json, {}), '/: expected the key toString'))
test('a keyword it does not know is an error, never a fit', () => assert.throws(() => misfit(schema({ oneOf: [] }).json, 1), /says "oneOf"/))

test('one of several forms', () => {
  const { json } = schema({ anyOf: [{ type: 'number', minimum: 0 }, { enum: ['unknown'] }] })
  for (const fits of [0, 1.5, 'unknown']) assert.is(misfit(json, fits), undefined)
  for (const not of [-1, 'none', null]) assert.match(misfit(json, not)!, '/: expected one of')
})

// The host checks configs with ajv; a record must not fit here and be refused there.
const rounds = process.env['DRIFT_TEST_LONG'] ? 50_000 : 5_000
test(`agrees with ajv (${rounds} values, some of both)`, () => {
  const validate = new Ajv({ strict: false }).compile(subject.json)
  const atoms = ['abc', 'a', '☃☃', 'abcde', 'yes', 'no', 0, 1, 3, 5, 6, 2.5, -1, true, false, null, [], ['a'], ['a', 'b'], ['a', 'a'], ['a', 'b', 'c'], [1], {}, { a: 1 }, { a: 'b' }]
  const keys = ['name', 'count', 'share', 'on', 'word', 'tags', 'sizes', 'rest', 'more']
  let seed = 7
  const random = (below: number) => (seed = (seed * 1103515245 + 12345) % 2 ** 31) % below
  let fitting = 0
  for (let i = 0; i < rounds; i++) {
    const value: Record<string, unknown> = { ...good }
    for (let change = random(3); change > 0; change--) {
      const key = keys[random(keys.length)]!
      if (random(6) === 0) delete value[key]
      else value[key] = atoms[random(atoms.length)]
    }
    assert.is(misfit(subject.json, value) === undefined, validate(value), JSON.stringify(value))
    if (validate(value)) fitting++
  }
  assert.ok(fitting > rounds / 5 && fitting < rounds * 4 / 5, `${fitting} fit`)
})

test.run()
