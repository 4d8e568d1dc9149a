// What git starts. Node would compile the judge anew for every commit: what V8 made of it is kept beside it, a file a hook
// (docs/decisions/011).
import { createHash } from 'node:crypto'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Script } from 'node:vm'

declare const DRIFT_BUILD: string

const judge = join(__dirname, 'judge.cjs')
const kept = join(__dirname, `judge.${/^(pre-commit|commit-msg|pre-push)$/.exec(process.argv[3] ?? '')?.[0] ?? 'other'}.cache`)
// V8 refuses what another version of it or other flags made. It compares no more of the source than its length, though, and
// trusts the bytes: one bit that fell over made node 20 hang.
const sealOf = (code: Buffer) => createHash('sha256').update(`${DRIFT_BUILD} ${process.arch}`).update(code).digest()
const sealBytes = 32

const text = read(judge)
if (text === undefined) {
  process.stderr.write(`drift: ${judge} is missing or cannot be read, so nothing could be judged\n  fix: install git-drift again: npm ci, or where it is no dependency: npx git-drift init\n`)
  process.exitCode = 3
} else {
  const cachedData = cached()
  const script = new Script(`(function (exports, require, module, __filename, __dirname) {${text.toString('latin1')}\n})`, { filename: judge, ...(cachedData ? { cachedData } : {}) })
  if (!cachedData || script.cachedDataRejected) process.on('exit', () => keep(script))
  script.runInThisContext()(exports, require, module, judge, __dirname)
}

function read(file: string): Buffer | undefined {
  try {
    return readFileSync(file)
  } catch {
    return undefined
  }
}

function cached(): Buffer | undefined {
  const whole = read(kept)
  const code = whole?.subarray(0, -sealBytes)
  return code && sealOf(code).equals(whole!.subarray(-sealBytes)) ? code : undefined
}

/** At the end, when V8 has compiled what the hook needs. Whoever may not write here compiles each time. */
function keep(script: Script): void {
  const draft = `${kept}.${process.pid}`
  try {
    const code = script.createCachedData()
    writeFileSync(draft, Buffer.concat([code, sealOf(code)]))
    renameSync(draft, kept)
  } catch {
    // Nothing is lost: it is a copy of what is here.
  }
}
