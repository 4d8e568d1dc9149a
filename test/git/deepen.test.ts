// Shallow clones of a real remote: when a range is whole, and how much is fetched until it is.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { deepen, isWholeRange } from '../../git/deepen.ts'
import { findPlace, type Place } from '../../git/place.ts'
import { repository, type Repository } from '../support/repository.ts'

interface Made {
  readonly made: Repository
  readonly main: string
  readonly work: string
  readonly url: string
}

/** `main` with `trunk` commits, of which the last `since` came after `work` left it with `own` commits; each a minute apart. */
function history(trunk: number, since: number, own: number): Made {
  const made = repository({ dates: 'fixed' })
  let minute = 0
  const stack = (branch: string, count: number, from?: string) => Array.from({ length: count }, (_, i) => `commit refs/heads/${branch}\ncommitter a <a@b> ${1_760_000_000 + 60 * minute++} +0000\ndata 1\nc\n${i === 0 && from ? `from ${from}\n` : ''}\n`).join('')
  made.write('../outside/stream', stack('trunk', trunk - since) + stack('work', own, 'refs/heads/trunk') + stack('trunk', since))
  const { code, stderr } = made.sh('git fast-import --quiet --date-format=raw < "$OUTSIDE/stream" && git reset -q --hard refs/heads/trunk')
  if (code !== 0) throw new Error(stderr)
  made.git('init', '-q', '--bare', join(made.outside, 'bare'))
  const url = `file://${join(made.outside, 'bare')}`
  made.git('push', '-q', url, 'main', 'work')
  return { made, main: made.git('rev-parse', 'main'), work: made.git('rev-parse', 'work'), url }
}

async function cloned({ made, url }: Made, ...how: string[]): Promise<Place> {
  const folder = join(made.outside, `clone${Math.random()}`)
  made.git('clone', '-q', ...how, url, folder)
  return findPlace(folder)
}

/** The target, merged into the work, which goes on from there and is pushed; the work's newest commit. */
function mergedOn({ made, url }: Made): string {
  made.git('switch', '-q', 'work')
  made.git('merge', '-q', '--no-edit', 'main')
  const merged = made.commit('on')
  made.git('push', '-q', url, 'work')
  return merged
}

const run = (place: Place, { main, work }: Made, commits = 0) => deepen(place, main, work, { remote: 'origin', commits, whole: false, until: Date.now() + 60_000 })
const depth = ({ root }: Place, made: Repository, rev: string) => Number(made.git('-C', root, 'rev-list', '--count', rev))

test('as much as is needed, in steps; fewer where it is told how many commits there are', async () => {
  const about = history(320, 120, 3)
  for (const [commits, steps] of [[0, 2], [60, 1]] as const) {
    const found = await cloned(about, '--depth=1', '--branch=work')
    const trace = join(about.made.outside, `trace${commits}`)
    const place = { ...found, options: { ...found.options, env: { GIT_TRACE2_EVENT: trace } } }
    assert.not(await isWholeRange(place, about.main, about.work).catch(() => false))
    assert.ok(await run(place, about, commits))
    assert.is(depth(place, about.made, about.work), 200)
    assert.ok(existsSync(join(place.gitDir, 'shallow')))
    assert.is(readFileSync(trace, 'utf8').split('\n').filter((line) => /"event":"cmd_name".*"name":"fetch"/.test(line)).length, steps)
  }
  about.made.dispose()
})

test('a range that the first step holds needs no other', async () => {
  const about = history(120, 5, 3)
  const place = await cloned(about, '--depth=1', '--branch=work')
  assert.ok(await run(place, about))
  assert.is(depth(place, about.made, about.work), 50)
  about.made.dispose()
})

test('at last all there is; histories that never meet are told', async () => {
  const about = history(30, 0, 1)
  const { made, url } = about
  made.git('switch', '-q', '--orphan', 'alone')
  const alone = made.commit('alone')
  made.git('push', '-q', url, 'alone')
  const place = await cloned(about, '--depth=1', '--branch=alone')
  assert.not(await run(place, { ...about, work: alone }))
  assert.not(existsSync(join(place.gitDir, 'shallow')))
  made.dispose()
})

test('a whole clone is never cut', async () => {
  const about = history(80, 2, 2)
  const place = await cloned(about)
  assert.ok(await isWholeRange(place, about.main, about.work))
  assert.ok(await run(place, about))
  assert.is(depth(place, about.made, about.main), 80)
  about.made.dispose()
})

test('a boundary in the range, on either side of it, is no whole range', async () => {
  const about = history(20, 6, 6)
  const { made, main, work } = about
  const place = await cloned(about, '--depth=9', '--no-single-branch', '--branch=work')
  assert.ok(await isWholeRange(place, main, work))
  const near = await cloned(about, '--depth=4', '--no-single-branch', '--branch=work')
  assert.not(await isWholeRange(near, main, work))
  // The target was merged into the work: a common ancestor is known, and what came before in the work is not.
  const merged = mergedOn(about)
  const half = await cloned(about, '--depth=3', '--no-single-branch', '--branch=work')
  assert.is(made.git('-C', half.root, 'merge-base', main, merged), main)
  assert.not(await isWholeRange(half, main, merged))
  made.dispose()
})

test('history that both share may hide behind a boundary: older work is not judged as if it were new', async () => {
  // work left main long ago and merged it just now: main's boundary is younger than where the two parted.
  const about = history(70, 60, 4)
  const { made, main } = about
  const merged = mergedOn(about)
  const place = await cloned(about, '--depth=30', '--no-single-branch', '--branch=work')
  assert.is(made.git('-C', place.root, 'merge-base', main, merged), main)
  assert.ok(depth(place, made, `${main}..${merged}`) > 6)
  assert.not(await isWholeRange(place, main, merged))
  assert.ok(await run(place, { ...about, work: merged }))
  assert.is(depth(place, made, `${main}..${merged}`), 6)
  made.dispose()
})

test('the same where an old side branch of the target shows what lies behind the boundary', async () => {
  // main's own line is cut after 30; through the side branch, which left main early and came back late, it is known below.
  const about = history(70, 60, 4)
  const { made, url } = about
  made.git('switch', '-q', '-c', 'side', 'trunk~65')
  made.git('merge', '-q', '--no-edit', '-s', 'ours', 'trunk')
  const main = made.commit('main goes on')
  made.git('switch', '-q', 'work')
  made.git('merge', '-q', '--no-edit', main)
  const merged = made.commit('on')
  made.git('push', '-q', url, `${main}:main`, 'work')
  const place = await cloned(about, '--depth=30', '--no-single-branch', '--branch=work')
  assert.is(depth(place, made, `${main}..${merged}`) > 6, true)
  assert.not(made.git('-C', place.root, 'rev-list', '--max-parents=0', `${main}..${merged}`))
  assert.not(await isWholeRange(place, main, merged))
  assert.ok(await run(place, { ...about, main, work: merged }))
  assert.is(depth(place, made, `${main}..${merged}`), 6)
  made.dispose()
})

test('a branch without a beginning in common, merged into the work, needs all of history: only then no boundary looks like its root', async () => {
  const about = history(80, 2, 2)
  const { made, main, url } = about
  made.git('switch', '-q', '--orphan', 'alone')
  made.commit('alone')
  made.git('switch', '-q', 'work')
  made.git('merge', '-q', '--no-edit', '--allow-unrelated-histories', 'alone')
  const merged = made.git('rev-parse', 'HEAD')
  made.git('push', '-q', url, 'work')
  const place = await cloned(about, '--depth=60', '--no-single-branch', '--branch=work')
  assert.not(await isWholeRange(place, main, merged))
  assert.ok(await run(place, { ...about, work: merged }))
  assert.not(existsSync(join(place.gitDir, 'shallow')))
  made.dispose()
})

test.run()
