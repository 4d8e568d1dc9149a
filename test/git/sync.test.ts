// Records between clones: all of them arrive, whoever else sends; nothing of the user's goes with them; nothing hangs.
import { spawn } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer as createHttp } from 'node:http'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { writeNote } from '../../git/notes-write.ts'
import { giveRecords } from '../../git/remote.ts'
import { sendRecords, takeRecords, unsent, type Journey } from '../../git/sync.ts'
import { DriftError } from '../../host/error.ts'
import { alive } from '../support/alive.ts'
import { key, ref } from '../support/notes.ts'
import { driftRoot, repository, type Repository } from '../support/repository.ts'

/** Runs a test in a repository whose origin is a bare one. */
function within(name: string, work: (made: Repository, bare: string) => Promise<void>): void {
  test(name, async () => {
    const made = repository()
    const bare = join(made.outside, 'bare')
    try {
      made.git('init', '-q', '--bare', bare)
      made.git('remote', 'add', 'origin', bare)
      made.git('push', '-q', 'origin', 'main')
      await work(made, bare)
    } finally {
      made.dispose()
    }
  })
}

const journey = (cwd: string, ms = 20_000, remote = 'origin'): Journey => ({ options: { cwd }, remote, until: Date.now() + ms })
const write = (cwd: string, line: string, on = key(1), at = ref) => writeNote({ cwd }, at, on, [line])
const sendAll = async (to: Journey) => sendRecords(to, await unsent(to))
const stands = (made: Repository, bare: string, on = key(1), at = ref) => made.git('--git-dir', bare, 'notes', '--ref', at, 'show', on).split('\n').sort()

async function refused(work: Promise<unknown>, exit: number): Promise<DriftError> {
  try { await work } catch (error) { assert.ok(error instanceof DriftError, String(error)); assert.is(error.exit, exit, error.message); return error }
  throw new Error('it was not refused')
}

function script(made: Repository, name: string, text: string): string {
  const file = join(made.outside, name)
  writeFileSync(file, `#!/bin/sh\n${text}\n`)
  chmodSync(file, 0o755)
  return file
}

async function until(holds: () => boolean, what: string): Promise<void> {
  for (let i = 0; !holds(); i++) {
    if (i > 100) throw new Error(`it never came to this: ${what}`)
    await new Promise((done) => setTimeout(done, 100))
  }
}

/** The git commands that some work starts, each by its name. */
async function gits(made: Repository, work: () => Promise<unknown>): Promise<string[]> {
  const trace = join(made.outside, `trace-${Date.now()}`)
  process.env['GIT_TRACE2_EVENT'] = trace
  try { await work() } finally { delete process.env['GIT_TRACE2_EVENT'] }
  const events = readFileSync(trace, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line) as { event: string; name?: string })
  return events.flatMap(({ event, name }) => (event === 'cmd_name' ? [name!] : []))
}

within('what is sent is known to be there: the next time one local git says so', async (made, bare) => {
  const to = journey(made.root)
  assert.equal(await unsent(to), [])
  await write(made.root, 'a')
  await write(made.root, 'b', key(2), 'refs/notes/drift/reviews')
  assert.equal(await unsent(to), [ref, 'refs/notes/drift/reviews'])
  assert.ok((await gits(made, () => sendAll(to))).includes('push'))
  assert.equal([stands(made, bare), stands(made, bare, key(2), 'refs/notes/drift/reviews')], [['a'], ['b']])
  assert.equal(await gits(made, async () => assert.equal(await unsent(to), [])), ['for-each-ref'])
  // What came from there, as `drift ci` fetches it, is no reason to send.
  made.git('clone', '-q', bare, join(made.outside, 'clone'))
  await takeRecords(journey(join(made.outside, 'clone')))
  await write(join(made.outside, 'clone'), 'c')
  await sendAll(journey(join(made.outside, 'clone')))
  made.git('fetch', '-q', 'origin', `+${ref}:refs/drift/remotes/origin/approvals`)
  assert.equal(await unsent(to), [])
})

within('a ref that fetch --prune took away is sent as drift keeps it', async (made, bare) => {
  await write(made.root, 'a')
  made.git('update-ref', '-d', ref)
  await sendAll(journey(made.root))
  assert.equal(stands(made, bare), ['a'])
  assert.is(made.git('rev-parse', ref), made.git('--git-dir', bare, 'rev-parse', ref))
})

within('six clones send at once, on one key and on keys of their own: all is there, and nothing was forced', async (made, bare) => {
  const clones = Array.from({ length: 6 }, (_, i) => join(made.outside, `${i}`))
  for (const clone of clones) made.git('clone', '-q', bare, clone)
  made.git('--git-dir', bare, 'config', 'receive.denyNonFastForwards', 'true')
  for (const round of [1, 2]) {
    await Promise.all(clones.map(async (clone, i) => { await write(clone, `${i} ${round}`); await write(clone, 'own', key(`${i} ${round}`)); await sendAll(journey(clone, 60_000)) }))
    for (const [i] of clones.entries()) assert.equal(stands(made, bare, key(`${i} ${round}`)), ['own'])
  }
  assert.equal(stands(made, bare), clones.flatMap((_, i) => [`${i} 1`, `${i} 2`]).sort())
  await Promise.all(clones.map((clone) => takeRecords(journey(clone))))
  assert.equal([...new Set(clones.map((clone) => made.git('-C', clone, 'rev-parse', ref)))], [made.git('--git-dir', bare, 'rev-parse', ref)])
})

within('of two refs the remote may take one: it is there, the other is told, and is asked for no more than it must be', async (made, bare) => {
  writeFileSync(join(bare, 'hooks', 'update'), '#!/bin/sh\n[ "$1" != refs/notes/drift/reviews ]\n', { mode: 0o755 })
  for (const at of [ref, 'refs/notes/drift/reviews']) await write(made.root, 'a', key(1), at)
  let error: DriftError | undefined
  const ran = await gits(made, async () => { error = await refused(sendAll(journey(made.root)), 1) })
  assert.match(error!.message, /^reviews did not get to origin: \[remote rejected\] \(hook declined\)$/)
  assert.is(ran.filter((name) => name === 'push').length, 1)
  assert.equal(stands(made, bare), ['a'])
  assert.equal(await unsent(journey(made.root)), ['refs/notes/drift/reviews'])
})

within('odd refs there keep nothing away; what stands there no more is sent again', async (made, bare) => {
  await write(made.root, 'a')
  await sendAll(journey(made.root))
  made.git('push', '-q', 'origin', 'HEAD^{tree}:refs/notes/drift/tree', `${ref}:refs/notes/drift/a@b`, `${ref}:refs/notes/drift/more/deep`)
  const clone = join(made.outside, 'clone')
  made.git('clone', '-q', bare, clone)
  const { taken, odd } = await takeRecords(journey(clone))
  assert.equal([taken, [...odd.keys()]], [[ref, 'refs/notes/drift/more/deep'], ['refs/notes/drift/a@b', 'refs/notes/drift/tree']])
  // Nor does one that somebody fetched by hand keep the others from being sent.
  made.git('-C', clone, 'fetch', '-q', 'origin', '+refs/notes/drift/*:refs/notes/drift/*')
  made.git('-C', clone, 'update-ref', 'refs/notes/drift/c@d', ref)
  await write(clone, 'b')
  assert.match((await refused(sendAll(journey(clone)), 1)).message, /^c@d did not get to origin: .*no name for a notes ref/)
  assert.equal(stands(made, bare), ['a', 'b'])
  made.git('--git-dir', bare, 'update-ref', '-d', ref)
  assert.equal(await unsent(journey(made.root)), [])
  await takeRecords(journey(made.root))
  assert.equal(await unsent(journey(made.root)), [ref])
})

within('a partial clone joins what it left out', async (made, bare) => {
  made.git('--git-dir', bare, 'config', 'uploadpack.allowFilter', 'true')
  const clone = join(made.outside, 'clone')
  made.git('clone', '-q', '--filter=blob:none', '--no-checkout', `file://${bare}`, clone)
  await write(made.root, 'a')
  await sendAll(journey(made.root))
  await write(clone, 'b')
  await sendAll(journey(clone))
  assert.equal(stands(made, bare), ['a', 'b'])
})

within("nothing of the user's goes along, whatever he configured, and no hook of his runs", async (made, bare) => {
  made.git('--git-dir', bare, 'config', 'receive.advertisePushOptions', 'true')
  writeFileSync(join(bare, 'hooks', 'pre-receive'), `#!/bin/sh\necho "\${GIT_PUSH_OPTION_COUNT-none}" > '${made.outside}/options'\n`, { mode: 0o755 })
  made.git('config', 'core.hooksPath', made.outside)
  script(made, 'pre-push', `touch '${made.outside}/ran'`)
  made.git('tag', '-a', '-m', 'one', 'v1')
  for (const [name, value] of [['push.followTags', 'true'], ['push.gpgSign', 'true'], ['push.pushOption', 'merge_request.create'], ['push.recurseSubmodules', 'only'], ['remote.origin.mirror', 'true'], ['remote.origin.push', '+refs/*:refs/*']]) made.git('config', name!, value!)
  await write(made.root, 'a')
  await sendAll(journey(made.root))
  assert.is(made.git('--git-dir', bare, 'for-each-ref', '--format=%(refname)'), `refs/heads/main\n${ref}`)
  assert.match(readFileSync(join(made.outside, 'options'), 'utf8'), /^(none|0)\n$/)
  assert.not(existsSync(join(made.outside, 'ran')))
})

within('only records are ever pushed, and never by force', async (made, bare) => {
  const head = made.git('rev-parse', 'HEAD')
  for (const at of ['refs/heads/main', 'refs/notes/commits', 'refs/notes/drift/*', 'refs/notes/drift/a:refs/heads/main']) {
    assert.match((await refused(giveRecords({ cwd: made.root }, 'origin', new Map([[at, head]]), 5000), 3)).message, /pushes nothing but records/, at)
  }
  assert.match((await refused(giveRecords({ cwd: made.root }, 'origin', new Map([[ref, `+${head}`]]), 5000), 3)).message, /pushes nothing but records/)
  await write(made.root, 'a')
  await sendAll(journey(made.root))
  assert.equal([...await giveRecords({ cwd: made.root }, 'origin', new Map([[ref, head]]), 5000)], [[ref, '[rejected] (non-fast-forward)']])
  assert.equal(stands(made, bare), ['a'])
})

/** A server on this machine, for as long as some work runs. */
async function served(server: Server, work: (port: number) => Promise<void>): Promise<void> {
  const open = new Set<Socket>()
  server.on('connection', (socket: Socket) => { open.add(socket.on('error', () => {})) })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  try {
    await work((server.address() as AddressInfo).port)
  } finally {
    for (const socket of open) socket.destroy()
    await new Promise((done) => server.close(done))
  }
}

within('servers that never answer, speak nonsense or are not there: an error, in time', async (made) => {
  await write(made.root, 'a')
  for (const [server, says, least] of [[createServer(), /git push did not end within 1\.5 s/, 1400], [createServer((socket) => socket.end('nonsense')), /git push failed .*fatal: /, 0]] as const) {
    await served(server, async (port) => {
      made.git('config', 'remote.far.url', `git://127.0.0.1:${port}/x`)
      const begin = Date.now()
      const { message } = await refused(sendAll(journey(made.root, 1500, 'far')), 3)
      assert.match(message, says)
      assert.not.match(message, /\n/)
      assert.ok(Date.now() - begin < 5000 && Date.now() - begin >= least)
      assert.match((await refused(takeRecords(journey(made.root, 1500, 'far')), 3)).message, /git ls-remote/)
    })
  }
  assert.match((await refused(sendAll(journey(made.root, 5000, 'far')), 3)).message, /git push failed .*fatal: /)
  assert.match((await refused(sendAll(journey(made.root, 0)), 3)).message, /origin took too long/)
})

within('nobody is asked for a password, but a program that was told to answer', async (made) => {
  await write(made.root, 'a')
  const ask = script(made, 'ask', `touch '${made.outside}/asked'`)
  await served(createHttp((_, response) => { response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="x"' }).end() }), async (port) => {
    made.git('config', 'remote.far.url', `http://127.0.0.1:${port}/x`)
    made.git('config', 'core.askPass', ask)
    process.env['SSH_ASKPASS'] = ask
    assert.match((await refused(sendAll(journey(made.root, 10_000, 'far')), 3)).message, /could not read Username/)
    assert.not(existsSync(join(made.outside, 'asked')))
    process.env['GIT_ASKPASS'] = ask
    await refused(sendAll(journey(made.root, 10_000, 'far')), 3)
    assert.ok(existsSync(join(made.outside, 'asked')))
  }).finally(() => { delete process.env['SSH_ASKPASS']; delete process.env['GIT_ASKPASS'] })
})

within('what outlives git and holds its pipes is not waited for', async (made) => {
  await write(made.root, 'a')
  made.git('config', 'remote.far.url', 'ssh://nobody@example.invalid/x')
  made.git('config', 'core.sshCommand', script(made, 'ssh', `sleep 60 > /dev/null & echo $! > '${made.outside}/pid'`))
  const begin = Date.now()
  try {
    await refused(sendAll(journey(made.root, 30_000, 'far')), 3)
    assert.ok(Date.now() - begin < 10_000)
  } finally {
    process.kill(Number(readFileSync(join(made.outside, 'pid'), 'utf8')))
  }
})

within('who does not hear that its time is over is ended all the same', async (made) => {
  await write(made.root, 'a')
  const pid = join(made.outside, 'pid')
  made.git('config', 'remote.far.url', 'ssh://nobody@example.invalid/x')
  made.git('config', 'core.sshCommand', script(made, 'ssh', `trap '' TERM; echo $$ > '${pid}'; while :; do sleep 1; done`))
  await refused(sendAll(journey(made.root, 1500, 'far')), 3)
  const ssh = Number(readFileSync(pid, 'utf8'))
  try {
    await until(() => !alive(ssh), 'ssh is ended')
  } finally {
    if (alive(ssh)) process.kill(ssh, 'SIGKILL')
  }
})

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  within(`${signal} ends what waits for the network too`, async (made) => {
    made.git('config', 'remote.far.url', 'ssh://nobody@example.invalid/x')
    const pid = join(made.outside, 'pid')
    made.git('config', 'core.sshCommand', script(made, 'ssh', `echo $$ > '${pid}.new' && mv '${pid}.new' '${pid}' && exec sleep 60`))
    const drift = spawn(process.execPath, [join(driftRoot, 'dist', 'drift.cjs'), 'sync', 'far'], { cwd: made.root, stdio: 'ignore' })
    const ended = new Promise<number | null>((done) => drift.on('close', done))
    await until(() => existsSync(pid), 'ssh runs')
    drift.kill(signal)
    assert.is(await ended, 130)
    await until(() => !alive(Number(readFileSync(pid, 'utf8'))), 'ssh is ended')
  })
}

test.run()
