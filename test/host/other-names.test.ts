// Under which names files stand, held against the file system: random links in a real worktree, resolved by the system there and
// in memory here.
import { readdirSync, realpathSync, statSync, symlinkSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { FileChange } from '../../host/change.ts'
import { endsOf, leadsOf, type Links } from '../../host/links.ts'
import { naming } from '../../host/other-names.ts'
import { openRepository } from '../../records/repository.ts'
import { repository, type Repository } from '../support/repository.ts'

const rounds = process.env['DRIFT_TEST_LONG'] === undefined ? 12 : 120

function seeded(seed: number): (n: number) => number {
  return (n) => (seed = (seed * 48271) % 2147483647) % n
}

/** Files a to c, some of them folders with such files, and links anywhere that lead anywhere. */
function grow(repo: Repository, pick: (n: number) => number): void {
  const from = (all: readonly string[]) => all[pick(all.length)]!
  for (const path of ['a', 'b/a', 'b/b/a', 'c/a', 'c/b/a']) if (pick(4)) repo.write(path, `${path}\n`)
  for (let i = 0; i < 6 + pick(6); i++) {
    const at = `${from(['', 'b/', 'b/b/', 'c/'])}${from(['l', 'm', 'n'])}`
    const to = Array.from({ length: 1 + pick(3) }, () => from(['..', '.', 'a', 'b', 'c', 'l', 'm', ''])).join('/').replace(/^\/(?=.)/, pick(3) ? '' : '/')
    repo.write(`${at.replace(/[lmn]$/, '')}z`, '')
    try { symlinkSync(to || 'a', join(repo.root, at)) } catch { /* There is one already. */ }
  }
}

/** Every name of every file below a folder, through links too (each once in a name), with the file that the system finds there. */
function walked(root: string, at = '', passed: readonly string[] = []): (readonly [name: string, file: string])[] {
  return readdirSync(join(root, at), { withFileTypes: true }).filter(({ name }) => !['.git', '.driftrc'].includes(name)).flatMap((entry) => {
    const path = at === '' ? entry.name : `${at}/${entry.name}`
    const link = entry.isSymbolicLink() ? [join(realpathSync(join(root, at)), entry.name)] : []
    const real = realOf(join(root, path))
    const file = real === undefined ? '..' : relative(root, real).split(sep).join('/')
    if (file.startsWith('..') || file.startsWith('.git/') || link.some((one) => passed.includes(one))) return []
    return statSync(join(root, path)).isDirectory() ? walked(root, path, [...passed, ...link]) : [[path, file] as const]
  })
}

function realOf(path: string): string | undefined {
  try { return realpathSync(path) } catch { return undefined }
}

const literal = (path: string) => path.replace(/[*?[\\{}!]/g, '\\$&')
const changed = (path: string, more: Partial<FileChange> = {}): FileChange => ({ path, status: 'modified', mode: '100644', oldMode: '100644', oid: '1'.repeat(40), oldOid: '2'.repeat(40), ...more })

test('a file has the names that the file system knows it by', async () => {
  const pick = seeded(11)
  let [through, none] = [0, 0]
  for (let round = 0; round < rounds; round++) {
    const repo = repository()
    grow(repo, pick)
    repo.commit('links')
    const opened = await openRepository(repo.root)
    try {
      const all = walked(repo.root)
      const files = [...new Set(all.map(([, file]) => file))]
      for (const [name, file] of all) {
        const named = naming(['HEAD:'], files.map((path) => changed(path)), { repository: opened, guards: [{ globs: [literal(name)] }] })
        for (const one of await named(files.map((path) => changed(path)))) {
          const found = one.names?.some(({ path, how }) => path === name && how === 'link') ?? false
          if (one.path === file && name !== file) { through++; assert.ok(found, `${name} is ${file}\n${repo.git('ls-files', '-s')}`) }
          else { none++; assert.not(found, `${one.path} is not ${name}`) }
        }
      }
    } finally {
      opened.close()
      repo.dispose()
    }
  }
  assert.ok(through > 50 && none > 100, `${through} names through links, ${none} that are none`)
})

/** Links as a record: texts by name. */
const links = (all: Readonly<Record<string, readonly string[]>>): Links => ({ names: Object.keys(all), targets: (name) => (Object.hasOwn(all, name) ? Promise.resolve(all[name]!) : undefined) })
const ends = async (all: Readonly<Record<string, readonly string[]>>, name: string) => (await endsOf(name, links(all))).map(({ at }) => at)

test('where links lead: out, round in circles, and to several places in the course of a range', async () => {
  assert.equal(await ends({ l: ['/etc/passwd'] }, 'l'), [])
  assert.equal(await ends({ 'a/l': ['../../x'] }, 'a/l'), [])
  assert.equal(await ends({ 'a/l': ['..'] }, 'a/l'), [''])
  assert.equal(await ends({ l: ['m'], m: ['l'] }, 'l'), [])
  assert.equal(await ends({ l: ['l/a'] }, 'l'), [])
  assert.equal(await ends({ l: ['a', 'm/b'], m: ['x', 'y'] }, 'l'), ['a', 'x/b', 'y/b'])
  assert.equal(await ends({ 'a/l': ['.//b/'] }, 'a/l'), ['a/b'])
  assert.equal(await ends({ l: ['s/../f'], s: ['d/e'] }, 'l'), ['d/f'])
})

test('links that nobody could follow to their end are told as that', async () => {
  const maze = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`l${i}`, [`l${i + 1}`, `x/../l${i + 1}`]]))
  await endsOf('l0', links(maze)).then(() => assert.unreachable(), ({ exit, message }: { exit: number; message: string }) => { assert.is(exit, 3); assert.match(message, /more than 10000 names/) })
  const circles = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`l${i}`, ['.']]))
  await leadsOf(links(circles), () => true).then(() => assert.unreachable(), ({ exit }: { exit: number }) => assert.is(exit, 3))
})

test('no list is made where nothing is guarded or nothing changes, and one for each tree otherwise', async () => {
  const repo = repository({ files: { 'docs/a': '1\n' } })
  symlinkSync('docs/a', join(repo.root, 'A'))
  repo.commit('a link')
  const opened = await openRepository(repo.root)
  try {
    const asked: string[] = []
    const counting = { ...opened, listing: (tree: string) => { asked.push(tree); return opened.listing(tree) } }
    const file = changed('docs/a')
    assert.equal(await naming(['HEAD:'], [file], { repository: counting, guards: [] })([file]), [file])
    assert.equal(await naming(['HEAD:'], [], { repository: counting, guards: [{ globs: ['A'] }] })([]), [])
    assert.equal(asked, [])
    const named = naming(['HEAD:', ':0:', 'HEAD:'], [file], { repository: counting, guards: [{ globs: ['A'] }] })
    for (let i = 0; i < 3; i++) assert.equal((await named([file]))[0]!.names, [{ path: 'A', how: 'link' }])
    assert.equal(asked, ['HEAD:', ':0:'])
  } finally {
    opened.close()
    repo.dispose()
  }
})

test('what stood there before is no news', async () => {
  const repo = repository({ files: { README: '1\n', readme: '1\n', 'src/a': '1\n', 'src/A': '1\n' } })
  symlinkSync('src/a', join(repo.root, 'LICENSE'))
  repo.commit('two names')
  const opened = await openRepository(repo.root)
  try {
    const files = [changed('readme'), changed('Readme', { status: 'added' }), changed('readme', { status: 'deleted' }), changed('src/readme', { status: 'added' }), changed('src/A'), changed('SRC/a', { status: 'added' })]
    const named = await naming(['HEAD:'], files, { repository: opened, guards: [{ globs: ['README', 'LICENSE'] }] })(files)
    assert.equal(named.map(({ path, status, names = [] }) => [path, status, ...names.map((name) => `${name.how} ${name.path}`)].join(' ')), ['readme modified', 'Readme added twin README', 'readme deleted', 'src/readme added', 'src/A modified', 'SRC/a added twin LICENSE'])
  } finally {
    opened.close()
    repo.dispose()
  }
})

test.run()
