// Runs one test file in a process of its own, with a home and a folder for temporary files of its own.
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeHome, testEnvironment } from './environment.ts'
import { readTold, type Told } from './told.ts'

/** What came of a test file. */
export interface RanFile {
  /** From the checkout's root. */
  readonly file: string
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  readonly ms: number
  readonly timedOut: boolean
  /** A process that it started still held its output half a second after it had ended. */
  readonly strays: boolean
  /** What it left in its folder for temporary files. */
  readonly leftovers: readonly string[]
  readonly told: readonly Told[]
}

const mostOutput = 4 * 1024 * 1024
const groups = process.platform !== 'win32'
const running = new Map<number, string>()

/** Runs `file` (from `root`) for at most `limitMs`; everything it started has ended when this resolves. */
export async function runFile(file: string, root: string, limitMs: number): Promise<RanFile> {
  const scratch = mkdtempSync(join(tmpdir(), 'drift-test-'))
  try {
    makeHome(scratch)
    keepTransformCache(join(scratch, 'tmp'))
    const told = join(scratch, 'told')
    const ended = await watch(file, root, limitMs, { ...testEnvironment(scratch, process.env), DRIFT_TEST_TOLD: told })
    const leftovers = readdirSync(join(scratch, 'tmp')).filter((name) => !name.startsWith('tsx') && name !== 'node-compile-cache')
    return { file, ...ended, leftovers, told: readTold(told) }
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/** Ends every test that is still running, and removes its folder. */
export function endAll(): void {
  for (const [pid, scratch] of running) {
    endGroup(pid)
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 })
  }
}

function watch(file: string, root: string, limitMs: number, env: NodeJS.ProcessEnv): Promise<Omit<RanFile, 'file' | 'leftovers' | 'told'>> {
  return new Promise((resolve, reject) => {
    const began = performance.now()
    const child = spawn(process.execPath, ['--import', 'tsx', file], { cwd: root, env, detached: groups, stdio: ['ignore', 'pipe', 'pipe'] })
    const pid = child.pid ?? 0
    if (pid) running.set(pid, env['DRIFT_TEST_HOME'] ?? '')
    const out = collect(child.stdout)
    const err = collect(child.stderr)
    let timedOut = false
    let strays = false
    const timer = setTimeout(() => { timedOut = true; endGroup(pid) }, limitMs)
    child.on('error', reject)
    // `close` waits for whoever still holds the pipes: a process left behind would hold up the whole run.
    child.on('exit', () => setTimeout(() => { strays ||= endGroup(pid) }, 500).unref())
    child.on('close', (code) => {
      clearTimeout(timer)
      // Not reported: a group of zombies cannot be told from a living one where process 1 does not reap (docker without --init).
      endGroup(pid)
      running.delete(pid)
      resolve({ code, stdout: out(), stderr: err(), ms: performance.now() - began, timedOut, strays: strays && !timedOut })
    })
  })
}

function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = []
  let held = 0
  stream.on('data', (chunk: Buffer) => { if (held < mostOutput) chunks.push(chunk); held += chunk.length })
  return () => Buffer.concat(chunks).toString('utf8')
}

/** Kills a process group that this runner made; false where nobody was left in it. */
function endGroup(pid: number): boolean {
  if (!pid) return false
  try {
    return process.kill(groups ? -pid : pid, 'SIGKILL')
  } catch {
    return false
  }
}

// tsx keeps what it compiled in the folder for temporary files; without it every test file compiles everything anew.
function keepTransformCache(tmp: string): void {
  if (!process.geteuid) return
  const name = `tsx-${process.geteuid()}`
  mkdirSync(join(tmpdir(), name), { recursive: true })
  symlinkSync(join(tmpdir(), name), join(tmp, name))
}
