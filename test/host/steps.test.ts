// Steps of plugins, before the checks of a commit: when they are taken, what they get, how they end a commit, and that the
// checks look at what they left.
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { runJob } from '../../host/cli-run.ts'
import { indexOf, programOf } from '../../host/cli-steps.ts'
import { scratch, withPlugin, type PluginPlace } from '../support/plugin-place.ts'
import { put } from '../hooks/stand-ins.ts'

/** A plugin with one step, its body a function of `context`; and a check that refuses files that hold `bad`. */
const plugin = (body: string) => `export default { name: 'p', api: 1, options: object({ word: optional(text({ default: 'none' })) }), steps: [{ name: 'one', stages: ['pre-commit'], run: async (context) => { ${body} } }],
  checks: [{ name: 'clean', demand: 'x', stages: ['pre-commit'], options: object({}), reads: () => ({ texts: ['**'] }), *run({ files }) { for (const { path, after } of files) if (after?.includes('bad')) yield { code: 'bad', path, message: path + ' is bad', fix: 'mend it' } },
    examples: [{ title: 'a', change: [], options: {}, findings: [] }, { title: 'b', change: ['M x'], options: {}, findings: ['x'], texts: { x: [null, 'bad'] } }] }] }`
const sh = (script: string) => `await context.run({ argv: ['sh', '-c', ${JSON.stringify(script)}], timeoutS: 9 })`

const within = (title: string, body: string, work: (repo: PluginPlace, said: (text: string) => ReturnType<PluginPlace['drift']>) => void) => test(title, () => {
  const repo = withPlugin(plugin(body), { options: { word: 'bird' } })
  const said = (text: string) => { repo.write('x', text); repo.git('add', 'x'); return repo.drift('hook', 'pre-commit') }
  try { work(repo, said) } finally { repo.dispose() }
})

within('what it leaves staged is judged, and not what was there before', sh('sed -i s/bad/good/ x && git add x'), ({ git }, said) => {
  assert.equal(said('bad'), { code: 0, stdout: '', stderr: '' })
  assert.is(git('show', ':x'), 'good')
})

within('what it brings in is judged too', sh('echo bad > y && git add y'), (_, said) => {
  const { code, stderr } = said('good')
  assert.is(code, 1)
  assert.match(stderr, 'drift: p/clean: y is bad')
})

within('a config that it changes is the one that judges', sh(`sed -i 's/"plugins"/"checks": { "p\\/clean": "off", "policy": "off", "never-auto-approve": "off" }, "plugins"/' .driftrc && git add .driftrc`), (_, said) => {
  assert.equal(said('bad'), { code: 0, stdout: '', stderr: '' })
})

within('it is told its options, the index and what git is doing; a reason to do nothing is passed on, and the checks look', "return { skipped: [context.options.word, context.index, String(context.during), String(context.program('no-such-package'))].join(' ') }", (_, said) => {
  assert.equal(said('good'), { code: 0, stdout: '', stderr: 'drift: note: p/one: skipped: bird own undefined undefined\n' })
  const { code, stderr } = said('bad')
  assert.is(code, 1)
  assert.match(stderr, 'drift: p/clean: x is bad')
})

within('it can end the commit, with its own exit code and words', "throw new DriftError('no', 'say yes', 1, 'a program said\\nso')", (_, said) => {
  assert.equal(said('good'), { code: 1, stdout: '', stderr: 'a program said\nso\ndrift: no\n  fix: say yes\n' })
})

within('one that crashes ends it as well', "context.nothing()", (_, said) => {
  const { code, stderr } = said('good')
  assert.is(code, 3)
  assert.match(stderr, /^drift: step p\/one crashed: .*not a function\n {2}fix: This is a bug of plugin p/)
})

within('it is taken at pre-commit alone, and only where something is staged', "throw new DriftError('taken', 'x', 1)", (repo, said) => {
  assert.is(repo.drift('hook', 'pre-commit').code, 0)
  assert.is(said('good').code, 1)
  assert.is(repo.drift('check').code, 0)
  repo.write('.git/message', 'chore: x\n')
  assert.is(repo.drift('hook', 'commit-msg', '.git/message').code, 0)
  repo.git('commit', '-q', '--no-verify', '-m', 'chore: x')
  assert.is(repo.drift('check', '--base', 'HEAD~1').code, 0)
})

test('whose index a commit is made from', () => {
  const folder = scratch()
  const gitDir = join(folder, 'git')
  mkdirSync(gitDir)
  symlinkSync(gitDir, join(folder, '.git'), 'dir')
  for (const told of [undefined, '', '.git/index', '.git/index.lock', join(gitDir, 'index'), join(folder, '.git', 'index')]) assert.is(indexOf(folder, gitDir, told), 'own', String(told))
  for (const told of ['.git/next-index-12.lock', join(gitDir, 'next-index-12.lock'), 'index', '/elsewhere/index', join(folder, 'gone', 'index')]) assert.is(indexOf(folder, gitDir, told), 'other', told)
})

test('the program of a package, at the root or above', () => {
  const folder = scratch()
  const has = (name: string, manifest: string) => put(join(folder, 'node_modules', name, 'package.json'), manifest)
  put(join(folder, 'node_modules', 'one', 'x.js'), '')
  put(join(folder, 'node_modules', '@a', 'two', 'x.js'), '')
  has('one', '{ "version": "1.2.3", "bin": "./x.js" }')
  has('@a/two', '{ "version": "2.0.0", "bin": { "two": "x.js", "other": "y.js" } }')
  has('none', '{ "version": "3.0.0" }')
  has('broken', '{')
  has('gone', '{ "bin": "x.js" }')
  const root = join(folder, 'packages', 'deep')
  assert.equal(programOf('one', root), { argv: [process.execPath, join(folder, 'node_modules/one/x.js')], version: '1.2.3' })
  assert.equal(programOf('@a/two', folder), { argv: [process.execPath, join(folder, 'node_modules/@a/two/x.js')], version: '2.0.0' })
  assert.equal([programOf('none', root), programOf('absent', root)], [undefined, undefined])
  for (const name of ['broken', 'gone']) assert.throws(() => programOf(name, root), /cannot be read/)
})

test('a job with grace is asked to end first, and killed when it does not', async () => {
  const job = (script: string) => ({ argv: ['sh', '-c', script], timeoutS: 0.5, graceS: 1 })
  const tidy = await runJob(job('trap "echo tidied; exit 5" INT; while :; do sleep 0.1; done'))
  assert.equal([tidy.timedOut, tidy.exit, tidy.stdout], [true, 5, 'tidied\n'])
  const deaf = await runJob(job('trap "" INT; while :; do sleep 0.1; done'))
  assert.equal([deaf.timedOut, deaf.signal], [true, 'SIGKILL'])
  assert.ok(deaf.ms >= 1400, `${deaf.ms} ms`)
})

test.run()
