// Names that are one where a file system folds them. What macOS and Windows do is told by their documents and by others who tried it
// (straße and STRASSE on APFS; git's is_hfs_dotgit and is_ntfs_dotgit); here it is a table.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { folded, foldedGlobs, mayEnter, shortened, unnumbered } from '../../host/folded.ts'
import { checkGlob, matches } from '../../host/globs.ts'
import { likely, Spellings } from '../../host/spellings.ts'

const bytes = (text: string) => Buffer.from(text).toString('latin1')

const same: readonly (readonly [string, string])[] = [
  ['AGENTS.md', 'agents.MD'], ['café', 'cafe\u0301'], ['CAFÉ', 'cafe\u0301'], ['straße', 'STRASSE'], ['ẞ', 'ss'], ['ſet', 'SET'], ['ὈΔΟΣ', 'ὀδος'], ['K', 'k'], ['ﬁle', 'FILE'], ['Ợ', 'ợ'], ['가', '\u1100\u1161'],
  ['a\u200cb', 'ab'], ['\ufeffa', 'a'], ['a\u202e', 'A'], ['x.', 'x'], ['x . .', 'x'], ['x::$DATA', 'x'], ['x.md:stream', 'X.MD'], ['İ', 'i\u0307'],
]
for (const [a, b] of same) test(`one file: ${JSON.stringify(a)} and ${JSON.stringify(b)}`, () => assert.is(folded(bytes(a)), folded(bytes(b))))

const others: readonly (readonly [string, string])[] = [['a', 'b'], ['cafe', 'café'], ['café', 'cafè'], ['a-b', 'a_b'], ['x', 'x.y'], ['x y', 'xy'], [':a', ':b'], ['..a', 'a'], ['日', '曰'], ['. ', '..a']]
for (const [a, b] of others) test(`two files: ${JSON.stringify(a)} and ${JSON.stringify(b)}`, () => assert.is.not(folded(bytes(a)), folded(bytes(b))))

test('what is no UTF-8 is what git for Windows writes to disk', () => {
  assert.is(folded('caf\xe9'), folded(bytes('café')))
  assert.is(folded('CAF\xc9\xc3\xa9'), folded(bytes('caféé')))
  assert.is.not(folded('caf\xe8'), folded(bytes('café')))
})

test('short names of NTFS', () => {
  const names: readonly (readonly [string, string, string])[] = [
    ['.gitattributes', 'GITATT', 'GITATT~1'], ['.github', 'GITHUB', 'github~2'], ['.driftrc.json', 'DRIFTR.JSO', 'DRIFTR~1.jso'], ['a long name.markdown', 'ALONGN.MAR', 'ALONGN~4.MAR'], ['a.b.c', 'AB.C', 'AB~1.C'], ['.npmrc', 'NPMRC', 'NPMRC~1'],
  ]
  for (const [name, short, numbered] of names) assert.equal([shortened(name), unnumbered(numbered)], [short, short])
  for (const name of ['AGENTS.md', 'LICENSE', 'a', 'ledger']) assert.is(shortened(name), undefined)
  for (const name of ['a~b', '~1', 'GITATTR~1', 'notes~', 'a.b~1']) assert.is(unnumbered(name), undefined)
})

const tree = new Spellings(['README.md', 'docs/Ledger', 'docs/a/x', bytes('docs/café'), '.github/workflows/ci.yml', 'Docs/b', 'notes/README', 'notes/readme'])
const spelled: readonly (readonly [string, readonly string[]])[] = [
  ['readme.md', ['README.md']], ['README.md', []], ['readme.mdx', []], ['docs/new', ['Docs/new']], ['docs/ledger', ['docs/Ledger', 'Docs/ledger']], ['DOCS/A/X', ['docs/A/X', 'docs/a/X', 'docs/a/x', 'Docs/A/X']],
  [bytes('Docs/CAFE\u0301'), [bytes('docs/CAFE\u0301'), bytes('docs/café')]], ['GITHUB~1/WORKFL~1/ci.yml', ['.github/WORKFL~1/ci.yml', '.github/workflows/ci.yml']], ['notes/Readme', ['notes/README', 'notes/readme']], ['other/README', []],
]
for (const [path, ways] of spelled) test(`what ${path} may be`, () => assert.equal([...tree.of(path)].sort(), [...ways].sort()))

test('a thousand names that are one are too many', () => {
  const names = Array.from({ length: 1100 }, (_, i) => `long-name-${i}`)
  assert.throws(() => new Spellings(names).of('LONG-N~1'), /more than 1000 names are one/)
})

const globs = foldedGlobs(['.github/workflows/**', '**/AGENTS.md', 'Jenkinsfile', '.driftrc*', '**/CODEOWNERS'])
const named: readonly (readonly [string, readonly string[]])[] = [
  ['.GitHub/Workflows/A.yml', ['.github/Workflows/A.yml', '.github/workflows/a.yml']], [bytes('web/.X\u200c/b'), ['web/.x/b']],
  ['jenkinsFile', ['jenkinsfile', 'JENKINSFILE', 'Jenkinsfile']], ['agents.MD', ['agents.md', 'AGENTS.MD', 'AGENTS.md']], ['docs/agents.md', []], ['src/.env', []],
]
for (const [path, ways] of named) test(`what ${path} is called like`, () => assert.equal([...likely(path, globs)].sort(), [...ways].sort()))

/** A seeded generator of whole numbers below `n`. */
function seeded(seed: number): (n: number) => number {
  return (n) => (seed = (seed * 48271) % 2147483647) % n
}

const pick = seeded(7)
const from = <T>(all: readonly T[]): T => all[pick(all.length)]!
const names = ['a', 'B', 'ab', '.c', 'é', 'x.md', 'ße', 'a b', 'a.b']
const pieces = [...names, '*', '**', 'a*', '*.md', '?', '[ab]', '{a,B}', '*b*', 'a?', '\\*', 'a\\ b', '.c*', 'é*', '*e']
const path = () => Array.from({ length: 1 + pick(3) }, () => from(names)).join('/')
/** A pattern that was made from a path, more or less. */
const glob = (of: string) => of.split('/').map((name) => (pick(3) ? from([name, name, `${name[0]}*`, `*${name.at(-1)}`, '*', '**']) : from(pieces))).join('/')
const variants: readonly ((name: string) => string)[] = [(n) => n, (n) => n.toUpperCase(), (n) => n.toLowerCase(), (n) => n.normalize('NFD'), (n) => `${n}.`, (n) => `\u200d${n}`, (n) => `${n}::$DATA`]

test('folded patterns take every spelling of what patterns take', () => {
  let [hits, taken] = [0, 0]
  for (let i = 0; i < 6_000; i++) {
    const original = path()
    const pattern = glob(original)
    const spelling = original.split('/').map((name) => folded(bytes(from(variants)(name))))
    const fits = matches(pattern, original)
    // What takes everything takes nothing for its name.
    if (/^\*\*(\/\*\*)*$/.test(pattern)) continue
    const takes = mayEnter(foldedGlobs([pattern]), spelling)
    if (fits) { hits++; assert.ok(takes, `${pattern} takes ${original}, and not ${spelling.join('/')}`) }
    if (takes) taken++
  }
  assert.ok(hits > 1200 && taken < 4_800, `${hits} hits, ${taken} taken`)
})

test('a folder is entered wherever its name is why something below is taken', () => {
  let [entered, why] = [0, 0]
  for (let i = 0; i < 6_000; i++) {
    const [folder, other, rest] = [path(), 'zz/zz', path()]
    const pattern = glob(`${folder}/${rest}`)
    if (checkGlob(pattern) !== undefined) continue
    const enters = mayEnter(foldedGlobs([pattern]), folder.split('/').map((name) => folded(bytes(name))))
    if (enters) entered++
    if (matches(pattern, `${folder}/${rest}`) && !matches(pattern, `${other}/${rest}`) && !matches(pattern, rest)) { why++; assert.ok(enters, `${pattern} takes ${folder}/${rest}`) }
  }
  assert.ok(why > 600 && entered < 4_800, `${why} are why, ${entered} entered`)
  assert.is(mayEnter(foldedGlobs(['**/AGENTS.md']), ['SRC']), false)
})

test.run()
