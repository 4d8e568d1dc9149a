// What git starts. Node would compile the judge anew for every commit: what V8 made of it is kept beside it, a file a hook
// (docs/decisions/011).
import { createHash } from 'node:crypto'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Script } from 'node:vm'

declare const DRIFT_BUILD: string

const judge = join(__dirname, 'judge.cjs')
const file = join(__dirname, `judge.${/^(pre-commit|commit-msg|pre-push)$/.exec(process.argv[3] ?? '')?.[0] ?? 'other'}.cache`)
// V8 refuses what another version of it or other flags made. It compares no more of the source than its length, though, and
// trusts the bytes: one bit that fell over made node 20 hang.
const sealOf = (written: Buffer) => createHash('sha256').update(`${DRIFT_BUILD} ${process.arch}`).update(written).digest()
const sealBytes = 32
// A call compiles only what it needs, and the first ones need little: what is kept grows with that many calls, then stays.
const growing = 8

const text = read(judge)
if (text === undefined) {
  process.stderr.write(`drift: ${judge} is missing or cannot be read, so nothing could be judged\n  fix: install git-drift again: npm ci, or where it is no dependency: npx git-drift init\n`)
  process.exitCode = 3
} else {
  const { code: cachedData, calls } = cached()
  const script = new Script(`(function (exports, require, module, __filename, __dirname) {${text.toString('latin1')}\n})`, { filename: judge, ...(cachedData ? { cachedData } : {}) })
  const kept = cachedData && !script.cachedDataRejected ? calls : 0
  if (kept < growing) process.on('exit', () => keep(script, kept + 1))
  script.runInThisContext()(exports, require, module, judge, __dirname)
}

function read(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}

/** What is kept, and how many calls made it: compiled code, one byte, the seal over both. */
function cached(): { readonly code?: Buffer; readonly calls: number } {
  const whole = read(file)
  const written = whole?.subarray(0, -sealBytes)
  return written && written.length > 0 && sealOf(written).equals(whole!.subarray(-sealBytes)) ? { code: written.subarray(0, -1), calls: written.at(-1)! } : { calls: 0 }
}

/** At the end, when V8 has compiled what the hook needs. Whoever may not write here compiles each time. */
function keep(script: Script, calls: number): void {
  const draft = `${file}.${process.pid}`
  try {
    const written = Buffer.concat([script.createCachedData(), Buffer.of(calls)])
    writeFileSync(draft, Buffer.concat([written, sealOf(written)]))
    renameSync(draft, file)
  } catch {
    // Nothing is lost: it is a copy of what is here.
  }
}
