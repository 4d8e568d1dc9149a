// Completion, asked for as a shell does: the script that is printed is taken in by the real shell, and its function called.
import { spawnSync } from 'node:child_process'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { checks } from '../../checks/index.ts'
import { commands } from '../../commands/index.ts'
import { candidates } from '../../commands/completion-words.ts'
import { formats } from '../../host/report/formats.ts'
import { described } from '../../host/described.ts'
import { repository } from '../support/repository.ts'
import { skip } from '../support/skip.ts'

const all = await Promise.all(commands.map(async ({ load }) => described((await load()).default)))
const offered = async (...typed: string[]) => (await candidates(typed, all, (name) => [{ word: `<${name}>`, about: '' }])).map(({ word }) => word)
const firsts = [...new Set(commands.map(({ path }) => path[0]!))]

const words: readonly [typed: string[], offered: readonly string[]][] = [
  [[''], firsts],
  [['st'], ['start', 'status']],
  [['nothing', ''], []],
  [['plan'], ['plan']],
  [['plan', ''], ['new', 'list', 'show', 'lint', 'diff', 'request', 'close']],
  [['plan', 'l'], ['list', 'lint']],
  [['-C', ''], []],
  [['-C', 'plan', 'plan', ''], ['new', 'list', 'show', 'lint', 'diff', 'request', 'close']],
  [['plan', '-C', 'x', 'show', ''], ['<plan>']],
  [['plan', 'show', ''], ['<plan>']],
  [['plan', 'show', 'x', ''], []],
  [['plan', 'new', ''], ['<goal>']],
  [['plan', 'new', '--kind', ''], ['feature', 'bugfix', 'refactor', 'deps', 'release', 'docs', 'chore']],
  [['plan', 'new', '--kind', 'd'], ['deps', 'docs']],
  [['plan', 'new', '--kind=d'], ['--kind=deps', '--kind=docs']],
  [['plan', 'new', '--kind', '='], ['feature', 'bugfix', 'refactor', 'deps', 'release', 'docs', 'chore']],
  [['plan', 'new', '--kind', '=', 'd'], ['deps', 'docs']],
  [['plan', 'new', '--unknown=d'], []],
  [['plan', 'new', '--kind', 'docs', '--k'], []],
  [['plan', 'new', '--allow', 'x', '--al'], ['--allow']],
  [['plan', 'new', '--all'], ['--allow']],
  [['check', '--format', ''], ['<format>']],
  [['approve', '-m', ''], ['<message>']],
  [['approve', '-m', 'why', ''], ['<plan>']],
  [['approve', '--yes', ''], ['<plan>']],
  [['explain', ''], ['<check>']],
  [['status', '--'], ['--short', '--json', '--help']],
  [['status', '-'], ['--short', '--json', '-C', '--help']],
  [['--'], ['--help', '--version']],
  [['completion', ''], ['bash', 'zsh', 'fish']],
  [[], firsts],
]
for (const [typed, expected] of words) test(`after: drift ${typed.join(' ')}`, async () => assert.equal(await offered(...typed), expected))

const quoted = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`
const shells: Readonly<Record<string, { readonly ask: (typed: readonly string[]) => string[]; readonly file: string; readonly plain: (line: string) => string }>> = {
  bash: {
    ask: (typed) => ['bash', '--norc', '-c', `set -e; eval "$(drift completion bash)"; complete -p drift git-drift >/dev/null; COMP_WORDS=(drift ${typed.map(quoted).join(' ')}); COMP_CWORD=${typed.length}; _drift; printf '%s\\n' "\${COMPREPLY[@]}"`],
    file: '', plain: (line) => line,
  },
  zsh: {
    ask: (typed) => ['zsh', '-f', '-c', `compdef() { :; }; _describe() { print -rl -- "\${found[@]}"; }; _files() { print FILES; }; source <(drift completion zsh); words=(drift ${typed.map(quoted).join(' ')}); CURRENT=${typed.length + 1}; _drift`],
    file: 'FILES', plain: (line) => line.replace(/(?<!\\):.*/, ''),
  },
  fish: {
    ask: (typed) => ['fish', '--no-config', '-c', `function __fish_complete_path; echo FILES; end; drift completion fish | source; complete -C ${quoted(`drift ${typed.join(' ')}`)}`],
    file: 'FILES', plain: (line) => line.replace(/\t.*/, ''),
  },
}

for (const [shell, { ask, file, plain }] of Object.entries(shells)) {
  if (spawnSync(shell, ['-c', 'true']).status !== 0) { skip(`${shell} completes`, `${shell} is not installed here`); continue }
  test(`${shell} completes`, () => {
    const repo = repository()
    try {
      repo.drift('init', '--yes', '--no-hooks')
      for (const id of ['limit-login', 'limit-rate', 'other']) repo.drift('plan', 'new', 'x', '--id', id, '--allow', 'src/**')
      const asked = (...typed: string[]) => {
        const { code, stdout, stderr } = repo.sh(ask(typed).map(quoted).join(' '))
        assert.is(code, 0, stderr)
        assert.is(stderr, '')
        return stdout.split('\n').filter(Boolean).map(plain).sort()
      }
      const rows: readonly [typed: string[], expected: readonly string[]][] = [
        [[''], firsts], [['pl'], ['plan']], [['plan', 's'], ['show']],
        [['plan', 'show', ''], ['limit-login', 'limit-rate', 'other']], [['approve', 'limit-l'], ['limit-login']], [['start', 'l'], ['limit-login', 'limit-rate']],
        [['explain', ''], checks.map(({ name }) => name)], [['ci', '--format', ''], Object.keys(formats)], [['init', '--ci', 'git'], ['gitea', 'github', 'gitlab']],
        [['status', '--s'], ['--short']], [['check', '--output', ''], file ? [file] : []],
      ]
      for (const [typed, expected] of rows) assert.equal(asked(...typed), [...expected].sort(), `${shell}: drift ${typed.join(' ')}`)
      if (shell === 'bash') assert.equal(asked('check', '--format', '=', 'sa'), ['sarif'])
    } finally {
      repo.dispose()
    }
  })
}

test('a place that cannot be read offers no plans, and says nothing; no plugin is loaded', () => {
  const repo = repository({ files: { 'evil.mjs': "import { writeFileSync } from 'node:fs'; writeFileSync('ran', '')\nexport default { name: 'p', api: 1 }\n" } })
  try {
    const plans = () => repo.drift('completion', 'bash', '--', 'plan', 'show', '')
    const nothing = { code: 0, stdout: '', stderr: '' }
    assert.equal(plans(), nothing)
    repo.write('.driftrc.json', '{')
    assert.equal(plans(), nothing)
    repo.write('.driftrc.json', '{ "plugins": ["./evil.mjs"] }')
    repo.write('.drift/plans/a/intent.json', '{}')
    assert.equal(plans(), { code: 0, stdout: 'a\n', stderr: '' })
    assert.is(repo.sh("mkdir deep && cd deep && drift completion bash -- plan show ''").stdout, 'a\n')
    assert.is(repo.sh('test -e ran').code, 1)
    assert.equal(repo.drift('-C', repo.outside, 'completion', 'bash', '--', 'plan', 'show', ''), nothing)
    assert.equal(repo.sh(`cd "$OUTSIDE" && drift completion bash -- -C ${quoted(repo.root)} plan show ''`).stdout, 'a\n')
  } finally {
    repo.dispose()
  }
})

test.run()
