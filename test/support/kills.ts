// Kills a step of the loop at a random moment, and says what it left: the repository is a copy of one that stood just before it.
import { spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { environment, refuseInside, type Said } from './repository.ts'

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
  /** Milliseconds after the start. */
  readonly at: number
  /** Whether the step had ended by itself, with 0. */
  readonly acknowledged: boolean
  /** Whether it was done, whole. */
  readonly done: boolean
  /** Whether anything was written by then. */
  readonly touched: boolean
}

/** Repositories as they stand before each step, until `dispose()`. */
export class Kills {
  readonly #folder = realpathSync(mkdtempSync(join(tmpdir(), 'drift-kills-')))
  readonly #env: NodeJS.ProcessEnv
  #copies = 0
  readonly #now: string

  constructor(prepare: string) {
    refuseInside(this.#folder)
    this.#env = environment(this.#folder)
    this.#now = join(this.#folder, 'now')
    mkdirSync(join(this.#now, 'work'), { recursive: true })
    this.#must(this.#now, prepare)
  }

  /** Does a step whole; gives how many milliseconds it takes. */
  advance({ command, done }: WriteStep): number {
    const started = Date.now()
    this.#must(this.#now, command)
    const took = Date.now() - started
    this.#must(this.#now, done)
    return took
  }

  /** Does a step in a copy, kills it with all its children after `at` milliseconds, and looks; `whole` must hold then, and `done` after `again`. */
  async kill({ command, done, again = command }: WriteStep, at: number, whole: string): Promise<Landed> {
    const copy = join(this.#folder, `${++this.#copies}`)
    cpSync(this.#now, copy, { recursive: true, verbatimSymlinks: true })
    try {
      const before = stateOf(copy)
      const acknowledged = await this.#killed(copy, command, at)
      const touched = stateOf(copy) !== before
      // git's own locks outlive a git that was killed; doctor names them.
      for (const lock of locksIn(join(copy, 'work', '.git'))) rmSync(lock)
      this.#must(copy, whole)
      const held = this.#sh(copy, done).code === 0
      if (acknowledged && !held) throw new Error(`it was said to be done and is not: ${command}`)
      if (!held) this.#must(copy, again)
      this.#must(copy, done)
      this.#must(copy, whole)
      return { at, acknowledged, done: held, touched }
    } finally {
      rmSync(copy, { recursive: true, force: true, maxRetries: 3 })
    }
  }

  dispose(): void {
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 3 })
  }

  #killed(copy: string, command: string, at: number): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const child = spawn('sh', ['-c', command], { cwd: join(copy, 'work'), env: this.#variables(copy), stdio: 'ignore', detached: true })
      const timer = setTimeout(() => { try { process.kill(-child.pid!, 'SIGKILL') } catch { /* It ended meanwhile. */ } }, at)
      child.on('error', reject)
      child.on('close', (code) => { clearTimeout(timer); resolve(code === 0) })
    })
  }

  #variables(copy: string): NodeJS.ProcessEnv {
    // Who is killed cannot tidy up.
    mkdirSync(join(copy, 'tmp'), { recursive: true })
    return { ...this.#env, OUTSIDE: copy, TMPDIR: join(copy, 'tmp') }
  }

  #sh(copy: string, script: string): Said {
    const ran = spawnSync('sh', ['-c', script], { cwd: join(copy, 'work'), env: this.#variables(copy), encoding: 'utf8', timeout: 60_000 })
    return { code: ran.status ?? -1, stdout: ran.stdout, stderr: ran.stderr }
  }

  #must(copy: string, script: string): void {
    const { code, stdout, stderr } = this.#sh(copy, script)
    if (code !== 0) throw Object.assign(new Error(`exit ${code}: ${script}\n${stdout}${stderr}`), { stack: '' })
  }
}

/** Names and sizes of all files: enough to see whether anything was written. */
function stateOf(copy: string): string {
  return readdirSync(copy, { recursive: true, encoding: 'utf8' }).sort().join('\n')
}

function locksIn(gitDir: string): string[] {
  return readdirSync(gitDir, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.lock') && !name.startsWith('drift')).map((name) => join(gitDir, name))
}
