// Numbers of new lines: one git for each pair of blobs is the oracle, whatever stands in the files.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { newLines } from '../../git/lines.ts'
import { openRepository } from '../../records/repository.ts'
import type { FileChange } from '../../host/check.ts'
import { bytes } from '../hooks/stand-ins.ts'
import { withPlugin } from '../support/plugin-place.ts'
import { repository, type Repository } from '../support/repository.ts'

const absent = '0'.repeat(40)

/** What git says of two blobs alone, in a repository without attributes or settings. */
function oracle(root: string, before: string | undefined, after: string): number[] {
  const text = execFileSync('git', ['cat-file', 'blob', after], { cwd: root })
  if (before === undefined) return text.subarray(0, 8000).includes(0) || text.length === 0 ? [] : text.toString('latin1').replace(/\n$/, '').split('\n').map((_, i) => i + 1)
  const diff = execFileSync('git', ['diff', '-U0', '--no-color', before, after], { cwd: root, maxBuffer: 1 << 28 }).toString('latin1')
  return diff.split('\n').flatMap((line) => {
    const [, start, count = '1'] = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/.exec(line) ?? []
    return start === undefined ? [] : Array.from({ length: Number(count) }, (_, i) => Number(start) + i)
  })
}

const blob = (repo: Repository, content: string) => execFileSync('git', ['hash-object', '-w', '--stdin'], { cwd: repo.root, input: Buffer.from(content, 'latin1'), encoding: 'utf8' }).trim()
const changed = (path: string, oldOid: string | undefined, oid: string, more: Partial<FileChange> = {}): FileChange =>
  ({ path, status: oldOid === undefined ? 'added' : 'modified', mode: '100644', oldMode: oldOid === undefined ? '000000' : '100644', oid, oldOid: oldOid ?? absent, ...more })

async function lines(repo: Repository, files: readonly FileChange[]): Promise<Map<string, number[]>> {
  const opened = await openRepository(repo.root)
  try {
    return await newLines(files, opened.place, opened.objects)
  } finally {
    opened.close()
  }
}

let seed = 5
const pick = (n: number) => (seed = (seed * 48271) % 2147483647) % n
const rows = ['a\n', 'b\n', '}\n', '\n', 'x\r\n', 'y\r@@ -1 +1,9 @@\n', '@@ -1 +7 @@\n', 'diff --git a/0 b/0\n', '+\n', '\xff\n', '  \n', 'end']
const content = () => Array.from({ length: pick(30) }, () => rows[pick(rows.length)]!).join('')
/** The same with some rows taken out, put in or changed. */
const edited = (text: string) => text.split(/(?<=\n)/).flatMap((row) => [[row], [row], [row], [], [row, rows[pick(rows.length)]!], [rows[pick(rows.length)]!]][pick(6)]!).join('')

test('as git sees each pair of blobs: texts, odd ends, headers in the content, empty and binary', async () => {
  const repo = repository()
  const fixed: readonly (readonly [before: string | undefined, after: string])[] = [
    [undefined, ''], [undefined, 'a'], [undefined, 'a\nb\n'], [undefined, '\n'], [undefined, 'a\0\n'], ['', 'a\nb'], ['a\n', ''], ['a', 'a\n'], ['a\0', 'b\n'], ['a\n', 'b\0\n'], ['same\n', 'same\n'],
    ['a\n', `a\n${'b'.repeat(9000)}\0\n`], ['one\r\ntwo\r\n', 'one\ntwo\n'],
  ]
  const pairs = [...fixed, ...Array.from({ length: process.env['DRIFT_TEST_LONG'] ? 1000 : 100 }, () => { const before = content(); return [before, edited(before)] as const })]
  const files = pairs.map(([before, after], i) => changed(`dir/${i} "x"`, before === undefined ? undefined : blob(repo, before), blob(repo, after)))
  const found = await lines(repo, files)
  let some = 0
  for (const { path, oldOid, oid, status } of files) {
    const expected = oracle(repo.root, status === 'added' ? undefined : oldOid, oid)
    assert.equal(found.get(path), expected, path)
    if (expected.length > 0) some++
  }
  assert.ok(some > files.length / 2 && some < files.length, `${some} of ${files.length}`)
  repo.dispose()
})

test('kinds of files: links have lines, submodules and what is deleted have none', async () => {
  const repo = repository()
  const [a, b] = [blob(repo, 'a\n'), blob(repo, 'b\nc')]
  const commit = repo.git('rev-parse', 'HEAD')
  const found = await lines(repo, [
    changed('link', a, b, { mode: '120000', oldMode: '120000' }), changed('became-a-link', a, b, { mode: '120000' }), changed('sub', commit, repo.git('rev-parse', 'HEAD'), { mode: '160000', oldMode: '160000' }),
    changed('was-a-sub', commit, b, { oldMode: '160000' }), changed('became-a-sub', a, commit, { mode: '160000' }), changed('gone', a, absent, { status: 'deleted', mode: '000000' }), changed('mode', a, a, { mode: '100755' }),
  ])
  assert.equal(Object.fromEntries(found), { link: [1, 2], 'became-a-link': [1, 2], sub: [], 'was-a-sub': [1, 2], 'became-a-sub': [], mode: [] })
  assert.equal(await lines(repo, []), new Map())
  assert.equal(await lines(repo, [changed('sub', commit, commit, { mode: '160000', oldMode: '160000' })]), new Map([['sub', []]]))
  repo.dispose()
})

test('neither attributes nor settings hide a line, and nothing is left behind', async () => {
  const repo = repository({ place: 'sha256', files: { '.gitattributes': '* -diff\n*.ts binary\n' } })
  repo.commit('attributes')
  for (const [name, value] of [['diff.algorithm', 'patience'], ['diff.interHunkContext', '9'], ['diff.noprefix', 'true'], ['diff.context', '5'], ['diff.external', 'false'], ['color.diff', 'always'], ['diff.relative', 'true']]) repo.git('config', name!, value!)
  const before = Array.from({ length: 20 }, (_, i) => `${i}\n`)
  const after = before.map((row, i) => (i === 3 || i === 6 ? 'new\n' : row))
  const files = [changed('a.ts', blob(repo, before.join('')), blob(repo, after.join(''))), changed('b', undefined, blob(repo, 'x\n'))]
  const whole = () => [bytes(join(repo.root, '.git')), readdirSync(tmpdir()).filter((name) => name.startsWith('drift-lines'))]
  const was = whole()
  assert.equal(await lines(repo, files), new Map([['a.ts', [4, 7]], ['b', [1]]]))
  assert.equal(whole(), was)
  repo.dispose()
})

test('content that is not here is told, never an empty list', async () => {
  const repo = repository()
  const error = await lines(repo, [changed('a', blob(repo, 'a\n'), 'e'.repeat(40))]).then(() => undefined, (thrown: unknown) => thrown as Error)
  assert.match(error?.message ?? '', /the content of a \(e+\) is not in this repository/)
  repo.dispose()
})

test('as many processes for 40 files as for 2', () => {
  const plugin = `export default { name: 'p', api: 1, checks: [{ name: 'c', demand: 'd', stages: ['pre-commit'], options: object({}), reads: () => ({ hunks: ['**'] }),
    *run({ files }) { for (const { path, added } of files) if (!added || added.length !== 1) yield { code: 'c', path, message: String(added), fix: 'f' } },
    examples: [{ title: 'a', change: ['A a +1'], options: {}, findings: [] }, { title: 'b', change: ['A b'], options: {}, findings: ['b'] }] }] }`
  const repo = withPlugin(plugin, { files: Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`f${i}`, 'a\nb\nc\n'])) })
  const gits = (count: number): string[] => {
    for (let i = 0; i < count; i++) repo.write(`f${i}`, 'a\nB\nc\n')
    repo.git('add', '.')
    const trace = join(repo.outside, `trace-${count}`)
    const { code, stderr } = repo.sh(`GIT_TRACE2_EVENT='${trace}' '${process.execPath}' '${repo.program}' hook pre-commit`)
    assert.equal([code, stderr], [0, ''])
    const events = readFileSync(trace, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line) as { event: string; argv?: string[] })
    return events.filter(({ event }) => event === 'start').map(({ argv = [] }) => argv.filter((arg, i) => !arg.startsWith('-') && argv[i - 1] !== '-c')[1] ?? '?').sort()
  }
  const few = gits(2)
  assert.equal(gits(40), few)
  assert.ok(few.includes('mktree') && few.includes('diff-tree'), few.join(' '))
  console.log(`      2 files: ${few.join(' ')}`)
  repo.dispose()
})

// Only paths below an attributes file are asked about: git's answer for each of them alone is the oracle.
const attributes: readonly (readonly [title: string, files: Readonly<Record<string, string>>, info?: string])[] = [
  ['none', {}], ['at the root', { '.gitattributes': '*.md linguist-generated\n' }],
  ['in folders', { 'docs/.gitattributes': '* -diff\n', 'é/.gitattributes': 'a.md linguist-generated=true\n', 'doc/.gitattributes': '* -diff\n' }],
  ['called otherwise', { 'x.gitattributes': '* -diff\n', 'docs/x.gitattributes': '* -diff\n' }], ['of this clone', {}, 'docs/** -diff\n'],
]
for (const [title, files, info] of attributes) {
  test(`attributes of a commit: ${title}`, async () => {
    const repo = repository({ files: { 'a.md': 'x\n', ...files } })
    const commit = repo.commit('files')
    if (info !== undefined) repo.write('.git/info/attributes', info)
    const opened = await openRepository(repo.root)
    try {
      const [names, paths] = [['linguist-generated', 'diff'], ['a.md', 'docs/a.md', 'docs/b/a.md', 'docs.md', 'é/a.md', 'é/b.md', 'doc/a']]
      const told = paths.map((path) => [path, Object.fromEntries(names.flatMap((name) => { const value = repo.git('check-attr', '--cached', name, '--', path).split(': ').at(-1)!; return value === 'unspecified' ? [] : [[name, value]] }))])
      assert.equal(await opened.attributes(`${commit}:`, names, paths), Object.fromEntries(told))
      assert.is(told.some(([, found]) => Object.keys(found as object).length > 0), title !== 'none' && title !== 'called otherwise')
    } finally {
      opened.close()
      repo.dispose()
    }
  })
}

test.run()
