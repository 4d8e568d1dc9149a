// drift plan new with somebody at the terminal: what it asks, what Enter takes, and that nothing is written where nobody answers.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { driftRoot, repository, type Repository } from '../support/repository.ts'
import { skip } from '../support/skip.ts'

const there = spawnSync('script', ['-qec', 'true', '/dev/null']).status === 0

/** Runs drift at a terminal, where somebody answers each question once it stands there. */
function typed({ root }: Repository, command: string, ...answers: readonly string[]): Promise<{ readonly code: number | null; readonly screen: string }> {
  return new Promise((resolve) => {
    const child = spawn('script', ['-qec', command.replace('drift', `${process.execPath} ${join(driftRoot, 'dist', 'drift.cjs')}`), '/dev/null'], { cwd: root, env: { ...process.env, TERM: 'dumb' } })
    const left = [...answers]
    let [screen, since] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      screen += text
      since += text
      if (!/[\]?] $/.test(since) || left.length === 0) return
      since = ''
      child.stdin.write(left.shift()!)
    })
    child.on('close', (code) => resolve({ code, screen: screen.replaceAll('\r', '') }))
  })
}

function at(title: string, work: (repo: Repository) => Promise<void>): void {
  if (!there) return skip(title, 'there is no script(1) that takes -qec here')
  test(title, async () => {
    const repo = repository({ files: { 'app/a.js': 'a\n', 'app/b.js': 'b\n', 'test/a.test.js': 'a\n', 'package.json': '{ "scripts": { "test": "node --test" } }\n' } })
    repo.commit('begin')
    assert.is(repo.drift('init', '--yes', '--no-hooks').code, 0)
    try { await work(repo) } finally { repo.dispose() }
  })
}

const plans = ({ root }: Repository) => (existsSync(join(root, '.drift', 'plans')) ? readdirSync(join(root, '.drift', 'plans')) : [])
const read = ({ root }: Repository, file: string) => JSON.parse(readFileSync(join(root, '.drift', 'plans', plans({ root } as Repository)[0]!, file), 'utf8')) as any

at('enter takes what the repository proposes', async (repo) => {
  const { code, screen } = await typed(repo, 'drift plan new', 'Fix the login\n', '\n', '\n', '\n', '\n')
  assert.is(code, 0, screen)
  const intent = read(repo, 'intent.json')
  assert.equal([intent.goal, intent.allowed_files, intent.kind, intent.risk, intent.acceptance], ['Fix the login', ['app/**', '**/test/**'], 'bugfix', 'low', ['npm test passes']])
  assert.equal(read(repo, 'test_contract.json').gates.map(({ command }: { command: string }) => command), ['npm test'])
})

at('answers of one\'s own, a wrong one asked again, the files in hand proposed', async (repo) => {
  repo.write('app/a.js', 'changed\n')
  const { code, screen } = await typed(repo, 'drift plan new "Limit logins" --id x', './app\n', '\n', '-\n', 'wonder\n', 'chore\n', 'high\n')
  assert.is(code, 0, screen)
  assert.not.match(screen, 'What shall be true')
  const intent = read(repo, 'intent.json')
  assert.equal([intent.allowed_files, intent.kind, intent.risk, intent.acceptance, read(repo, 'test_contract.json').gates], [['app/a.js'], 'chore', 'high', [], []])
  assert.is(screen.split('What kind of work is it?').length, 3, 'asked again')
})

at('whoever gives flags is asked nothing', async (repo) => {
  const { code, screen } = await typed(repo, 'drift plan new "Limit logins" --allow app/a.js')
  assert.is(code, 0, screen)
  assert.not.match(screen, '] ')
})

for (const [key, code] of [['\x04', 1], ['\x03', 130]] as const) at(`${JSON.stringify(key)} writes nothing`, async (repo) => {
  const { code: ended } = await typed(repo, 'drift plan new', 'A goal\n', key)
  assert.is(ended, code)
  assert.equal(plans(repo), [])
})

at('made, approved after a yes, and started', async (repo) => {
  repo.write('app/a.js', 'changed\n')
  const { code, screen } = await typed(repo, 'drift plan new "Limit logins" --quick --go --id x', 'y\n', 'y\n', 'y\n', 'y\n')
  assert.is(code, 0, screen)
  assert.match(screen, 'Plan x runs on main')
})

test.run()
