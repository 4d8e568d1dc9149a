// A repository that was prepared once, and copies of it: what takes long to lay out is laid out once. The repository is `work`;
// what lies beside it, such as a bare remote, is named relative to it (`../bare`), so that every copy has its own.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { enterTestEnvironment } from './environment.ts'
import { environment, refuseInside, type Said } from './repository.ts'

/** A copy, until `dispose()`. */
export interface Copy {
  /** The folder that holds all of it. */
  readonly folder: string
  /** Runs a script of sh in the repository. */
  sh(script: string): Said
  /** The same, which must end with 0; gives what it printed. */
  must(script: string): string
  /** Begins a script, as the leader of a process group. */
  begin(script: string): ChildProcess
  /** Names of all files: enough to see whether anything was written. */
  names(): string
  dispose(): void
}

/** Prepared repositories, until `dispose()`. */
export class Prepared {
  readonly #folder: string
  readonly #env: NodeJS.ProcessEnv
  #copies = 0
  /** The one that copies are made of. */
  readonly now: Copy

  constructor(script: string) {
    enterTestEnvironment()
    this.#folder = realpathSync(mkdtempSync(join(tmpdir(), 'drift-prepared-')))
    refuseInside(this.#folder)
    this.#env = environment(this.#folder)
    this.now = this.#at(join(this.#folder, 'now'))
    mkdirSync(join(this.now.folder, 'work'), { recursive: true })
    this.now.must(script)
  }

  copy(): Copy {
    const folder = join(this.#folder, `${++this.#copies}`)
    cpSync(this.now.folder, folder, { recursive: true, verbatimSymlinks: true })
    return this.#at(folder)
  }

  dispose(): void {
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 3 })
  }

  #at(folder: string): Copy {
    // Who is killed cannot tidy up.
    const tmp = join(folder, 'tmp')
    const how = () => { mkdirSync(tmp, { recursive: true }); return { cwd: join(folder, 'work'), env: { ...this.#env, OUTSIDE: folder, TMPDIR: tmp } } }
    const sh = (script: string): Said => {
      const ran = spawnSync('sh', ['-c', script], { ...how(), encoding: 'utf8', timeout: 120_000, killSignal: 'SIGKILL' })
      return { code: ran.status ?? -1, stdout: ran.stdout, stderr: ran.stderr }
    }
    return {
      folder, sh,
      must: (script) => {
        const { code, stdout, stderr } = sh(script)
        if (code !== 0) throw Object.assign(new Error(`exit ${code}: ${script}\n${stdout}${stderr}`), { stack: '' })
        return stdout
      },
      begin: (script) => spawn('sh', ['-c', script], { ...how(), stdio: 'ignore', detached: true }),
      names: () => namesBelow(folder).sort().join('\n'),
      dispose: () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }),
    }
  }
}

/** All names below a folder. A git at the other end of a push outlives a kill for a moment, and tidies up while one reads: then it is read once more. */
export function namesBelow(folder: string): string[] {
  for (let tries = 100; ; tries--) {
    try {
      return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    } catch (error) {
      if (tries === 0 || (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
    }
  }
}
