// Kills a step of the loop at a random moment, and looks at what it left.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { namesBelow, type Copy, type Prepared } from './prepared.ts'

/** A step that writes. All are scripts of sh in the repository. */
export interface WriteStep {
  readonly name: string
  readonly command: string
  /** Exits 0 where the step has been done, whole; anything else where it has not. Holds for every step that said it was done. */
  readonly done: string
  /** What somebody does who finds the step interrupted; `command` unless told. */
  readonly again?: string
}

/** What a kill met. */
export interface Landed {
  /** Whether the step had ended by itself, with 0. */
  readonly acknowledged: boolean
  /** Whether it was done, whole. */
  readonly done: boolean
  /** Whether anything was written by then. */
  readonly touched: boolean
}

/** Prints all records, a line each. */
const records = `for ref in $(git for-each-ref --format='%(refname)' 'refs/notes/drift/*'); do git grep -h '' "$ref"; done; cat .drift/lessons.jsonl 2>/dev/null; true`

/** Does a step in a copy, kills it with all its children after `at` milliseconds, and looks; `whole` must hold then, and `done` after `again`. No record from before may be gone at either time. */
export async function killed(prepared: Prepared, { command, done, again = command }: WriteStep, at: number, whole: string): Promise<Landed> {
  const copy = prepared.copy()
  try {
    const before = copy.names()
    const known = copy.must(records).split('\n')
    const keeps = () => {
      const now = new Set(copy.must(records).split('\n'))
      const lost = known.filter((line) => !now.has(line))
      if (lost.length > 0) throw new Error(`${lost.length} records are gone after: ${command}\n${lost.join('\n')}`)
    }
    const acknowledged = await cut(copy, command, at)
    const touched = copy.names() !== before
    // git's own locks outlive a git that was killed; doctor names them.
    const gitDir = join(copy.folder, 'work', '.git')
    for (const name of namesBelow(gitDir)) if (name.endsWith('.lock') && !name.startsWith('drift')) rmSync(join(gitDir, name), { force: true })
    copy.must(whole)
    keeps()
    const held = copy.sh(done).code === 0
    if (acknowledged && !held) throw new Error(`it was said to be done and is not: ${command}`)
    if (!held) copy.must(again)
    copy.must(done)
    copy.must(whole)
    keeps()
    return { acknowledged, done: held, touched }
  } finally {
    copy.dispose()
  }
}

function cut(copy: Copy, command: string, at: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = copy.begin(command)
    const timer = setTimeout(() => { try { process.kill(-child.pid!, 'SIGKILL') } catch { /* It ended meanwhile. */ } }, at)
    child.on('error', reject)
    child.on('close', (code) => { clearTimeout(timer); resolve(code === 0) })
  })
}
