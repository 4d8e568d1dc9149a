// The setups of plugins: init moves them in and fires them, doctor looks at them, uninstall takes them back.
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { bytes } from '../hooks/stand-ins.ts'
import { run, sharedDrift, withPlugin, type PluginPlace } from '../support/plugin-place.ts'
import { repository } from '../support/repository.ts'

// Wanted where there is a ruff.toml; its planted breach is blocked while tools/check.sh says no.
const plugin = `export default { name: 'p', api: 1, setup: {
  detect: ({ has }) => (has('ruff.toml') ? 'there is a ruff.toml' : undefined),
  patches: ({ read }) => [
    { path: 'ruff.toml', comment: '#', block: 'select = ["T"]\\n' },
    { path: 'tools/check.sh', block: '#!/bin/sh\\necho a breach\\nexit 1\\n', executable: true },
  ],
  fire: () => ({ argv: ['./tools/check.sh'], timeoutS: 9 }),
} }`
const files = { 'ruff.toml': 'line-length = 99\n' }
const within = (title: string, text: string, of: Readonly<Record<string, string>>, work: (repo: PluginPlace) => void) => test(title, () => {
  const repo = withPlugin(text, { files: of, config: { checks: { 'never-auto-approve': 'off' } } })
  try { work(repo) } finally { repo.dispose() }
})
const looked = ({ drift }: PluginPlace) => {
  const { code, stdout } = drift('doctor', '--json')
  const { findings } = JSON.parse(stdout) as { findings: readonly { what: string; state: string; said: string; fix?: string }[] }
  return { code, ...findings.find(({ what }) => what === 'plugin p') }
}

within('in, proven, looked at, out: byte for byte', plugin, files, (repo) => {
  const { root, drift } = repo
  const outside = () => bytes(root, (name) => name === '.git' || name.startsWith('.git/'))
  const before = outside()
  const dry = drift('init', '--dry-run')
  assert.match(dry.stdout, '+++ ruff.toml')
  assert.match(dry.stdout, '+select = ["T"]')
  assert.match(dry.stdout, '+++ tools/check.sh')
  assert.equal(outside(), before)
  assert.equal(looked(repo), { code: 0, what: 'plugin p', state: 'note', said: 'it would write ruff.toml, tools/check.sh here: there is a ruff.toml', fix: 'npx git-drift init' })

  const init = drift('init', '--yes')
  assert.is(init.code, 0, init.stderr)
  assert.match(init.stderr, /plugin p, because there is a ruff\.toml:\n {2}wrote ruff\.toml\n {2}wrote tools\/check\.sh\n/)
  assert.match(init.stderr, 'Fired plugin p at its planted breach: it was blocked.\n')
  assert.match(init.stderr, 'Not committed, because this repository already has a drift config: .driftrc, .drift/.gitattributes, ruff.toml, tools/check.sh.')
  assert.is(readFileSync(join(root, 'ruff.toml'), 'utf8'), 'line-length = 99\n# drift: begin p\nselect = ["T"]\n# drift: end p\n')
  assert.is(statSync(join(root, 'tools/check.sh')).mode & 0o111, 0o111)
  assert.equal(looked(repo), { code: 0, what: 'plugin p', state: 'ok', said: 'its planted breach was blocked' })

  const after = outside()
  const twice = drift('init', '--yes')
  assert.match(twice.stderr, 'Nothing to change: drift is in place.\n')
  assert.not.match(twice.stderr, 'wrote')
  assert.equal(outside(), after)

  const out = drift('uninstall', '--yes')
  assert.match(out.stderr, 'took back ruff.toml')
  rmSync(join(root, '.driftrc'))
  assert.equal(outside(), Object.fromEntries(Object.entries(before).filter(([name]) => name !== '.driftrc')))
})

within('the honest twin, without a ruff.toml: nobody is wanted', plugin, {}, (repo) => {
  const { code, stderr } = repo.drift('init', '--yes')
  assert.equal([code, /plugin p/.test(stderr), existsSync(join(repo.root, 'tools/check.sh')), looked(repo)], [0, false, false, { code: 0 }])
})

within('what is not as it was written, and what does not block, is a problem; and what init fires and passes is no success', plugin, files, (repo) => {
  repo.drift('init', '--yes')
  writeFileSync(join(repo.root, 'ruff.toml'), 'line-length = 99\n')
  assert.equal(looked(repo), { code: 1, what: 'plugin p', state: 'problem', said: 'ruff.toml is not as drift wrote it', fix: 'npx git-drift init' })
  repo.drift('init', '--yes')
  assert.is(looked(repo).state, 'ok')
})

for (const [title, fire, said] of [
  ['a breach that passes', "['sh', '-c', 'echo fine']", 'fine'],
  ['a program that is not there', "['no-such-program']", 'no-such-program could not be run'],
  ['a program that hangs', "['sleep', '30']", 'sleep 30 did not end in time'],
] as const) within(`no proof: ${title}`, plugin.replace("['./tools/check.sh'], timeoutS: 9", `${fire}, timeoutS: 1`), files, (repo) => {
  const { code, stderr } = repo.drift('init', '--yes')
  assert.is(code, 1)
  assert.match(stderr, `drift: plugin p did not block its planted breach; it said:\n${said}`)
  const { state, code: sick, said: told } = looked(repo)
  assert.equal([state, sick], ['problem', 1])
  assert.match(told!, said)
})

within('a setup that fails, or would write outside: nothing is written', plugin.replace("(has('ruff.toml') ? 'there is a ruff.toml' : undefined)", "{ throw new Error('no luck') }"), files, (repo) => {
  const before = repo.sh('git status --porcelain; ls -R .git/hooks').stdout
  const { code, stderr } = repo.drift('init', '--yes')
  assert.is(code, 3)
  assert.match(stderr, 'the setup of plugin p failed: no luck')
  assert.equal(looked(repo).state, undefined)
  repo.write('tools/p.mjs', plugin.replace('tools/check.sh', '../outside/x'))
  const outside = repo.drift('init', '--yes')
  assert.is(outside.code, 1)
  assert.match(outside.stderr, '../outside/x leads out of the worktree')
  assert.is(repo.sh('git checkout -q tools; git status --porcelain; ls -R .git/hooks').stdout, before)
})

test('as the first act, what setups write is committed with drift\'s own files; without hooks they stay away', () => {
  for (const args of [['init', '--yes'], ['init', '--yes', '--no-hooks']]) {
    const repo = repository({ files: { 'tools/p.mjs': plugin, ...files } })
    repo.commit('Begin')
    repo.write('.driftrc.json', '{ "plugins": ["./tools/p.mjs"] }\n')
    const { code, stderr } = run(repo, sharedDrift(), args)
    assert.is(code, 0, stderr)
    const own = ['.drift/.gitattributes', '.driftrc.json']
    assert.equal(repo.git('show', '--format=', '--name-only', 'HEAD').split('\n').sort(), args.length > 2 ? own : [...own, 'ruff.toml', 'tools/check.sh'])
    assert.is(repo.git('status', '--porcelain'), '')
    repo.dispose()
  }
})

test.run()
