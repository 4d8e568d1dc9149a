// Commands and listeners of plugins, through the command line and the hooks that are built: what they get, and what they cannot do.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { command, run, sharedDrift, withPlugin, type PluginPlace } from '../support/plugin-place.ts'
import { repository } from '../support/repository.ts'

type Options = Parameters<typeof withPlugin>[1]
const within = (title: string, plugin: string, options: Options, work: (repo: PluginPlace) => void | Promise<void>) => test(title, async () => {
  const repo = withPlugin(plugin, options)
  try { await work(repo) } finally { repo.dispose() }
})

const note = "kinds: [{ name: 'note', merge: 'union', at: { scratch: 'repository' }, schema: object({ text: text({ min: 1 }) }) }],"

for (const [title, body, said] of [
  ['never ends', 'await new Promise(() => {}); return 0', /it ended before it had an answer/],
  ['ends with no code of drift', 'return 7', /drift go ended with 7, which is no exit code of drift/],
  ['ends the process', 'process.exit(0)', /it ended before it had an answer/],
  ['crashes', "throw new Error('no luck')", /drift: drift go crashed: no luck\n {2}fix: This is a bug of plugin p/],
] as const) within(`a command that ${title} has no good exit code`, command(body), {}, ({ drift }) => {
  const ran = drift('go')
  assert.is(ran.code, 3)
  assert.match(ran.stderr, said)
})

const typed = "export default { name: 'p', api: 1, commands: [{ path: ['go'], summary: 'go', example: 'drift go', arguments: object({ count: number({ min: 1 }), list: optional(list(text())), dryRun: optional(flag()) }), positional: ['count', '…list'], prints: object({}), effects: [], load: async () => ({ default: async (args, { print }) => { print(args); return 0 } }) }] }"
within('arguments come typed by their schema, and what does not fit is wrong usage', typed, {}, ({ drift }) => {
  assert.equal(JSON.parse(drift('go', '2', 'a', 'b', '--json', '--dry-run').stdout), { count: 2, list: ['a', 'b'], dryRun: true, json: true })
  assert.equal(JSON.parse(drift('go', '2').stdout), { count: 2, list: [] })
  assert.equal([drift('go', '0').code, drift('go', 'x').code, drift('go').code, drift('go', '1', '--nope').code], [2, 2, 2, 2])
  assert.match(drift('go', '0').stderr, /^drift: drift go: \/count: .*found 0/)
})

within('only help bears a broken config: other words show what is wrong', 'export default { name: "p", api: 1 }', {}, ({ drift, write }) => {
  assert.match(drift('goo').stderr, 'unknown command')
  write('.driftrc', '{ "plans": 7 }')
  const helped = drift('--help')
  assert.is(helped.code, 0)
  assert.match(helped.stdout, 'Usage: drift')
  assert.match(helped.stderr, /^drift: no commands of plugins: \.driftrc:1: \/plans: [^\n]*\n$/)
  for (const args of [[], ['plan'], ['plan', '--help'], ['help']]) { const { stdout, stderr } = drift(...args); assert.match(`${stdout}${stderr}`, 'Usage: drift', args.join(' ')) }
  assert.equal([drift('--version').stderr, drift('goo').code], ['', 2])
  assert.match(drift('goo').stderr, /^drift: \.driftrc:1: \/plans: /)
})

test('outside of a repository there are no commands of plugins', () => {
  const repo = repository()
  const { code, stderr } = repo.sh(`cd "$OUTSIDE/.." && '${process.execPath}' '${sharedDrift()}' goo`)
  assert.is(code, 2)
  assert.match(stderr, 'unknown command')
  repo.dispose()
})

for (const path of [['check'], ['check', 'deep'], ['plan'], ['help'], ['plan', 'new']]) {
  within(`a command "${path.join(' ')}" clashes with what is there`, command('return 0').replace("['go']", JSON.stringify(path)), {}, ({ drift }) => {
    const { code, stderr } = drift('something')
    assert.is(code, 2)
    assert.match(stderr, new RegExp(`plugin p brings a command "drift ${path.join(' ')}", and there is "drift `))
    assert.is(drift('config').code, 0)
  })
}

within('a command of its own stands beside built-in ones of the same group', command("context.print('audited'); return 0").replace("['go']", "['plan', 'audit']"), {}, ({ drift }) => {
  assert.is(drift('plan', 'audit').stdout, 'audited')
  assert.match(drift('plan', '--help').stdout, /audit .*go/)
})

const hears = (react: string) => `${command("await context.append('note', 'k', { text: 'typed' }); return 0", `${note} listeners: [{ on: ['judged', 'record'], *react(event) { ${react} } }],`)}`
const heard = (repo: PluginPlace) => readFileSync(join(repo.root, '.git', 'drift', 'p-note.jsonl'), 'utf8').trim().split('\n').map((line) => (JSON.parse(line) as { record: { text: string } }).record.text)

within('listeners hear of verdicts and of records, once each', hears("yield { kind: 'note', key: 'k', record: { text: event.on === 'judged' ? event.stage + ' ' + event.verdict.verdict : event.kind + ' ' + event.record.text } }"), {}, (repo) => {
  repo.write('x', 'x')
  repo.git('add', 'x')
  repo.write('message', 'Add x\n')
  assert.is(repo.drift('hook', 'pre-commit').code, 0)
  assert.is(repo.drift('hook', 'commit-msg', 'message').code, 0)
  assert.is(repo.drift('check').code, 0)
  assert.is(repo.drift('go').code, 0)
  repo.commit('Add x')
  assert.is(repo.drift('check', '--base', 'HEAD~1').code, 0)
  assert.is(repo.drift('ci', '--base', 'HEAD~1').code, 0)
  assert.equal(heard(repo), ['pre-commit passed', 'commit-msg passed', 'pre-commit passed', 'typed', 'p/note typed', 'ci passed', 'ci passed'])
})

for (const [title, react, said] of [
  ['crashes', "throw new Error('no\\nluck')", /^drift: warning: a listener of plugin p failed at "judged": no\n/],
  ['writes what does not fit', "yield { kind: 'note', key: 'k', record: {} }", /^drift: warning: a listener of plugin p: this is no record of kind p\/note: .*\n/],
  ['writes what is not its own', "yield { kind: 'approval', key: 'k', record: {} }", /^drift: warning: a listener of plugin p failed at "judged": it may write records of its own kinds only/],
  ['never stops', "for (;;) yield { kind: 'other', key: 'k', record: {} }", /^drift: warning: a listener of plugin p failed/],
  ['changes the verdict', "if (event.on === 'judged') { event.verdict.verdict = 'passed'; event.verdict.outcomes.length = 0 }", /^drift: /],
] as const) within(`a listener that ${title} changes neither verdict nor exit code`, hears(react), { config: { checks: { sot: ['error', { files: [{ path: 'ledger', mode: 'frozen' }] }] } }, files: { ledger: 'x' } }, (repo) => {
  repo.write('ledger', 'y')
  repo.git('add', 'ledger')
  const { code, stderr } = repo.drift('hook', 'pre-commit')
  assert.is(code, 1)
  assert.match(stderr, said)
  assert.match(stderr, 'drift: sot: ledger')
})

test('without plugins no part of drift that is about them is needed', () => {
  const program = sharedDrift()
  const alone = repository({ config: { plans: { required: false } } })
  alone.commit('Begin')
  mkdirSync(join(alone.outside, 'dist'))
  for (const file of ['hook.cjs', 'judge.cjs', 'drift.cjs']) writeFileSync(join(alone.outside, 'dist', file), readFileSync(join(program, '..', file)))
  alone.write('x', 'x')
  alone.git('add', 'x')
  assert.equal(run(alone, join(alone.outside, 'dist', 'drift.cjs'), ['hook', 'pre-commit']), { code: 0, stdout: '', stderr: '' })
  alone.dispose()
})

const listens = `export default { name: 'p', api: 1, ${note} listeners: [{ on: ['run', 'record', 'tool-call'], *react(event) { yield { kind: 'note', key: 'k', record: { text: JSON.stringify(event) } } } }] }`
within('a listener hears of an approval and of a run that starts, as they are stored', listens, { config: { plans: { required: true } } }, (repo) => {
  for (const args of [['plan', 'new', 'x', '--id', 'x', '--allow', 'src/**'], ['approve', 'x', '--yes'], ['start', 'x']]) assert.is(repo.drift(...args).code, 0)
  const events = readFileSync(join(repo.root, '.git', 'drift', 'p-note.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(JSON.parse(line).record.text))
  const digest = repo.git('rev-parse', 'HEAD:.drift/plans/x')
  assert.equal(events.map(({ record, ...event }) => [event, record?.decision, record?.plan]), [
    [{ on: 'record', kind: 'approval', key: digest }, 'approved', 'x'], [{ on: 'run', what: 'started', plan: 'x' }, undefined, undefined],
  ])
})

within('a listener that crashes keeps no run from starting', listens.replace('yield', 'throw new Error("no luck"); yield'), { config: { plans: { required: true } } }, (repo) => {
  for (const args of [['plan', 'new', 'x', '--id', 'x', '--allow', 'src/**'], ['approve', 'x', '--yes']]) repo.drift(...args)
  const { code, stderr } = repo.drift('start', 'x')
  assert.is(code, 0)
  assert.match(stderr, 'drift: warning: a listener of plugin p failed at "run": no luck')
})

within('a kind that merges as chain is refused, not joined as a union', listens.replace("merge: 'union'", "merge: 'chain'"), {}, (repo) => {
  const { code, stderr } = repo.drift('check')
  assert.is(code, 3)
  assert.match(stderr, /kind "note" merges as chain, which this drift cannot do.*\n {2}fix: /)
})

test.run()
