import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Change, Message } from '../../host/change.ts'
import { exampleChange, examplePlan, runExample } from '../../host/example.ts'
import { defineCheck } from '../../host/plugin.ts'
import { object } from '../../host/schema.ts'

const parse = (raw: string): Message => ({ raw, subject: raw.split('\n')[0] ?? '', body: '', trailers: [] })
const change = (...lines: string[]) => exampleChange({ change: lines }, parse)

test('every letter', () => {
  const { files } = change('A a', 'M m', 'D d', 'L l', 'S s', 'X x')
  assert.equal(files.map(({ path, status, oldMode, mode }) => [path, status, oldMode, mode].join(' ')), [
    'a added 000000 100644', 'm modified 100644 100644', 'd deleted 100644 000000', 'l added 000000 120000', 's added 000000 160000', 'x modified 100644 100755',
  ])
  const zero = '0'.repeat(40)
  assert.equal(files.map(({ oldOid, oid }) => [oldOid === zero, oid === zero, oldOid === oid]), [
    [true, false, false], [false, false, false], [false, true, false], [true, false, false], [true, false, false], [false, false, true],
  ])
})

test('new lines, and a path with spaces', () => {
  const { files } = change('M two words.ts +1-3,7', 'M +1.ts')
  assert.equal(files.map(({ path, added, lines }) => [path, added, lines]), [['two words.ts', [1, 2, 3, 7], 4], ['+1.ts', undefined, undefined]])
})

test('other names, and what attributes speak of', () => {
  const { files } = change('A readme (twin of README)', 'M a (b) +2 (link of c)', 'M .gitattributes (speaks of x)', 'M plain (twin)')
  assert.equal(files.map(({ path, names, speaksOf, lines }) => [path, names, speaksOf, lines]), [
    ['readme', [{ path: 'README', how: 'twin' }], undefined, undefined], ['a (b)', [{ path: 'c', how: 'link' }], undefined, 1], ['.gitattributes', undefined, 'x', undefined], ['plain (twin)', undefined, undefined, undefined],
  ])
})

test('texts: contents, bytes, git ids; all lines of an added file are new', () => {
  const { files } = exampleChange({ change: ['A a', 'M m', 'D d'], texts: { a: [null, 'é\nb\n'], m: ['x\n', 'hello\n'], d: ['', null] } }, parse)
  const [a, m, d] = files
  assert.equal([a?.before, a?.after, a?.raw?.after, a?.added, a?.lines], [undefined, 'é\nb\n', 'Ã©\nb\n', [1, 2], 2])
  assert.equal([m?.before, m?.after, m?.oid], ['x\n', 'hello\n', 'ce013625030ba8dba906f756967f9e9ca394464a'])
  assert.equal([d?.before, d?.after, d?.raw], ['', undefined, { before: '', parents: [] }])
})

test('paths that every object has', () => {
  const names = ['constructor', 'toString', '__proto__', 'hasOwnProperty']
  assert.equal(change(...names.map((name) => `A ${name}`)).files.map(({ path, after, raw }) => [path, after, raw]), names.map((name) => [name, undefined, undefined]))
  const { files: [file] } = exampleChange({ change: ['A __proto__'], texts: JSON.parse('{ "__proto__": [null, "x"] }') }, parse)
  assert.is(file?.after, 'x')
})

const bare: Omit<Change, 'stage'> = change()
test('what is not said has a default, and given wins', () => {
  assert.equal([bare.extent, bare.bound, bare.plans, bare.message], ['commit', 'plan', [examplePlan], undefined])
  const lane = exampleChange({ change: [], message: 'x: y', given: { stage: 'pre-commit', extent: 'staged', bound: 'lane', because: 'lane docs', seen: { tree: ['a'] } } }, parse)
  assert.equal([lane.stage, lane.commit, lane.plans, lane.because, lane.message?.subject, lane.seen], ['pre-commit', undefined, [], 'lane docs', 'x: y', { tree: ['a'] }])
})

for (const line of ['', 'M', 'm a', 'R a', 'M  a', 'M a +0', 'M a +3-1', 'M a +1-', 'M a +1,']) {
  test(`malformed: "${line}"`, () => assert.throws(() => change(line), /shorthand|range/))
}

test('texts that do not fit are refused', () => {
  const given = (line: string, before: string | null, after: string | null) => () => exampleChange({ change: [line], texts: { f: [before, after] } }, parse)
  for (const wrong of [given('A f', 'x', 'y'), given('M f', null, 'y'), given('M f', 'x', null), given('D f', 'x', 'y')]) assert.throws(wrong, /do not fit/)
  assert.throws(given('M g', 'x', 'y'), /not in the change/)
})

const loud = defineCheck({
  name: 'loud', demand: 'Nothing changes.', stages: ['ci'], options: object({}),
  skip: ({ bound }) => (bound === 'free' ? 'free' : undefined),
  *run({ files }) {
    for (const { path, added } of files) yield { code: 'changed', path, message: 'changed', fix: 'undo it', ...(added ? { line: added[0]! } : {}) }
  },
  examples: [{ title: '', change: [], options: {}, findings: [] }, { title: '', change: [], options: {}, findings: [] }],
})
const run = (lines: string[], findings: string[], given = {}) => runExample(loud, { title: '', change: lines, options: {}, findings, given }, parse)

test('an example holds when every finding is told, in order', async () => {
  assert.equal(await run(['M a +4', 'M b'], ['a:4: changed', 'b: chang']), [])
  assert.equal(await run([], []), [])
  assert.equal(await run(['M a'], [], { bound: 'free' }), [])
})

test('an example that does not hold says what differs', async () => {
  assert.equal(await run(['M a'], []), ['finding 1: expected none, was "a: changed"'])
  assert.equal(await run(['M a'], ['a: changed', 'b']), ['finding 2: expected "b", was none'])
  assert.equal(await run(['M a', 'M b'], ['b:', 'a:']), ['finding 1: expected "b:", was "a: changed"', 'finding 2: expected "a:", was "b: changed"'])
})

test('a change that is no plain data is refused', async () => {
  let thrown: unknown
  await run([], [], { seen: { f: () => 1 } }).catch((error: unknown) => { thrown = error })
  assert.ok(thrown instanceof Error && thrown.name === 'DataCloneError')
})

test.run()
