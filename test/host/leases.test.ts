// Leases: many processes at once, killed holders, time that runs out.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { holding } from '../../host/cli-hold.ts'
import { releaseLease, renewLease, takeLease, type Lease } from '../../host/cli-leases.ts'
import { DriftError } from '../../host/error.ts'
import type { Event } from '../../host/plugin.ts'
import { scratch } from '../support/plugin-place.ts'

const folder = () => join(scratch(), 'leases')
const ask = { plugin: 'p', key: 'task/phase', what: 'drift go', ttlS: 10 }
const granted = (taken: ReturnType<typeof takeLease>): Lease => { assert.not('holder' in taken, 'refused'); return taken as Lease }
const long = process.env['DRIFT_TEST_LONG'] ? 10 : 1

test('one holder at a time, the generation grows with every grant, other keys and plugins are free', () => {
  const at = folder()
  const first = granted(takeLease(at, ask))
  assert.is(first.generation, 1)
  const second = takeLease(at, ask)
  assert.ok('holder' in second && second.holder.pid === process.pid && second.secondsLeft <= 10 && second.secondsLeft > 8)
  assert.equal([granted(takeLease(at, { ...ask, key: 'task/other' })).generation, granted(takeLease(at, { ...ask, plugin: 'q' })).generation], [1, 1])
  releaseLease(at, first)
  assert.is(granted(takeLease(at, ask)).generation, 2)
})

test('time runs out to the millisecond, and what has run out is not renewed', () => {
  const at = folder()
  const start = Date.now()
  const lease = granted(takeLease(at, ask, () => start))
  assert.ok('holder' in takeLease(at, ask, () => start + 9_999))
  const renewed = renewLease(at, lease, () => start + 9_999)!
  assert.ok('holder' in takeLease(at, ask, () => start + 19_998))
  assert.is(renewLease(at, renewed, () => start + 19_999), undefined)
  const next = granted(takeLease(at, ask, () => start + 19_999))
  assert.is(next.generation, 2)
  assert.is(renewLease(at, renewed, () => start + 9_999), undefined)
  releaseLease(at, renewed)
  assert.ok('holder' in takeLease(at, ask, () => start + 20_000))
})

test('who died on this host holds nothing; who lives elsewhere does until the time is over', () => {
  const at = folder()
  const lease = granted(takeLease(at, ask))
  const file = join(at, readdirSync(at)[0]!, '1.json')
  const put = (more: object) => writeFileSync(file, JSON.stringify({ ...lease, ...more }))
  put({ pid: 2 ** 22 + 1, host: `not-${hostname()}` })
  assert.ok('holder' in takeLease(at, ask))
  put({ pid: 1 })
  assert.ok('holder' in takeLease(at, ask))
  const { kill } = process
  // As for a process of somebody else.
  process.kill = () => { throw Object.assign(new Error('not permitted'), { code: 'EPERM' }) }
  const asked = takeLease(at, ask)
  process.kill = kill
  assert.ok('holder' in asked)
  put({ pid: 2 ** 22 + 1 })
  assert.is(granted(takeLease(at, ask)).generation, 2)
})

test('a lease that cannot be read is nobody\'s to take', () => {
  const at = folder()
  takeLease(at, ask)
  const file = join(at, readdirSync(at)[0]!, '1.json')
  for (const text of ['', '{', '{"v":2,"generation":1,"until":"2026-01-01T00:00:00.000Z"}', '{"v":1,"generation":2,"until":"2026-01-01T00:00:00.000Z"}', '{"v":1,"generation":1,"until":"soon"}']) {
    writeFileSync(file, text)
    assert.throws(() => takeLease(at, ask), (error: unknown) => error instanceof DriftError && error.exit === 3 && error.message.includes(file))
  }
})

test('old generations and what dead writers left are swept, and the numbers go on', () => {
  const at = folder()
  for (let i = 0; i < 40; i++) releaseLease(at, granted(takeLease(at, ask)))
  const dir = join(at, readdirSync(at)[0]!)
  assert.is(readdirSync(dir).length, 16)
  for (const name of ['41.json.1-x.tmp', '42.json.2-y.tmp']) writeFileSync(join(dir, name), '{')
  utimesSync(join(dir, '41.json.1-x.tmp'), 1, 1)
  assert.is(granted(takeLease(at, ask)).generation, 41)
  assert.equal(readdirSync(dir).filter((name) => name.endsWith('.tmp')), ['42.json.2-y.tmp'])
})

const leases = fileURLToPath(new URL('../../host/cli-leases.ts', import.meta.url))
const worker = (at: string, body: string) => spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e',
  `import { takeLease, releaseLease } from ${JSON.stringify(leases)}; import fs from 'node:fs'; const at = ${JSON.stringify(at)}; const ask = ${JSON.stringify(ask)}; ${body}`], { stdio: ['pipe', 'pipe', 'inherit'], cwd: fileURLToPath(new URL('../..', import.meta.url)) })

test('processes that race are granted one after the other, each with a generation of its own', async () => {
  const at = folder()
  mkdirSync(at, { recursive: true })
  const turns = 25 * long
  // Whoever holds the lease writes "in", waits a moment and writes "out": two at once would mix.
  const body = `const log = ${JSON.stringify(join(at, 'log'))}; let left = ${turns}
    while (left > 0) { const l = takeLease(at, ask); if ('holder' in l) { await new Promise((r) => setTimeout(r, Math.random() * 3)); continue }
    left--; fs.appendFileSync(log, 'in ' + l.generation + '\\n'); await new Promise((r) => setTimeout(r, 1)); fs.appendFileSync(log, 'out ' + l.generation + '\\n'); releaseLease(at, l) }`
  const codes = await Promise.all([1, 2, 3].map(() => new Promise((done) => worker(at, body).on('exit', done))))
  assert.equal(codes, [0, 0, 0])
  assert.equal(readFileSync(join(at, 'log'), 'utf8').trim().split('\n'), Array.from({ length: 3 * turns }, (_, i) => [`in ${i + 1}`, `out ${i + 1}`]).flat())
})

test('a holder that is killed is followed at once', async () => {
  const at = folder()
  for (let i = 0; i < 2 * long; i++) {
    const child = worker(at, "takeLease(at, ask); console.log('held'); setInterval(() => {}, 1000)")
    await new Promise((done) => child.stdout.once('data', done))
    assert.ok('holder' in takeLease(at, ask))
    child.kill('SIGKILL')
    await new Promise((done) => child.on('exit', done))
    const next = granted(takeLease(at, ask))
    assert.is(next.generation, 2 * (i + 1))
    releaseLease(at, next)
  }
})

const hold = (at: string, more: { readonly ttlS?: number; readonly signal?: AbortSignal; readonly told?: Event[] } = {}) => <T>(work: (generation: number, signal: AbortSignal) => Promise<T>) =>
  holding({ folder: at, signal: more.signal ?? new AbortController().signal, tell: async (event) => { more.told?.push(event) } }, { ...ask, ttlS: more.ttlS ?? 10 }, work)
const failed = async (promise: Promise<unknown>): Promise<DriftError> => promise.then(() => { throw new Error('it did not fail') }, (error: DriftError) => error)

test('work outlives the time of its lease, because it is renewed; and gives it back, also when it fails', async () => {
  const at = folder()
  assert.is(await hold(at, { ttlS: 0.3 })(async (generation, signal) => {
    await sleep(900)
    assert.not(signal.aborted)
    assert.ok('holder' in takeLease(at, ask))
    return generation
  }), 1)
  assert.is((await failed(hold(at)(async () => { throw new Error('no luck') }))).message, 'no luck')
  assert.is(await hold(at)(async (generation) => generation), 3)
})

test('refused while held: holder and seconds left, exit 1, and listeners hear of it', async () => {
  const at = folder()
  const told: Event[] = []
  await hold(at)(async () => {
    const error = await failed(hold(at, { told })(async () => 0))
    assert.is(error.exit, 1)
    assert.match(error.message, new RegExp(`^the lease "task/phase" is held by drift go \\(process ${process.pid}\\) for another (9|10) s$`))
  })
  assert.equal(told.map((event) => event.on === 'record' && [event.kind, event.key, event.refused, (event.record as { generation: number }).generation]), [['lease', 'task/phase', true, 1]])
})

test('a lease that is lost aborts the work, and what it gives does not count', async () => {
  const at = folder()
  const error = await failed(hold(at, { ttlS: 0.6 })(async (_, signal) => {
    const dir = join(at, readdirSync(at)[0]!)
    writeFileSync(join(dir, '2.json'), readFileSync(join(dir, '1.json'), 'utf8').replace('"generation":1', '"generation":2'))
    while (!signal.aborted) await sleep(20)
    return 'worthless'
  }))
  assert.is(error.exit, 1)
  assert.match(error.message, 'was lost while it was needed')
})

test('work that blocks the process beyond its time has lost the lease', async () => {
  const error = await failed(hold(folder(), { ttlS: 0.2 })(async () => { for (const until = Date.now() + 300; Date.now() < until;); return 0 }))
  assert.match(error.message, 'was lost while it was needed')
})

test('the work hears when the command is aborted; a key and a time are needed', async () => {
  const stop = new AbortController()
  assert.is(await hold(folder(), { signal: stop.signal })(async (_, signal) => { stop.abort(); return signal.aborted }), true)
  for (const ttlS of [0, -1, Number.NaN, Infinity]) assert.is((await failed(hold(folder(), { ttlS })(async () => 0))).exit, 2)
  const at = folder()
  assert.is((await failed(holding({ folder: at, signal: stop.signal, tell: async () => {} }, { ...ask, key: '' }, async () => 0))).exit, 2)
  assert.not(existsSync(at))
})

test.run()
