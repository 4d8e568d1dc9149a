import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { mkdirSync, renameSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { hooksPlace } from '../../hooks/place.ts'
import { repository, type Repository } from '../support/repository.ts'
import type { Setting } from '../support/places.ts'
import { put } from './stand-ins.ts'

const within = (title: string, place: Setting, run: (repo: Repository) => Promise<void>) => test(title, async () => {
  const repo = repository({ place })
  try { await run(repo) } finally { repo.dispose() }
})

const kindOf = async (cwd: string) => (await hooksPlace(cwd)).kind

for (const setting of ['main', 'subfolder', 'sha256', 'odd-root'] as const) {
  within(`${setting}: the git directory's own folder`, setting, async ({ root, cwd }) => {
    const git = join(root, '.git')
    assert.equal(await hooksPlace(cwd), { dir: join(git, 'hooks'), kind: 'plain', shared: false, common: git, gitDir: git, root })
  })
}

within('a linked worktree uses the common git directory', 'linked', async ({ root, git }) => {
  const { dir, kind, common, gitDir } = await hooksPlace(root)
  assert.equal([kind, dir, common], ['plain', join(common, 'hooks'), git('rev-parse', '--path-format=absolute', '--git-common-dir')])
  assert.ok(gitDir.startsWith(join(common, 'worktrees')))
})

within('a submodule has hooks of its own', 'submodule', async ({ root, git }) => {
  assert.is((await hooksPlace(root)).dir, join(git('rev-parse', '--absolute-git-dir'), 'hooks'))
  assert.is(await kindOf(root), 'plain')
})

within('core.hooksPath in the git directory is not shared, in the worktree it is', 'hookspath', async ({ root, git }) => {
  assert.equal([(await hooksPlace(root)).kind, (await hooksPlace(root)).shared], ['hookspath', false])
  git('config', 'core.hooksPath', '.githooks')
  const { dir, kind, shared } = await hooksPlace(root)
  assert.equal([dir, kind, shared], [join(root, '.githooks'), 'hookspath', true])
})

within('a relative core.hooksPath is looked for from the root', 'subfolder', async ({ root, cwd, git }) => {
  git('config', 'core.hooksPath', '.githooks')
  assert.is((await hooksPlace(cwd)).dir, join(root, '.githooks'))
})

within('a relative core.hooksPath in a linked worktree is that worktree\'s; an absolute one may be another\'s', 'linked', async ({ root, git }) => {
  git('config', 'core.hooksPath', '.githooks')
  assert.is((await hooksPlace(root)).dir, join(root, '.githooks'))
  const main = join(git('rev-parse', '--path-format=absolute', '--git-common-dir'), '..')
  git('config', 'core.hooksPath', join(main, 'tools/hooks'))
  assert.is(await kindOf(root), 'hookspath')
})

within('folders of the machine are outside', 'main', async ({ root, outside, git }) => {
  git('config', '--global', 'core.hooksPath', join(outside, 'hooks'))
  assert.is(await kindOf(root), 'outside')
  git('config', '--global', '--unset', 'core.hooksPath')
  for (const path of [`${root}-2/hooks`, '/dev/null', '~/hooks', '..', '../hooks']) {
    git('config', 'core.hooksPath', path)
    assert.is(await kindOf(root), 'outside', path)
  }
  git('config', 'core.hooksPath', '..hooks')
  assert.is(await kindOf(root), 'hookspath', 'a name that begins with two dots')
})

within('a hooks folder that is a link: what counts is where it leads', 'main', async ({ root, outside }) => {
  renameSync(join(root, '.git/hooks'), join(outside, 'hooks'))
  symlinkSync(join(outside, 'hooks'), join(root, '.git/hooks'))
  assert.is(await kindOf(root), 'outside')
})

within('husky, set up or not yet', 'main', async ({ root, outside, git }) => {
  const husky = async () => { const { kind, husky } = await hooksPlace(root); return [kind, husky] }
  git('config', 'core.hooksPath', '.husky/_')
  assert.equal(await husky(), ['husky', join(root, '.husky')])
  git('config', '--unset', 'core.hooksPath')
  assert.equal(await husky(), ['plain', undefined])
  mkdirSync(join(root, '.husky'))
  assert.equal(await husky(), ['husky', join(root, '.husky')], 'a fresh clone')
  git('config', 'core.hooksPath', '.husky')
  assert.equal(await husky(), ['husky', join(root, '.husky')], 'husky 8')
  put(join(root, 'web/hooks/_/h'), '')
  git('config', 'core.hooksPath', 'web/hooks/_')
  assert.equal(await husky(), ['husky', join(root, 'web/hooks')], 'another folder')
  put(join(outside, '.husky/_/h'), '')
  git('config', 'core.hooksPath', join(outside, '.husky/_'))
  assert.equal(await husky(), ['outside', undefined], 'somebody else\'s')
})

within('core.hooksPath set to nothing is told', 'main', async ({ root, git }) => {
  git('config', 'core.hooksPath', '')
  await hooksPlace(root).then(() => assert.unreachable(), (error: { exit: number, fix: string }) => {
    assert.is(error.exit, 1)
    assert.match(error.fix, 'git config --unset core.hooksPath')
  })
})

test.run()
