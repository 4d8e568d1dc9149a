// With the real husky package: what it is asked for, and what it leaves behind.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { huskyIdle, runHusky } from '../../hooks/husky.ts'
import { applyInstall, planInstall } from '../../hooks/install.ts'
import { hooksPlace } from '../../hooks/place.ts'
import { hookEvents } from '../../hooks/program.ts'
import { uninstall } from '../../hooks/uninstall.ts'
import { repository, type Repository } from '../support/repository.ts'
import type { Setting } from '../support/places.ts'
import { bytes, put, sayer, stubBundle } from './stand-ins.ts'

const within = (title: string, place: Setting, run: (repo: Repository) => Promise<void>) => test(title, async () => {
  const repo = repository({ place })
  try { await run(repo) } finally { repo.dispose() }
})

const plan = async (root: string, husky = true) =>
  planInstall(await hooksPlace(root), { node: process.execPath, bundle: stubBundle(join(root, '../outside/hook.cjs')), husky })
const refused = async (work: Promise<unknown>): Promise<{ message: string; fix: string; exit: number }> => work.then(() => assert.unreachable('nothing was refused'), (error) => error)

within('a plan alone changes nothing', 'main', async ({ root }) => {
  const before = bytes(root)
  const { changes, husky } = await plan(root)
  assert.equal(changes.map(({ path }) => path), [...hookEvents.map((event) => join(root, '.husky', event)), join(root, '.git/drift/paths')])
  assert.is(husky, join(root, '.husky'))
  assert.equal(bytes(root), before)
})

within('no path of this machine stands in a file that may be committed', 'main', async ({ root }) => {
  await applyInstall(await plan(root))
  for (const event of hookEvents) {
    const text = readFileSync(join(root, '.husky', event), 'utf8')
    assert.not(text.includes(process.execPath) || text.includes(join(root, '..')), event)
  }
})

within('an existing .husky folder is enough, and the current folder stays', 'subfolder', async ({ root, cwd, git }) => {
  put(join(root, '.husky/pre-commit'), 'npm test\n')
  const here = process.cwd()
  await applyInstall(await plan(cwd, false))
  assert.equal([process.cwd(), git('config', 'core.hooksPath')], [here, '.husky/_'])
  assert.match(readFileSync(join(root, '.husky/pre-commit'), 'utf8'), /^npm test\n# drift: begin/)
})

within('HUSKY=0 is told, not swallowed', 'main', async ({ root, git }) => {
  process.env['HUSKY'] = '0'
  try {
    const { exit, message, fix } = await refused(plan(root).then(applyInstall))
    assert.is(exit, 1)
    assert.match(message, 'HUSKY=0')
    assert.match(fix, 'Unset HUSKY')
  } finally {
    delete process.env['HUSKY']
  }
  assert.not(existsSync(join(root, '.husky/pre-commit')))
  await uninstall(root)
  assert.equal(git('status', '--short'), '')
})

within('what git runs now would stop without a word: refused', 'main', async ({ root, git }) => {
  const before = git('config', '--list', '--local')
  for (const name of ['post-checkout', 'pre-push.before-drift']) {
    sayer(join(root, '.git/hooks', name), 'LFS')
    const { exit, message } = await refused(plan(root))
    assert.is(exit, 1)
    assert.match(message, name)
    rmSync(join(root, '.git/hooks', name))
  }
  put(join(root, '.git/hooks/post-merge'), '#!/bin/sh\n', 0o644)
  await plan(root)
  assert.is(git('config', '--list', '--local'), before)
})

within('from plain hooks to husky, and all of it taken away', 'main', async ({ root }) => {
  const state = () => bytes(root, (path) => path.startsWith('.git/') && !/hooks|config|drift/.test(path))
  const before = state()
  await applyInstall(await plan(root, false))
  await applyInstall(await plan(root))
  assert.equal((await plan(root)).changes, [])
  await uninstall(root)
  assert.equal(state(), before)
})

within('a linked worktree has no husky until it is set up there', 'linked', async ({ root, git, sh, outside }) => {
  const main = join(git('rev-parse', '--path-format=absolute', '--git-common-dir'), '..')
  await applyInstall(await plan(main))
  mkdirSync(join(root, '.husky'))
  for (const event of hookEvents) put(join(root, '.husky', event), readFileSync(join(main, '.husky', event), 'utf8'))
  const commit = () => { rmSync(join(outside, 'calls'), { force: true }); sh('CALLS="$OUTSIDE/calls" git commit -q --allow-empty -m x'); return existsSync(join(outside, 'calls')) }
  assert.match(String(await huskyIdle(root, join(root, '.husky'))), '.husky/_/pre-commit does not exist')
  assert.not(commit(), 'git runs no hook and says nothing')
  await runHusky(root)
  assert.is(await huskyIdle(root, join(root, '.husky')), undefined)
  assert.ok(commit())
})

within('core.hooksPath of before comes back', 'main', async ({ root, git }) => {
  git('config', 'core.hooksPath', 'tools/hooks')
  const before = bytes(root)
  await applyInstall(await plan(root))
  assert.is(git('config', 'core.hooksPath'), '.husky/_')
  await uninstall(root)
  assert.equal(bytes(root), before)
})

within('husky set up anew after its untracked folder went: still nothing is left', 'main', async ({ root, git }) => {
  const before = bytes(root)
  await applyInstall(await plan(root))
  rmSync(join(root, '.husky/_'), { recursive: true })
  const again = await plan(root)
  assert.equal([again.changes, again.husky], [[], join(root, '.husky')])
  await applyInstall(again)
  await uninstall(root)
  assert.equal(bytes(root), before)

  await applyInstall(await plan(root))
  git('config', 'core.hooksPath', 'mine')
  await applyInstall(await plan(root))
  await uninstall(root)
  assert.is(git('config', 'core.hooksPath'), 'mine')
})

within('links stay links', 'main', async ({ root }) => {
  put(join(root, 'tools/husky/check'), 'npm test\n')
  symlinkSync('tools/husky', join(root, '.husky'))
  symlinkSync('check', join(root, 'tools/husky/pre-commit'))
  const before = bytes(root)
  await applyInstall(await plan(root))
  assert.is(bytes(root)['tools/husky/pre-commit'], '-> check')
  assert.equal((await plan(root)).husky, undefined)
  await uninstall(root)
  assert.equal(bytes(root), before)
})

within('husky stays where the user began to use it, and what the user set since stays', 'main', async ({ root, git }) => {
  await applyInstall(await plan(root))
  put(join(root, '.husky/post-merge'), 'npm ci\n')
  assert.match((await uninstall(root)).told.join(), 'post-merge')
  assert.equal([git('config', 'core.hooksPath'), existsSync(join(root, '.husky/_/h')), existsSync(join(root, '.husky/pre-commit'))], ['.husky/_', true, false])

  rmSync(join(root, '.husky'), { recursive: true })
  git('config', '--unset', 'core.hooksPath')
  await applyInstall(await plan(root))
  git('config', 'core.hooksPath', 'mine')
  await uninstall(root)
  assert.is(git('config', 'core.hooksPath'), 'mine')
})

test.run()
