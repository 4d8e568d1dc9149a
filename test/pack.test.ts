// limit 900 s: the packed package is installed and used with six package managers, and fetched for one call by three.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { enterTestEnvironment } from './support/environment.ts'
import { fetched, layouts, managerEnvironment, noRegistry, npxFolder, passing, run, unreachable } from './support/managers.ts'
import { driftRoot, repository, type Repository } from './support/repository.ts'
import { skip } from './support/skip.ts'

enterTestEnvironment()
const scratch = mkdtempSync(join(tmpdir(), 'drift-test-pack-'))
const packed = JSON.parse(execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--json', '--pack-destination', scratch], { cwd: driftRoot, encoding: 'utf8', env: managerEnvironment(scratch) }))[0] as {
  readonly filename: string; readonly size: number; readonly unpackedSize: number; readonly files: readonly { readonly path: string; readonly mode: number }[]
}
const tarball = join(scratch, packed.filename)

// git alone: node is found only if the hook knows where it is.
const bare = join(scratch, 'bare')
mkdirSync(bare)
symlinkSync(execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim(), join(bare, 'git'))
const bareEnvironment = { PATH: bare, HOME: process.env['HOME'], GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: process.env['GIT_CONFIG_GLOBAL'] }

/** Stages files and commits them; the hook must block it with this line, or, without one, say nothing and let it pass. */
function commits(repo: Repository, env: NodeJS.ProcessEnv, paths: readonly string[], blocked?: string): void {
  for (const path of paths) repo.write(path, 'x\n')
  repo.git('add', '--', ...paths)
  const { code, stdout, stderr } = run(repo.root, ['git', 'commit', '-q', '-m', 'Add files'], env)
  assert.is(code, blocked === undefined ? 0 : 1, stdout + stderr)
  if (blocked === undefined) assert.is(stdout + stderr, '')
  else assert.match(stderr, blocked)
  repo.git('reset', '-q', '--hard')
}

const six = ['a', 'b', 'c', 'd', 'e', 'f']
const noPlan = 'drift: plan-id: the commit names no plan, and no lane takes it'

function project(files: Readonly<Record<string, string>>): Repository {
  const repo = repository({ files: { '.gitignore': 'node_modules\n.pnp.*\n.yarn\n', ...files } })
  repo.commit('Begin')
  return repo
}

const strangers = /npx drift\b/

test('the files of the package', () => {
  const paths = packed.files.map(({ path }) => path)
  const unwanted = paths.filter((path) => /(^|\/)(node_modules|test|tests|bench|\.drift|\.github)(\/|$)|\.test\.|\.tgz$|^\.(?!driftrc\.example$)/.test(path) || (path.endsWith('.ts') && !/^dist\/types\/.+\.d\.ts$/.test(path)))
  assert.equal(unwanted, [])
  for (const needed of ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', '.driftrc.example', 'docs/checks.md', 'schemas/config.schema.json', 'schemas/explain.schema.json', 'man/drift.1', 'dist/hook.cjs', 'dist/judge.cjs', 'dist/check.mjs', 'dist/types/host/check.d.ts', 'dist/THIRD-PARTY-NOTICES.txt']) assert.ok(paths.includes(needed), needed)
  assert.equal(packed.files.filter(({ mode }) => mode & 0o111).map(({ path }) => path), ['dist/drift.cjs'])
  assert.ok(readFileSync(join(driftRoot, 'dist/drift.cjs'), 'utf8').startsWith('#!/usr/bin/env node\n'))
  console.log(`      ${packed.files.length} files, ${Math.round(packed.size / 1024)} KiB packed, ${Math.round(packed.unpackedSize / 1024)} KiB unpacked, judge.cjs ${Math.round(readFileSync(join(driftRoot, 'dist/judge.cjs')).length / 1024)} KiB`)
  assert.ok(packed.size < 760 * 1024, `${packed.size} bytes`)
})

test('what the hook may load beside itself is what init copies for a passing drift', () => {
  const loads = (file: string) => [...readFileSync(join(driftRoot, 'dist', file), 'utf8').matchAll(/(?:require|import)\("\.\/([^"]+)"\)/g)].map(([, name]) => name!)
  const [, listed = ''] = /const files = \[(.*?)\]/.exec(readFileSync(join(driftRoot, 'commands/bundle.ts'), 'utf8')) ?? []
  const copied = [...listed.matchAll(/'([^']+)'/g)].map(([, name]) => name!)
  assert.equal([...new Set(copied.filter((file) => file !== 'check.mjs').flatMap((file) => [file, ...loads(file)]))].sort(), copied.filter((file) => file !== 'check.mjs').sort())
})

test('no text sends a stranger to a package that is somebody else\'s', () => {
  for (const file of readdirSync(join(driftRoot, 'dist')).filter((name) => /js$/.test(name))) {
    // As a whole string it is what drift is called where it is installed: commands/repository.ts decides.
    assert.not.match(readFileSync(join(driftRoot, 'dist', file), 'utf8').replace(/(["'`])npx drift\1/g, ''), strangers, file)
  }
  for (const file of packed.files.map(({ path }) => path).filter((path) => /\.(md|json|example)$/.test(path) || path.startsWith('templates/'))) {
    const text = readFileSync(join(driftRoot, file), 'utf8').replace(/^<!-- run in: (checkout|node project)[^\n]*-->\n```sh\n[\s\S]*?^```$/gm, '')
    assert.not.match(text, strangers, file)
  }
})

const offline = noRegistry(scratch)

for (const layout of layouts) {
  const folder = offline === undefined ? layout.from && fetched(layout.from, scratch) : { unreachable: offline }
  if (typeof folder === 'object') { skip(layout.name, folder.unreachable); continue }
  const env = managerEnvironment(scratch, folder)
  const repo = project({ 'package.json': '{ "name": "somebody", "version": "1.0.0", "private": true }\n', ...layout.files })
  const added = run(repo.root, layout.add(tarball), env)
  if (added.code !== 0) { skip(layout.name, unreachable(added)); repo.dispose(); continue }

  test(layout.name, () => {
    const drift = (...args: string[]) => run(repo.root, [...layout.drift, ...args], env)
    if (layout.installed) for (const file of ['hook.cjs', 'judge.cjs', 'cli.cjs']) assert.ok(readFileSync(join(repo.root, layout.installed, 'dist', file)).equals(readFileSync(join(driftRoot, 'dist', file))), file)
    const init = drift('init', '--yes', '--ci', 'github')
    assert.is(init.code, 0, init.stdout + init.stderr)
    assert.match(init.stderr, 'it was blocked. drift is on.')
    assert.is(strangers.test(init.stderr), layout.installed !== undefined)
    assert.is(repo.git('status', '--porcelain'), '')
    const doctor = drift('doctor')
    assert.is(doctor.code, 0, doctor.stdout)
    commits(repo, env, six, noPlan)
    commits(repo, bareEnvironment, six, noPlan)
    commits(repo, bareEnvironment, ['README.md'])
    if (layout.name === 'npm') {
      for (const args of [['plan', 'new', 'Do it', '--id', 'do-it', '--allow', 'src/**'], ['approve', 'do-it', '--yes'], ['start', 'do-it']]) assert.is(drift(...args).code, 0, args.join(' '))
      commits(repo, bareEnvironment, six.map((name) => `src/${name}`))
      commits(repo, bareEnvironment, ['src/g', 'lib/a'], 'drift: scope: lib/a is outside plan do-it')
    }
    repo.dispose()
  })
}

const house = `import { defineCheck, definePlugin, object } from 'git-drift/check'
const check = defineCheck({
  name: 'no-secrets', demand: 'No file is called secret.', stages: ['pre-commit'], extents: ['staged'], options: object({}),
  *run({ files }) { for (const { path } of files) if (path.includes('secret')) yield { code: 'secret', path, message: path + ' is called secret', fix: 'rename it' } },
  examples: [{ title: 'other', change: ['A a'], options: {}, findings: [] }, { title: 'secret', change: ['A secret'], options: {}, findings: ['is called secret'] }],
})
export default definePlugin({ name: 'house', api: 1, checks: [check] })
`

for (const { name, from, call } of passing) {
  const folder = offline === undefined ? from && fetched(from, scratch) : { unreachable: offline }
  if (typeof folder === 'object') { skip(name, folder.unreachable); continue }
  const env = managerEnvironment(scratch, folder)
  const repo = project({ 'tools/house.mjs': house })
  const version = run(repo.root, [...call(tarball), '--version'], env)
  if (version.code !== 0) { skip(name, unreachable(version)); repo.dispose(); continue }

  test(`${name}: fetched for one call, with a YAML config and a local plugin`, () => {
    repo.write('.driftrc.yaml', 'extends: drift:recommended\nplugins: [./tools/house.mjs]\n')
    const said = [run(repo.root, [...call(tarball), 'init', '--yes'], env), run(repo.root, [...call(tarball), 'doctor'], env)]
    for (const { code, stdout, stderr } of said) {
      assert.is(code, 0, stdout + stderr)
      assert.not.match(stdout + stderr, strangers)
    }
    const own = join(repo.root, '.git', 'drift', 'bin')
    assert.match(readFileSync(join(repo.root, '.git/hooks/pre-commit'), 'utf8'), `\nbundle='${own}/hook.cjs'\n`)
    if (name === 'npx') {
      assert.ok(existsSync(npxFolder))
      rmSync(npxFolder, { recursive: true })
    }
    assert.is(repo.git('status', '--porcelain'), '')
    commits(repo, bareEnvironment, six, noPlan)
    commits(repo, bareEnvironment, ['README.md'])
    commits(repo, bareEnvironment, ['secret.md'], 'drift: house/no-secrets: secret.md is called secret')
    repo.dispose()
  })
}

// Somebody's repository, as it is cloned: a build, tests, a licence, hooks of nobody.
const unfamiliar = { 'setup.py': 'import setuptools\n', 'app/main.py': 'print(1)\n', 'tests/test_main.py': 'import app\n', LICENSE: 'as is\n', Makefile: 'test:\n\tpython -m unittest\n' }
const title = 'from a clone of an unfamiliar repository to the first blocked change: three commands, within 60 s'
if (offline !== undefined) skip(title, offline)
else test(title, () => {
  for (const cache of ['warm', 'cold'] as const) {
    const origin = project(unfamiliar)
    const root = join(origin.outside, 'clone')
    origin.git('clone', '-q', origin.root, root)
    const env = { ...managerEnvironment(scratch), ...cache === 'cold' ? { npm_config_cache: mkdtempSync(join(scratch, 'cold-')), npm_config_prefer_offline: 'false' } : {} }
    const began = Date.now()
    const said = [['npx', '--yes', '--package', tarball, 'git-drift', 'init', '--yes'], ['sh', '-c', 'seq 99 > app/limits.py && git add app'], ['git', 'commit', '-qm', 'feat: limits']].map((command) => run(root, command, env))
    const seconds = (Date.now() - began) / 1000
    assert.equal(said.map(({ code }) => code), [0, 0, 1], said.map(({ stdout, stderr }) => stdout + stderr).join(''))
    assert.match(said[2]!.stderr, noPlan)
    assert.ok(seconds < 60, `${seconds} s`)
    console.log(`      npm's cache ${cache}: ${seconds.toFixed(1)} s to the first blocked change`)
    origin.dispose()
  }
})

test('what drift prints in a repository that has not installed it', () => {
  const repo = project({})
  const calls = [
    ['doctor'], ['check'], ['explain'], ['explain', 'scop'], ['config'], ['plan', 'list'], ['plan', 'show', 'x'], ['plan', 'lint'], ['approve', 'x'], ['start', 'x'], ['status'], ['ci'], ['nosuch'], ['hook', 'nosuch'], ['--help'], ['init', '--help'],
    ['init', '--dry-run'], ['init', '--yes'], ['init', '--yes'], ['doctor'], ['plan', 'new', 'x'], ['plan', 'list'], ['approve', 'x'], ['start', 'x'], ['status'], ['ci', '--base', 'nosuch'], ['uninstall', '--yes'],
  ]
  for (const args of calls) {
    const { stdout, stderr } = repo.drift(...args)
    assert.not.match(stdout + stderr, strangers, args.join(' '))
    assert.ok(stdout + stderr, args.join(' '))
  }
  repo.dispose()
})

test.after(() => rmSync(scratch, { recursive: true, force: true }))
test.run()
