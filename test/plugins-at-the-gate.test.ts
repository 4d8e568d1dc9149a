// limit 300 s: each row is a repository of its own, judged by `drift ci`.
import { mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { withPlugin, type PluginPlace } from './support/plugin-place.ts'

const finding = (more = '') => `export default { name: 'p', api: 1, checks: [{ name: 'x', demand: 'x.', stages: ['ci'], options: object({}), *run({ files }) { ${more} for (const { path } of files) if (path === 'new') yield { code: 'c', path, message: 'is new', fix: 'f' } },
  examples: [{ title: 'a', change: ['M y'], options: {}, findings: [] }, { title: 'b', change: ['A new'], options: {}, findings: ['is new'] }] }] }`

/** The base is main as `prepare` leaves it; the change, on a branch, takes the whole folder of the plugin away. */
function gate(plugin: string, prepare: (repo: PluginPlace) => void = () => {}, ...more: readonly string[]): { readonly code: number; readonly stdout: string; readonly stderr: string; readonly base: string } {
  const repo = withPlugin(plugin, { config: { checks: { 'never-auto-approve': 'off' } } })
  try {
    prepare(repo)
    const base = repo.git('rev-parse', 'HEAD').trim().slice(0, 12)
    repo.git('switch', '-qc', 'work')
    repo.git('rm', '-rq', '--cached', '--ignore-unmatch', 'tools')
    rmSync(join(repo.root, 'tools'), { recursive: true, force: true })
    repo.write('new', 'x')
    repo.commit('Work')
    return { ...repo.drift('ci', '--base', 'main', ...more), base }
  } finally {
    repo.dispose()
  }
}

test('a plugin is the one of the base, though the worktree has none', () => {
  const { code, stderr } = gate(finding())
  assert.is(code, 1)
  assert.match(stderr, 'drift: p/x: new: is new')
})

test('what crashes in it names its path and its commit', () => {
  const { code, stdout, stderr, base } = gate(finding('throw new Error("no luck");'), undefined, '--format', 'json', '--format', 'text')
  assert.is(code, 3)
  assert.match(stderr, 'p/x: crashed: Error: no luck')
  assert.match(stdout, `(drift:tools/p.mjs@${base}:3:`)
  assert.not.match(stdout, 'data:')
})

const replaced = (by: (repo: PluginPlace, path: string) => void) => (repo: PluginPlace) => {
  repo.git('rm', '-q', '--cached', 'tools/p.mjs')
  rmSync(join(repo.root, 'tools/p.mjs'))
  by(repo, join(repo.root, 'tools/p.mjs'))
  repo.git('commit', '-qm', 'Replace the plugin')
}
const config = (repo: PluginPlace, name: string) => { repo.write('.driftrc', JSON.stringify({ id: 'abcdefgh', plans: { required: false }, plugins: [name] })); repo.commit('Name it otherwise') }

const blind: readonly (readonly [title: string, plugin: string, prepare: ((repo: PluginPlace) => void) | undefined, said: RegExp])[] = [
  ['a second file', "import './other.mjs'", undefined, /plugin \.\/tools\/p\.mjs of \w{12} imports \.\/other\.mjs, which a change could bring/],
  ['a package', "import 'left-pad'", undefined, /imports left-pad, which a change could bring/],
  ['what is computed', 'await import(process.env.X)', undefined, /imports something that is computed \(import\)/],
  ['what hides an import from readers', 'await import/**/("file:///dev/null")', undefined, /cannot be loaded: it imports file:\/\/\/dev\/null, which a change could bring/],
  ['no plugin', 'export default 1', undefined, /plugin \.\/tools\/p\.mjs of \w{12}: its module exports no plugin/],
  ['a throw', 'throw new Error("no luck")', undefined, /plugin \.\/tools\/p\.mjs of \w{12} cannot be loaded: no luck\n {2}fix: Mend it on the branch that the work aims at/],
  ['a syntax error', 'export {', undefined, /plugin \.\/tools\/p\.mjs of \w{12} cannot be loaded: Unexpected/],
  ['nothing', '', replaced(() => {}), /is named by the config of \w{12}, and there no such file is\n {2}fix: Commit the file, or take it out of \/plugins/],
  ['a link', '', replaced(({ git, write }, path) => { write('tools/q.mjs', finding()); symlinkSync('q.mjs', path); git('add', '.') }), /and there tools\/p\.mjs is a symbolic link\n {2}fix: Name a path that holds the plugin itself/],
  ['behind a linked folder', '', (repo) => { repo.git('mv', 'tools', 'real'); symlinkSync('real', join(repo.root, 'tools')); repo.git('add', '.'); repo.git('commit', '-qm', 'Link') }, /and there tools is a symbolic link/],
  ['a submodule', '', replaced(({ git }) => git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},tools/p.mjs`)), /and there tools\/p\.mjs is a submodule/],
  ['a folder', '', replaced(({ git, write }, path) => { mkdirSync(path); write('tools/p.mjs/x', ''); git('add', '.') }), /and there tools\/p\.mjs is a folder/],
  ['outside', finding(), (repo) => config(repo, '../p.mjs'), /plugin \.\.\/p\.mjs names no file of the repository/],
  ['CommonJS', finding(), (repo) => { repo.write('tools/p.cjs', 'module.exports = {}'); config(repo, './tools/p.cjs') }, /of \w{12} is a CommonJS module, .*\n {2}fix: Write it as an ES module/],
]

for (const [title, plugin, prepare, said] of blind) {
  test(`blind: ${title}`, () => {
    const { code, stderr } = gate(plugin, prepare)
    assert.is(code, 3, stderr)
    assert.match(stderr, said)
    assert.not.match(stderr, 'this is a bug of drift')
  })
}

test('TypeScript is run where node runs it, and refused with the version that does elsewhere', () => {
  const { code, stderr } = gate(finding(), (repo) => {
    repo.write('tools/p.ts', `import { object } from 'git-drift/check'\nconst text: string = 'x'\n${finding()}`)
    config(repo, './tools/p.ts')
  })
  if ((process.features as { readonly typescript?: unknown }).typescript) assert.equal([code, stderr.includes('drift: p/x: new: is new')], [1, true], stderr)
  else assert.equal([code, stderr.includes('is TypeScript, which node v')], [3, true], stderr)
})

test('.js is a module where it says so, and where its package does', () => {
  for (const manifest of ['{}', '{ "type": "module" }']) {
    const { code, stderr } = gate(finding(), (repo) => {
      repo.write('tools/p.js', `import { object } from 'git-drift/check'\n${finding()}`)
      repo.write('tools/package.json', manifest)
      config(repo, './tools/p.js')
    })
    assert.equal([code, stderr.includes('drift: p/x: new: is new')], [1, true], stderr)
  }
})

test('the file of a plugin is protected, whatever never-auto-approve lists, until a person approves its change', () => {
  const repo = withPlugin(finding(), { config: { checks: { 'never-auto-approve': ['error', { paths: ['x'] }] }, overrides: [{ paths: ['tools/**'], checks: { 'never-auto-approve': ['error', { paths: ['y'] }] } }] } })
  try {
    repo.git('switch', '-qc', 'work')
    repo.write('tools/p.mjs', 'export default { name: "p", api: 1 }\n')
    repo.commit('Weaken the plugin')
    const blocked = repo.drift('ci', '--base', 'main')
    assert.is(blocked.code, 1, blocked.stderr)
    assert.match(blocked.stderr, 'drift: never-auto-approve: tools/p.mjs is protected')
    assert.match(repo.drift('config').stdout, '"paths":["x","tools/p.mjs"]')
    assert.is(repo.drift('approve', '--change', '--yes').code, 0)
    const passed = repo.drift('ci', '--base', 'main')
    assert.is(passed.code, 0, passed.stderr)
  } finally {
    repo.dispose()
  }
})

test.run()
