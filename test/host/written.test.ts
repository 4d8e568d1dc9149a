// What plugins write, and that taking it back gives back every byte.
import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { cutBlock, putBlock } from '../../host/block.ts'
import { undoWritten, writePatches } from '../../host/cli-written.ts'
import { DriftError } from '../../host/error.ts'
import type { Patch } from '../../host/plugin.ts'
import { bytes } from '../hooks/stand-ins.ts'
import { repository, type Repository } from '../support/repository.ts'

const within = (title: string, work: (repo: Repository, write: (plugin: string, ...patches: Patch[]) => Promise<void>, undo: () => ReturnType<typeof undoWritten>) => Promise<void>) => test(title, async () => {
  const repo = repository()
  const place = { commonDir: join(repo.root, '.git'), root: repo.root }
  try {
    await work(repo, (plugin, ...patches) => writePatches(place, plugin, patches), () => undoWritten(place.commonDir, repo.root))
  } finally {
    repo.dispose()
  }
})

const outsideGit = (root: string) => bytes(root, (name) => name === '.git' || name.startsWith('.git/'))
const refused = async (promise: Promise<unknown>, said: RegExp | string) => promise.then(() => assert.unreachable('it was written'), (error: unknown) => {
  assert.ok(error instanceof DriftError && error.exit === 1, String(error))
  assert.match(error.message, said)
})

const texts = ['', 'a', 'a\n', 'a\nb', 'a\r\nb\r\n', 'a\r\nb', '\n', '\n\n', '\xff\xfe\0x', '# drift: begin other\n', '#!/bin/sh\nx', 'é\n'].map((text) => Buffer.from(text, 'latin1'))

within('blocks and whole files come and go without a trace, whatever stood there', async ({ root }, write, undo) => {
  for (const [i, text] of texts.entries()) writeFileSync(join(root, `f${i}`), text, { mode: i % 2 ? 0o644 : 0o755 })
  const before = outsideGit(root)
  await write('p', ...texts.map((_, i) => ({ path: `f${i}`, block: 'one\ntwo\n', comment: i % 3 ? '#' : '<!--' })), { path: 'new', block: 'x' }, { path: 'deep/er/new.sh', block: '#!/bin/sh\n', executable: true })
  await write('q', ...texts.map((_, i) => ({ path: `f${i}`, block: 'three', comment: '#', executable: true })))
  await write('p', { path: 'f1', block: 'other\n', comment: '#' }, { path: 'f2', block: 'all of it', executable: true }, { path: 'new', block: 'y' })
  assert.is(lstatSync(join(root, 'deep/er/new.sh')).mode & 0o777, 0o755)
  assert.is(lstatSync(join(root, 'f1')).mode & 0o777, 0o755)
  assert.is(readFileSync(join(root, 'f4'), 'latin1'), 'a\r\nb\r\n# drift: begin p\r\none\r\ntwo\r\n# drift: end p\r\n# drift: begin q\r\nthree\r\n# drift: end q\r\n')
  assert.is(readFileSync(join(root, 'f2'), 'utf8'), 'all of it')
  const { restored, kept } = await undo()
  assert.equal([restored.length, kept], [texts.length + 2, []])
  assert.equal(outsideGit(root), before)
  assert.not(existsSync(join(root, '.git/drift/written.json')))
})

within('writing the same again changes nothing', async ({ root }, write) => {
  const patches: Patch[] = [{ path: 'a', block: 'x', comment: '//' }, { path: 'b', block: 'x' }]
  await write('p', ...patches)
  const before = bytes(root)
  await write('p', ...patches)
  assert.equal(bytes(root), before)
})

within('what people edit since stays theirs', async ({ root }, write, undo) => {
  const file = (name: string) => join(root, name)
  writeFileSync(file('block'), 'mine\n')
  await write('p', { path: 'block', block: 'x', comment: '#' }, { path: 'new', block: 'x', comment: '#' }, { path: 'whole', block: 'x\n' }, { path: 'gone', block: 'x\n' }, { path: 'inside', block: 'x', comment: '#' })
  for (const name of ['block', 'new', 'whole']) writeFileSync(file(name), `${readFileSync(file(name), 'utf8')}added\n`)
  writeFileSync(file('inside'), readFileSync(file('inside'), 'utf8').replace('x', 'edited'))
  rmSync(file('gone'))
  await write('q', { path: 'block', block: 'y', comment: '#' })
  const { restored, kept } = await undo()
  assert.equal(restored.toSorted(), ['block', 'gone', 'inside', 'new'])
  assert.equal(kept, [{ path: 'whole', why: 'it was edited since drift wrote it' }])
  assert.equal(readdirSync(root).sort(), ['.git', 'block', 'new', 'whole'])
  assert.equal([readFileSync(file('block'), 'utf8'), readFileSync(file('new'), 'utf8')], ['mine\nadded\n', 'added\n'])
})

within('another worktree keeps what was written there', async (repo, write, undo) => {
  repo.git('worktree', 'add', '-q', join(repo.outside, 'other'))
  await write('p', { path: 'a', block: 'x' })
  await writePatches({ commonDir: join(repo.root, '.git'), root: join(repo.outside, 'other') }, 'p', [{ path: 'a', block: 'x' }])
  assert.equal(await undo(), { restored: ['a'], kept: [] })
  assert.equal([existsSync(join(repo.root, 'a')), existsSync(join(repo.outside, 'other', 'a'))], [false, true])
  assert.equal(await undoWritten(join(repo.root, '.git'), join(repo.outside, 'other')), { restored: ['a'], kept: [] })
})

within('killed between remembering and writing: there is nothing to take back', async ({ root }, write, undo) => {
  writeFileSync(join(root, 'a'), 'before')
  await write('p', { path: 'a', block: 'x' }, { path: 'b', block: 'x' })
  writeFileSync(join(root, 'a'), 'before')
  rmSync(join(root, 'b'))
  assert.equal((await undo()).kept, [])
  assert.is(readFileSync(join(root, 'a'), 'utf8'), 'before')
})

within('nothing is written outside of the worktree, in git\'s folder, or through a link; then nothing at all is', async ({ root, outside }, write) => {
  mkdirSync(join(root, 'folder'))
  symlinkSync(outside, join(root, 'out'))
  symlinkSync(join(outside, 'file'), join(root, 'dangling'))
  symlinkSync('.git', join(root, 'git'))
  symlinkSync('folder', join(root, 'in'))
  const before = bytes(root)
  // Node.js 22 lists what lies behind a link, too.
  const changed = () => Object.keys({ ...before, ...bytes(root) }).filter((name) => before[name] !== bytes(root)[name] && !['.git/drift', 'git/drift'].includes(name))
  for (const path of ['../x', '/x', 'a/../../x', '', '.', 'a//b', './a', '.git/hooks/pre-commit', '.GIT/config', 'sub/.git/config', 'a\\b', 'C:x', 'out/x', 'dangling', 'git/config', 'folder', 'a\0b']) {
    await refused(write('p', { path: 'fine', block: 'x' }, { path, block: 'x' }), /leads|is no file|cannot be reached/)
  }
  assert.equal([changed(), readdirSync(outside)], [[], []])
  await write('p', { path: 'in/x', block: 'x' })
  assert.ok(existsSync(join(root, 'folder', 'x')))
})

within('a link that appears later is not followed when taking back', async ({ root, outside }, write, undo) => {
  await write('p', { path: 'd/a', block: 'x' })
  rmSync(join(root, 'd'), { recursive: true })
  writeFileSync(join(outside, 'a'), 'x')
  symlinkSync(outside, join(root, 'd'))
  const { kept } = await undo()
  assert.equal(kept.map(({ path }) => path), ['d/a'])
  assert.ok(existsSync(join(outside, 'a')))
})

within('a block without its end, and a ledger that cannot be read, are told', async ({ root }, write, undo) => {
  writeFileSync(join(root, 'a'), '# drift: begin p\nx\n')
  await refused(write('p', { path: 'a', block: 'x', comment: '#' }), 'has "# drift: begin p" without "# drift: end p"')
  mkdirSync(join(root, '.git/drift'), { recursive: true })
  for (const text of ['{', '{"v":2,"files":[]}']) {
    writeFileSync(join(root, '.git/drift/written.json'), text)
    await undo().then(() => assert.unreachable(), (error: unknown) => assert.ok(error instanceof DriftError && error.exit === 3))
  }
})

if (process.geteuid?.() !== 0) {
  within('a file that may not be replaced is told', async ({ root }, write) => {
    mkdirSync(join(root, 'd'))
    chmodSync(join(root, 'd'), 0o555)
    await refused(write('p', { path: 'd/a', block: 'x' }), 'cannot be written')
    chmodSync(join(root, 'd'), 0o755)
  })
}

test('blocks: put and cut in any order give back every byte', () => {
  const parts = ['', 'a', 'b\n', '\r\n', 'c\r\n', '# drift: begin x y\n', ' # drift: end p\n', 'x # drift: begin p\n', '# drift: begin pq\n']
  const marks = [{ plugin: 'p', comment: '#' }, { plugin: 'q', comment: '#' }, { plugin: 'p', comment: '//' }, { plugin: 'p', comment: '<!--' }]
  for (const a of parts) for (const b of parts) for (const c of parts) {
    const text = a + b + c
    const put = marks.reduce((now, mark) => putBlock(now, 'one\ntwo', mark, 'f'), text)
    const again = marks.reduce((now, mark) => putBlock(now, 'other', mark, 'f'), put)
    for (const order of [marks, marks.toReversed(), [marks[2]!, marks[0]!, marks[3]!, marks[1]!]]) {
      assert.is(order.reduce((now, mark) => cutBlock(now, mark, 'f'), again), text, JSON.stringify(text))
    }
  }
})

test.run()
