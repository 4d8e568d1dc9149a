// Talking to remotes: nothing but drift's own refs moves, nothing hangs, nothing is left running, no password is told.
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { askRemote, fetchedRef, fetchFrom, isPartial, remotesOf, targetRef } from '../../git/remote.ts'
import { DriftError } from '../../host/error.ts'
import { alive } from '../support/alive.ts'
import { repository, type Repository } from '../support/repository.ts'

const notes = '+refs/notes/drift/*:refs/drift/remotes/origin/*'

/** A repository whose origin is a bare one, with two commits on main and a note. */
function withOrigin(): Repository {
  const made = repository()
  made.write('a', 'a\n')
  made.commit('a')
  made.git('init', '-q', '--bare', join(made.outside, 'bare'))
  made.git('remote', 'add', 'origin', `file://${join(made.outside, 'bare')}`)
  made.git('notes', '--ref=refs/notes/drift/approvals', 'add', '-m', 'x', 'HEAD^{tree}')
  made.git('push', '-q', 'origin', 'main', 'refs/notes/drift/approvals')
  return made
}

function refs(cwd: string): string {
  return execFileSync('git', ['for-each-ref', '--format=%(objectname) %(refname)'], { cwd, encoding: 'utf8' })
}

async function refused(work: Promise<unknown>): Promise<DriftError> {
  try { await work } catch (error) { assert.ok(error instanceof DriftError, String(error)); assert.is(error.exit, 3); return error }
  throw new Error('it was not refused')
}

test('what stands there: the default branch, branches, records; nothing else', async () => {
  const made = withOrigin()
  made.git('tag', 'v1')
  made.git('push', '-q', 'origin', 'v1', 'HEAD:refs/pull/7/head', 'HEAD:refs/heads/a/b')
  made.git('--git-dir', join(made.outside, 'bare'), 'symbolic-ref', 'HEAD', 'refs/heads/main')
  const { trunk, oids } = await askRemote({ cwd: made.root }, 'origin', 10_000)
  assert.is(trunk, 'main')
  assert.equal([...oids.keys()].sort(), ['HEAD', 'refs/heads/a/b', 'refs/heads/main', 'refs/notes/drift/approvals'])
  assert.is(oids.get('refs/heads/main'), made.git('rev-parse', 'main'))
  assert.equal(await remotesOf({ cwd: made.root }), ['origin'])
  made.dispose()
})

test('an empty remote, and one whose HEAD points nowhere', async () => {
  const made = withOrigin()
  made.git('init', '-q', '--bare', join(made.outside, 'empty'))
  made.git('remote', 'add', 'empty', join(made.outside, 'empty'))
  assert.equal([...(await askRemote({ cwd: made.root }, 'empty', 10_000)).oids], [])
  made.git('--git-dir', join(made.outside, 'bare'), 'symbolic-ref', 'HEAD', 'refs/heads/gone')
  assert.is((await askRemote({ cwd: made.root }, 'origin', 10_000)).trunk, undefined)
  made.dispose()
})

test('only refs below refs/drift/ move, whatever the user configured', async () => {
  const made = withOrigin()
  const clone = join(made.outside, 'clone')
  made.git('clone', '-q', `file://${join(made.outside, 'bare')}`, clone)
  for (const [key, value] of [['fetch.prune', 'true'], ['fetch.pruneTags', 'true'], ['remote.origin.tagOpt', '--tags'], ['fetch.writeCommitGraph', 'true']]) made.git('-C', clone, 'config', key!, value!)
  made.git('-C', clone, 'config', '--add', 'remote.origin.fetch', '+refs/notes/*:refs/notes/*')
  made.git('-C', clone, 'update-ref', 'refs/drift/remotes/origin/mine', 'HEAD')
  made.git('-C', clone, 'update-ref', 'refs/notes/mine', 'HEAD')
  made.write('a', 'b\n')
  made.commit('b')
  made.git('tag', 'v1')
  made.git('push', '-q', 'origin', 'main', 'v1')
  const before = refs(clone)
  await fetchFrom({ cwd: clone }, 'origin', [notes, `+refs/heads/main:${targetRef('origin', 'main')}`], { timeout: 20_000 })
  const after = refs(clone)
  const moved = after.split('\n').filter((line) => line !== '' && !before.includes(line)).map((line) => line.split(' ')[1])
  assert.equal(moved, [fetchedRef('origin', 'refs/notes/drift/approvals'), 'refs/drift/targets/origin/main'])
  for (const line of before.split('\n')) assert.ok(after.includes(line), line)
  assert.not(existsSync(join(clone, '.git', 'FETCH_HEAD')))
  made.dispose()
})

test('a refspec that points elsewhere is refused before git sees it', async () => {
  const made = withOrigin()
  const before = refs(made.root)
  for (const spec of ['main', '--upload-pack=touch x', '+refs/heads/main:refs/heads/main', '+refs/heads/main:refs/notes/drift/approvals', '+refs/heads/*:refs/drift/targets/origin/*', '+refs/notes/*:refs/notes/*', ':refs/drift/targets/origin/main', '+refs/heads/x:refs/drift/targets/../../heads/main:y', 'a'.repeat(39)]) {
    assert.match((await refused(fetchFrom({ cwd: made.root }, 'origin', [spec], { timeout: 1000 }))).message, /fetches nothing to where/, spec)
  }
  assert.is(refs(made.root), before)
  made.dispose()
})

test('one commit by its id, also where no branch of the remote holds it any more', async () => {
  const made = withOrigin()
  const lost = made.commit('lost')
  made.git('push', '-q', 'origin', 'main')
  made.git('push', '-q', '-f', 'origin', 'main~1:main')
  const clone = join(made.outside, 'clone')
  made.git('clone', '-q', `file://${join(made.outside, 'bare')}`, clone)
  await fetchFrom({ cwd: clone }, 'origin', [lost], { timeout: 20_000 })
  assert.is(made.git('-C', clone, 'cat-file', '-t', lost), 'commit')
  assert.match((await refused(fetchFrom({ cwd: clone }, 'origin', ['1'.repeat(40)], { timeout: 20_000 }))).message, /git fetch failed/)
  made.dispose()
})

test('a server that never answers: given up in time, and what git started is ended too', async () => {
  const made = withOrigin()
  const ssh = join(made.outside, 'ssh')
  writeFileSync(ssh, `#!/bin/sh\necho $$ > '${ssh}.pid'\nsleep 300\n`)
  chmodSync(ssh, 0o755)
  made.git('remote', 'add', 'far', 'ssh://nobody@example.invalid/x')
  const started = Date.now()
  const { message } = await refused(askRemote({ cwd: made.root, env: { GIT_SSH_COMMAND: ssh } }, 'far', 1500))
  assert.match(message, /git ls-remote did not end within 1.5 s/)
  assert.ok(Date.now() - started < 5000)
  const pid = Number(readFileSync(`${ssh}.pid`, 'utf8'))
  for (let i = 0; i < 40 && alive(pid); i++) await new Promise((done) => setTimeout(done, 100))
  assert.not(alive(pid))
  made.dispose()
})

test('what git says of a failure is one line, without what the URL holds', async () => {
  const made = withOrigin()
  for (const url of ['https://user:geheim@127.0.0.1:1/x.git', 'git://user:geheim@127.0.0.1:1/x.git', 'git://geheim@127.0.0.1:1/x.git', 'file:///user:geheim@nowhere']) {
    made.git('config', 'remote.far.url', url)
    const { message } = await refused(askRemote({ cwd: made.root }, 'far', 20_000))
    assert.not.match(message, /user:geheim|geheim@/, message)
    assert.match(message, /git ls-remote failed.*fatal: /)
    assert.not.match(message, /\n/)
  }
  made.dispose()
})

test('a partial clone is one, and is fetched whole', async () => {
  const made = withOrigin()
  made.git('--git-dir', join(made.outside, 'bare'), 'config', 'uploadpack.allowFilter', 'true')
  const clone = join(made.outside, 'clone')
  made.git('clone', '-q', '--filter=blob:none', '--no-checkout', `file://${join(made.outside, 'bare')}`, clone)
  const missing = () => made.git('-C', clone, 'rev-list', '--objects', '--missing=print', 'HEAD').split('\n').filter((line) => line.startsWith('?')).length
  assert.is(missing(), 1)
  assert.ok(await isPartial({ cwd: clone }, 'origin'))
  assert.not(await isPartial({ cwd: made.root }, 'origin'))
  await fetchFrom({ cwd: clone }, 'origin', [made.git('rev-parse', 'main')], { timeout: 20_000, whole: true })
  assert.is(missing(), 0)
  made.dispose()
})

test.run()
