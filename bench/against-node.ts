// Times a call of drift against an empty node, in turns, so that a noisy machine hurts both alike.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** What a timed call sees: nothing of the machine's own git, no agent. */
export const environment: NodeJS.ProcessEnv = { ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(GIT_|CLAUDE|CODEX|CURSOR|AGENT$|AI_AGENT$)/.test(name))), GIT_AUTHOR_NAME: 'Ada', GIT_AUTHOR_EMAIL: 'ada@example.org', GIT_COMMITTER_NAME: 'Ada', GIT_COMMITTER_EMAIL: 'ada@example.org' }

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
  /** The git that no way leads around: a node that starts it and does nothing else is timed, too. */
  readonly git: readonly string[]
  /** How many times an empty node it may take. */
  readonly bar: number
}

/** Variables for which node does more whenever it starts, and what it is then. */
const slowing = { NODE_EXTRA_CA_CERTS: undefined, NODE_OPTIONS: undefined }

/**
 * Lays out a repository, then times the call. Prints the medians and their ratio; exit 1 above the bar. Where a variable makes
 * each start of node slower, an empty one's too, a ratio is better than elsewhere: a second line tells it without.
 */
export function againstNode({ what, file, args, git, bar }: Timed, layOut: (place: Place) => void): void {
  const root = mkdtempSync(join(tmpdir(), 'drift-bench-'))
  const run = (input: string | undefined, program: string, ...args: readonly string[]) => execFileSync(program, args, { cwd: root, env: environment, encoding: 'utf8', stdio: 'pipe', ...input === undefined ? {} : { input } })
  const time = (env: NodeJS.ProcessEnv, args: readonly string[]): number => {
    const started = process.hrtime.bigint()
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, env, encoding: 'utf8' })
    if (status !== 0) throw new Error(`node ${args.join(' ')}: exit ${status}: ${stderr}`)
    return Number(process.hrtime.bigint() - started) / 1e6
  }
  const rounds = Number(process.argv[2] ?? 21)
  const calls = [['-e', '0'], ['-e', `require('node:child_process').spawn('git', ${JSON.stringify(git)}).on('close', (code) => { process.exitCode = code }).stdout.resume()`], [resolve('dist', file), ...args]]
  const told = (env: NodeJS.ProcessEnv, name: string): number => {
    // The first calls make the cache.
    for (let i = 0; i < 10; i++) time(env, calls[2]!)
    const times = calls.map(() => [] as number[])
    for (let i = 0; i < rounds; i++) calls.forEach((call, k) => times[k]!.push(time(env, call)))
    const [empty, floor, judged] = times.map(median) as [number, number, number]
    const ratio = judged / empty
    console.log(`${name}node -e 0: ${empty.toFixed(1)} ms, node and git ${git[0]}: ${floor.toFixed(1)} ms (${(floor / empty).toFixed(2)}), ${what}: ${judged.toFixed(1)} ms, ratio ${ratio.toFixed(2)} (bar ${bar}, ${rounds} rounds)`)
    return ratio
  }
  try {
    layOut({ root, git: (...args) => run(undefined, 'git', ...args), feed: (input, ...args) => { run(input, 'git', ...args) }, drift: (...args) => { run(undefined, process.execPath, resolve('dist/drift.cjs'), ...args) } })
    process.exitCode = told(environment, '') <= bar ? 0 : 1
    const set = Object.keys(slowing).filter((name) => environment[name])
    if (set.length > 0) told({ ...environment, ...slowing }, `without ${set.join(', ')}: `)
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

/** The middle one of some values. */
export const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1]!
