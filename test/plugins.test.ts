// limit 600 s: a plugin package is compiled, installed in two ways, and used with real git.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { installDrift, run, scratch, sharedDrift, withPlugin, type PluginPlace } from './support/plugin-place.ts'
import { driftRoot, repository } from './support/repository.ts'

const packages = join(scratch(), 'node_modules')
const source = join(packages, 'drift-skeletons')

function tsc(...args: string[]) {
  return spawnSync(process.execPath, [join(driftRoot, 'node_modules', 'typescript', 'bin', 'tsc'), ...args], { cwd: source, encoding: 'utf8' })
}

test('the fixture compiles against the shipped types alone, however modules are resolved', () => {
  installDrift(packages)
  cpSync(join(driftRoot, 'test', 'fixtures', 'skeletons'), source, { recursive: true })
  for (const project of ['tsconfig.json', 'tsconfig.bundler.json']) {
    const { status, stdout } = tsc('-p', project)
    assert.is(status, 0, `${project}: ${stdout}`)
  }
  assert.ok(existsSync(join(source, 'dist', 'index.js')))
})

test('the shipped types are real ones: what is wrong does not compile', () => {
  const wrong: readonly (readonly [string, RegExp])[] = [
    ['definePlugin({ name: "x", api: 2 })', /TS2322/],
    ['defineCheck({ name: "x" })', /TS2739/],
    ['export const f = (c: Context) => c.hold("k", "5", async () => 1)', /TS2345/],
    ['export const f = (c: Change) => { c.files = [] }', /TS2540/],
    ['export const f = (c: Context) => c.signal.nothing', /TS2339/],
  ]
  for (const [line, code] of wrong) {
    writeFileSync(join(source, 'wrong.ts'), `import { defineCheck, definePlugin } from 'git-drift/check'\nimport type { Change, Context } from 'git-drift/check'\nexport type Used = [typeof defineCheck, typeof definePlugin, Change, Context]\n${line}\n`)
    const { status, stdout } = tsc('-p', 'tsconfig.json', '--noEmit')
    assert.is.not(status, 0, line)
    assert.match(stdout, code, line)
    assert.not.match(stdout, /TS2307/)
  }
  rmSync(join(source, 'wrong.ts'))
})

const off = { 'skeletons/changed-lines-covered': 'off' }

/** A repository with the fixture as a package beside drift, or as files of its own with drift nowhere in it. */
function place(as: 'package' | 'path', { options = {}, checks = {} }: { readonly options?: object; readonly checks?: object } = {}): PluginPlace {
  const name = as === 'package' ? 'drift-skeletons' : './tools/skeletons/dist/index.js'
  const repo = repository({ config: { plans: { required: false }, plugins: [[name, options]], checks }, files: { '.gitignore': 'node_modules\n', 'src/a.ts': 'one\n' } })
  const to = as === 'package' ? join(repo.root, 'node_modules', 'drift-skeletons') : join(repo.root, 'tools', 'skeletons')
  mkdirSync(to, { recursive: true })
  for (const part of ['dist', 'package.json']) cpSync(join(source, part), join(to, part), { recursive: true })
  const program = as === 'package' ? installDrift(join(repo.root, 'node_modules')) : sharedDrift()
  assert.is(existsSync(join(repo.root, 'node_modules')), as === 'package')
  repo.commit('Begin with plugins')
  const hook = join(repo.root, '.git', 'hooks', 'pre-commit')
  writeFileSync(hook, `#!/bin/sh\nexec '${process.execPath}' '${program}' hook pre-commit\n`, { mode: 0o755 })
  return { ...repo, program, drift: (...args) => run(repo, program, args) }
}

const using = (title: string, as: 'package' | 'path', options: Parameters<typeof place>[1], work: (repo: PluginPlace) => void | Promise<void>) => test(`${title} [${as}]`, async () => {
  const repo = place(as, options)
  try { await work(repo) } finally { repo.dispose() }
})

for (const as of ['package', 'path'] as const) {
  using('selftest runs its examples, explain tells its checks, help its commands', as, {}, ({ drift }) => {
    assert.match(drift('selftest').stdout, /selftest: \d+ checks, \d+ examples, 0 broken/)
    const explained = drift('explain', 'skeletons/changed-lines-covered')
    assert.is(explained.code, 0)
    for (const part of ['Tests run the lines that a change brings.', 'Per cent of the changed lines.', 'Default: 80', 'fails: six of ten']) assert.ok(explained.stdout.includes(part), part)
    assert.match(drift('--help').stdout, /autopilot +do what is allowed/)
    assert.match(drift('phase', 'hold', '--help').stdout, /Usage: drift phase hold \[options\] <task> <phase> <command\.\.\.>/)
  })

  using('R047: the golden change passes, each single removal fails exactly one gate', as, {}, ({ drift }) => {
    const { code, stdout } = drift('gates', 'selftest', '--json')
    assert.is(code, 0)
    const said = JSON.parse(stdout) as { golden: string; removals: { fails: number; right: boolean }[] }
    assert.is(said.golden, 'passed')
    assert.is(said.removals.length, 9)
    assert.ok(said.removals.every(({ fails, right }) => fails === 1 && right))
  })

  using('R070: a lease is granted in turn, and contention is told and counted', as, {}, ({ drift, root, sh, program }) => {
    const hold = ['phase', 'hold', 't1', 'implement', '--', 'sh', '-c', 'echo generation $PHASE_GENERATION']
    assert.equal([drift(...hold), drift(...hold)].map(({ code, stdout }) => [code, stdout]), [[0, 'generation 1\n'], [0, 'generation 2\n']])
    const inside = drift('phase', 'hold', 't1', 'implement', '--ttl', '60', '--', process.execPath, program, ...hold)
    assert.is(inside.code, 1)
    const raced = sh(`'${process.execPath}' '${program}' phase hold t2 x -- sleep 3 & sleep 1; '${process.execPath}' '${program}' phase hold t2 x -- echo never; echo "code $?"; wait`)
    assert.match(raced.stdout, /^code 1$/m)
    assert.not.match(raced.stdout, 'never')
    assert.match(raced.stderr, /drift: the lease "t2\/x" is held by drift phase hold \(process \d+\) for another (29\d|300) s/)
    const counted = readFileSync(join(root, '.git', 'drift', 'skeletons-counter.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { record: { add: number; key: string } })
    assert.equal(counted.map(({ record: { add, key } }) => [add, key]), [[1, 't1/implement'], [1, 't2/x']])
  })

  using('R133: without evidence for this tree the check is blind, and a range is not passed', as, {}, ({ drift, write, commit, git }) => {
    write('src/b.ts', 'one\ntwo\n')
    git('config', 'core.hooksPath', '/dev/null')
    commit('Add b')
    const { code, stderr } = drift('check', '--base', 'HEAD~1')
    assert.is(code, 3)
    assert.match(stderr, 'drift: skeletons/changed-lines-covered: could not judge: no evidence for this tree made lcov.info')
  })

  using('R147: what a hook judged is on the page, which needs no network', as, { checks: off }, ({ drift, write, git, root }) => {
    assert.equal(drift('report'), { code: 0, stdout: 'skeletons/trace              html, json                   what was judged, span by span\n', stderr: '' })
    write('src/b.ts', 'one\n')
    git('add', '.')
    git('commit', '-qm', 'Add b')
    const { spans } = JSON.parse(drift('report', 'skeletons/trace', '--format', 'json').stdout) as { spans: { span: string; parent?: string; name: string; status: string }[] }
    assert.equal(spans.filter(({ parent }) => !parent).map(({ name, status }) => [name, status]), [['pre-commit', 'passed']])
    assert.ok(spans.some(({ name, status }) => name === 'skeletons/phase-evidence' && status === 'passed'))
    assert.is(drift('report', 'skeletons/trace', '--output', 'trace.html').code, 0)
    const page = readFileSync(join(root, 'trace.html'), 'utf8')
    for (const { span } of spans) assert.ok(page.includes(`<li id="${span}"`), span)
    assert.is((page.match(/<a href="#/g) ?? []).length, 2 * (spans.length - 1))
    assert.not.match(page, /https?:|src=|<link|@import|url\(/)
  })

  using('R192: the autopilot is off unless the config says otherwise', as, { checks: off }, ({ drift }) => {
    const { code, stderr } = drift('autopilot', '--run', 'r1')
    assert.equal([code, stderr.split('\n')[0]], [1, 'drift: the autopilot is off'])
  })

  const mend = { enabled: true, maxActions: 2, allow: [{ finding: 'sot/frozen', argv: ['git', 'checkout', '--', '{path}'] }] }
  const frozen = { checks: { ...off, sot: ['error', { files: [{ path: 'src/a.ts', mode: 'frozen' }] }] } }
  const sessions = (repo: PluginPlace) => readFileSync(join(repo.root, '.git', 'drift', 'skeletons-session.jsonl'), 'utf8').trim().split('\n').map((line) => (JSON.parse(line) as { record: { status: string; executed: string[] } }).record)

  using('R192: what is allowed is done, and the session is recorded', as, { options: mend, ...frozen }, (repo) => {
    repo.write('src/a.ts', 'two\n')
    assert.is(repo.drift('autopilot', '--run', 'r1').code, 0)
    assert.is(readFileSync(join(repo.root, 'src/a.ts'), 'utf8'), 'one\n')
    assert.equal(sessions(repo).map(({ status, executed }) => [status, executed.length]), [['completed', 1]])
  })

  using('R192: one unsafe action, nothing executed, requests written', as, { options: mend, ...frozen }, (repo) => {
    repo.write('src/a.ts', 'two\n')
    for (const name of ['spec', 'plan']) repo.write(`evidence/t1/${name}.md`, 'x\n')
    const { code, stdout } = repo.drift('autopilot', '--run', 'r1')
    assert.is(code, 1)
    assert.match(stdout, 'needs approval: skeletons/phase-evidence/phase-missing:')
    assert.is(readFileSync(join(repo.root, 'src/a.ts'), 'utf8'), 'two\n')
    assert.equal(sessions(repo).map(({ status, executed }) => [status, executed]), [['blocked_approval_required', []]])
    assert.is(readFileSync(join(repo.root, '.git', 'drift', 'skeletons-request.jsonl'), 'utf8').trim().split('\n').length, 7)
  })

  using('a breach blocks a real commit', as, { checks: off }, ({ write, git, sh }) => {
    write('evidence/t1/spec.md', 'x\n')
    git('add', '.')
    const { code, stderr } = sh('git commit -qm evidence')
    assert.is(code, 1)
    assert.match(stderr, 'drift: skeletons/phase-evidence: task t1 has no evidence of phase review')
  })

  using('unknown options and values that do not fit are all told, with exit 2', as, { options: { enabled: 'yes', speed: 9 } }, ({ drift }) => {
    const { code, stderr } = drift('check')
    assert.is(code, 2)
    assert.match(stderr, /\.driftrc:\d+: \/plugins\/0\/1: unknown key "speed"/)
    assert.match(stderr, /\.driftrc:\d+: \/plugins\/0\/1\/enabled: expected (a )?boolean, found "yes"/)
  })
}

const example = "examples: [{ title: 'a', change: [], options: {}, findings: [] }, { title: 'b', change: ['M x'], options: {}, findings: ['x'] }]"
const broken: readonly (readonly [title: string, plugin: string, code: number, said: RegExp])[] = [
  ['made for another api', "export default { name: 'p', api: 2 }", 3, /plugin \.\/tools\/p\.mjs: it was made for api 2; this drift speaks api 1\n {2}fix: Update git-drift/],
  ['throws on load', "throw new Error('no luck')", 3, /plugin \.\/tools\/p\.mjs cannot be loaded: no luck\n {2}fix: Install it/],
  ['throws what the door gives on load', "throw new DriftError('no luck', 'try harder', 2)", 3, /cannot be loaded: no luck/],
  ['exports nothing', '', 3, /its module exports no plugin/],
  ['is far from a plugin', 'export default { name: "p", api: 1, checks: [{ name: "x", examples: [{}] }] }', 3, /it has not the form of a plugin/],
  ['a check that throws', `export default { name: 'p', api: 1, checks: [{ name: 'x', demand: 'x', stages: ['pre-commit'], options: object({}), run() { throw new Error('no luck') }, ${example} }] }`, 3, /drift: p\/x: crashed: Error: no luck/],
  ['a check that ends the process', `export default { name: 'p', api: 1, checks: [{ name: 'x', demand: 'x', stages: ['pre-commit'], options: object({}), *run() { process.exit(0) }, ${example} }] }`, 3, /it ended before it had an answer/],
  ['a frozen check that finds something', `export default Object.freeze({ name: 'p', api: 1, checks: [Object.freeze({ name: 'x', demand: 'x', stages: ['pre-commit'], options: object({}), *run() { yield { code: 'c', message: 'found', fix: 'f' } }, ${example} })] })`, 1, /drift: p\/x: found/],
]

for (const [title, plugin, code, said] of broken) {
  test(`broken: ${title}: the hook blocks, check says so`, () => {
    const repo = withPlugin(plugin)
    try {
      repo.write('new', 'x')
      repo.git('add', '.')
      for (const args of [['hook', 'pre-commit'], ['check']]) {
        const ran = repo.drift(...args)
        assert.is(ran.code, code, `${args.join(' ')}: ${ran.stderr}`)
        assert.match(ran.stderr, said)
        assert.not.match(ran.stderr, 'This is a bug of drift')
      }
      repo.git('config', 'core.hooksPath', join(repo.outside))
      writeFileSync(join(repo.outside, 'pre-commit'), `#!/bin/sh\nexec '${process.execPath}' '${repo.program}' hook pre-commit\n`, { mode: 0o755 })
      assert.is.not(repo.sh('git commit -qm x').code, 0)
    } finally {
      repo.dispose()
    }
  })
}

test.run()
