// Times a call of drift against an empty node, in turns, so that a noisy machine hurts both alike.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** What a timed call sees: nothing of the machine's own git, no agent. */
export const environment = { ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(GIT_|CLAUDE|CODEX|CURSOR|AGENT$|AI_AGENT$)/.test(name))), GIT_AUTHOR_NAME: 'Ada', GIT_AUTHOR_EMAIL: 'ada@example.org', GIT_COMMITTER_NAME: 'Ada', GIT_COMMITTER_EMAIL: 'ada@example.org' }

/** A repository for the time being. */
export interface Place {
  readonly root: string
  git(...args: readonly string[]): string
  /** Feeds a git that reads its work. */
  feed(input: string, ...args: readonly string[]): void
  drift(...args: readonly string[]): void
}

/** What is timed: `file` of dist/ with arguments, which must succeed. */
export interface Timed {
  readonly what: string
  readonly file: string
  readonly args: readonly string[]
  /** How many times an empty node it may take. */
  readonly bar: number
}

/** Lays out a repository, then times the call. Prints the medians and their ratio; exit 1 above the bar. */
export function againstNode({ what, file, args, bar }: Timed, layOut: (place: Place) => void): void {
  const root = mkdtempSync(join(tmpdir(), 'drift-bench-'))
  const run = (input: string | undefined, program: string, ...args: readonly string[]) => execFileSync(program, args, { cwd: root, env: environment, encoding: 'utf8', stdio: 'pipe', ...input === undefined ? {} : { input } })
  const time = (...args: readonly string[]): number => {
    const started = process.hrtime.bigint()
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, env: environment, encoding: 'utf8' })
    if (status !== 0) throw new Error(`node ${args.join(' ')}: exit ${status}: ${stderr}`)
    return Number(process.hrtime.bigint() - started) / 1e6
  }
  try {
    layOut({ root, git: (...args) => run(undefined, 'git', ...args), feed: (input, ...args) => { run(input, 'git', ...args) }, drift: (...args) => { run(undefined, process.execPath, resolve('dist/drift.cjs'), ...args) } })
    const call = [resolve('dist', file), ...args]
    // The first calls make the cache.
    for (let i = 0; i < 10; i++) time(...call)
    const rounds = Number(process.argv[2] ?? 21)
    const [empty, judged] = [[] as number[], [] as number[]]
    for (let i = 0; i < rounds; i++) {
      empty.push(time('-e', '0'))
      judged.push(time(...call))
    }
    const ratio = median(judged) / median(empty)
    console.log(`node -e 0: ${median(empty).toFixed(1)} ms, ${what}: ${median(judged).toFixed(1)} ms, ratio ${ratio.toFixed(2)} (bar ${bar}, ${rounds} rounds)`)
    process.exitCode = ratio <= bar ? 0 : 1
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

/** The middle one of some values. */
export const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1]!
