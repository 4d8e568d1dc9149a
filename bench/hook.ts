// What a hook costs: `drift hook pre-commit` in a repository of 20,000 files with 200 staged, against an empty node.
// Runs are interleaved and the medians compared, so that a noisy machine hurts both alike. Exit 1 above the bar.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

const bar = 1.6
const rounds = Number(process.argv[2] ?? 21)
const drift = resolve('dist/drift.cjs')
const hook = resolve('dist/hook.cjs')
const root = mkdtempSync(join(tmpdir(), 'drift-bench-'))
const environment = { ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(GIT_|CLAUDE|CODEX|CURSOR|AGENT$|AI_AGENT$)/.test(name))), GIT_AUTHOR_NAME: 'Ada', GIT_AUTHOR_EMAIL: 'ada@example.org', GIT_COMMITTER_NAME: 'Ada', GIT_COMMITTER_EMAIL: 'ada@example.org' }
const run = (program: string, ...args: string[]) => execFileSync(program, args, { cwd: root, env: environment, stdio: 'pipe' })

function write(path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), content)
}

function time(program: string, ...args: string[]): number {
  const started = process.hrtime.bigint()
  const { status, stderr } = spawnSync(program, args, { cwd: root, env: environment, encoding: 'utf8' })
  if (status !== 0 || stderr !== '') throw new Error(`${program} ${args.join(' ')}: exit ${status}: ${stderr}`)
  return Number(process.hrtime.bigint() - started) / 1e6
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1]!

try {
  run('git', 'init', '-q', '-b', 'main')
  for (let i = 0; i < 20_000; i++) write(`src/${i % 100}/${i}.js`, `export const n = ${i}\n`)
  run('git', 'add', '.')
  run('git', 'commit', '-q', '-m', 'begin')
  run(process.execPath, drift, 'init', '--yes')
  run(process.execPath, drift, 'plan', 'new', 'Count', '--id', 'count', '--allow', 'src/**')
  run(process.execPath, drift, 'approve', 'count', '--yes')
  run(process.execPath, drift, 'start', 'count')
  for (let i = 0; i < 200; i++) write(`src/${i % 100}/${i}.js`, `export const n = -${i}\n`)
  run('git', 'add', '.')
  const empty: number[] = []
  const judged: number[] = []
  for (let i = 0; i < rounds; i++) {
    empty.push(time(process.execPath, '-e', '0'))
    judged.push(time(process.execPath, hook, 'hook', 'pre-commit'))
  }
  const ratio = median(judged) / median(empty)
  console.log(`node -e 0: ${median(empty).toFixed(1)} ms, drift hook pre-commit (20,000 files, 200 staged): ${median(judged).toFixed(1)} ms, ratio ${ratio.toFixed(2)} (bar ${bar}, ${rounds} rounds)`)
  process.exitCode = ratio <= bar ? 0 : 1
} finally {
  rmSync(root, { recursive: true, force: true })
}
