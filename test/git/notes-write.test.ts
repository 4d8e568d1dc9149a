import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { keptRef, readNotes } from '../../git/notes.ts'
import { unionRefs, writeNote } from '../../git/notes-write.ts'
import { driftRoot } from '../support/repository.ts'
import { fails, key, note, nothingPrivate, ref, within } from '../support/notes.ts'

// 8 × 50 in turns take about 20 s on two idle cores. Without turns, compare-and-swap is on its own.
const long = Boolean(process.env['DRIFT_TEST_LONG'])
for (const [how, writers, each] of [['in turns', 8, long ? 50 : 12], ['all at once', long ? 8 : 4, long ? 50 : 8]] as const) {
  within(`${writers} processes write ${each} records each, ${how}, half of them on one key: all are there`, {}, async (r, objects) => {
    // Where the folder of the turns would be, a file is: nobody can take one.
    if (how === 'all at once') writeFileSync(join(r.root, '.git', 'drift'), '')
    const work = `import('${join(driftRoot, 'git/notes-write.ts')}').then(async ({ writeNote }) => {
      const [who, keys] = [process.env.WHO, JSON.parse(process.env.KEYS)]
      for (let i = 0; i < keys.length; i++) await writeNote({ cwd: process.env.WHERE }, '${ref}', keys[i], [who + '/' + i])
    })`
    const codes = await Promise.all(Array.from({ length: writers }, (_, who) => {
      const keys = Array.from({ length: each }, (_, i) => (i % 2 ? key('all') : key(`${who}/${i}`)))
      return ended(work, { WHO: String(who), KEYS: JSON.stringify(keys), WHERE: r.cwd })
    }))
    assert.equal(codes, Array(writers).fill(0))
    const written = Array.from({ length: writers * each }, (_, n) => `${Math.floor(n / each)}/${n % each}`)
    assert.equal([...(await readNotes(objects, ref)).values()].flatMap((text) => text.trimEnd().split('\n')).sort(), written.sort())
    assert.is(r.git('rev-list', '--count', ref), String(writers * each))
    nothingPrivate(r)
    assert.not(existsSync(join(r.root, '.git', 'drift', 'write.lock')))
  })
}

within('plain git notes on other keys, at the same time: nothing of ours is lost', {}, async (r, objects) => {
  // facts E1: git notes has no compare-and-swap, so it does throw away what was written while it ran.
  const rude = ended(`const { spawnSync } = require('node:child_process')
    for (let i = 0; i < 120; i++) spawnSync('git', ['notes', '--ref', '${ref}', 'append', '-m', 'rude ' + i, '${key('rude')}'], { cwd: process.env.WHERE })`, { WHERE: r.cwd })
  let done = false
  void rude.then(() => { done = true })
  const ours: string[] = []
  for (let i = 0; !done || i < 10; i++) {
    await writeNote({ cwd: r.cwd }, ref, key(i % 3), [`ours ${i}`])
    ours.push(`ours ${i}`)
  }
  const read = async () => [...(await readNotes(objects, ref, [key(0), key(1), key(2)])).values()].flatMap((text) => text.trimEnd().split('\n')).sort()
  assert.equal(await read(), ours.sort())
  // The next write heals the ref itself.
  await writeNote({ cwd: r.cwd }, ref, key('last'), ['last'])
  r.git('update-ref', '-d', keptRef(ref))
  assert.equal(await read(), ours.sort())
})

within('a ref that fetch --prune took away comes back', {}, async (r, objects) => {
  await writeNote({ cwd: r.cwd }, ref, key(1), ['one'])
  r.git('update-ref', '-d', ref)
  assert.is(await note(objects, key(1)), 'one\n')
  await writeNote({ cwd: r.cwd }, ref, key(2), ['two'])
  assert.is(r.git('notes', '--ref', ref, 'show', key(1)), 'one')
})

within('a ref that was set back has lost nothing, and a line for the same key comes on top', {}, async (r, objects) => {
  await writeNote({ cwd: r.cwd }, ref, key(1), ['a'])
  const before = r.git('rev-parse', ref)
  await writeNote({ cwd: r.cwd }, ref, key(1), ['b'])
  r.git('update-ref', ref, before)
  r.git('notes', '--ref', ref, 'add', '-m', 'x', key(2))
  assert.is(await note(objects, key(1)), 'a\nb\n')
  await writeNote({ cwd: r.cwd }, ref, key(1), ['c'])
  assert.equal([r.git('notes', '--ref', ref, 'show', key(1)), r.git('notes', '--ref', ref, 'show', key(2))], ['a\nb\nc', 'x'])
})

within('private refs of writers that died are swept after an hour, not before', {}, async (r) => {
  const [old, young, foreign] = [`refs/drift/tmp/${Date.now() - 3_700_000}-1-aa`, `refs/drift/tmp/${Date.now() - 3_000_000}-1-aa`, 'refs/drift/tmp/somebody']
  for (const name of [old, young, foreign]) r.git('update-ref', name, 'HEAD')
  await writeNote({ cwd: r.cwd }, ref, key(1), ['a'])
  assert.is(r.git('for-each-ref', '--format=%(refname)', 'refs/drift/tmp/'), [young, foreign].join('\n'))
})

within('a lock that nobody frees ends in an error that names it', {}, async (r, objects) => {
  await writeNote({ cwd: r.cwd }, ref, key(1), ['a'])
  const lock = join(r.root, '.git', ...`${ref}.lock`.split('/'))
  writeFileSync(lock, '')
  await fails(writeNote({ cwd: r.cwd }, ref, key(1), ['b'], { patience: 400 }), /could not be written within 0\.4 s.*approvals\.lock/s, /remove the \.lock file/)
  assert.is(await note(objects, key(1)), 'a\n')
  nothingPrivate(r)
  // Freed in time, it is waited for.
  setTimeout(() => rmSync(lock), 400)
  await writeNote({ cwd: r.cwd }, ref, key(1), ['b'])
  assert.is(await note(objects, key(1)), 'a\nb\n')
})

within('a hook that refuses is told at once', {}, async (r) => {
  mkdirSync(join(r.root, '.git', 'hooks'), { recursive: true })
  writeFileSync(join(r.root, '.git', 'hooks', 'reference-transaction'), '#!/bin/sh\n[ "$1" != prepared ] || ! grep -q refs/notes/\n', { mode: 0o755 })
  const start = Date.now()
  await fails(writeNote({ cwd: r.cwd }, ref, key(1), ['a']), /aborted by hook/, /by hand/)
  assert.ok(Date.now() - start < 20_000)
  nothingPrivate(r)
})

within('a ref that cannot be, because another stands in its way, is told at once', {}, async (r) => {
  r.git('update-ref', `${ref}/x`, 'HEAD')
  await fails(writeNote({ cwd: r.cwd }, ref, key(1), ['a'], { patience: 3000 }), /^git update-ref failed .*cannot create/, /by hand/)
})

within('a turn that its holder took to the grave stops nobody', {}, async (r) => {
  const turn = join(r.root, '.git', 'drift', 'write.lock')
  mkdirSync(join(r.root, '.git', 'drift'))
  writeFileSync(turn, '')
  utimesSync(turn, new Date(0), new Date(0))
  const start = Date.now()
  await writeNote({ cwd: r.cwd }, ref, key(1), ['a'])
  assert.ok(Date.now() - start < 4_000)
  assert.not(existsSync(turn))
})

within('two clones: union, and a push without force', {}, async (r, objects) => {
  r.git('clone', '--quiet', '--bare', '.', join(r.outside, 'hub'))
  r.git('clone', '--quiet', join(r.outside, 'hub'), join(r.outside, 'other'))
  const other = { cwd: join(r.outside, 'other') }
  const theirs = () => { r.git('fetch', '--quiet', other.cwd, `+${ref}:refs/drift/remotes/o/approvals`); return r.git('rev-parse', 'refs/drift/remotes/o/approvals') }
  await writeNote(other, ref, key(1), ['theirs'])
  // Nothing here yet: their value as it is.
  assert.is(await unionRefs({ cwd: r.cwd }, ref, theirs()), theirs())
  // Both went on.
  await writeNote(other, ref, key(1), ['theirs 2'])
  await writeNote(other, ref, key(2), ['only theirs'])
  await writeNote({ cwd: r.cwd }, ref, key(1), ['ours'])
  const joined = await unionRefs({ cwd: r.cwd }, ref, theirs())
  assert.equal(await readNotes(objects, ref), new Map([[key(1), 'ours\ntheirs\ntheirs 2\n'], [key(2), 'only theirs\n']]))
  assert.is(r.git('merge-base', joined, theirs()), theirs())
  // Again: nothing to do. There: only forward.
  assert.is(await unionRefs({ cwd: r.cwd }, ref, theirs()), joined)
  r.git('push', '--quiet', other.cwd, `${ref}:${ref}`)
  assert.is(await unionRefs(other, ref, joined), joined)
  nothingPrivate(r)
})

within('histories without a common commit join; what was removed there does not go here', {}, async (r, objects) => {
  await writeNote({ cwd: r.cwd }, ref, key(1), ['one'])
  await writeNote({ cwd: r.cwd }, 'refs/notes/drift/b', key(1), ['two'])
  await unionRefs({ cwd: r.cwd }, ref, r.git('rev-parse', 'refs/notes/drift/b'))
  assert.is(await note(objects, key(1)), 'one\ntwo\n')
  const before = r.git('rev-parse', ref)
  r.git('notes', '--ref', ref, 'remove', key(1))
  const removed = r.git('rev-parse', ref)
  r.git('update-ref', ref, before)
  await unionRefs({ cwd: r.cwd }, ref, removed)
  assert.is(await note(objects, key(1)), 'one\ntwo\n')
})

test.run()

/** Runs JavaScript in a process of its own; its exit code. */
function ended(code: string, env: Readonly<Record<string, string>>): Promise<number | null> {
  const child = spawn(process.execPath, ['--import', 'tsx', '-e', code], { cwd: driftRoot, env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'inherit'] })
  return new Promise((resolve) => child.on('close', resolve))
}
