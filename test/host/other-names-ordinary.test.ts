// limit 120 s: most files of a change are passed over at a glance when other names are looked for. Looked at closely, each of them
// must turn out to have none.
import { execFileSync } from 'node:child_process'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { FileChange } from '../../host/check.ts'
import * as folding from '../../host/folded.ts'
import * as names from '../../host/other-names.ts'
import { openRepository, type Opened } from '../../records/repository.ts'
import { mutant } from '../support/mutant.ts'
import { repository } from '../support/repository.ts'

type Subject = Pick<typeof names, 'naming'>

const most = process.env['DRIFT_TEST_LONG'] ? 40_000 : 4_000
const pieces = ['src', 'SRC', 'docs', '.github', '.GITHUB', 'GITHUB~1', 'workflows', 'Workflows.', 'AGENTS.md', 'agents.md', 'AGENTS.MD ', 'AGENTS~1.MD', 'LICENSE', 'licenſe', 'LICENSE::$DATA', 'deep', 'Deep', 'x', 'a', 'A', '.gitattributes', '.GitAttributes', 'é', 'e\u0301', '\u200cx', 'ledger', 'Ledger']
/** Lists of what is guarded. */
const guards = [['**/AGENTS.md', 'LICENSE', '.github/workflows/**', 'docs/ledger'], ['docs/**', 'x'], ['**/deep/x/**', 'LICENSE', '**/é'], ['**']]

const there = ['src/a', 'docs/ledger', 'LICENSE', 'src/AGENTS.md', 'a/deep/x/a', 'src/é', '.github/workflows/a']
const repo = repository({ files: Object.fromEntries(there.map((path) => [path, 'x\n'])) })
let opened: Opened
const cases: FileChange[] = []
test.before(async () => {
  repo.commit('begin')
  symlinkSync('../src/a', join(repo.root, 'docs', 'link'))
  repo.git('add', '.')
  repo.git('update-ref', 'refs/heads/linked', repo.git('commit-tree', '-m', 'a link', repo.git('write-tree')))
  const blob = (text: string) => execFileSync('git', ['hash-object', '-w', '--stdin'], { cwd: repo.root, input: text, encoding: 'utf8' }).trim()
  const [text, link, speaks] = [blob('x\n'), blob('LICENSE'), blob('ledger -text\n* x\n')]
  const none = '0'.repeat(text.length)
  let state = 7
  const next = (below: number) => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) % 65_521 % below
  for (let i = 0; i < most; i++) {
    const other = there[next(there.length)]!.replace(/\w/g, (letter) => (next(5) === 0 ? letter.toUpperCase() : next(5) === 0 ? letter.toLowerCase() : letter)) + ['', '', '/x'][next(3)]!
    const path = next(2) === 0 ? other : Array.from({ length: 1 + next(4) }, () => pieces[next(pieces.length)]!).join('/')
    const status = (['added', 'added', 'modified', 'deleted'] as const)[next(4)]!
    const [mode, oldMode] = ['100644', '100644', '100644', '120000', '160000', '100644'].map((one, at, all) => [one, all[(at + next(6)) % 6]!])[next(6)]!
    const oid = (mode: string) => mode === '120000' ? link : mode === '160000' ? link : path.toLowerCase().endsWith('.gitattributes') ? speaks : text
    cases.push({
      path, status, mode: status === 'deleted' ? '000000' : mode!, oid: status === 'deleted' ? none : oid(mode!),
      oldMode: status === 'added' ? '000000' : oldMode!, oldOid: status === 'added' ? none : oldMode === mode && oldMode === '100644' ? text : oid(oldMode!),
    })
  }
  opened = await openRepository(repo.root)
})
test.after(() => { opened?.close(); repo.dispose() })

/** What each case is called, one at a time, by what stands in a tree. */
async function called({ naming }: Subject, tree: string): Promise<readonly string[]> {
  const told: string[] = []
  for (const guarded of guards) {
    const name = naming([tree], cases.slice(0, 1), { repository: opened, guards: [{ globs: guarded }] })
    for (const file of cases) told.push(JSON.stringify((await name([file]).catch((error: Error) => [error.message]))[0]))
  }
  return told
}

const files = ['host/other-names.ts', 'host/folded.ts', 'host/spellings.ts', 'host/links.ts']
const closely = mutant<Subject>(files, 'return ordinary ? file : named(file, path)', 'return named(file, path)')
const expected = new Map<string, Promise<readonly string[]>>()
const trees = ['HEAD:', 'linked:']
const asExpected = (tree: string) => { const known = expected.get(tree) ?? closely.then((subject) => called(subject, tree)); expected.set(tree, known); return known }

test('passed over is what has no other name', async () => {
  for (const tree of trees) assert.equal(await called(names, tree), await asExpected(tree))
  const named = (await asExpected('HEAD:')).filter((text) => text.includes('"names"') || text.includes('"speaksOf"')).length
  assert.ok(named * 3 > cases.length, `${named} of ${cases.length * guards.length} have other names`)
})

for (const [what, from, to] of [
  ['links that lead there', 'const ordinary = leads.size === 0 && ', 'const ordinary = '],
  ['links', '!isLink(file) && file.oldMode', 'file.oldMode'],
  ['what was a link', " && file.oldMode !== '120000' && !isAttributesFile", ' && !isAttributesFile'],
  ['attributes files', '!isAttributesFile(path) && (file', '(file'],
  ['other spellings', '!(spelled(path) || mayBeLikely(path))', '!mayBeLikely(path)'],
  ['hidden names and the root', '!(spelled(path) || mayBeLikely(path))', '!spelled(path)'],
] as const) {
  test(`caught: no look at ${what}`, async () => {
    const broken = await mutant<Subject>(files, from, to)
    for (const tree of trees) if ((await called(broken, tree)).join('\n') !== (await asExpected(tree)).join('\n')) return
    assert.unreachable('nothing shows it')
  })
}

/** Paths of which a look at their folder first says something else than a look at all of their names. */
function misread({ entering, mayEnter, foldedGlobs, folded }: typeof folding): readonly string[] {
  return guards.flatMap((guarded) => { const all = foldedGlobs(guarded); const enters = entering(all); return cases.map(bytesOf).filter((path) => enters(path) !== mayEnter(all, path.split('/').map(folded))) })
}
const bytesOf = ({ path }: FileChange) => Buffer.from(path).toString('latin1')

test('one look at a folder serves all that lie in it', () => assert.equal(misread(folding), []))

for (const [what, from, to] of [
  ['patterns that go deeper', 'cut > 0 && deeper.length === 0 && isDull', 'cut > 0 && isDull'],
  ['how a path begins', 'return beginning(parts[0]!).length === 0 && !parts.some(anywhere)', 'return !parts.some(anywhere)'],
  ['the names of folders', 'beginning(parts[0]!).length === 0 && !parts.some(anywhere)', 'beginning(parts[0]!).length === 0'],
] as const) {
  test(`caught: no look at ${what}`, async () => assert.ok(misread(await mutant(['host/folded.ts'], from, to)).length > 0))
}

test.run()
