// What git is in the middle of, by what git itself leaves there, and by whether the way out that is told leads out.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { findPlace } from '../../git/place.ts'
import { endOf, underWay } from '../../git/under-way.ts'
import type { Setting } from '../support/places.ts'
import { repository } from '../support/repository.ts'

// On `side`, which `other` is in conflict with, and each of its own commits with what it had before.
const table: readonly (readonly [begin: string, what: string])[] = [
  ['git merge other', 'merge'],
  ['git cherry-pick other', 'cherry-pick'],
  ['git revert HEAD~', 'revert'],
  ['git format-patch -q -1 other -o "$OUTSIDE/p" && git am "$OUTSIDE"/p/*', 'am'],
  ['git rebase --apply other', 'rebase'],
  ['git rebase --merge other', 'rebase'],
]

for (const place of ['main', 'linked'] as readonly Setting[]) test(`each is known, and can be given up, in place ${place}`, async () => {
  const repo = repository({ place, files: { f: '0\n' } })
  try {
    const made = repo.sh('git add . && git commit -q -m begin && git switch -q -c other && echo 1 > f && git commit -q -a -m other && git switch -q -c side HEAD~ && echo 2 > f && git commit -q -a -m two && echo 3 > f && git commit -q -a -m three')
    assert.is(made.code, 0, made.stderr)
    const { gitDir } = await findPlace(repo.root)
    assert.is(underWay(gitDir), undefined)
    for (const [begin, what] of table) {
      assert.is.not(repo.sh(begin).code, 0, begin)
      assert.is(underWay(gitDir), what, begin)
      const [, out = 'false'] = /give it up \((.+?)\)/.exec(endOf(what)) ?? []
      assert.equal([repo.sh(out).code, underWay(gitDir), repo.git('symbolic-ref', '--short', 'HEAD')], [0, undefined, 'side'], begin)
    }
  } finally {
    repo.dispose()
  }
})

for (const [what, several] of [['cherry-pick', 'other other~'], ['revert', 'HEAD~ HEAD~2']] as const) test(`a ${what} of several waits on, where git commit ended the conflict of one`, async () => {
  const repo = repository({ files: { f: '0\n' } })
  try {
    const made = repo.sh('git add . && git commit -q -m begin && git switch -q -c other && echo 8 > f && git commit -q -a -m eight && echo 9 > f && git commit -q -a -m nine && git switch -q -c side HEAD~2 && for i in 1 2 3; do echo $i > f && git commit -q -a -m $i || exit; done')
    assert.is(made.code, 0, made.stderr)
    const { gitDir } = await findPlace(repo.root)
    assert.is.not(repo.sh(`git ${what} ${several}`).code, 0)
    assert.is(repo.sh('echo 5 > f && git commit -q -a -m mended').code, 0)
    assert.is(underWay(gitDir), what)
    assert.is(repo.sh(`git ${what} --quit`).code, 0)
    assert.is(underWay(gitDir), undefined)
  } finally {
    repo.dispose()
  }
})

test.run()
