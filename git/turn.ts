// Writers of one clone take turns. Compare-and-swap alone keeps every record, but lets writers starve each other: eight at
// once on two busy cores waited up to 24 s for one write (git 2.39). A turn is a courtesy only: nothing is unsafe without it.
import { closeSync, mkdirSync, openSync, rmSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gitLine, type GitOptions } from './exec.ts'

// A turn lasts some 50 ms; who holds it for longer is dead, stopped or on a very slow disk.
const longest = 5_000

/** Waits for that many milliseconds. (node:timers/promises is one more module for every hook to load.) */
export const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))

/** Does some work in turn with the other writers of this clone; at once where turns cannot be taken, or after `patience` milliseconds (10,000 at most). */
export async function inTurn<T>(options: GitOptions, work: () => Promise<T>, patience = Infinity): Promise<T> {
  const file = await turnFile(options)
  const until = Date.now() + Math.min(patience, 2 * longest)
  let turn = ask(file)
  while (turn === 'held' && Date.now() < until) {
    await sleep(5 + Math.random() * 20)
    turn = ask(file)
  }
  try {
    return await work()
  } finally {
    if (turn === 'mine') rmSync(file, { force: true })
  }
}

async function turnFile(options: GitOptions): Promise<string> {
  // --git-common-dir is relative to where git ran.
  const folder = join(resolve(options.cwd, await gitLine(['rev-parse', '--git-common-dir'], options)), 'drift')
  try { mkdirSync(folder, { recursive: true }) } catch { /* then nobody can take a turn, and nobody waits */ }
  return join(folder, 'write.lock')
}

function ask(file: string): 'mine' | 'held' | 'none' {
  try {
    closeSync(openSync(file, 'wx'))
    return 'mine'
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return 'none'
  }
  // The clock of a network disk may be ahead of ours.
  const since = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()
  if (Math.abs(Date.now() - since) > longest) rmSync(file, { force: true })
  return 'held'
}
