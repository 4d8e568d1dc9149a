// What goes over the network runs in a process group of its own, so that all of it can be ended: when its time is over, and
// when drift ends. Such a group does not hear ^C, and a server that never answers would keep it for ever.
import type { ChildProcess } from 'node:child_process'

const groups = process.platform !== 'win32'

// Milliseconds that who is asked to end has for it, and that pipes stay open for who ended.
const grace = 1000
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const interrupted = 130

const running = new Set<() => void>()
const endAll = () => running.forEach((end) => end())
const interrupt = () => process.exit(interrupted)

/** Watches a child that leads a group until it ended; gives what ends all of the group. */
export function watchGroup(child: ChildProcess): () => void {
  const kill = (signal: NodeJS.Signals) => {
    if (child.pid === undefined) return
    try { process.kill(groups ? -child.pid : child.pid, signal) } catch { /* It ended meanwhile. */ }
  }
  // First so that git can take its lock files away.
  const ask = () => kill('SIGTERM')
  let late = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const finish = () => {
    if (late) kill('SIGKILL')
    // Something that outlives git may hold its pipes: an older ssh does, for as long as ControlPersist says (OpenSSH bz#1988).
    child.stdout?.destroy()
    child.stderr?.destroy()
  }
  const over = () => {
    if (!late) clearTimeout(timer)
    if (running.delete(ask) && running.size === 0) listen('off')
  }
  if (running.size === 0) listen('on')
  running.add(ask)
  child.on('exit', () => { if (!late) timer = setTimeout(finish, grace) })
  child.on('close', over)
  child.on('error', over)
  return () => {
    late = true
    clearTimeout(timer)
    timer = setTimeout(finish, grace)
    ask()
  }
}

function listen(how: 'on' | 'off'): void {
  process[how]('exit', endAll)
  for (const signal of signals) process[how](signal, interrupt)
}
