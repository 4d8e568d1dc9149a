// Whether a line of an attributes file is about a path, held against git itself: what git takes drift must take, and little else.
import { execFileSync } from 'node:child_process'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { apart, speaksOf } from '../../host/attribute-lines.ts'
import { repository } from '../support/repository.ts'

const bytes = (text: string) => Buffer.from(text).toString('latin1')

const about: readonly (readonly [line: string, takes: readonly string[], leaves: readonly string[]])[] = [
  ['ledger merge=union', ['ledger', 'a/ledger'], ['ledgers', 'ledger/a']],
  ['/ledger -text', ['ledger'], ['a/ledger']],
  ['a/ledger x', ['a/ledger'], ['b/a/ledger', 'ledger']],
  ['LED* x', ['ledger'], ['a/other']],
  ['**/ledger x', ['ledger', 'a/b/ledger'], ['a']],
  ['a/** x', ['a/b', 'a/b/c'], ['b/a']],
  ['"a b" x', ['a b'], ['a']],
  ['"caf\\303\\251" x', [bytes('café')], ['cafe']],
  ['l[ae]dger x', ['ledger'], ['loger']],
  ['l?dger x', ['ledger'], ['ldger']],
  ['\\#a x', ['#a'], ['a']],
  ['[attr]mine x', ['anything'], []],
  ['# ledger', [], ['ledger']],
  ['', [], ['ledger']],
]
for (const [line, takes, leaves] of about) test(`the line ${JSON.stringify(line)}`, () => { for (const path of [...takes, ...leaves]) assert.is(speaksOf(line, path), takes.includes(path), path) })

test('what two texts differ in', () => {
  assert.equal(apart('a\nb\nc\n', 'a\nB\nc\n'), [['b'], ['B']])
  assert.equal(apart('', 'a\n'), [[], ['a']])
  assert.equal(apart('a\na\n', 'a\n'), [['a'], []])
  assert.equal(apart('\xef\xbb\xbfa\r\n', 'a\n'), [[], []])
  assert.equal(apart('a\nb', 'b\na'), [['a', 'b'], ['b', 'a']])
})

test('a pattern of many stars is as fast as any', () => {
  const began = Date.now()
  assert.not(speaksOf(`${'*a'.repeat(900)}b x`, 'a'.repeat(4000)))
  assert.ok(Date.now() - began < 2000)
})

test('what git takes is taken', () => {
  let seed = 5
  const pick = (n: number) => (seed = (seed * 48271) % 2147483647) % n
  const from = (all: readonly string[]) => all[pick(all.length)]!
  const repo = repository()
  try {
    const paths = Array.from({ length: 60 }, () => Array.from({ length: 1 + pick(3) }, () => from(['a', 'b', 'ab', 'a.md', 'c.md', 'é', 'a b', '.x', 'A'])).join('/'))
    let [hits, extra, all] = [0, 0, 0]
    for (let i = 0; i < 120; i++) {
      const pattern = Array.from({ length: 1 + pick(3) }, () => from(['a', 'b', '*', '**', '*.md', 'a?', '[ab]', '[!a]', 'é', '.*', '\\a', 'a*', '?', '*b*'])).join('/')
      const line = `${pick(4) ? '' : '/'}${pattern}${pick(8) ? '' : '/'}`
      repo.write('.gitattributes', `${pick(5) ? line : `"${line.replaceAll('\\', '\\\\')}"`} mark\n`)
      const said = execFileSync('git', ['check-attr', '-z', '--stdin', 'mark'], { cwd: repo.root, input: paths.join('\0'), encoding: 'utf8' }).split('\0')
      const written = apart('', execFileSync('cat', ['.gitattributes'], { cwd: repo.root }).toString('latin1'))[1][0]!
      for (let at = 0; at + 2 < said.length; at += 3) {
        const takes = speaksOf(written, bytes(said[at]!))
        all++
        if (said[at + 2] === 'set') { hits++; assert.ok(takes, `${written} takes ${said[at]}`) }
        else if (takes) extra++
      }
    }
    assert.ok(hits * 10 > all && extra * 5 < all, `${all} asked, ${hits} taken by git, ${extra} by drift alone`)
  } finally {
    repo.dispose()
  }
})

test.run()
