import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { listNotes, readNotes } from '../../git/notes.ts'
import { writeNote } from '../../git/notes-write.ts'
import type { Objects } from '../../git/objects.ts'
import { driftRoot, type Repository } from '../support/repository.ts'
import { fails, key, note, nothingPrivate, ref, within } from '../support/notes.ts'

for (const place of ['main', 'linked', 'submodule', 'sha256', 'subfolder'] as const) {
  within(`written and read in place ${place}`, { place }, async (r, objects) => {
    const on = r.git('rev-parse', 'HEAD^{tree}')
    assert.equal(await readNotes(objects, ref, [on]), new Map())
    await writeNote({ cwd: r.cwd }, ref, on, ['b', 'a'])
    await writeNote({ cwd: r.cwd }, ref, on, ['c', 'a'])
    assert.is(await note(objects, on), 'a\nb\nc\n')
    assert.equal([...await listNotes(objects, ref)].map(([found, entries]) => [found, entries.map(({ path }) => path)]), [[on, [deep(on, 1)]]])
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

within('a commit of notes that is not here is not one without notes', {}, async (_, objects) => {
  await fails(readNotes(objects, key(9), [key(1)]), /notes cannot be read: there is no object [0-9a-f]{40}/, /git fsck/)
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

test.run()
