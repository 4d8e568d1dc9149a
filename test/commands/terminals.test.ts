// What drift prints at terminals of many kinds, and where there is none: readable, and never stuck. Real terminals, by script(1).
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { driftRoot, repository, type Repository } from '../support/repository.ts'
import { skip } from '../support/skip.ts'

const there = spawnSync('script', ['-qec', 'true', '/dev/null']).status === 0
const drift = `'${process.execPath}' '${join(driftRoot, 'dist', 'drift.cjs')}'`

/** What stands on the screen, and the exit code; nobody types. */
function shown({ root }: Repository, command: string, environment: Readonly<Record<string, string>>, columns = 80): { readonly code: number | null; readonly screen: string } {
  const { status, stdout } = spawnSync('script', ['-qec', `stty cols ${columns}; ${command}`, '/dev/null'], { cwd: root, env: { ...process.env, TERM: 'xterm', ...environment }, encoding: 'utf8', timeout: 30_000, input: '' })
  return { code: status, screen: stdout.replaceAll('\r', '') }
}

const at = (title: string, work: (repo: Repository) => void) => {
  if (!there) return skip(title, 'there is no script(1) that takes -qec here')
  test(title, () => {
    const repo = repository({ config: { id: '0123456789abcdef' } })
    repo.commit('begin')
    repo.write('src/a', '1\n'.repeat(90))
    repo.git('add', 'src')
    try { work(repo) } finally { repo.dispose() }
  })
}

const message = "printf 'feat: a\\n' > ../message"
const check = `${message}; ${drift} check --message-file ../message`

at('colours at a terminal alone, and not with NO_COLOR or TERM=dumb', (repo) => {
  for (const [environment, coloured] of [[{}, true], [{ NO_COLOR: '1' }, false], [{ TERM: 'dumb' }, false]] as const) {
    const { code, screen } = shown(repo, check, environment)
    assert.is(code, 1, screen)
    assert.match(screen, 'no lane takes it')
    assert.is(screen.includes('\u001b['), coloured, JSON.stringify(environment))
  }
  assert.not.match(repo.sh(`${check} 2>&1`).stdout, /\u001b/)
})

at('a locale without UTF-8 gets signs that it has; another gets them as they are', (repo) => {
  const explained = `${drift} explain scope`
  assert.match(shown(repo, explained, { LC_ALL: 'C' }).screen, '-> db/schema.sql is outside plan')
  assert.match(shown(repo, explained, { LC_ALL: 'C.UTF-8' }).screen, '→ db/schema.sql is outside plan')
  // What programs read is the same everywhere.
  assert.match(repo.sh(`LC_ALL=C ${explained}`).stdout, '→ db/schema.sql is outside plan')
})

at('a terminal of 60 columns: what the commands do is wrapped below itself', (repo) => {
  const { code, screen } = shown(repo, `${drift} --help`, {}, 60)
  assert.is(code, 0)
  const list = screen.slice(0, screen.indexOf('A day with drift'))
  assert.equal(list.split('\n').filter((line) => line.length > 60), [])
  assert.match(list, /approve +approve [^\n]*\n {18}\S/)
})

at('no terminal: what would ask says so, and ends; the rest asks nothing', (repo) => {
  const piped = repo.sh(`${drift} approve x < /dev/null`)
  assert.is.not(piped.code, 0)
  const init = repo.sh(`CI=true ${drift} init < /dev/null`)
  assert.is(init.code, 0, init.stderr)
  assert.match(init.stderr, 'drift is on.')
})

test.run()
