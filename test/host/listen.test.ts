// Listening and kinds, as pure functions; setups and agents of plugins; what is no plugin.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { listAgents, pluginSetups, repositoryFacts } from '../../host/cli-setup.ts'
import { DriftError } from '../../host/error.ts'
import { eachWithin } from '../../host/in-time.ts'
import { readableKind } from '../../host/kinds.ts'
import { joined, reactions, tellJudged } from '../../host/listen.ts'
import type { Event, Kind, Listener, Plugin } from '../../host/plugin.ts'
import { whatIsWrong } from '../../host/plugin-shape.ts'
import { object, text } from '../../host/schema.ts'
import { scratch } from '../support/plugin-place.ts'

const kind = (name: string): Kind => ({ name, schema: object({ n: text() }), merge: 'union', at: { scratch: 'repository' } })
const plugin = (name: string, more: Partial<Plugin> = {}): { readonly plugin: Plugin; readonly options: Readonly<Record<string, unknown>> } => ({ plugin: { name, api: 1, kinds: [kind('note')], ...more }, options: {} })
const event: Event = { on: 'judged', stage: 'ci', verdict: { verdict: 'failed', outcomes: [{ check: 'scope', status: 'failed', severity: 'error', findings: [] }] } }
const listener = (react: Listener['react'], on: Listener['on'] = ['judged']): Listener => ({ on, react })

test('what listeners make of an event: records of their own kinds, in order, and only who asked is told', () => {
  const says = (n: string) => listener(function* () { yield { kind: 'note', key: 'k', record: { n } } })
  const { records, warnings } = reactions([plugin('a', { listeners: [says('1'), { ...says('2'), on: ['run'] }] }), plugin('b'), plugin('c', { listeners: [says('3')] })], event)
  assert.equal(records.map(({ plugin: by, kind: { name }, key, record }) => [by, name, key, record]), [['a', 'a/note', 'k', { n: '1' }], ['c', 'c/note', 'k', { n: '3' }]])
  assert.equal(warnings, [])
})

test('a crash is a line, and what was said before it counts; nobody sees what another one changes', () => {
  const seen: unknown[] = []
  const rude = listener(function* (told) { yield { kind: 'a/note', key: 'k', record: {} }; (told as { verdict: unknown }).verdict = undefined; throw new Error('no\nluck') })
  const { records, warnings } = reactions([plugin('a', { listeners: [rude, listener(function* (told) { seen.push(told) })] })], event)
  assert.equal([records.length, warnings, seen], [1, ['a listener of plugin a failed at "judged": no'], [event]])
})

test('foreign kinds and floods are refused', () => {
  const flood = listener(function* () { for (;;) yield { kind: 'note', key: 'k', record: {} } })
  for (const name of ['b/note', 'approval', 'nope']) assert.match(reactions([plugin('a', { listeners: [listener(function* () { yield { kind: name, key: 'k', record: {} } })] }), plugin('b')], event).warnings[0]!, `"${name}" is none of them`)
  const { records, warnings } = reactions([plugin('a', { listeners: [flood] })], event)
  assert.equal([records.length, warnings], [1000, ['a listener of plugin a failed at "judged": it wants to write more than 1000 records']])
})

test('a verdict is told where somebody listens and something was judged', async () => {
  const told: Event[] = []
  const hearing = { tell: async (_: unknown, what: Event) => { told.push(what) } }
  const listening = { plugins: [], listeners: [listener(function* () {})] }
  await tellJudged(hearing, { plugins: [], listeners: [] }, 'ci', event.verdict.outcomes, '/')
  await tellJudged(hearing, listening, 'ci', [], '/')
  await tellJudged({}, listening, 'ci', event.verdict.outcomes, '/')
  assert.equal(told, [])
  await tellJudged(hearing, listening, 'ci', event.verdict.outcomes, '/')
  assert.equal(told, [event])
  assert.is(joined([{ plugins: [plugin('a'), plugin('b')], listeners: [] }, { plugins: [plugin('a')], listeners: [] }]).plugins.length, 2)
})

test('kinds by name: short ones are the asker\'s own', () => {
  const [a, b] = [plugin('a'), plugin('b', { kinds: [kind('note'), kind('log')] })]
  const find = (name: string) => readableKind(name, a.plugin, [a, b], [{ ...kind('approval') }]).name
  assert.equal(['note', 'a/note', 'b/note', 'b/log', 'approval'].map(find), ['a/note', 'a/note', 'b/note', 'b/log', 'approval'])
  assert.throws(() => find('log'), (error: unknown) => error instanceof DriftError && error.exit === 2)
  assert.throws(() => find('b/lag'), /did you mean b\/log\?/)
})

test('setups: who is wanted, why, and what would be written; a crash names the plugin', () => {
  const root = scratch()
  mkdirSync(join(root, 'repo', 'deep'), { recursive: true })
  mkdirSync(join(root, 'repo', 'deep', 'x'))
  for (const file of ['outside', 'repo/ruff.toml', 'repo/deep/a']) writeFileSync(join(root, file), file)
  symlinkSync('../outside', join(root, 'repo', 'link'))
  const facts = repositoryFacts(join(root, 'repo'))
  assert.equal(['ruff.toml', 'deep', 'deep/a', 'nope', '../outside', 'link', '', '/etc/passwd', '.git/config'].map((path) => facts.has(path)), [true, true, true, false, false, false, false, false, false])
  assert.equal([facts.read('ruff.toml'), facts.read('deep'), facts.read('link'), facts.read('nope')], ['repo/ruff.toml', undefined, undefined, undefined])

  const wanted = plugin('ruff', { setup: { detect: ({ has }) => (has('ruff.toml') ? 'there is a ruff.toml' : undefined), patches: ({ read }) => [{ path: 'copy', block: read('ruff.toml')! }] } })
  const other = plugin('eslint', { setup: { detect: ({ has }) => (has('eslint.config.js') ? 'x' : undefined), patches: () => [] } })
  assert.equal(pluginSetups([wanted, other, plugin('none')], facts), [{ plugin: 'ruff', why: 'there is a ruff.toml', patches: [{ path: 'copy', block: 'repo/ruff.toml' }] }])
  assert.throws(() => pluginSetups([plugin('bad', { setup: { detect: () => { throw new Error('no luck') }, patches: () => [] } })], facts), (error: unknown) => error instanceof DriftError && error.exit === 3 && /setup of plugin bad failed: no luck/.test(error.message))
  const agent = { name: 'robot', env: [], config: { path: 'x', block: 'x' }, read: () => undefined, answer: () => ({ exit: 0, stdout: '', stderr: '' }) }
  assert.equal(listAgents([plugin('a'), plugin('b', { agents: [agent] })]), [{ plugin: 'b', agent }])
})

test('what is no plugin is told in words', () => {
  const good: Plugin = { name: 'p', api: 1 }
  assert.is(whatIsWrong(good), undefined)
  const load = async () => ({ default: async () => 0 as const })
  const command = { path: ['go'], summary: 's', example: 'e', arguments: object({ a: text() }), effects: [], load }
  const table: readonly (readonly [plugin: unknown, said: RegExp])[] = [
    [undefined, /exports no plugin/], [{ ...good, api: '1' }, /made for api 1; this drift speaks/], [{ ...good, name: 'P' }, /its name must be/], [{ ...good, options: text() }, /its options are no object/],
    [{ ...good, checks: {} }, /its checks are no list/], [{ ...good, kinds: [kind('a'), kind('a')] }, /the name "a" among its kinds stands there twice/], [{ ...good, kinds: [kind('a/b')] }, /not plain/],
    [{ ...good, kinds: [{ ...kind('a'), at: {} }] }, /does not say where its records live/], [{ ...good, kinds: [{ ...kind('a'), at: { file: '../x' } }] }, /no path inside the worktree/],
    [{ ...good, kinds: [{ ...kind('a'), at: { file: '.git/x' } }] }, /no path inside/], [{ ...good, kinds: [{ ...kind('a'), merge: 'last' }] }, /merges as union or chain/], [{ ...good, kinds: [{ ...kind('a'), merge: 'chain' }] }, /kind "a" merges as chain, which this drift cannot do/],
    [{ ...good, commands: [{ ...command, path: [] }] }, /words of command/], [{ ...good, commands: [{ ...command, path: ['go', '--now'] }] }, /words of command "go --now"/], [{ ...good, commands: [{ ...command, effects: ['network'] }] }, /names the effect "network"/],
    [{ ...good, commands: [{ ...command, positional: ['b'] }] }, /gives b a place/], [{ ...good, commands: [{ ...command, arguments: text() }] }, /are no object/], [{ ...good, commands: [{ ...command, load: undefined }] }, /needs summary, example and load/],
    [{ ...good, tools: [{ name: 't' }] }, /tool "t" needs/], [{ ...good, steps: [{ name: 's', stages: ['ci'], run() {} }] }, /step "s" needs stages: \['pre-commit'\] and run/], [{ ...good, steps: [{ name: 's', stages: ['pre-commit'] }] }, /step "s" needs/], [{ ...good, steps: [{ name: 'S' }] }, /not plain/], [{ ...good, views: [{ name: 'v', kinds: [], formats: [], render: () => '' }] }, /view "v" needs/], [{ ...good, listeners: [{ on: 'judged' }] }, /a listener needs/], [{ ...good, setup: {} }, /its setup needs/],
    [{ ...good, checks: [{ name: 'c', examples: [{ findings: [] }], run() {}, stages: [], options: object({}) }] }, /needs an example that passes and one that fails/],
  ]
  for (const [bad, said] of table) assert.match(whatIsWrong(bad)?.wrong ?? 'nothing', said)
  assert.is(whatIsWrong({ ...good, commands: [command], kinds: [kind('a'), { ...kind('b'), at: { file: 'docs/b.jsonl' } }] }), undefined)
})

test('what is waited for comes in time, or is an error', async () => {
  const all = async (items: Iterable<number> | AsyncIterable<number>) => { const got = []; for await (const item of eachWithin(items, 50, 'check p/x')) got.push(item); return got }
  assert.equal(await all([1, 2]), [1, 2])
  assert.equal(await all((async function* () { yield 1; await new Promise((done) => setTimeout(done, 5)); yield 2 })()), [1, 2])
  assert.equal(await all((function* () { for (const until = Date.now() + 80; Date.now() < until;); yield 1 })()), [1])
  await all((async function* () { yield 1; await new Promise(() => {}) })()).then(() => assert.unreachable(), (error: Error) => assert.is(error.message, 'check p/x did not end within 0.05 s'))
})

test.run()
