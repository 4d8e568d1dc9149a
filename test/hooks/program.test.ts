// The generated sh under every shell that is here, with stand-ins for node, drift and an earlier hook.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { hookEvents, hookProgram, huskyBlock, shellWord, type HookEvent, type Tools } from '../../hooks/program.ts'
import { enterTestEnvironment } from '../support/environment.ts'
import { skip } from '../support/skip.ts'
import { put, sayer } from './stand-ins.ts'

enterTestEnvironment()
const shells: Record<string, readonly string[]> = { sh: ['sh'], 'bash --posix': ['bash', '--posix'], 'busybox ash': ['busybox', 'ash'] }
// On Debian sh is dash: once is enough.
if (basename(realpathSync(executable('sh'))) !== 'dash') shells['dash'] = ['dash']
const odd = ['plain', 'with space', `it's`, '"double"', '$HOME `x` $(y)', 'back\\slash', '*?[a]', '-n', 'über']

interface Place {
  readonly root: string
  readonly tools: Tools
  /** Runs the program of an event as git would, with a bare environment. */
  run(event: HookEvent, more?: { args?: string[]; input?: string; env?: Record<string, string>; text?: string; as?: string }): { code: number | null; out: string; err: string }
}

/** `/usr/bin` may have a real node and `/usr/local/bin` too: here they are out of sight. */
function place(shell: readonly string[], name = 'plain'): Place {
  const root = join(realpathSync(mkdtempSync(join(tmpdir(), 'hook-'))), name)
  mkdirSync(join(root, '.git', 'hooks'), { recursive: true })
  mkdirSync(join(root, 'bin'))
  const tools = { node: sayer(join(root, 'tools', 'node'), 'NODE'), bundle: put(join(root, 'tools', 'hook.cjs'), '') }
  return {
    root, tools,
    run: (event, { args = [], input = '', env = {}, text, as = `.git/hooks/${event}` } = {}) => {
      writeFileSync(join(root, as), (text ?? hookProgram({ event, ...tools })).replaceAll(' /usr/local/bin/node /opt/homebrew/bin/node', ''))
      const ran = spawnSync(executable(shell[0]!), [...shell.slice(1), as, ...args], { cwd: root, input, encoding: 'utf8', timeout: 30_000, env: { PATH: join(root, 'bin'), ...env } })
      return { code: ran.status, out: ran.stdout, err: ran.stderr }
    },
  }
}

function executable(name: string): string {
  return spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout.trim()
}

const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '')

for (const [name, shell] of Object.entries(shells)) {
  if (executable(shell[0]!) === '') {
    skip(`${name}: the hook program`, `no ${shell[0]} on PATH`)
    continue
  }

  const the = (title: string, run: (at: (name?: string) => Place) => void) => test(`${name}: ${title}`, () => {
    const made: Place[] = []
    try {
      run((folder) => { const at = place(shell, folder); made.push(at); return at })
    } finally {
      for (const { root } of made) rmSync(join(root, '..'), { recursive: true })
    }
  })

  the('recorded paths with odd characters', (at) => {
    for (const folder of odd) {
      const { run, tools } = at(folder)
      assert.equal(run('commit-msg', { args: ['.git/COMMIT_EDITMSG', 'a b', '$x'] }), { code: 0, out: `NODE [${tools.bundle}] [hook] [commit-msg] [.git/COMMIT_EDITMSG] [a b] [$x]\n`, err: '' }, folder)
    }
  })

  the('the worktree\'s own drift goes before the recorded one, node on PATH before the recorded one', (at) => {
    const { root, run } = at()
    put(join(root, 'node_modules/git-drift/dist/hook.cjs'), '')
    assert.is(run('pre-commit').out, 'NODE [./node_modules/git-drift/dist/hook.cjs] [hook] [pre-commit]\n')
    sayer(join(root, 'bin', 'node'), 'PATH-NODE', 3)
    assert.equal(run('pre-commit'), { code: 3, out: 'PATH-NODE [./node_modules/git-drift/dist/hook.cjs] [hook] [pre-commit]\n', err: '' })
  })

  the('node of volta, where nothing else is', (at) => {
    const { root, run, tools } = at()
    rmSync(tools.node)
    sayer(join(root, 'home dir/.volta/bin/node'), 'VOLTA')
    assert.is(run('pre-commit', { env: { HOME: join(root, 'home dir') } }).out, `VOLTA [${tools.bundle}] [hook] [pre-commit]\n`)
  })

  the('git-drift on PATH, where no bundle is; node is put on PATH for it', (at) => {
    const { root, run, tools } = at()
    rmSync(tools.bundle)
    put(join(root, 'bin', 'git-drift'), '#!/bin/sh\nprintf "PATH-DRIFT %s %s %s\\n" "$1" "$2" "$(command -v node)"\n', 0o755)
    assert.is(run('pre-commit').out, `PATH-DRIFT hook pre-commit ${tools.node}\n`)
  })

  the('nothing found blocks, in two lines', (at) => {
    for (const gone of ['node', 'bundle'] as const) {
      for (const event of hookEvents) {
        const { run, tools } = at()
        rmSync(tools[gone])
        const { code, out, err } = run(event)
        assert.equal([code, out], [1, ''])
        assert.match(err, gone === 'node' ? `drift: ${event}: node was not found` : `drift: ${event}: git-drift was not found`)
        assert.is(lines(err).length, 2)
        assert.match(lines(err)[1]!, /^ {2}fix: .*npx git-drift init.*delete \.git\/hooks\//)
      }
    }
  })

  the('a folder or a plain file is no node', (at) => {
    const { root, run, tools } = at()
    rmSync(tools.node)
    mkdirSync(tools.node)
    mkdirSync(join(root, 'bin', 'node'))
    assert.is(run('pre-commit').code, 1)
    rmSync(tools.node, { recursive: true })
    put(tools.node, '#!/bin/sh\n')
    assert.is(run('pre-commit').code, 1)
  })

  the('an earlier hook goes first, and its exit code wins', (at) => {
    const { root, run, tools } = at('with space')
    const kept = join(root, '.git/hooks/commit-msg.before-drift')
    sayer(kept, 'EARLIER')
    const drift = `NODE [${tools.bundle}] [hook] [commit-msg] [a b]\n`
    assert.is(run('commit-msg', { args: ['a b'] }).out, `EARLIER [a b]\n${drift}`)
    sayer(kept, 'EARLIER', 77)
    assert.equal(run('commit-msg', { args: ['a b'] }), { code: 77, out: 'EARLIER [a b]\n', err: '' })
    assert.is(run('commit-msg', { args: ['a b'], env: { DRIFT_FIRE: '1' } }).out, drift, 'drift doctor fires the rest alone')
    put(kept, '#!/bin/sh\nexit 77\n', 0o644)
    assert.is(run('commit-msg', { args: ['a b'] }).out, drift, 'git does not run what is not executable')
  })

  the('an earlier hook that runs drift\'s again does not go round for ever', (at) => {
    const { root, run } = at()
    put(join(root, '.git/hooks/pre-commit.before-drift'), `#!/bin/sh\nprintf 'round\\n'\n${shell.join(' ')} "$PWD/.git/hooks/pre-commit.legacy"\n`, 0o755)
    run('pre-commit', { as: '.git/hooks/pre-commit.legacy' })
    assert.is(run('pre-commit', { env: { PATH: `${root}/bin:${process.env['PATH']}` } }).out.split('round').length - 1, 1)
  })

  the('what is pushed reaches both', (at) => {
    const many = Array.from({ length: 700 }, (_, i) => `refs/heads/branch-${i} ${'1'.repeat(40)} refs/heads/b\\n${i}  ${'0'.repeat(40)}\n`).join('')
    for (const input of ['', 'refs/heads/a 1 refs/heads/a 0\n', ' $x `y` \\t "z" END\nEND\n', many]) {
      const { root, run, tools } = at()
      const told = lines(input).map((line) => `< ${line}\n`).join('')
      const drift = `NODE [${tools.bundle}] [hook] [pre-push] [origin] [url]\n${told}`
      assert.is(run('pre-push', { args: ['origin', 'url'], input }).out, drift, 'alone')
      sayer(join(root, '.git/hooks/pre-push.before-drift'), 'EARLIER')
      assert.is(run('pre-push', { args: ['origin', 'url'], input }).out, `EARLIER [origin] [url]\n${told}${drift}`, 'both')
      put(join(root, '.git/hooks/pre-push.before-drift'), '#!/bin/sh\nexit 0\n', 0o755)
      assert.equal(run('pre-push', { args: ['origin', 'url'], input }), { code: 0, out: drift, err: '' }, 'the earlier one does not read')
      put(join(root, '.git/hooks/pre-push.before-drift'), '#!/bin/sh\nexit 9\n', 0o755)
      assert.equal(run('pre-push', { input }), { code: 9, out: '', err: '' })
    }
  })

  the('paths from the git directory, for a folder that may be committed', (at) => {
    for (const folder of ['plain', `it's "odd" $x`]) {
      const { root, run, tools } = at(folder)
      const text = hookProgram({ event: 'pre-commit' })
      assert.is(run('pre-commit', { text }).code, 1, 'nothing is recorded yet')
      put(join(root, '.git/drift/paths'), `${tools.node}\n${tools.bundle}\n`)
      const drift = `NODE [${tools.bundle}] [hook] [pre-commit]\n`
      assert.is(run('pre-commit', { text }).out, drift)
      for (const way of ['../..', join(root, '.git')]) {
        put(join(root, '.git/worktrees/w/commondir'), `${way}\n`)
        assert.is(run('pre-commit', { text, env: { GIT_DIR: join(root, '.git/worktrees/w') } }).out, drift, `linked worktree, ${way}`)
      }
    }
  })

  the('the husky block: the lines around it run, its exit code ends the file', (at) => {
    const { root, run, tools } = at()
    put(join(root, '.git/drift/paths'), `${tools.node}\n${tools.bundle}\n`)
    mkdirSync(join(root, '.husky'))
    mkdirSync(join(root, 'deep'))
    const husky = (event: HookEvent, text: string) => run(event, { as: `.husky/${event}`, args: ['a', 'b c'], text: `set -e\n${text}` })
    const around = (event: HookEvent) => `printf 'above %s\\n' "$*"; cd deep\n${huskyBlock(event)}\nprintf 'below %s\\n' "\${node-unset}"\n`
    assert.equal(husky('pre-commit', around('pre-commit')), { code: 0, out: `above a b c\nNODE [${tools.bundle}] [hook] [pre-commit] [a] [b c]\nbelow unset\n`, err: '' })
    sayer(tools.node, 'NODE', 3)
    assert.equal(husky('commit-msg', around('commit-msg')), { code: 3, out: `above a b c\nNODE [${tools.bundle}] [hook] [commit-msg] [a] [b c]\n`, err: '' })
    rmSync(tools.node)
    const lost = husky('pre-commit', around('pre-commit'))
    assert.is(lost.code, 1)
    assert.match(lost.err, /^drift: pre-commit: node was not found.*\n {2}fix: .*cut the drift block out of \.husky\/pre-commit\n$/)
  })

  the('the husky block of pre-push: what is pushed reaches the lines below as well', (at) => {
    const { root, run, tools } = at()
    put(join(root, '.git/drift/paths'), `${tools.node}\n${tools.bundle}\n`)
    mkdirSync(join(root, '.husky'))
    const below = 'while IFS= read -r line; do printf "> %s\\n" "$line"; done\n'
    for (const input of ['', 'refs/heads/a 1 refs/heads/a 0\nrefs/heads/b 1 refs/heads/b 0\n']) {
      const drift = `NODE [${tools.bundle}] [hook] [pre-push] [origin]\n`
      const ran = run('pre-push', { as: '.husky/pre-push', args: ['origin'], text: `set -e\n${huskyBlock('pre-push')}\n${below}`, input })
      assert.equal(ran, { code: 0, out: drift + lines(input).map((line) => `< ${line}\n`).join('') + lines(input).map((line) => `> ${line}\n`).join(''), err: '' })
    }
  })
}

test('a path with a line break is refused', () => {
  for (const path of ['/a\nb/node', '/a\rb', '/a\0b']) assert.throws(() => shellWord(path), (error: { exit?: number }) => error.exit === 2)
  assert.throws(() => hookProgram({ event: 'pre-commit', node: '/a\nb', bundle: '/c' }))
})

test.run()
