import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { keptRef, listNotes, readNotes } from '../../git/notes.ts'
import { unionRefs, writeNote } from '../../git/notes-write.ts'
import { Objects } from '../../git/objects.ts'
import { driftRoot, repository, type Repository, type RepositoryOptions } from '../support/repository.ts'

const ref = 'refs/notes/drift/approvals'

/** Runs a test in a repository of its own, with an open reader. */
function within(name: string, options: RepositoryOptions, work: (r: Repository, objects: Objects) => Promise<void> | void): void {
  test(name, async () => {
    const r = repository(options)
    const objects = new Objects({ cwd: r.cwd })
    try {
      await work(r, objects)
    } finally {
      objects.close()
      r.dispose()
    }
  })
}

const key = (n: number | string, bits = 40) => createHash('sha256').update(String(n)).digest('hex').slice(0, bits)
const note = async (objects: Objects, on: string, at = ref) => (await readNotes(objects, at, [on])).get(on)
const fails = async (doing: Promise<unknown>, message: RegExp, fix: RegExp) => {
  const error = await doing.then(() => assert.unreachable('it did not fail'), (e) => e)
  assert.is(error.name, 'DriftError', error.stack)
  assert.match(error.message, message)
  assert.match(error.fix, fix)
}
const nothingPrivate = (r: Repository) => assert.is(r.git('for-each-ref', 'refs/drift/tmp/'), '')

for (const place of ['main', 'linked', 'submodule', 'sha256', 'subfolder'] as const) {
  within(`written and read in place ${place}`, { place }, async (r, objects) => {
    const on = r.git('rev-parse', 'HEAD^{tree}')
    assert.equal(await readNotes(objects, ref, [on]), new Map())
    await writeNote({ cwd: r.cwd }, ref, on, ['b', 'a'])
    await writeNote({ cwd: r.cwd }, ref, on, ['c', 'a'])
    assert.is(await note(objects, on), 'a\nb\nc\n')
    assert.equal([...(await listNotes(objects, ref)).keys()], [on])
    assert.equal(await readNotes(objects, ref), new Map([[on, 'a\nb\nc\n']]))
    assert.is(r.git('notes', '--ref', ref, 'show', on), 'a\nb\nc')
    assert.match(r.git('log', '-1', '--format=%an <%ae> %cn %s', ref), /^Drift Test <test@drift.example> Drift Test drift: records$/)
    nothingPrivate(r)
  })
}

within('an unborn repository', { unborn: true }, async (r, objects) => {
  await writeNote({ cwd: r.cwd }, ref, key(1), ['a'], { message: 'drift: approval' })
  assert.is(await note(objects, key(1)), 'a\n')
  assert.is(r.git('log', '-1', '--format=%s', ref), 'drift: approval')
})

within('what is there already is not written again', {}, async (r) => {
  await writeNote({ cwd: r.cwd }, ref, key(1), ['a', 'b'])
  const before = r.git('rev-parse', ref)
  await writeNote({ cwd: r.cwd }, ref, key(1), ['b'])
  assert.is(r.git('rev-parse', ref), before)
})

within('lines that nobody here understands stay, to the byte', {}, async (r, objects) => {
  const bytes = Buffer.concat([Buffer.from('{"from":"the future"}\n\nnaïve ☃\r\n'), Buffer.from([0x6c, 0xff, 0xfe, 0x0a])])
  writeFileSync(join(r.outside, 'note'), bytes)
  r.git('notes', '--ref', ref, 'add', '-C', r.git('hash-object', '-w', join(r.outside, 'note')), 'HEAD')
  const on = r.git('rev-parse', 'HEAD')
  await writeNote({ cwd: r.cwd }, ref, on, ['mine'])
  const after = (await objects.read(`${ref}:${on.slice(0, 2)}/${on.slice(2)}`) ?? await objects.read(`${ref}:${on}`))!.content.toString('latin1').split('\n')
  assert.equal(after.sort(), [...bytes.toString('latin1').split('\n').filter(Boolean), '', 'mine'].sort())
  assert.is(await note(objects, on), 'l\ufffd\ufffd\nmine\nnaïve ☃\r\n{"from":"the future"}\n')
})

for (const place of ['main', 'sha256'] as const) {
  within(`300 notes by git notes add, in place ${place}`, { place }, async (r, objects) => {
    const keys = Array.from({ length: 300 }, (_, i) => key(i, place === 'main' ? 40 : 64))
    assert.is(r.sh(keys.map((on, i) => `git notes --ref ${ref} add -m n${i} ${on}`).join(' && ')).code, 0)
    await sameAsGit(r, objects, keys)
  })
}

within('1,200 notes by git fast-import', {}, async (r, objects) => {
  const commits = Array.from({ length: 1200 }, (_, i) => `commit refs/heads/x\nmark :${i + 1}\ncommitter A <a@b> ${1700000000 + i} +0000\ndata 1\nx\n`)
  const notes = commits.map((_, i) => `N inline :${i + 1}\ndata ${String(i).length + 1}\nn${i}\n`)
  writeFileSync(join(r.outside, 'stream'), `${commits.join('')}commit ${ref}\ncommitter A <a@b> 1700000000 +0000\ndata 1\nx\n${notes.join('')}done\n`)
  assert.is(r.sh('git fast-import --quiet --done < "$OUTSIDE/stream"').code, 0)
  await sameAsGit(r, objects, r.git('rev-list', '--reverse', 'x').split('\n'))
})

/** Every note is read one by one and as a list; and after a write git and drift still agree on all of them. */
async function sameAsGit(r: Repository, objects: Objects, keys: readonly string[]): Promise<void> {
  assert.match(r.git('ls-tree', ref), /^040000 tree \S+\t[0-9a-f]{2}$/m, 'git fanned it out')
  assert.equal(await readNotes(objects, ref, keys), new Map(keys.map((on, i) => [on, `n${i}\n`])))
  const fresh = key('fresh', keys[0]!.length)
  await writeNote({ cwd: r.cwd }, ref, keys[7]!, ['more'])
  await writeNote({ cwd: r.cwd }, ref, fresh, ['new'])
  const list = await listNotes(objects, ref)
  assert.equal([...list].map(([on, [entry]]) => `${entry!.oid} ${on}`).sort(), r.git('notes', '--ref', ref, 'list').split('\n').sort())
  assert.is(list.size, keys.length + 1)
  assert.equal([...list.values()].filter((entries) => entries.length > 1), [])
  r.git('notes', '--ref', ref, 'append', '-m', 'and git', keys[8]!)
  const all = await readNotes(objects, ref)
  assert.equal([all.get(keys[7]!), all.get(keys[8]!), all.get(keys[9]!), all.get(fresh), all.size], ['more\nn7\n', 'and git\nn8\n', 'n9\n', 'new\n', keys.length + 1])
}

within('a note at two depths is one, and entries that are no notes stay', {}, async (r, objects) => {
  const on = key(1)
  const tree = [['', on], ['/', on], ['//', on]].map(([cut, k]) => `M 100644 inline ${deep(k!, cut!.length)}\ndata 2\nd${cut!.length}\n`)
  writeFileSync(join(r.outside, 'stream'), `commit ${ref}\ncommitter A <a@b> 1700000000 +0000\ndata 1\nx\n${tree.join('')}M 100644 inline README\ndata 2\nhi\nM 100644 inline ab/notes.txt\ndata 2\nhi\nM 100644 inline ${key(2).slice(2)}\ndata 2\nhi\nM 120000 inline ${key(3)}\ndata 1\nx\ndone\n`)
  assert.is(r.sh('git fast-import --quiet --done < "$OUTSIDE/stream"').code, 0)
  assert.is(await note(objects, on), 'd0\nd1\nd2\n')
  assert.equal([...(await listNotes(objects, ref)).keys()], [on])
  await writeNote({ cwd: r.cwd }, ref, on, ['mine'])
  assert.is(await note(objects, on), 'd0\nd1\nd2\nmine\n')
  assert.is(r.git('ls-tree', '-r', '--name-only', ref).split('\n').length, 5)
})

function deep(on: string, level: number): string {
  return [...Array.from({ length: level }, (_, i) => on.slice(2 * i, 2 * i + 2)), on.slice(2 * level)].join('/')
}

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

within('no identity: a clear error, nothing written', {}, async (r) => {
  r.git('config', 'user.useConfigOnly', 'true')
  const config = process.env['GIT_CONFIG_GLOBAL']!
  process.env['GIT_CONFIG_GLOBAL'] = '/dev/null'
  const count = () => r.git('count-objects')
  const [refs, objects] = [r.git('for-each-ref'), count()]
  try {
    await fails(writeNote({ cwd: r.cwd }, ref, key(1), ['a']), /does not know who you are/, /^git config --global user\.name/)
    assert.equal([r.git('for-each-ref'), count()], [refs, objects])
  } finally {
    process.env['GIT_CONFIG_GLOBAL'] = config
  }
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
  rmSync(lock)
  assert.is(await note(objects, key(1)), 'a\n')
  nothingPrivate(r)
})

within('a lock that is freed in time is waited for', {}, async (r, objects) => {
  await writeNote({ cwd: r.cwd }, ref, key(1), ['a'])
  const lock = join(r.root, '.git', ...`${ref}.lock`.split('/'))
  writeFileSync(lock, '')
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

within('packed refs and packed objects are read and written', {}, async (r, objects) => {
  await writeNote({ cwd: r.cwd }, ref, key(1), ['a'])
  r.git('gc', '--quiet')
  assert.is(await note(objects, key(1)), 'a\n')
  await writeNote({ cwd: r.cwd }, ref, key(1), ['b'])
  assert.is(await note(objects, key(1)), 'a\nb\n')
})

within('a branch called like the ref does not stand in for it', {}, async (r, objects) => {
  r.git('update-ref', `refs/heads/${ref}`, 'HEAD')
  await fails(note(objects, key(1)), /refs\/heads\/refs\/notes\/drift\/approvals stands in for/, /update-ref -d refs\/heads\/refs/)
  await writeNote({ cwd: r.cwd }, ref, key(1), ['a'])
  assert.is(await note(objects, key(1)), 'a\n')
})

within('what is no notes tree is no empty one', {}, async (r, objects) => {
  r.git('update-ref', ref, r.git('hash-object', '-w', '-t', 'blob', '/dev/null'))
  await fails(note(objects, key(1)), /no tree in/, /git fsck/)
  await fails(readNotes(objects, ref), /no tree in/, /git fsck/)
})

for (const [name, on, message] of [['a name', 'HEAD', /cannot stand on "HEAD"/], ['an id of another length', key(1, 64), /ids in this repository have 40 digits/]] as const) {
  within(`a note on ${name} is refused`, {}, async (r) => {
    await fails(writeNote({ cwd: r.cwd }, ref, on, ['a']), message, /full id/)
    assert.is(r.git('for-each-ref', 'refs/notes/', 'refs/drift/'), '')
  })
}
test('a ref whose name says more than one thing to git is refused', () => fails(writeNote({ cwd: driftRoot }, 'refs/notes/x\ndelete refs/heads/main', key(1), ['a']), /no name for a notes ref/, /refs\/notes/))

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
