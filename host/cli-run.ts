// Runs a program of a plugin or a gate: argv, no shell, a process group of its own, a time limit, bounded output.
import { spawn, spawnSync } from 'node:child_process'
import type { Job, Ran, Signal } from './plugin.ts'

const most = 1 << 20
const ends = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
// setTimeout takes no more, and fires at once when given it.
const longest = 2 ** 31 - 1
// A grandchild that left the group may hold the pipes for ever.
const graceMs = 2_000

// Neither ^C nor an end of ours reaches what runs in a group of its own.
const running = new Set<() => void>()
const killAll = () => running.forEach((kill) => kill())
process.on('exit', killAll)

/** What a gate needs beside its job. */
export interface Live {
  /** Gets every piece of output as it comes, of both streams. */
  take?(piece: Buffer): void
  /** All variables that it runs with; drift's own where untold. */
  readonly environment?: NodeJS.ProcessEnv
}

/**
 * Runs a job to its end. At time-out or abort the whole group is killed, grandchildren too; without a signal ^C does that as
 * well, and ends drift with 130. With `graceS` it gets a SIGINT first and that long to tidy up; a second ^C does not wait. A
 * program that is not there has exit 127.
 */
export function runJob(job: Job, signal?: Signal, live?: Live): Promise<Ran> {
  return new Promise((resolve) => {
    signal?.throwIfAborted()
    const [program = '', ...args] = job.argv
    const started = Date.now()
    const own = process.platform !== 'win32'
    const around = live?.environment ?? process.env
    // What a gate hands to cmd is one line, and cmd takes it apart itself.
    const verbatim = live !== undefined && !own
    const child = spawn(program, args, { cwd: job.cwd, env: job.env ? { ...around, ...job.env } : around, detached: own, stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true, windowsVerbatimArguments: verbatim })
    const out = tail()
    const err = tail()
    let timedOut = false
    const signalAll = (name: NodeJS.Signals) => {
      if (child.pid === undefined) return
      // Windows has no groups: this is the program with all that it started.
      if (!own && name === 'SIGKILL') spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore', windowsHide: true })
      try { process.kill(own ? -child.pid : child.pid, name) } catch { /* It ended meanwhile. */ }
    }
    const kill = () => signalAll('SIGKILL')
    const end = () => {
      kill()
      setTimeout(() => { child.stdout.destroy(); child.stderr.destroy() }, graceMs).unref()
    }
    let asked: NodeJS.Timeout | undefined
    const stop = () => {
      if (!job.graceS) return end()
      asked ??= setTimeout(end, job.graceS * 1000)
      // On Windows ^C has reached it already, and any signal of ours would end it at once.
      if (own) signalAll('SIGINT')
    }
    let interrupted = false
    const interrupt = () => {
      if (interrupted || !job.graceS) process.exit(130)
      interrupted = true
      stop()
    }
    const timer = setTimeout(() => { timedOut = true; stop() }, Math.min(job.timeoutS * 1000, longest))
    running.add(kill)
    if (signal) signal.addEventListener('abort', stop)
    else for (const name of ends) process.on(name, interrupt)
    const done = (exit: number | null, by: string | null) => {
      clearTimeout(timer)
      clearTimeout(asked)
      if (interrupted) process.exit(130)
      running.delete(kill)
      signal?.removeEventListener('abort', stop)
      for (const name of ends) process.off(name, interrupt)
      resolve({ exit, ...(by ? { signal: by } : {}), timedOut, stdout: out.text(), stderr: err.text(), ms: Date.now() - started })
    }
    for (const [stream, { take }] of [[child.stdout, out], [child.stderr, err]] as const) stream.on('data', (piece: Buffer) => { take(piece); live?.take?.(piece) })
    child.stdin.on('error', () => {})
    child.stdin.end(job.stdin ?? '')
    child.on('error', (error: NodeJS.ErrnoException) => { err.take(Buffer.from(error.message)); done(error.code === 'ENOENT' ? 127 : 126, null) })
    child.on('close', (code, by) => done(code, by))
  })
}

function tail(): { take(chunk: Buffer): void; text(): string } {
  let held = Buffer.alloc(0)
  return {
    take: (chunk) => { held = Buffer.concat([held, chunk]); if (held.length > most) held = held.subarray(held.length - most) },
    text: () => held.toString('utf8'),
  }
}
