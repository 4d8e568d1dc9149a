// Install twice, uninstall, compare every byte and mode: for what may stand there × where hooks may stand.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { chmodSync, existsSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { applyInstall, planInstall } from '../../hooks/install.ts'
import { hooksPlace } from '../../hooks/place.ts'
import { hookEvents } from '../../hooks/program.ts'
import { uninstall } from '../../hooks/uninstall.ts'
import { repository, type Repository } from '../support/repository.ts'
import { bytes, put, sayer, stubBundle } from './stand-ins.ts'

// The index and the logs change with every commit of a test; what drift did to hooks, config and worktree is compared.
const unlike = (path: string): boolean => /^\.git\/(index|logs|objects|refs|COMMIT_EDITMSG)/.test(path)

const places: Record<string, (repo: Repository) => string> = {
  plain: ({ root }) => join(root, '.git/hooks'),
  'no hooks folder': ({ root }) => { rmSync(join(root, '.git/hooks'), { recursive: true }); return join(root, '.git/hooks') },
  'hookspath in the git directory': ({ root, git }) => { git('config', 'core.hooksPath', '.git/mine'); return join(root, '.git/mine') },
  'hookspath in the worktree': ({ root, git }) => { git('config', 'core.hooksPath', 'tools/hooks'); return join(root, 'tools/hooks') },
  'husky, fresh': ({ root }) => join(root, '.husky'),
  'husky, set up': ({ root, git }) => { git('config', 'core.hooksPath', '.husky/_'); for (const event of ['h', ...hookEvents]) put(join(root, '.husky/_', event), '', 0o755); return join(root, '.husky') },
  'husky 8': ({ root, git }) => { git('config', 'core.hooksPath', '.husky'); return join(root, '.husky') },
}

const found: Record<string, (folder: string) => void> = {
  'no hook': () => {},
  'a hook': (folder) => { sayer(join(folder, 'pre-commit'), 'EARLIER'); sayer(join(folder, 'pre-push'), 'EARLIER') },
  'a hook with an odd mode and no last newline': (folder) => { put(join(folder, 'commit-msg'), '#!/bin/sh\ntrue', 0o750); put(join(folder, 'pre-push'), '#!/bin/sh', 0o700) },
  'a hook that is not executable': (folder) => { put(join(folder, 'pre-commit'), 'exit 1\n', 0o644); put(join(folder, 'pre-push.sample'), 'exit 1\n', 0o644) },
  'an empty hook': (folder) => { put(join(folder, 'pre-commit'), '', 0o755) },
}

const at = (title: string, run: (repo: Repository) => Promise<void>) => test(title, async () => {
  const repo = repository()
  try { await run(repo) } finally { repo.dispose() }
})

const install = async (root: string, more: { bundle?: string; husky?: boolean } = {}) => {
  const plan = await planInstall(await hooksPlace(root), { node: process.execPath, bundle: stubBundle(join(root, '../outside/hook.cjs')), ...more })
  await applyInstall(plan)
  return plan
}

const refused = async (work: Promise<unknown>): Promise<{ message: string; fix: string; exit: number }> => work.then(() => assert.unreachable('nothing was refused'), (error) => error)

for (const [where, folderOf] of Object.entries(places)) {
  for (const [what, make] of Object.entries(found)) {
    at(`${where}, ${what}: twice is once, and uninstall gives everything back`, async (repo) => {
      const { root } = repo
      make(folderOf(repo))
      const husky = where.startsWith('husky')
      const before = bytes(root, unlike)

      const plan = await install(root, { husky })
      for (const { path, before, keepAs } of plan.changes) if (before === undefined) assert.is(keepAs, undefined, path)
      const after = bytes(root, unlike)
      assert.not.equal(after, before)
      const again = await install(root, { husky })
      assert.equal([again.changes, again.husky, bytes(root, unlike)], [[], undefined, after])

      const newer = await install(root, { husky, bundle: join(root, 'elsewhere.cjs') })
      assert.is(newer.changes.length, (await hooksPlace(root)).shared ? 1 : 3, 'a recorded path that changed is brought up to date')
      const { told } = await uninstall(root)
      assert.equal([bytes(root, unlike), told], [before, []])
      assert.equal((await uninstall(root)).changes, [], 'nothing is left to take away')
    })
  }
}

for (const where of ['plain', 'hookspath in the worktree', 'husky, set up']) {
  at(`${where}: a hook comes back by its marks alone`, async (repo) => {
    found['a hook']!(places[where]!(repo))
    const before = bytes(repo.root, unlike)
    await install(repo.root)
    rmSync(join(repo.root, '.git/drift/installed.json'))
    await uninstall(repo.root)
    assert.equal(bytes(repo.root, unlike), before)
  })

  at(`${where}: real commits run the earlier hook and drift`, async (repo) => {
    const folder = places[where]!(repo)
    if (where.startsWith('husky')) rmSync(join(folder, '_'), { recursive: true })
    put(join(folder, 'pre-commit'), `#!/bin/sh\necho earlier >>"$CALLS"\n[ ! -e stop ]\n`, 0o755)
    // Such as git lfs: it reads all that is pushed.
    put(join(folder, 'pre-push'), '#!/bin/sh\ncat >/dev/null\n', 0o755)
    await install(repo.root)
    const calls = join(repo.outside, 'calls')
    const commit = () => { rmSync(calls, { force: true }); const { code } = repo.sh(`CALLS='${calls}' git commit -q --allow-empty -m x`); return [code, readFileSync(calls, 'utf8')] }
    assert.equal(commit(), [0, 'earlier\nhook pre-commit\nhook commit-msg\n'])
    repo.write('stop', '')
    assert.equal(commit(), [1, 'earlier\n'])
    rmSync(join(repo.root, 'stop'))
    repo.sh('git init -q --bare "$OUTSIDE/remote"')
    const push = repo.sh(`rm '${calls}'; CALLS='${calls}' git push -q "$OUTSIDE/remote" main:main`)
    assert.is(push.code, 0, push.stderr)
    assert.match(readFileSync(calls, 'utf8'), /^hook pre-push\nrefs\/heads\/main [0-9a-f]{40} refs\/heads\/main 0{40}\n$/)
  })

  at(`${where}: an edit by hand is kept aside and told`, async (repo) => {
    const folder = places[where]!(repo)
    await install(repo.root)
    const hook = join(folder, 'commit-msg')
    const edited = readFileSync(hook, 'utf8').replace('exec "$node"', 'echo mine; exec "$node"')
    put(hook, edited, 0o755)
    const plan = await install(repo.root)
    assert.equal([plan.changes.map(({ keepAs }) => keepAs), plan.told.length], [[`${hook}.drift-kept`], 1])
    assert.is(readFileSync(`${hook}.drift-kept`, 'utf8'), edited)
    put(hook, `${edited}\n`, 0o755)
    const { told } = await uninstall(repo.root)
    assert.is(readFileSync(`${hook}.drift-kept.2`, 'utf8'), `${edited}\n`, 'an older one is not written over')
    assert.match(told.join(), `${hook}.drift-kept.2`)
    assert.not(existsSync(hook) && readFileSync(hook, 'utf8').includes('drift: begin'))
  })
}

at('a hook that is a link stays a link', async ({ root }) => {
  sayer(join(root, 'scripts/check'), 'EARLIER')
  symlinkSync('../../scripts/check', join(root, '.git/hooks/pre-commit'))
  const before = bytes(root, unlike)
  await install(root)
  assert.is(bytes(root)['.git/hooks/pre-commit.before-drift'], '-> ../../scripts/check')
  assert.is(bytes(root)['scripts/check'], before['scripts/check'])
  await uninstall(root)
  assert.equal(bytes(root, unlike), before)
})

at('a hook that is no text comes back byte for byte', async ({ root }) => {
  put(join(root, '.git/hooks/pre-commit'), Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0xff, 0, 0x80]) as unknown as string, 0o755)
  const before = bytes(root, unlike)
  await install(root)
  await uninstall(root)
  assert.equal(bytes(root, unlike), before)
})

at('a hook of ours that lost its mode is mended', async ({ root }) => {
  await install(root)
  chmodSync(join(root, '.git/hooks/pre-push'), 0o644)
  assert.equal((await install(root)).changes.map(({ path, before, after }) => [path, before === after]), [[join(root, '.git/hooks/pre-push'), true]])
  assert.equal((await install(root)).changes, [])
})

at('a hook that somebody put in place of ours: nothing of theirs is lost', async ({ root }) => {
  sayer(join(root, '.git/hooks/pre-commit'), 'EARLIER')
  await install(root)
  sayer(join(root, '.git/hooks/pre-commit'), 'OTHER')
  const before = bytes(root, unlike)
  const { exit, fix } = await refused(install(root))
  assert.is(exit, 1)
  assert.match(fix, 'pre-commit.before-drift')
  assert.equal(bytes(root, unlike), before)
  const { told } = await uninstall(root)
  assert.match(told.join(), 'pre-commit.before-drift stays')
  assert.match(readFileSync(join(root, '.git/hooks/pre-commit'), 'utf8'), 'OTHER')
})

at('a user who deleted our file gets the earlier hook back, by init or by uninstall', async ({ root }) => {
  sayer(join(root, '.git/hooks/pre-commit'), 'EARLIER')
  const before = bytes(root, unlike)
  await install(root)
  rmSync(join(root, '.git/hooks/pre-commit'))
  await install(root)
  assert.ok(existsSync(join(root, '.git/hooks/pre-commit.before-drift')))
  rmSync(join(root, '.git/hooks/pre-commit'))
  await uninstall(root)
  assert.equal(bytes(root, unlike), before)
})

at('a folder of the machine is refused, with what to add by hand', async ({ root, outside, git }) => {
  git('config', '--global', 'core.hooksPath', join(outside, 'hooks'))
  const { exit, message, fix } = await refused(install(root))
  git('config', '--global', '--unset', 'core.hooksPath')
  assert.is(exit, 1)
  assert.match(message, join(outside, 'hooks'))
  for (const event of hookEvents) assert.match(fix, `git-drift hook ${event} "$@"`)
  assert.not(existsSync(join(outside, 'hooks')))
})

at('a linked worktree: installed there, in force in both, taken out from the other', async ({ root, outside, git, sh }) => {
  const before = bytes(root, unlike)
  git('worktree', 'add', '-q', join(outside, 'linked'))
  await install(root)
  assert.equal((await install(root)).changes, [])
  assert.equal((await planInstall(await hooksPlace(join(outside, 'linked')), { node: process.execPath, bundle: join(outside, 'hook.cjs') })).changes, [])
  for (const cwd of [root, join(outside, 'linked')]) {
    rmSync(join(outside, 'calls'), { force: true })
    assert.is(sh(`cd '${cwd}' && CALLS="$OUTSIDE/calls" git commit -q --allow-empty -m x`).code, 0)
    assert.is(readFileSync(join(outside, 'calls'), 'utf8'), 'hook pre-commit\nhook commit-msg\n')
  }
  await uninstall(join(outside, 'linked'))
  git('worktree', 'remove', join(outside, 'linked'))
  assert.equal(bytes(root, unlike), before)
})

at('a repository that was moved is uninstalled', async (repo) => {
  places['no hooks folder']!(repo)
  const before = bytes(repo.root, unlike)
  await install(repo.root)
  const moved = join(repo.outside, 'moved')
  renameSync(repo.root, moved)
  await uninstall(moved)
  assert.equal(bytes(moved, unlike), before)
})

test.run()
