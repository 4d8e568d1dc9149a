import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { settings, type Setting } from './places.ts'
import { driftRoot, refuseInside, repository, type Repository, type RepositoryOptions } from './repository.ts'

function within<T>(options: RepositoryOptions, work: (repo: Repository) => T): T {
  const repo = repository(options)
  try {
    return work(repo)
  } finally {
    repo.dispose()
    assert.not(existsSync(repo.outside))
  }
}

const marks: Readonly<Record<Setting, (repo: Repository) => boolean>> = {
  main: ({ root, cwd }) => root === cwd && existsSync(join(root, '.git', 'HEAD')),
  linked: (repo) => /\/worktrees\/linked$/.test(repo.git('rev-parse', '--git-dir')),
  submodule: (repo) => repo.git('rev-parse', '--show-superproject-working-tree') !== '',
  sha256: (repo) => repo.git('rev-parse', 'HEAD').length === 64,
  'index-v4': (repo) => { repo.commit('x'); return readFileSync(join(repo.root, '.git', 'index')).readUInt32BE(4) === 4 },
  hookspath: (repo) => repo.git('rev-parse', '--git-path', 'hooks').endsWith('/other-hooks'),
  subfolder: (repo) => repo.git('rev-parse', '--show-prefix') === 'deep/er/',
  'odd-root': ({ root }) => root.endsWith(`it's "an" odd $root`),
}

for (const place of settings) {
  test(`place ${place}: as named, on main with one empty commit, no remote, files not committed`, () => within({ place, files: { 'a/b': 'x\n' } }, (repo) => {
    assert.ok(marks[place](repo))
    assert.is(repo.git('symbolic-ref', '--short', 'HEAD'), 'main')
    assert.is(repo.git('remote'), '')
    if (place === 'index-v4') return
    assert.is(repo.git('log', '--format=%s'), 'Begin')
    assert.is(repo.git('ls-tree', '-r', '--name-only', '--full-tree', 'HEAD'), '')
    assert.is(repo.git('status', '--porcelain', '-uall', ':/').trim(), '?? a/b')
  }))
}

test('an unborn branch', () => {
  within({ unborn: true }, (repo) => assert.is(repo.sh('git rev-parse -q --verify HEAD').code, 1))
  assert.throws(() => repository({ unborn: true, place: 'linked' }), /cannot be unborn/)
})

test('dates advance by a minute, and ids are the same every time', () => {
  const make = () => within({ dates: 'fixed' }, (repo) => {
    repo.write('a', '1\n')
    const ids = [repo.commit('one'), repo.commit('two')]
    assert.is(repo.git('log', '--format=%aI %cI'), '2026-01-01T00:02:00+00:00 2026-01-01T00:02:00+00:00\n2026-01-01T00:01:00+00:00 2026-01-01T00:01:00+00:00\n2026-01-01T00:00:00+00:00 2026-01-01T00:00:00+00:00')
    return ids
  })
  assert.equal(make(), make())
})

test('no date, no variable of the tests reaches what is tested', () => within({ config: { id: 'x' } }, (repo) => {
  const { stdout } = repo.sh('env; cat .driftrc')
  assert.not.match(stdout, /^(DRIFT_TEST_|GIT_(?!CONFIG_(NOSYSTEM|GLOBAL)=))/m)
  assert.match(stdout, /"id": "x"\n\}\n$/)
}))

test('what fails: git throws with its words, sh gives the code', () => within({}, (repo) => {
  assert.throws(() => repo.git('switch', 'nowhere'), /git switch nowhere failed \(exit 128\)[^]*nowhere/)
  assert.equal(repo.sh('echo a; echo b >&2; exit 3'), { code: 3, stdout: 'a\n', stderr: 'b\n' })
}))

test('the drift on PATH is the one that is built here', () => within({}, (repo) => {
  assert.ok(readFileSync(repo.sh('command -v drift').stdout.trim(), 'utf8').includes(join(driftRoot, 'dist', 'drift.cjs')))
}))

test("refuses to work inside a repository, drift's own too", () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'drift-test-')))
  mkdirSync(join(folder, '.git'))
  mkdirSync(join(folder, 'a', 'b'), { recursive: true })
  assert.throws(() => refuseInside(join(folder, 'a', 'b')), /lies inside the repository/)
  assert.throws(() => refuseInside(join(driftRoot, 'test')), /lies inside the repository/)
  rmSync(folder, { recursive: true })
})

test.run()
