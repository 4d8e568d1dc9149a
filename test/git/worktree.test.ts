// The tree that evidence stands on is the one git would make of the index without `.drift/`, and looking at it changes nothing.
import { chmodSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { findPlace } from '../../git/place.ts'
import { idWithout, rootId } from '../../git/tree.ts'
import { worktreeState } from '../../git/worktree.ts'
import { served } from '../../host/reads.ts'
import { comparing } from '../../host/config/compared.ts'
import { exampleChange } from '../../host/example.ts'
import { parseMessage } from '../../git/trailers.ts'
import { openRepository } from '../../records/repository.ts'
import { appendEvidence } from '../../records/about-tree.ts'
import { bytes } from '../hooks/stand-ins.ts'
import type { Setting } from '../support/places.ts'
import { repository, type Repository } from '../support/repository.ts'

/** What git itself makes of the index without `.drift/`. */
function byGit(repo: Repository): string {
  const { code, stdout, stderr } = repo.sh('cp "$(git rev-parse --git-path index)" "$OUTSIDE/index" && GIT_INDEX_FILE="$OUTSIDE/index" && export GIT_INDEX_FILE && git rm -rq --cached --ignore-unmatch .drift && git write-tree')
  assert.is(code, 0, stderr)
  return stdout.trim()
}

const odd = { 'a': 'x', 'a.b': 'x', 'a0': 'x', 'b/c/d': 'x', 'b.c': 'x', 'b-c/d': 'x', 'b0/e': 'x', '.drift/plans/p/intent.json': '{}', '.driftrc.json': '{}', '.drift-not/x': 'x', 'sub/.drift/x': 'x', 'ümlaut/ß': 'x', 'ab/c d': 'x' }

for (const place of ['main', 'linked', 'sha256'] as readonly Setting[]) test(`the tree of the index and of a commit, in place ${place}`, async () => {
  const repo = repository({ place, files: odd })
  try {
    symlinkSync('a', join(repo.root, 'link'))
    chmodSync(join(repo.root, 'a'), 0o755)
    if (process.platform === 'linux') writeFileSync(Buffer.concat([Buffer.from(join(repo.root, 'b', '')), Buffer.from([0x2f, 0xff, 0xfe])]), 'x')
    repo.commit('begin')
    const opened = await openRepository(repo.root)
    try {
      const { tree, ...rest } = await worktreeState(opened.place)
      assert.equal([tree, rest], [byGit(repo), { changed: [], untracked: [], unseen: [] }])
      assert.is(await opened.evidenceTree('HEAD:'), tree)
      assert.is(await opened.evidenceTree(':0:'), tree)
      repo.write('.drift/lessons.jsonl', '{}\n')
      repo.commit('Only what is drift’s own')
      assert.is(await opened.evidenceTree(`${repo.git('rev-parse', 'HEAD')}:`), tree)
      repo.git('rm', '-rq', '--cached', '.')
      assert.is((await worktreeState(opened.place)).tree, opened.emptyTree)
    } finally { opened.close() }
  } finally { repo.dispose() }
})

test('a tree without the entry is the same tree', () => {
  const files = [{ name: 'a', mode: '100644', oid: '1'.repeat(40) }, { name: 'b/c', mode: '100755', oid: '2'.repeat(40) }]
  assert.is(rootId([], 'sha1'), '4b825dc642cb6eb9a060e54bf8d69288fbee4904')
  assert.is(idWithout('.drift', Buffer.from(`100644 .drift\0${'\x01'.repeat(20)}`, 'latin1'), 'sha1'), rootId([], 'sha1'))
  assert.not.equal(rootId(files, 'sha1'), rootId(files.slice(1), 'sha1'))
})

for (const [title, script, expected] of [
  ['nothing', ':', {}],
  ['a file changed', 'echo y >a', { changed: ['a'] }],
  ['changed and back again, with another time', 'echo y >a; sleep 0.01; printf x >a', {}],
  ['a change that is staged', 'echo y >a; git add a', {}],
  ['staged, and changed once more', 'echo y >a; git add a; echo z >a', { changed: ['a'] }],
  ['a file removed', 'rm a', { changed: ['a'] }],
  ['an executable bit', 'chmod +x a', { changed: ['a'] }],
  ['an untracked file', 'mkdir -p n/m; echo x >n/m/o', { untracked: ['n/m/o'] }],
  ['an untracked file that the user does not want to see', 'git config status.showUntrackedFiles no; echo x >o', { untracked: ['o'] }],
  ['an ignored file', 'echo o >.gitignore; git add .gitignore; echo x >o', {}],
  ['intent to add', 'echo x >o; git add -N o', { changed: ['o'] }],
  ['plans and lessons', 'echo x >.drift/plans/p/intent.json; echo x >.drift/new', {}],
  ['--assume-unchanged', 'echo y >a; git update-index --assume-unchanged a', { unseen: ['a'] }],
  ['--skip-worktree', 'echo y >a; git update-index --skip-worktree a', { unseen: ['a'] }],
  ['a conflict', 'git checkout -q -b o; echo o >a; git commit -qam o; git checkout -q main; echo m >a; git commit -qam m; git merge o || true', { changed: ['a'] }],
  ['a rename that is staged', 'git mv a z', {}],
] as const) test(`the worktree: ${title}`, async () => {
  const repo = repository({ files: odd })
  try {
    repo.commit('begin')
    repo.sh(script)
    const place = await findPlace(repo.root)
    const before = bytes(repo.root)
    const { tree, ...rest } = await worktreeState(place)
    assert.ok(JSON.stringify(bytes(repo.root)) === JSON.stringify(before), 'nothing is written, not even objects')
    assert.equal(rest, { changed: [], untracked: [], unseen: [], ...expected })
    if (!title.includes('conflict')) assert.is(tree, byGit(repo))
  } finally { repo.dispose() }
})

test('a check that reads the kind gets the evidence of its own tree, whatever else stands in that note', async () => {
  const repo = repository({ files: odd })
  try {
    repo.commit('begin')
    const opened = await openRepository(repo.root)
    try {
      const seenBy = async (more: object) => ((await served({ ...exampleChange({ change: [] }, parseMessage), ...more }, { kinds: ['evidence'] }, { repository: opened, tools: [], kinds: [], compared: comparing as never })).seen['evidence'] as { gate: string }[]).map(({ gate }) => gate)
      const tree = (await opened.evidenceTree('HEAD:'))!
      const one = { plan: 'p', digest: tree, command: 'true', layer: 'unit', dirty: false, outcome: 'passed' as const, exit: 0, ms: 1, by: { name: 'Ada', email: 'ada@example.com' }, via: 'human', at: '2026-01-01T00:00:00.000Z' }
      assert.equal(await seenBy({ commit: repo.git('rev-parse', 'HEAD') }), [])
      await appendEvidence(opened, { ...one, gate: 'here', tree })
      await appendEvidence(opened, { ...one, gate: 'elsewhere', tree: 'f'.repeat(40) })
      // What somebody copies to the note of another tree is about its own.
      repo.git('notes', '--ref', 'drift/evidence', 'append', '-m', repo.git('notes', '--ref', 'drift/evidence', 'show', 'f'.repeat(40)), tree)
      assert.match(repo.git('notes', '--ref', 'drift/evidence', 'show', tree), /elsewhere/)
      assert.equal(await seenBy({ commit: repo.git('rev-parse', 'HEAD') }), ['here'])
      assert.equal(await seenBy({ commit: undefined }), ['here'], 'the index')
      repo.write('.drift/new', 'x')
      repo.commit('close')
      assert.equal(await seenBy({ commit: repo.git('rev-parse', 'HEAD') }), ['here'], 'the same but for .drift/')
      repo.write('a', 'y')
      repo.commit('more')
      assert.equal(await seenBy({ commit: repo.git('rev-parse', 'HEAD') }), [])
      await seenBy({ commit: 'f'.repeat(40) }).then(() => assert.unreachable(), (error: Error) => assert.match(error.message, 'is not in this repository'))
    } finally { opened.close() }
  } finally { repo.dispose() }
})

test.run()
