// Leases: who holds what, until when, with a generation that grows with every grant. One file a generation: to make the next
// one, by a hard link, is the compare-and-swap, and whoever dies leaves a whole file or none.
import { createHash } from 'node:crypto'
import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { replaceFile } from '../records/store/file.ts'
import { DriftError, messageOf } from './error.ts'

/** Who asks for a lease, and for how long. */
export interface LeaseAsk {
  readonly plugin: string
  readonly key: string
  /** Who asks, for people. */
  readonly what: string
  /** Seconds until it runs out unless renewed. */
  readonly ttlS: number
}

/** A grant, as its file holds it. */
export interface Lease extends LeaseAsk {
  readonly v: 1
  readonly generation: number
  readonly pid: number
  readonly host: string
  /** UTC, ISO 8601. */
  readonly since: string
  readonly until: string
  readonly released?: true
}

/** What to say of a lease that somebody else holds. */
export interface Refused {
  readonly holder: Lease
  readonly secondsLeft: number
}

// Readers may be in the middle of looking at older generations.
const kept = 16
const aMinute = 60_000

/** Takes a lease in `folder`, or tells who holds it. */
export function takeLease(folder: string, ask: LeaseAsk, now: () => number = Date.now): Lease | Refused {
  const at = placeOf(folder, ask)
  mkdirSync(at, { recursive: true })
  for (;;) {
    const last = newest(at)
    if (last && isHeld(last, now())) return { holder: last, secondsLeft: Math.ceil((Date.parse(last.until) - now()) / 1000) }
    const { plugin, key, what, ttlS } = ask
    const mine: Lease = {
      v: 1, plugin, key, what, ttlS, generation: (last?.generation ?? 0) + 1, pid: process.pid, host: hostname(),
      since: new Date(now()).toISOString(), until: new Date(now() + ttlS * 1000).toISOString(),
    }
    if (!created(at, mine)) continue
    // Somebody slow may make a generation again that was already swept: only the newest counts.
    if (newest(at)?.generation === mine.generation) {
      sweep(at, mine.generation)
      return mine
    }
    rmSync(fileOf(at, mine.generation), { force: true })
  }
}

/** Makes a lease last for its time from now on; undefined where it has run out or gone to somebody else meanwhile. */
export function renewLease(folder: string, lease: Lease, now: () => number = Date.now): Lease | undefined {
  const at = placeOf(folder, lease)
  // One that has run out is never renewed: somebody may just be taking it.
  if (now() >= Date.parse(lease.until) || newest(at)?.generation !== lease.generation) return undefined
  const renewed = { ...lease, until: new Date(now() + lease.ttlS * 1000).toISOString() }
  replaceFile(fileOf(at, lease.generation), `${JSON.stringify(renewed)}\n`)
  return newest(at)?.generation === lease.generation ? renewed : undefined
}

/** Gives a lease back. Its file stays, so that the next generation is a higher one. */
export function releaseLease(folder: string, lease: Lease): void {
  const at = placeOf(folder, lease)
  if (newest(at)?.generation === lease.generation) replaceFile(fileOf(at, lease.generation), `${JSON.stringify({ ...lease, released: true })}\n`)
}

function isHeld({ released, until, pid, host }: Lease, now: number): boolean {
  return !released && now < Date.parse(until) && !(host === hostname() && isDead(pid))
}

/** Only "no such process" is dead: one that belongs to somebody else (EPERM) lives. */
function isDead(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}

/** A key may be any text: its folder is named by its hash. */
function placeOf(folder: string, { plugin, key }: Pick<LeaseAsk, 'plugin' | 'key'>): string {
  return join(folder, `${plugin}-${createHash('sha256').update(key).digest('hex').slice(0, 20)}`)
}

function fileOf(at: string, generation: number): string {
  return join(at, `${generation}.json`)
}

function generations(at: string): number[] {
  return readdirSync(at).flatMap((name) => (/^[1-9]\d*\.json$/.test(name) ? [Number.parseInt(name, 10)] : []))
}

function newest(at: string): Lease | undefined {
  const generation = Math.max(0, ...generations(at))
  if (generation === 0) return undefined
  const file = fileOf(at, generation)
  try {
    const lease = JSON.parse(readFileSync(file, 'utf8')) as Lease
    if (lease.v === 1 && lease.generation === generation && !Number.isNaN(Date.parse(lease.until))) return lease
  } catch (error) {
    throw new DriftError(`the lease ${file} cannot be read: ${messageOf(error)}`, 'If nobody holds it, delete that file.', 3)
  }
  throw new DriftError(`the lease ${file} cannot be read: it is none of version 1`, 'If a newer drift wrote it, use that one; if nobody holds it, delete that file.', 3)
}

/** Whether this generation is ours: the file appears with all of its content, and only where there was none. */
function created(at: string, lease: Lease): boolean {
  const file = fileOf(at, lease.generation)
  const whole = `${file}.${process.pid}-${Math.random().toString(36).slice(2)}.tmp`
  replaceFile(whole, `${JSON.stringify(lease)}\n`)
  try {
    linkSync(whole, file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw new DriftError(`the lease "${lease.key}" cannot be taken: ${messageOf(error)}`, `Put the repository on a file system with hard links, and see who may write in ${at}.`, 3)
  } finally {
    rmSync(whole, { force: true })
  }
}

/** Removes old generations, and what writers that died left behind. */
function sweep(at: string, generation: number): void {
  for (const old of generations(at)) if (old <= generation - kept) rmSync(fileOf(at, old), { force: true })
  for (const name of readdirSync(at).filter((n) => n.endsWith('.tmp'))) {
    const since = statSync(join(at, name), { throwIfNoEntry: false })?.mtimeMs
    if (since !== undefined && Date.now() - since > aMinute) rmSync(join(at, name), { force: true })
  }
}
