import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { recordId } from '../../records/canonical.ts'
import { formatLine, parseLines, unionLines } from '../../records/line.ts'

const line = formatLine({ v: 1, kind: 'approval', plan: 'p' })
const future = formatLine({ v: 7, kind: 'from-the-future', note: 'naïve ☃ \u2028', list: [{ b: 1, a: 1e21 }] })

test('a record, one of an unknown kind and version, and what is none', () => {
  const { records, strange } = parseLines(`${line}\nnot json\n\n${future}\n`)
  assert.equal(records.map(({ v, kind }) => [v, kind]), [[1, 'approval'], [7, 'from-the-future']])
  assert.equal(strange, ['not json'])
})

test('a record is its line again, byte for byte', () => {
  assert.equal(parseLines(`${line}\n${future}`).records.map(formatLine), [line, future])
})

const body = { v: 1, kind: 'approval', plan: 'p' }
const id = recordId(body)
const strange: readonly (readonly [string, string])[] = [
  ['another content under the same id', line.replace('"p"', '"q"')],
  ['no id', '{"kind":"approval","plan":"p","v":1}'],
  ['keys in another order', JSON.stringify({ v: 1, id, kind: 'approval', plan: 'p' })],
  ['white space', ` ${line}`],
  ['a carriage return', `${line}\r`],
  ['a key twice', line.replace('{', '{"plan":"p",')],
  ['no kind', formatLine({ v: 1, a: 1 } as never)],
  ['no version', formatLine({ kind: 'a' } as never)],
  ['a list', '[1]'], ['null', 'null'], ['half a record', line.slice(0, -9)], ['depth', `${'['.repeat(50_000)}${']'.repeat(50_000)}`],
]
for (const [name, text] of strange) {
  test(`strange: ${name}`, () => assert.equal(parseLines(`${text}\n${line}\n`), { records: [JSON.parse(line)], strange: [text] }))
}

// Any text is a note: the laws hold for lines of every sort, also for bytes read as latin1.
const words = ['a', 'b', '', '{"a":1}', 'ä', '☃', '\u{1f600}', '\ufb33', '\xff', '  ', 'x\r', '#']
const rounds = process.env['DRIFT_TEST_LONG'] ? 20_000 : 2_000
test(`union: commutative, associative, idempotent, loses nothing, adds nothing (${rounds} rounds)`, () => {
  let seed = 42
  const random = (below: number) => (seed = (seed * 1103515245 + 12345) % 2 ** 31) % below
  const note = () => Array.from({ length: random(6) }, () => words[random(words.length)]!).join('\n')
  for (let i = 0; i < rounds; i++) {
    const [a, b, c] = [note(), note(), note()]
    const ab = unionLines(a, b)
    assert.is(ab, unionLines(b, a))
    assert.is(unionLines(ab, c), unionLines(a, unionLines(b, c)))
    assert.is(unionLines(ab, a), ab)
    assert.equal(lines(ab), new Set([...lines(a), ...lines(b)]))
    assert.is(ab.split('\n').length - 1, lines(ab).size)
  }
})

test('the order is that of the bytes, whether they were decoded or not', () => {
  const text = '\u{1f600}\n\ufb33\na\n'
  const bytes = Buffer.from(text).toString('latin1')
  assert.is(unionLines(text), 'a\n\ufb33\n\u{1f600}\n')
  assert.is(Buffer.from(unionLines(bytes), 'latin1').toString(), unionLines(text))
})

test.run()

function lines(text: string): Set<string> {
  return new Set(text.split('\n').filter(Boolean))
}
