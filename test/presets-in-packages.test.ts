// limit 600 s: each row is a repository of its own, judged by real commits and `drift ci`.
import { mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { install, installs, lock, type Install, type Packed } from './support/installs.ts'
import { run, sharedDrift, type PluginPlace } from './support/plugin-place.ts'
import { repository } from './support/repository.ts'

const one: Packed = { name: '@acme/drift', version: '1.0.0', content: 'one' }
const two: Packed = { name: '@acme/drift', version: '1.1.0', content: 'two' }
const frozen = { 'drift-preset.json': JSON.stringify({ plans: { required: false }, checks: { sot: ['error', { files: [{ path: 'LICENSE', mode: 'frozen' }] }], 'never-auto-approve': 'off' } }) }

/** A repository whose main extends the package and locks it, on a branch `work`; nothing is installed yet. */
function place(by: Install = installs['npm']!, { names = ['drift:recommended', '@acme/drift'] as unknown, config = {} } = {}): PluginPlace {
  const repo = repository({ config: { id: 'abcdefgh', extends: names, ...config }, files: { '.gitignore': 'node_modules\n', LICENSE: 'free\n' } })
  const program = sharedDrift()
  const made: PluginPlace = { ...repo, program, drift: (...args) => run(repo, program, args) }
  lock(made, by, one)
  made.commit('Begin with a preset')
  made.git('switch', '-qc', 'work')
  return made
}

function using(title: string, work: (repo: PluginPlace) => void, ...how: Parameters<typeof place>): void {
  test(title, () => {
    const repo = place(...how)
    try { work(repo) } finally { repo.dispose() }
  })
}

const breach = (repo: PluginPlace) => { repo.write('LICENSE', 'mine\n'); repo.commit('Take it') }
const said = (repo: PluginPlace, code: number, ...all: readonly (string | RegExp)[]) => {
  const ran = repo.drift('ci', '--base', 'main')
  assert.is(ran.code, code, ran.stderr)
  for (const text of all) assert.match(ran.stderr, text)
  assert.not.match(ran.stderr, 'this is a bug of drift')
}

for (const [title, by] of Object.entries(installs)) {
  using(`${title}: what the base locks is the policy`, (repo) => {
    install(repo, by, one, frozen)
    breach(repo)
    said(repo, 1, 'drift: sot: LICENSE')
  }, by)

  using(`${title}: another version is blind, whatever the change locks`, (repo) => {
    install(repo, by, two, {})
    lock(repo, by, two)
    breach(repo)
    said(repo, 3, /preset @acme\/drift is installed as 1\.1\.0, and \S+ of \w{12} names another \(1\.0\.0, by its integrity\), and what a change brings must not judge it\n {2}fix: Install where drift runs what \w{12} locks/)
  }, by)

  using(`${title}: another content of the same version is blind`, (repo) => {
    install(repo, by, { ...one, content: 'other' }, {})
    lock(repo, by, { ...one, content: 'other' })
    breach(repo)
    said(repo, 3, title === 'yarn' ? 'leaves no record of its content, and the change locks another @acme/drift@npm:1.0.0' : 'names another (1.0.0, by its integrity)')
  }, by)

  using(`${title}: a change that moves the preset is judged by the base's, told, and let through by a person`, (repo) => {
    install(repo, by, one, frozen)
    lock(repo, by, two)
    repo.commit('Update the preset')
    // Its record tells no content: the lock file of the change may be what it was installed by.
    if (title === 'yarn') return said(repo, 3, 'leaves no record of its content, and the change locks another @acme/drift@npm:1.0.0')
    said(repo, 1, `drift: policy: ${by.lock} moves @acme/drift, which the policy is made of: 1.0.0 (`, ') became 1.1.0 (')
    assert.is(repo.drift('approve', '--change', '--yes').code, 0)
    said(repo, 0)
  }, by)
}

using('a lock file that moves something else is no business of the policy', (repo) => {
  install(repo, installs['npm']!, one, frozen)
  const text = JSON.parse(installs['npm']!.locked(one)) as { packages: Record<string, object> }
  repo.write('package-lock.json', JSON.stringify({ ...text, packages: { ...text.packages, 'node_modules/kleur': { version: '4.1.5', integrity: 'sha512-x' } } }))
  repo.commit('Update kleur')
  said(repo, 0)
})

using('a lock file that unfolds without end is told, and takes neither time nor memory', (repo) => {
  install(repo, installs['pnpm']!, one, frozen)
  const bomb = ['x0: &x0 [a, a]', ...Array.from({ length: 60 }, (_, i) => `x${i + 1}: &x${i + 1} [*x${i}, *x${i}]`)].join('\n')
  repo.write('pnpm-lock.yaml', `${bomb}\nimporters: { .: { dependencies: { '@acme/drift': { version: 1.0.0 } } } }\npackages: { '@acme/drift@1.0.0': { resolution: { integrity: *x60, tarball: *x60 } } }\n`)
  repo.commit('Unfold')
  said(repo, 1, 'drift: policy: pnpm-lock.yaml moves @acme/drift, which the policy is made of: 1.0.0 (', ') became 1.0.0 (of no content that is told)')
}, installs['pnpm'])

const blind: readonly (readonly [title: string, prepare: (repo: PluginPlace) => void, said: RegExp])[] = [
  ['nothing is installed', () => {}, /preset @acme\/drift is not installed: no node_modules from \S+ upwards holds it\n {2}fix: Install what the repository locks/],
  ["Plug'n'Play", (repo) => repo.write('.pnp.cjs', ''), /cannot be read: Yarn's Plug'n'Play keeps packages in archives.*\n {2}fix: Copy the preset to \.drift\/packs\//],
  ['no record of an install', (repo) => { install(repo, installs['npm']!, one, frozen); rmSync(join(repo.root, 'node_modules/.package-lock.json')) }, /was installed by nothing that \w{12} locks \(package-lock\.json with node_modules\/\.package-lock\.json/],
  ['another manager installed it', (repo) => { install(repo, installs['pnpm']!, one, frozen) }, /was installed by nothing that \w{12} locks/],
  ['a stale record', (repo) => { install(repo, installs['npm']!, one, frozen); repo.write('node_modules/@acme/drift/package.json', '{ "version": "6.6.6" }') }, /is installed as 6\.6\.6, and package-lock\.json/],
  ['a record that is no JSON', (repo) => { install(repo, installs['npm']!, one, frozen); repo.write('node_modules/.package-lock.json', '{') }, /cannot be compared with package-lock\.json of \w{12}: /],
  ['no preset in it', (repo) => install(repo, installs['npm']!, one, {}), /@acme\/drift holds no preset: there is no drift-preset\.json or /],
  ['two presets in it', (repo) => install(repo, installs['npm']!, one, { ...frozen, 'drift-preset.yaml': 'id: x' }), /is there twice: drift-preset\.json and drift-preset\.yaml/],
  ['node_modules of the change', (repo) => { install(repo, installs['npm']!, one, frozen); repo.git('add', '-f', 'node_modules/.package-lock.json') }, /cannot be told from the change, which holds node_modules itself/],
  ['node_modules of the change, to a file system that folds names', (repo) => { install(repo, installs['npm']!, one, frozen); repo.write('NODE_modules/x', ''); repo.git('add', '-f', 'NODE_modules/x') }, /cannot be told from the change, which holds node_modules itself/],
  ['a workspace', (repo) => {
    install(repo, installs['npm']!, one, frozen)
    repo.write('packages/drift/package.json', '{ "name": "@acme/drift", "version": "1.0.0" }')
    repo.write('packages/drift/drift-preset.json', '{}')
    rmSync(join(repo.root, 'node_modules/@acme/drift'), { recursive: true })
    symlinkSync(join(repo.root, 'packages/drift'), join(repo.root, 'node_modules/@acme/drift'))
  }, /lies in the change itself \(node_modules leads to packages\/drift\)/],
]

for (const [title, prepare, expected] of blind) {
  using(`blind: ${title}`, (repo) => {
    prepare(repo)
    breach(repo)
    said(repo, 3, expected)
  })
}

using('blind: not in the lock file of the base', (repo) => {
  install(repo, installs['npm']!, { ...one, name: 'drift-acme' }, frozen)
  breach(repo)
  said(repo, 3, /preset drift-acme is not in package-lock\.json of \w{12}/)
}, undefined, { names: 'drift-acme' })

using('locally the installed one is the policy: at a commit, and as a file of the package in YAML', (repo) => {
  repo.write('node_modules/@acme/drift/presets/strict.yaml', 'checks:\n  sot: [error, { files: [{ path: LICENSE, mode: frozen }] }]\n')
  repo.write('LICENSE', 'mine\n')
  repo.git('add', '.')
  const ran = repo.drift('check')
  assert.is(ran.code, 1, ran.stderr)
  assert.match(ran.stderr, 'drift: sot: LICENSE')
}, undefined, { names: '@acme/drift/presets/strict.yaml' })

using('locally it is found above, as node does', (repo) => {
  const above = join(repo.root, '..', 'node_modules', '@acme')
  mkdirSync(above, { recursive: true })
  repo.write('../node_modules/@acme/drift/drift-preset.yaml', 'plans: { required: false }\n')
  assert.match(repo.drift('config').stdout, '"required":false')
  rmSync(join(repo.root, '..', 'node_modules'), { recursive: true })
})

using('what is wrong in it is told with its file and line, and with what is wrong in the config', (repo) => {
  repo.write('node_modules/@acme/drift/drift-preset.json', '{\n  "base": { "branch": "x" },\n  "extends": "drift:solo",\n  "plans": { "required": 1 }\n}\n')
  repo.write('.driftrc', '{ "extends": "@acme/drift",\n "speed": 1 }')
  repo.git('add', '.')
  const { code, stderr } = repo.drift('check')
  assert.is(code, 2)
  for (const text of [/\.driftrc:2: .*unknown key "speed"/, /node_modules\/@acme\/drift\/drift-preset\.json:2: \/base: expected no "base" in what other configs extend/, /drift-preset\.json:3: \/extends: expected no "extends"/, /drift-preset\.json:4: \/plans\/required: expected/]) assert.match(stderr, text)
})

using('a preset that forgot its drift: is told the name', (repo) => {
  const { code, stderr } = repo.drift('check')
  assert.is(code, 3)
  assert.match(stderr, 'preset recommended is not installed')
  assert.match(stderr, '(did you mean "drift:recommended"?)')
}, undefined, { names: 'recommended' })

using('a change that extends a package that nobody has is a finding, which a person may let through', (repo) => {
  repo.write('.driftrc', JSON.stringify({ id: 'abcdefgh', extends: ['drift:recommended', 'drift-acme'], checks: { 'never-auto-approve': 'off' }, plans: { required: false } }))
  repo.commit('Extend')
  said(repo, 1, 'drift: policy: .driftrc leaves no drift config that can be read (preset drift-acme is not installed')
  repo.write('node_modules/drift-acme/drift-preset.json', '{}')
  said(repo, 1, 'drift: policy: .driftrc leaves no drift config that can be read (preset drift-acme was installed by nothing that')
  assert.is(repo.drift('approve', '--change', '--yes').code, 0)
  said(repo, 0)
}, undefined, { names: 'drift:recommended', config: { checks: { 'never-auto-approve': 'off' }, plans: { required: false } } })

const plugin = { 'index.js': "import { defineCheck, object } from 'git-drift/check'\nexport default { name: 'p', api: 1, checks: [defineCheck({ name: 'x', demand: 'x.', stages: ['ci'], options: object({}), *run({ files }) { for (const { path } of files) if (path === 'LICENSE') yield { code: 'c', path, message: 'is taken', fix: 'f' } }, examples: [{ title: 'a', change: [], options: {}, findings: [] }, { title: 'b', change: ['M LICENSE'], options: {}, findings: ['is taken'] }] })] }\n" }
const named = { names: 'drift:recommended', config: { plugins: ['@acme/drift'], plans: { required: false } } }
for (const [title, by] of Object.entries(installs)) {
  using(`${title}: a plugin of a package is held to the same`, (repo) => {
    install(repo, by, one, plugin)
    breach(repo)
    said(repo, 1, 'drift: p/x: LICENSE: is taken')
    install(repo, by, two, plugin)
    said(repo, 3, /plugin @acme\/drift is installed as 1\.1\.0/)
  }, by, named)
}

using('a plugin is code: what was installed with it must be what the base locks, too', (repo) => {
  install(repo, installs['npm']!, one, plugin)
  const text = JSON.parse(installs['npm']!.installed(one)) as { packages: Record<string, object> }
  repo.write('node_modules/.package-lock.json', JSON.stringify({ ...text, packages: { ...text.packages, 'node_modules/kleur': { version: '4.1.5', integrity: 'sha512-x' } } }))
  breach(repo)
  said(repo, 3, /plugin @acme\/drift was installed together with node_modules\/kleur, which package-lock\.json of \w{12} does not name so/)
}, undefined, named)

test.run()
