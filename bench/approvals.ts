// What a hundred thousand approvals cost: hooks and `drift approve` beside as many calls where there are a hundred, in turns.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { keptRef } from '../git/notes.ts'
import { approvalsRef } from '../records/repository.ts'
import { manyApprovals } from '../test/support/many-approvals.ts'
import { environment, median } from './against-node.ts'

const bar = 2
const rounds = Number(process.argv[2] ?? 15)
const counts = [100, Number(process.argv[3] ?? 100_000)] as const
const calls: readonly (readonly [what: string, file: string, args: readonly string[]])[] = [
  ['drift hook pre-commit', 'hook.cjs', ['hook', 'pre-commit']],
  ['drift hook commit-msg', 'hook.cjs', ['hook', 'commit-msg', 'message']],
  ['drift approve --yes', 'drift.cjs', ['approve', 'count', '--yes']],
]

/** A repository with a run, a staged file and so many approvals of other plans. */
function layOut(count: number): string {
  const root = mkdtempSync(join(tmpdir(), 'drift-bench-'))
  const run = (program: string, args: readonly string[], input?: string) => execFileSync(program, args, { cwd: root, env: environment, encoding: 'utf8', stdio: 'pipe', ...input === undefined ? {} : { input } }).trim()
  const drift = (...args: string[]) => run(process.execPath, [resolve('dist/drift.cjs'), ...args])
  run('git', ['init', '-q', '-b', 'main'])
  run('git', ['commit', '-q', '--allow-empty', '-m', 'begin'])
  drift('init', '--yes')
  drift('plan', 'new', 'Count', '--id', 'count', '--allow', 'src/**')
  drift('approve', 'count', '--yes')
  drift('start', 'count')
  run('git', ['fast-import', '--quiet', '--done'], manyApprovals(count, run('git', ['rev-parse', approvalsRef])))
  run('git', ['update-ref', keptRef(approvalsRef), approvalsRef])
  mkdirSync(join(root, 'src'))
  writeFileSync(join(root, 'src', 'a.js'), 'export const n = 1\n')
  run('git', ['add', 'src'])
  return root
}

function time(cwd: string, file: string, args: readonly string[]): number {
  writeFileSync(join(cwd, 'message'), 'feat: count\n')
  const started = process.hrtime.bigint()
  const { status, stderr } = spawnSync(process.execPath, [resolve('dist', file), ...args], { cwd, env: environment, encoding: 'utf8' })
  if (status !== 0) throw new Error(`drift ${args.join(' ')}: exit ${status}: ${stderr}`)
  return Number(process.hrtime.bigint() - started) / 1e6
}

const roots = counts.map(layOut)
try {
  for (const [what, file, args] of calls) {
    const times = roots.map(() => [] as number[])
    for (let i = -3; i < rounds; i++) roots.forEach((root, k) => { const ms = time(root, file, args); if (i >= 0) times[k]!.push(ms) })
    const [few, many] = times.map(median) as [number, number]
    console.log(`${what}: ${few.toFixed(1)} ms with ${counts[0]} approvals, ${many.toFixed(1)} ms with ${counts[1]}, ratio ${(many / few).toFixed(2)} (bar ${bar}, ${rounds} rounds)`)
    if (many / few > bar) process.exitCode = 1
  }
} finally {
  for (const root of roots) rmSync(root, { recursive: true, force: true })
}
