// limit 300 s: what is large and hostile is judged within 500 MB.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { driftRoot, repository, type Repository } from './support/repository.ts'

const most = 500
const lanes = { plans: { lanes: [{ name: 'any', maxFiles: 100_000, maxLines: 100_000_000, maxBytes: 1_000_000_000 }] } }
const line = 'some words in a line of text, here they are\n'

/** Commits what `work` leaves, with a message of its own where it gives one. */
const large: readonly (readonly [title: string, config: object, work: (repo: Repository) => string | void, code: number])[] = [
  ['a message of 5 MB in lines', {}, () => `feat: a\n\n${`${'x y z '.repeat(60)}\n`.repeat(14_000)}`, 0],
  ['a message of 5 MB in one line', {}, () => `feat: a\n\n${'x'.repeat(5_000_000)}`, 0],
  ['a message of 5 MB of trailers', {}, () => `feat: a\n\n${'Plan-Id: gone\n'.repeat(360_000)}`, 1],
  ['10,000 files in one commit', {}, ({ root }) => {
    for (let i = 0; i < 10_000; i++) {
      mkdirSync(join(root, `src/${i % 100}`), { recursive: true })
      writeFileSync(join(root, `src/${i % 100}/${i}`), `${i}\n`)
    }
  }, 1],
  ['64 MB under a lane that counts lines', lanes, ({ write }) => write('src/big', line.repeat(1_500_000)), 1],
  ['a plan file of 20 MB', {}, ({ write }) => {
    write('.drift/plans/p/intent.json', JSON.stringify({ id: 'p', goal: 'g'.repeat(20_000_000) }))
    for (const name of ['test_contract', 'commit_plan']) write(`.drift/plans/p/${name}.json`, '{}')
  }, 1],
  ['a config of 20 MB', {}, ({ write }) => write('.driftrc', JSON.stringify({ id: 'abcdefgh', plans: { generated: Array.from({ length: 1_000_000 }, (_, i) => `src/f${i}/**`) } })), 2],
  ['a config of 20 MB in YAML', {}, ({ write }) => write('.driftrc', `id: abcdefgh\nplans:\n  generated:\n${Array.from({ length: 1_000_000 }, (_, i) => `    - src/f${i}/**\n`).join('')}`), 2],
  ['a text of 1 MB in a config', {}, ({ write }) => write('.driftrc', JSON.stringify({ id: 'abcdefgh', extends: 'x'.repeat(1_000_000) })), 2],
]

/** Runs `drift ci` over main..work; MB that node came to at most, and what it said. */
function measured({ sh, outside }: Repository): { readonly code: number; readonly stderr: string; readonly mb: number } {
  // Into a file: a pipe that drift's own words just filled would refuse it.
  const [watch, peak] = [join(outside, 'watch.cjs'), join(outside, 'peak')]
  writeFileSync(watch, `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(peak)}, String(process.resourceUsage().maxRSS / 1024)))\n`)
  const { code, stderr } = sh(`'${process.execPath}' --require '${watch}' '${join(driftRoot, 'dist', 'drift.cjs')}' ci --base main`)
  return { code, stderr, mb: Math.round(Number(readFileSync(peak, 'utf8'))) }
}

function judged(title: string, config: object, prepare: (repo: Repository) => void, expected: number): void {
  test(title, () => {
    const repo = repository({ config: { id: 'abcdefgh', ...config }, files: { 'src/a': 'a\n' } })
    try {
      repo.git('add', '.')
      repo.git('commit', '-qm', 'Begin')
      repo.git('switch', '-qc', 'work')
      prepare(repo)
      const { code, stderr, mb } = measured(repo)
      assert.is(code, expected, stderr.slice(0, 2000))
      assert.not.match(stderr, 'this is a bug of drift')
      assert.ok(mb > 20 && mb <= most, `${mb} MB`)
    } finally {
      repo.dispose()
    }
  })
}

for (const [title, config, work, code] of large) {
  judged(title, config, (repo) => {
    repo.write('src/a', 'b\n')
    const message = join(repo.outside, 'message')
    writeFileSync(message, work(repo) ?? 'feat: a\n')
    repo.git('add', '.')
    repo.git('commit', '-qF', message)
  }, code)
}

judged('1,000 commits', {}, (repo) => {
  const base = repo.git('rev-parse', 'main').trim()
  const commits = Array.from({ length: 1000 }, (_, i) => `commit refs/heads/many\ncommitter Ada <ada@drift.example> ${1_700_000_000 + i} +0000\ndata 8\nfeat: a\n\n${i === 0 ? `from ${base}\n` : ''}M 100644 inline src/f${i}\ndata 2\nx\n\n`)
  writeFileSync(join(repo.outside, 'stream'), commits.join(''))
  repo.sh(`git fast-import --quiet < '${join(repo.outside, 'stream')}'`)
  repo.git('switch', '-q', 'many')
}, 1)

test.run()
