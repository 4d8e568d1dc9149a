// Runs the tests: `node --import tsx test/run.ts [part of a path]…`. Builds first, because scenarios run what is built.
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { judge } from './support/judge.ts'
import { fileReport, sumLine, sumReport, type Done } from './support/report.ts'
import { endAll, runFile } from './support/run-file.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
// The runner's own test points it at files that must fail; they do not end like tests, so that nobody else runs them.
const { values: options, positionals: parts } = parseArgs({
  allowPositionals: true,
  options: { folder: { type: 'string', default: 'test' }, ending: { type: 'string', default: '.test.ts' }, limit: { type: 'string' } },
})

interface TestFile {
  readonly file: string
  readonly source: string
  readonly limitS: number
}

/** The test files to run, those first that claim a longer time limit in their first line: `// limit 900 s: why`. */
function found(): TestFile[] {
  const usual = Number(options.limit ?? (process.env['DRIFT_TEST_LONG'] ? 3600 : 300))
  return readdirSync(join(root, options.folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${options.folder}/${name.split(sep).join('/')}`)
    .filter((file) => file.endsWith(options.ending) && (parts.length === 0 || parts.some((part) => file.includes(part))))
    .sort()
    .map((file) => ({ file, source: readFileSync(join(root, file), 'utf8') }))
    .map(({ file, source }) => ({ file, source, limitS: Math.max(usual, Number(/^\/\/ limit (\d+) s: \S/.exec(source)?.[1] ?? 0)) }))
    .toSorted((a, b) => b.limitS - a.limitS)
}

async function runAll(files: readonly TestFile[]): Promise<Done[]> {
  const waiting = [...files]
  const done: Done[] = []
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const ran = await runFile(next.file, root, next.limitS * 1000)
      const one = { ran, judged: judge(ran, next.source, next.limitS) }
      done.push(one)
      console.log(fileReport(one))
    }
  }
  // More than four at a time gains little: what takes long is one file with many git processes.
  await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, work))
  return done
}

function built(): boolean {
  if (process.env['DRIFT_TEST_BUILT'] === '1') return true
  const build = spawnSync(process.execPath, ['--import', 'tsx', 'build/build.ts'], { cwd: root, encoding: 'utf8' })
  if (build.status !== 0) console.log(`FAIL npm run build\n${build.stdout}${build.stderr}`)
  return build.status === 0
}

async function main(): Promise<0 | 1> {
  const files = found()
  if (files.length === 0) console.log(`no test file below ${options.folder} fits ${parts.join(', ') || options.ending}`)
  if (files.length === 0 || !built()) {
    console.log(`\n${sumLine([{ passed: 0, failed: 1, skipped: 0 }])}`)
    return 1
  }
  const done = await runAll(files)
  console.log(sumReport(done))
  return done.every(({ judged }) => judged.failed === 0) ? 0 : 1
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => { endAll(); process.exit(130) })
process.exitCode = await main()
