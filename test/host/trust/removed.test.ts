// Which removed lines are followed. Each row: what a fix did to files, and what is left to blame.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { faultyLines, isIdle, rangesOf } from '../../../host/trust/removed.ts'

/** `path: -a -b +c` */
const edit = (told: string) => {
  const [path = '', ...lines] = told.split(/: ?| (?=[-+])/)
  return { path, removed: lines.filter((line) => line.startsWith('-')).map((line, i) => ({ nth: i + 1, text: line.slice(1) })), added: lines.filter((line) => line.startsWith('+')).map((line) => line.slice(1)) }
}

const table: readonly (readonly [title: string, edits: readonly string[], left: string])[] = [
  ['nothing', [], ''],
  ['a line replaced', ['a.ts: -let a = 1 +let a = 2'], 'a.ts let a = 1'],
  ['a line deleted', ['a.ts: -let a = 1'], 'a.ts let a = 1'],
  ['a line added', ['a.ts: +let a = 1'], ''],
  ['a blank line', ['a.ts: - -let a'], 'a.ts let a'],
  ['signs alone', ['a.ts: -} -) -});'], ''],
  ['moved in the file', ['a.ts: -let a = 1 +let b +let a = 1'], ''],
  ['moved further in', ['a.ts: -let a = 1 +    let a = 1'], ''],
  ['moved to another file', ['a.ts: -let a = 1', 'b.ts: +let a = 1'], ''],
  ['two removed, one comes back', ['a.ts: -let a = 1 -let a = 1 +let a = 1'], 'a.ts let a = 1'],
  ['moved and changed', ['a.ts: -let a = 1', 'b.ts: +let a = 2'], 'a.ts let a = 1'],
  ['a comment', ['a.ts: -// let a', 'b.py: -# let b', 'c.sql: --- let c'], ''],
  ['what is a comment elsewhere', ['a.py: -// a', 'b.md: -# b', 'c.txt: -# c'], 'a.py // a, b.md # b, c.txt # c'],
  ['a comment behind code', ['a.ts: -let a // why'], 'a.ts let a // why'],
  ["drift's own files", ['.drift/plans/p/intent.json: -"goal": 1'], ''],
]

for (const [title, edits, left] of table) test(title, () => assert.is(faultyLines(edits.map(edit)).flatMap(({ path, removed }) => removed.map(({ text }) => `${path} ${text}`)).join(', '), left))

test('comments by language', () => {
  for (const [path, text, idle] of [['a.go', '/* a', true], ['a.c', ' * a', true], ['a.c', '*p = 1', false], ['a.rs', '// a', true], ['Makefile', '# a', false], ['a.sh', '# a', true], ['a.html', '<!-- a', true], ['a.lua', '-- a', true], ['a.js', '-- a', false], ['a.ts', '*/', true], ['a.TS', '// a', true], ['a.ts', 'ä', false], ['', '', true]] as const) assert.is(isIdle(path, text), idle, `${path}: ${text}`)
})

test('numbers become ranges', () => assert.equal(rangesOf([5, 1, 2, 3, 9, 10].map((nth) => ({ nth, text: '' }))), [[1, 3], [5, 5], [9, 10]]))

test.run()
