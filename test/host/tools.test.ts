// Tools of plugins in a hook: absent is blind, one that runs is seen, one that hangs is killed with its grandchildren.
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { runJob } from '../../host/cli-run.ts'
import { alive } from '../support/alive.ts'
import { run, withPlugin, type PluginPlace } from '../support/plugin-place.ts'

const plugin = (tool: string, check = "if (seen.lint.includes('bad')) yield { code: 'bad', path: files[0].path, message: seen.lint, fix: 'mend it' }") => `export default { name: 'p', api: 1, tools: [{ name: 'lint', ${tool} }],
  checks: [{ name: 'clean', demand: 'x', stages: ['pre-commit'], options: object({}), reads: () => ({ tools: ['lint'] }), *run({ files, seen }) { ${check} },
    examples: [{ title: 'a', change: [], options: {}, findings: [], given: { seen: { lint: '' } } }, { title: 'b', change: ['M x'], options: {}, findings: ['x'], given: { seen: { lint: 'bad' } } }] }] }`
const cat = "job: ({ files }) => ({ argv: ['cat', '--', ...files.map(({ path }) => path)], timeoutS: 9 }), parse: ({ stdout }) => stdout"

const within = (title: string, source: string, work: (repo: PluginPlace, said: (text: string) => ReturnType<PluginPlace['drift']>) => void | Promise<void>) => test(title, async () => {
  const repo = withPlugin(source)
  const said = (text: string) => { repo.write('x', text); repo.git('add', 'x'); return repo.drift('hook', 'pre-commit') }
  try { await work(repo, said) } finally { repo.dispose() }
})

within('a tool that runs is seen', plugin(`probe: ['cat', '/dev/null'], ${cat}`), (_, said) => {
  assert.equal(said('good'), { code: 0, stdout: '', stderr: '' })
  const { code, stderr } = said('bad news')
  assert.is(code, 1)
  assert.match(stderr, 'drift: p/clean: x: bad news')
})

within('tools run at the root, wherever drift was called', plugin(`probe: ['cat', 'x'], ${cat}`), (repo) => {
  mkdirSync(join(repo.root, 'deep'))
  repo.write('x', 'bad')
  repo.git('add', 'x')
  assert.is(run({ ...repo, sh: (script) => repo.sh(`cd deep && ${script}`) }, repo.program, ['check']).code, 1)
})

for (const [title, tool, reason] of [
  ['is absent', `probe: ['no-such-tool', '--version'], ${cat}`, 'the tool lint is not there (no-such-tool --version)'],
  ['is broken', `probe: ['false'], ${cat}`, 'the tool lint is not there (false)'],
  ['cannot be asked', "probe: ['true'], job: () => { throw new Error('no luck') }, parse: () => ''", 'no luck'],
  ['says what nobody can read', "probe: ['true'], job: () => ({ argv: ['echo'], timeoutS: 9 }), parse: () => JSON.parse('')", 'Unexpected end of JSON input'],
] as const) within(`a tool that ${title} makes its readers blind`, plugin(tool), (_, said) => {
  const { code, stderr } = said('good')
  assert.is(code, 3)
  assert.ok(stderr.includes(`drift: p/clean: could not judge: ${reason}`), stderr)
})

within('a tool of another name is nobody\'s', plugin(`probe: ['true'], ${cat}`).replace("tools: ['lint']", "tools: ['lnit']"), (_, said) => {
  assert.match(said('good').stderr, 'could not judge: no plugin brings the tool lnit')
})

within('a tool that hangs is killed with its grandchildren, and its readers are blind', plugin("probe: ['true'], job: () => ({ argv: ['sh', '-c', 'sh -c \"sleep 60 & echo \\\\$! >pids; wait\" & sleep 60 & echo $! >>pids2; wait'], timeoutS: 1 }), parse: () => ''"), async ({ root }, said) => {
  const { code, stderr } = said('good')
  assert.is(code, 3)
  assert.match(stderr, 'could not judge: the tool lint did not end in time')
  await sleep(100)
  for (const file of ['pids', 'pids2']) assert.not(alive(Number(readFileSync(join(root, file), 'utf8'))), file)
})

test('a job: output is bounded and keeps its end, an aborted one does not start, one that leaves its group is not waited for', async () => {
  const loud = await runJob({ argv: [process.execPath, '-e', "process.stdout.write('x'.repeat(3 << 20) + 'end')"], timeoutS: 30 })
  assert.equal([loud.exit, loud.stdout.length, loud.stdout.slice(-4)], [0, 1 << 20, 'xend'])
  await runJob({ argv: ['true'], timeoutS: 9 }, AbortSignal.abort(new Error('stopped'))).then(() => assert.unreachable(), (error: Error) => assert.is(error.message, 'stopped'))
  const began = Date.now()
  const gone = await runJob({ argv: [process.execPath, '-e', "const c = require('node:child_process').spawn('sleep', ['8'], { detached: true, stdio: 'inherit' }); c.unref(); setTimeout(() => {}, 60000)"], timeoutS: 0.5 })
  assert.ok(gone.timedOut && Date.now() - began < 6_000)
})

test.run()
