// How much changed, against git's own --numstat where that can be believed, and where it cannot.
import { execFileSync } from 'node:child_process'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parseRaw, stagedFiles, treeFiles } from '../../git/change.ts'
import { Objects } from '../../git/objects.ts'
import { findPlace } from '../../git/place.ts'
import { countPatch, countPatches, PatchCount, withLines } from '../../git/volumes.ts'
import { repository, type Repository } from '../support/repository.ts'

const within = (title: string, work: (repo: Repository) => Promise<void>, place: 'main' | 'sha256' = 'main') => test(title, async () => {
  const repo = repository({ place })
  try { await work(repo) } finally { repo.dispose() }
})

async function volumes(repo: Repository, from: string, to: string): Promise<Record<string, readonly [lines: number, bytes: number]>> {
  const options = { cwd: repo.root }
  const files = to === ':0:' ? await stagedFiles(from, options) : await treeFiles(from, to.slice(0, -1), options)
  const count = await countPatch(from, to, options)
  return Object.fromEntries(files.map((file) => [file.path, [count.of(file).lines, count.of(file).bytes]]))
}

/** What git's own --numstat says, in the repository; -1 for what is no text. */
function numstat(repo: Repository, from: string, to: string): Record<string, number> {
  const told = execFileSync('git', ['diff-tree', '-r', '-z', '--numstat', '--no-renames', from, to], { cwd: repo.root, encoding: 'utf8' })
  return Object.fromEntries(told.split('\0').filter(Boolean).map((line) => { const [added, removed, path] = line.split('\t'); return [path!, added === '-' ? -1 : Number(added) + Number(removed)] }))
}

/** The lines that lanes count. */
async function lines(repo: Repository, from: string, to: string): Promise<Record<string, number>> {
  const objects = new Objects({ cwd: repo.root })
  try {
    return Object.fromEntries((await withLines(await treeFiles(from, to, { cwd: repo.root }), await findPlace(repo.root), objects)).map(({ path, lines }) => [path, lines!]))
  } finally {
    objects.close()
  }
}

for (const place of ['main', 'sha256'] as const) {
  within(`all kinds of change (${place})`, async (repo) => {
    for (const [path, text] of [['edited', 'a\nb\nc\n'], ['gone', '1\n22\n'], ['moved', 'x\n'], ['mode', 'x\n'], ['link', 'y\n'], ['unended', 'a'], ['empty-gone', '']] as const) repo.write(path, text)
    const from = repo.commit('one')
    repo.sh('rm gone link empty-gone; mv moved moved-to; chmod +x mode; printf "a\\nB\\nc\\nd\\n" >edited; printf "b" >unended; printf "a\\0b\\n-- c\\n++ d\\n@@ -1 +1 @@\\ndiff --git a/x b/x\\n" >binary; : >empty; printf "%0120000d" 0 >long; printf "\\303\\251\\n" >"od d\\"é"')
    symlinkSync('edited', join(repo.root, 'link'))
    const to = repo.commit('two')
    assert.equal(await volumes(repo, from, `${to}:`), {
      binary: [5, 4 + 5 + 5 + 12 + 19], edited: [3, 6], empty: [0, 0], 'empty-gone': [0, 0], gone: [2, 5], link: [2, 2 + 7], long: [1, 120_001], mode: [0, 0], moved: [1, 2], 'moved-to': [1, 2], 'od d"é': [1, 3], unended: [2, 4],
    })
    const files = await treeFiles(from, to, { cwd: repo.root })
    const [one, all] = [await countPatch(from, `${to}:`, { cwd: repo.root }), await countPatches([{ commit: from, parents: [] }, { commit: to, parents: [from] }], { cwd: repo.root })]
    assert.equal(files.map((file) => all.of(file)), files.map((file) => one.of(file)))
    repo.git('reset', '--quiet', '--soft', from)
    assert.equal(await volumes(repo, from, ':0:'), await volumes(repo, from, `${to}:`))
  }, place)
}

within('a submodule that moves is a line for a line', async (repo) => {
  const [one, two] = [repo.commit('one'), repo.commit('two')]
  const at = (commit: string) => { repo.git('update-index', '--add', '--cacheinfo', `160000,${commit},sub`); return repo.git('write-tree') }
  const [from, to] = [at(one), at(two)]
  assert.equal(Object.keys(await volumes(repo, from, `${to}:`)), ['sub'])
  assert.is((await volumes(repo, from, `${to}:`))['sub']![0], 2)
})

// What --numstat says of the same change depends on attributes of the worktree: those of the change.
within('no attribute of the change and no setting makes it small', async (repo) => {
  repo.write('a.ts', '1\n')
  const from = repo.commit('one')
  repo.write('a.ts', '2\n'.repeat(900))
  repo.write('.gitattributes', '* -diff\n')
  const to = repo.commit('two')
  repo.write('.git/info/attributes', '* binary\n')
  for (const setting of ['diff.context 9', 'diff.interHunkContext 9', 'core.bigFileThreshold 1', 'diff.external false', 'diff.algorithm histogram', 'color.ui always', 'diff.noprefix true', 'diff.suppressBlankEmpty true']) repo.git('config', ...setting.split(' '))
  assert.is(numstat(repo, from, to)['a.ts'], -1)
  assert.equal((await volumes(repo, from, `${to}:`))['a.ts'], [901, 2 + 1800])
})

for (const place of ['main', 'sha256'] as const) {
  within(`the lines of lanes: long ones weigh more, and no attributes say what is text (${place})`, async (repo) => {
    for (const [path, text] of [['gone', '1\n22\n'], ['mode', 'x\n'], ['was-binary', 'a\0b\n'], ['unended', 'a']] as const) repo.write(path, text)
    const from = repo.commit('one')
    repo.sh('rm gone; chmod +x mode; printf "a\\nb" >unended; printf "ab\\n" >was-binary; : >empty; seq 40000 | tr "\\n" "\\r" >returns; printf "%0599d" 0 >endless; head -c 9000 /dev/zero >zeros; { seq 4000; printf "a\\0"; } >late-nul; seq 30 >thirty; printf "\\303\\251\\n" >"od d\\"é"; printf 1 >"$(printf "n\\351")"; ln -s gone link')
    const to = repo.commit('two')
    const expected = { empty: 0, endless: 3, gone: 2, 'late-nul': 4001, link: 1, mode: 0, returns: Math.ceil(228_894 / 200), thirty: 30, unended: 3, 'was-binary': -1, zeros: -1, 'od d"é': 1, '"n\\351"': 1 }
    assert.equal(await lines(repo, from, to), expected)
    for (const attributes of ['* diff', '* -diff', '* binary', '* diff=x']) {
      repo.write('.gitattributes', `${attributes}\n`)
      repo.write('.git/info/attributes', `${attributes}\n`)
      assert.equal(await lines(repo, from, to), expected, attributes)
    }
    assert.equal(await lines(repo, to, from), expected)
  }, place)
}

within('as git counts, whatever the chunks', async (repo) => {
  let seed = 3
  const pick = (n: number) => (seed = (seed * 48271) % 2147483647) % n
  const text = () => Array.from({ length: pick(40) }, () => '-+\\@ x'[pick(6)]!.repeat(pick(4))).join('\n') + (pick(2) ? '\n' : '')
  const names = Array.from({ length: 30 }, (_, i) => `f${i}`)
  names.forEach((name) => repo.write(name, text()))
  const from = repo.commit('one')
  names.forEach((name) => { if (pick(4)) repo.write(name, text()) })
  const to = repo.commit('two')
  const expected = numstat(repo, from, to)
  assert.ok(Object.keys(expected).length > 10)
  const found = await volumes(repo, from, `${to}:`)
  assert.equal(Object.fromEntries(Object.entries(found).map(([path, [lines]]) => [path, lines])), expected)
  assert.equal(await lines(repo, from, to), expected)

  const run = (...args: string[]) => execFileSync('git', args, { cwd: repo.root })
  const patch = run('diff-tree', '-r', '-p', '-U0', '--full-index', from, to)
  const files = parseRaw(run('diff-tree', '-r', '-z', '--raw', '--no-abbrev', from, to))
  for (const size of [1, 2, 3, 7, 64, 4096]) {
    const count = new PatchCount()
    for (let at = 0; at < patch.length; at += size) count.take(patch.subarray(at, at + size))
    assert.equal(Object.fromEntries(files.map((file) => { const { lines, bytes } = count.of(file); return [file.path, [lines, bytes]] })), found, `chunks of ${size}`)
  }
})

test('what git tells nothing of is never small', () => {
  const [oldOid, oid] = ['1'.repeat(40), '2'.repeat(40)]
  const file = { path: 'a', status: 'modified', mode: '100644', oldMode: '100644', oid, oldOid } as const
  const count = new PatchCount()
  assert.throws(() => count.of(file), /git does not tell how much of a changed/)
  count.take(Buffer.from(`diff --git a/a b/a\nindex ${oldOid}..${oid} 100644\nBinary files a/a and b/a differ\n`))
  assert.throws(() => count.of(file), /git does not tell/)
  assert.equal(count.of({ ...file, oldOid: oid }), { lines: 0, bytes: 0 })
})

test.run()
