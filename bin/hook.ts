// What git starts. Node would compile the judge anew for every commit: what V8 made of it is kept beside it, a file a hook
// (docs/decisions/011).
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Script } from 'node:vm'
import { stagedArgs, startMute } from '../git/start.ts'

declare const DRIFT_BUILD: string

const judge = join(__dirname, 'judge.cjs')
const hook = /^(pre-commit|commit-msg|pre-push)$/.exec(process.argv[3] ?? '')?.[0] ?? 'other'
const file = join(__dirname, `judge.${hook}.cache`)
// V8 refuses what another version of it or other flags made. It compares no more of the source than its length, though, and
// trusts the bytes: one bit that fell over made node 20 hang. So all is kept twice, with the build that it belongs to.
const build = Buffer.from(`${DRIFT_BUILD} ${process.arch}`)
// A call compiles only what it needs, and the first ones need little: what is kept grows with that many calls, then stays.
const growing = 8

const text = read(judge)
if (text === undefined) {
  process.stderr.write(`drift: ${judge} is missing or cannot be read, so nothing could be judged\n  fix: install git-drift again: npm ci, or where it is no dependency: npx git-drift init\n`)
  process.exitCode = 3
} else {
  // What takes git longest runs while the judge is loaded.
  const staged = hook === 'pre-commit' || hook === 'commit-msg' ? startMute(stagedArgs('HEAD'), { cwd: '.' }) : undefined
  const { code: cachedData, calls } = cached()
  const script = new Script(text.toString('latin1'), { filename: judge, ...(cachedData ? { cachedData } : {}) })
  const kept = cachedData && !script.cachedDataRejected ? calls : 0
  if (kept < growing) process.on('exit', () => keep(script, kept + 1))
  script.runInThisContext()(exports, require, module, judge, __dirname)
  module.exports.judge(staged)
}

function read(path: string): Buffer | undefined {
  try {
    return readFileSync(path)
  } catch {
    return undefined
  }
}

/** What is kept, and how many calls made it: compiled code, one byte, the build; and all of it once more. */
function cached(): { readonly code?: Buffer; readonly calls: number } {
  const whole = read(file) ?? Buffer.alloc(0)
  const half = whole.subarray(0, whole.length / 2)
  if (half.length <= build.length + 1 || !half.equals(whole.subarray(half.length)) || !half.subarray(-build.length).equals(build)) return { calls: 0 }
  return { code: half.subarray(0, -build.length - 1), calls: half.at(-build.length - 1)! }
}

/** At the end, when V8 has compiled what the hook needs. Whoever may not write here compiles each time. */
function keep(script: Script, calls: number): void {
  const draft = `${file}.${process.pid}`
  try {
    const half = Buffer.concat([script.createCachedData(), Buffer.of(calls), build])
    writeFileSync(draft, Buffer.concat([half, half]))
    renameSync(draft, file)
  } catch {
    // Nothing is lost: it is a copy of what is here.
  }
}
