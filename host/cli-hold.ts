// Work under a lease: renewed while it lasts, given back at its end, told to listeners.
import { hostname } from 'node:os'
import { DriftError } from './error.ts'
import { releaseLease, renewLease, takeLease, type Lease, type LeaseAsk } from './cli-leases.ts'
import type { Event } from './plugin.ts'

/** What holding needs beside the lease itself. */
export interface Holding {
  /** Where leases lie. */
  readonly folder: string
  readonly signal: AbortSignal
  tell(event: Event): Promise<void>
}

/** Does some work under a lease. DriftError (exit 1) while somebody else holds it, and where it was lost before the work was done. */
export async function holding<T>({ folder, signal, tell }: Holding, ask: LeaseAsk, work: (generation: number, signal: AbortSignal) => Promise<T>): Promise<T> {
  if (ask.key === '' || !(ask.ttlS > 0 && ask.ttlS <= 31_536_000)) throw new DriftError(`a lease needs a key and a time in seconds, not "${ask.key}" and ${ask.ttlS}`, 'Give a time above 0, at most a year.')
  const taken = takeLease(folder, ask)
  if ('holder' in taken) {
    const { holder: { what, pid, host, generation }, secondsLeft } = taken
    const holder = `${what} (process ${pid}${host === hostname() ? '' : ` on ${host}`})`
    await tell({ on: 'record', kind: 'lease', key: ask.key, record: { plugin: ask.plugin, holder, generation, secondsLeft }, refused: true })
    throw new DriftError(`the lease "${ask.key}" is held by ${holder} for another ${secondsLeft} s`, 'Wait until it is done, or until its time has run out.', 1)
  }
  const lost = new AbortController()
  const loss = new DriftError(`the lease "${ask.key}" was lost while it was needed: its time ran out`, 'What was done meanwhile may collide with the next holder: look at it, then try again with a longer time.', 1)
  let lease: Lease = taken
  const renew = () => {
    try {
      const renewed = renewLease(folder, lease)
      if (renewed) lease = renewed
      else lost.abort(loss)
    } catch {
      // A full disk, say: it may pass before the time runs out.
    }
  }
  const beat = setInterval(renew, Math.min(ask.ttlS * 1000 / 3, 2 ** 31 - 1)).unref()
  try {
    await tell({ on: 'record', kind: 'lease', key: ask.key, record: { plugin: ask.plugin, holder: ask.what, generation: lease.generation, until: lease.until } })
    const result = await work(lease.generation, AbortSignal.any([signal, lost.signal]))
    // The timer may have had no turn while the work kept the process busy, or the machine slept.
    renew()
    if (lost.signal.aborted) throw loss
    return result
  } finally {
    clearInterval(beat)
    // What cannot be given back is free as soon as this process has ended.
    try { releaseLease(folder, lease) } catch { /* see above */ }
  }
}
