// Node would compile a bundle anew for every call: what V8 made of it is kept beside it (docs/decisions/011).
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Script } from 'node:vm'

declare const DRIFT_BUILD: string

// V8 refuses what another version of it or other flags made. It compares no more of the source than its length, though, and
// trusts the bytes: one bit that fell over made node 20 hang. So all is kept twice, with the build that it belongs to.
const build = Buffer.from(`${DRIFT_BUILD} ${process.arch}`)
// A call compiles only what it needs, and the first ones need little: what is kept grows with that many calls, then stays.
const growing = 8

// V8 would compile most of a range's judging twice, in threads that take the second core away from git: what lasts a quarter of
// a second is over before that pays. What runs thirty times as often as V8 waits for is compiled all the same.
// V8 says aloud which flags it does not know: each version (of node 20, 22 and 24) is told in its own words, later ones not at all.
const patience = {
  11: ['--interrupt-budget=2000000'],
  12: ['--invocation-count-for-turbofan=90000'],
  13: ['--invocation-count-for-turbofan=90000', '--invocation-count-for-maglev=12000'],
}[process.versions.v8.split('.')[0]!] ?? []

type Wrapped = (exports: object, require: NodeJS.Require, module: NodeJS.Module, filename: string, dirname: string) => void

/**
 * Runs a bundle of this folder that stands in its wrapper (`name`.cjs); `kind` tells calls apart that need other parts of it.
 * `ready` is called once it was read, before it is compiled. False where it is not there, which is told.
 */
export function launch(name: string, kind: string, ready: () => void = () => {}): boolean {
  const file = join(__dirname, `${name}.cjs`)
  const kept = join(__dirname, `${name}.${kind}.cache`)
  const text = read(file)
  if (text === undefined) {
    process.stderr.write(`drift: ${file} is missing or cannot be read, so nothing could be judged\n  fix: Install git-drift again: npm ci, or where it is no dependency: npx git-drift init\n`)
    process.exitCode = 3
    return false
  }
  ready()
  const { code, calls } = cached(kept)
  const script = new Script(text.toString('latin1'), { filename: file, ...code ? { cachedData: code } : {} })
  const known = code && !script.cachedDataRejected ? calls : 0
  if (known < growing) process.on('exit', () => keep(script, known + 1, kept))
  ;(script.runInThisContext() as Wrapped)(exports as object, require, module, file, __dirname)
  // Other flags, another cache: what is kept, node's own parts too, is made and read under those that node begins with.
  if (known < growing || patience.length === 0) return true
  const { setFlagsFromString } = require('node:v8') as typeof import('node:v8')
  for (const flag of patience) setFlagsFromString(flag)
  return true
}

function read(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}

/** What is kept, and how many calls made it: compiled code, one byte, the build; and all of it once more. */
function cached(file: string): { readonly code?: Buffer; readonly calls: number } {
  const whole = read(file) ?? Buffer.alloc(0)
  const half = whole.subarray(0, whole.length / 2)
  if (half.length <= build.length + 1 || !half.equals(whole.subarray(half.length)) || !half.subarray(-build.length).equals(build)) return { calls: 0 }
  return { code: half.subarray(0, -build.length - 1), calls: half.at(-build.length - 1)! }
}

/** At the end, when V8 has compiled what the call needs. Whoever may not write here compiles each time. */
function keep(script: Script, calls: number, file: string): void {
  const draft = `${file}.${process.pid}`
  try {
    const half = Buffer.concat([script.createCachedData(), Buffer.of(calls), build])
    writeFileSync(draft, Buffer.concat([half, half]))
    renameSync(draft, file)
  } catch {
    // Nothing is lost: it is a copy of what is here.
  }
}
