// limit 1800 s: with DRIFT_TEST_LONG two clones write a hundred records each; ten otherwise.
// Two clones write records of all kinds while both sync with one remote, again and again: at the end each has all of them.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { appendAboutPlan } from '../../records/about-plan.ts'
import { approvalKind } from '../../records/approval.ts'
import { deviationKind } from '../../records/deviation.ts'
import { evidenceKind } from '../../records/evidence.ts'
import { parseLines } from '../../records/line.ts'
import { openRepository, type Opened } from '../../records/repository.ts'
import { requestKind } from '../../records/request.ts'
import { reviewKind } from '../../records/review.ts'
import { appendRecord } from '../../records/store/records.ts'
import { driftRoot, repository, type Repository } from '../support/repository.ts'

const count = process.env['DRIFT_TEST_LONG'] ? 100 : 10
const oid = (n: number) => n.toString(16).padStart(40, 'a')
const made = (who: string) => ({ by: { name: who, email: `${who}@example.com` }, via: 'human', at: '2026-01-02T03:04:05Z' })

/** The n-th record of a clone: every kind in turn, on keys that both clones use and on keys of its own. */
const writers: readonly ((opened: Opened, who: string, n: number) => Promise<string>)[] = [
  (opened, who, n) => appendRecord(opened, approvalKind, oid(1), { plan: 'p', digest: oid(1), seq: n + 1, decision: 'approved', ...made(who), method: 'recorded' }),
  (opened, who, n) => appendAboutPlan(opened, requestKind, { plan: 'p', digest: oid(1), wanted: oid(n), adds: ['db/**'], intent: {}, why: `${who} ${n}`, ...made(who) } as never),
  (opened, who, n) => appendRecord(opened, reviewKind, oid(n), { commit: oid(n), decision: 'approved', note: `${who} ${n}`, ...made(who) }),
  (opened, who, n) => appendRecord(opened, evidenceKind, oid(2), evidence(who, n)),
  (opened, who, n) => appendAboutPlan(opened, deviationKind, { plan: 'p', digest: oid(1), what: `file ${n}`, why: who, ...made(who) } as never),
]

function evidence(who: string, n: number): object {
  return { tree: oid(2), plan: 'p', digest: oid(1), gate: `${who}-${n}`, command: 'npm test', layer: 'unit', dirty: false, outcome: 'passed', exit: 0, ms: n, ...made(who) }
}

/** The text of every note of drift's in a repository. */
function notesIn(origin: Repository, place: string): string[] {
  const refs = origin.git('-C', place, 'for-each-ref', '--format=%(refname)', 'refs/notes/drift').split('\n').filter(Boolean)
  const blobs = refs.flatMap((ref) => origin.git('-C', place, 'ls-tree', '-r', '--format=%(objectname)', ref).split('\n').filter(Boolean))
  return blobs.map((blob) => origin.git('-C', place, 'cat-file', 'blob', blob))
}

/** Runs drift until it ends; its exit code and what it said. */
function drift(cwd: string, ...args: string[]): Promise<readonly [number | null, string]> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [join(driftRoot, 'dist', 'drift.cjs'), ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { said += chunk.toString() })
    child.on('close', (code) => done([code, said]))
  })
}

test(`two clones × ${count} records, each syncing while it writes`, async () => {
  const origin: Repository = repository()
  const bare = join(origin.outside, 'bare')
  const clones = ['ada', 'bea'].map((who) => ({ who, root: join(origin.outside, who) }))
  try {
    origin.git('init', '-q', '--bare', bare)
    for (const [key, value] of [['core.logAllRefUpdates', 'always'], ['receive.denyNonFastForwards', 'true'], ['receive.fsckObjects', 'true']] as const) origin.git('--git-dir', bare, 'config', key, value)
    origin.git('push', '-q', bare, 'main')
    for (const { root } of clones) origin.git('clone', '-q', bare, root)

    const ids = await Promise.all(clones.map(async ({ who, root }) => {
      const opened = await openRepository(root)
      const written: string[] = []
      const writing = (async () => { for (let n = 0; n < count; n++) written.push(await writers[n % writers.length]!(opened, who, n)) })()
      let busy = true
      const ended = writing.finally(() => { busy = false })
      let rounds = 0
      while (busy || rounds < 2) {
        const [code, said] = await drift(root, 'sync')
        // Whoever comes too late ten times in a row is told so, and tries again; nothing else may go wrong.
        if (code !== 0) assert.match(said, 'other records came to origin at each of 10 tries', said)
        rounds += 1
      }
      await ended
      opened.close()
      return written
    }))
    for (const { root } of [...clones, ...clones]) assert.equal((await drift(root, 'sync'))[0], 0)

    const all = new Set(ids.flat())
    assert.is(all.size, 2 * count)
    for (const place of [...clones.map(({ root }) => root), bare]) {
      const found = new Set(notesIn(origin, place).flatMap((text) => parseLines(text).records.map(({ id }) => id)))
      assert.equal([...all].filter((id) => !found.has(id)), [], place)
      assert.is(found.size, all.size, place)
      assert.is(origin.git('-C', place, 'fsck', '--strict', '--no-dangling').replace(/^(Checking|notice:).*$/gm, '').trim(), '', place)
    }
    // They did meet: what the one sent had to be joined by the other.
    assert.not.equal(origin.git('--git-dir', bare, 'rev-list', '--merges', '--max-count=1', '--glob=refs/notes/drift/*'), '')
    // No value that a ref had on the remote is lost: each leads to the next.
    for (const ref of origin.git('--git-dir', bare, 'for-each-ref', '--format=%(refname)', 'refs/notes/drift').split('\n')) {
      const values = readFileSync(join(bare, 'logs', ref), 'utf8').trim().split('\n').map((line) => line.split(' ')[1]!)
      assert.is(values.at(-1), origin.git('--git-dir', bare, 'rev-parse', ref))
      for (const [i, value] of values.entries()) if (i > 0) origin.git('--git-dir', bare, 'merge-base', '--is-ancestor', values[i - 1]!, value)
    }
  } finally {
    origin.dispose()
  }
})

test.run()
