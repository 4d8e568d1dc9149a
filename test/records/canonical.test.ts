import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createHash } from 'node:crypto'
import { canonical, recordId } from '../../records/canonical.ts'

// RFC 8785, appendix B: the bits of a double, and how it is written.
const numbers: readonly (readonly [string, string])[] = [
  ['0000000000000000', '0'], ['8000000000000000', '0'], ['0000000000000001', '5e-324'], ['8000000000000001', '-5e-324'],
  ['7fefffffffffffff', '1.7976931348623157e+308'], ['ffefffffffffffff', '-1.7976931348623157e+308'],
  ['4340000000000000', '9007199254740992'], ['c340000000000000', '-9007199254740992'], ['4430000000000000', '295147905179352830000'],
  ['44b52d02c7e14af5', '9.999999999999997e+22'], ['44b52d02c7e14af6', '1e+23'], ['44b52d02c7e14af7', '1.0000000000000001e+23'],
  ['444b1ae4d6e2ef4e', '999999999999999700000'], ['444b1ae4d6e2ef4f', '999999999999999900000'], ['444b1ae4d6e2ef50', '1e+21'],
  ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'], ['3eb0c6f7a0b5ed8d', '0.000001'],
  ['41b3de4355555553', '333333333.3333332'], ['41b3de4355555554', '333333333.33333325'], ['41b3de4355555555', '333333333.3333333'],
  ['41b3de4355555556', '333333333.3333334'], ['41b3de4355555557', '333333333.33333343'],
  ['becbf647612f3696', '-0.0000033333333333333333'], ['43143ff3c1cb0959', '1424953923781206.2'],
]
for (const [bits, text] of numbers) test(`number ${bits}`, () => assert.is(canonical(double(bits)), text))

test('the sample of section 3.2.2, to the byte', () => {
  const sample = '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}'
  const bytes = '7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c226e756d62657273223a5b3333333333333333332e333333333333332c31652b33302c342e352c302e3030322c31652d32375d2c22737472696e67223a22e282ac245c75303030665c6e4127425c225c5c5c5c5c222f227d'
  assert.is(Buffer.from(canonical(JSON.parse(sample))).toString('hex'), bytes)
})

test('the keys of section 3.2.3, by their UTF-16 units', () => {
  const keys = { '\u20ac': 'Euro Sign', '\r': 'Carriage Return', '\ufb33': 'Hebrew Letter Dalet With Dagesh', 1: 'One', '\ud83d\ude00': 'Emoji: Grinning Face', '\u0080': 'Control', '\u00f6': 'Latin Small Letter O With Diaeresis' }
  assert.equal(Object.values(JSON.parse(canonical(keys))), ['One', 'Carriage Return', 'Control', 'Latin Small Letter O With Diaeresis', 'Euro Sign', 'Emoji: Grinning Face', 'Hebrew Letter Dalet With Dagesh'])
  assert.is(canonical(keys).indexOf('"\\r"'), 1)
})

test('keys with a meaning for JavaScript are keys like others', () => {
  assert.is(canonical(JSON.parse('{"toString":1,"__proto__":{"b":2},"constructor":3}')), '{"__proto__":{"b":2},"constructor":3,"toString":1}')
})

const circle: unknown[] = []
circle.push(circle)
const refused: readonly (readonly [string, unknown])[] = [
  ['undefined', undefined], ['an undefined value', { a: undefined }], ['a function', () => 1], ['a bigint', 1n], ['a symbol', Symbol('a')],
  ['NaN', NaN], ['Infinity', [Infinity]], ['a lone surrogate', 'a\ud800'], ['a lone surrogate in a key', { '\udc00': 1 }],
  ['a date', new Date(0)], ['a map', new Map()], ['bytes', Buffer.from('a')], ['a hole', [1, , 2]], ['a circle', circle], ['toJSON', { toJSON: () => 1 }],
]
for (const [name, value] of refused) {
  test(`refuses ${name}`, () => assert.throws(() => canonical(value), (error: Error & { fix?: string }) => error.name === 'DriftError' && /^a record cannot hold/.test(error.message) && error.fix))
}

test('says where', () => assert.throws(() => canonical({ a: [1, { b: NaN }] }), /NaN \(at \/a\/1\/b\)/))

test('an id is the hash of all else, in whatever order', () => {
  const id = createHash('sha256').update('{"a":1,"b":[2]}').digest('hex')
  assert.is(recordId({ b: [2], a: 1 }), id)
  assert.is(recordId({ id: 'anything', a: 1, b: [2] }), id)
  assert.is.not(recordId({ a: 1, b: [3] }), id)
})

test.run()

function double(bits: string): number {
  return Buffer.from(bits, 'hex').readDoubleBE()
}
