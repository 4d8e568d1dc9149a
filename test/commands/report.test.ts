// Views of plugins, and records as checks read them.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { command, withPlugin, type PluginPlace } from '../support/plugin-place.ts'

const within = (title: string, plugin: string, work: (repo: PluginPlace) => void) => test(title, () => {
  const repo = withPlugin(plugin)
  try { work(repo) } finally { repo.dispose() }
})

const kinds = "kinds: [{ name: 'note', merge: 'union', at: { scratch: 'repository' }, schema: object({ text: text() }) }],"
const view = (more: string) => command("await context.append('note', 'k', { text: 'a' }); await context.append('note', 'k', { text: 'b' }); return 0", `${kinds} views: [{ name: 'notes', summary: 'all notes', kinds: ['note', 'approval'], formats: ['text', 'json'], render: (records, format) => format === 'json' ? JSON.stringify(records) : records.note.map(({ text }) => text).join() }, ${more}],`)

within('a view gets the records of its kinds, by the names it gave, in the format that is asked for', view(''), ({ drift, root }) => {
  drift('go')
  assert.equal(drift('report', 'p/notes'), { code: 0, stdout: 'a,b\n', stderr: '' })
  assert.equal(JSON.parse(drift('report', 'p/notes', '--format', 'json').stdout), { note: [{ text: 'a' }, { text: 'b' }], approval: [] })
  assert.equal(drift('report', 'p/notes', '--output', 'out.txt'), { code: 0, stdout: '', stderr: '' })
  assert.is(readFileSync(join(root, 'out.txt'), 'utf8'), 'a,b\n')
  assert.equal(drift('report').stdout, 'p/notes                      text, json                   all notes\n')
})

within('what cannot be reported is wrong usage, with a way out', view("{ name: 'bad', kinds: ['nope'], formats: ['text'], render: () => '' }, { name: 'crash', kinds: [], formats: ['text'], render: () => { throw new Error('no luck') } }, { name: 'odd', kinds: [], formats: ['text'], render: () => 7 }"), ({ drift }) => {
  const table: readonly (readonly [args: readonly string[], code: number, said: string])[] = [
    [['p/note'], 2, 'there is no view "p/note" (did you mean p/notes?)'], [['nothing'], 2, 'Known views: p/notes, p/bad'],
    [['p/notes', '--format', 'html'], 2, 'the view p/notes cannot be rendered as html\n  fix: Ask for one of: text, json'], [['p/notes', '--format', 'pdf'], 2, 'Allowed choices are text, json, markdown, html'],
    [['p/notes', '--output', 'no/such/folder/x'], 2, 'the report cannot be written'], [['p/bad'], 2, 'there is no kind of record "nope"'],
    [['p/crash'], 3, 'the view p/crash failed: no luck'], [['p/odd'], 3, 'the view p/odd rendered number where text was due'],
  ]
  for (const [args, code, said] of table) {
    const ran = drift('report', ...args)
    assert.is(ran.code, code, ran.stderr)
    assert.ok(ran.stderr.includes(said), ran.stderr)
  }
})

within('records that cannot be read are told, and the others are shown', view(''), ({ drift, sh }) => {
  drift('go')
  sh('echo "{" >>.git/drift/p-note.jsonl')
  assert.equal(drift('report', 'p/notes'), { code: 0, stdout: 'a,b\n', stderr: 'drift: warning: 1 record of kind p/note cannot be read by this drift\n' })
})

within('without views there is nothing to list', command('return 0'), ({ drift }) => assert.is(drift('report').stdout, 'No run is finished here, and no plugin of this config brings a view.\n'))

const reader = (at: string, kind = 'p/seal') => command("await context.append('seal', process.env.ON, { by: 'Ada' }); return 0", `kinds: [{ name: 'seal', merge: 'union', at: ${at}, schema: object({ by: text() }) }], checks: [{ name: 'sealed', demand: 'x', stages: ['ci'], extents: ['commit'], options: object({}), reads: () => ({ kinds: ['${kind}'] }),
  *run({ seen }) { if (!seen['p/seal'].some(({ by }) => by === 'Ada')) yield { code: 'unsealed', message: 'nobody sealed this commit', fix: 'drift go' } },
  examples: [{ title: 'a', change: [], options: {}, findings: [], given: { seen: { 'p/seal': [{ by: 'Ada' }] } } }, { title: 'b', change: ['M x'], options: {}, findings: ['nobody'], given: { seen: { 'p/seal': [] } } }] }],`)

within('a check reads records about the commit that it judges', reader("{ notes: 'commit' }"), ({ drift, commit, sh, program }) => {
  const head = commit('More')
  assert.equal([drift('selftest').code, drift('check', '--base', 'HEAD~1').code], [0, 1])
  sh(`ON=${head} '${process.execPath}' '${program}' go`)
  assert.is(drift('check', '--base', 'HEAD~1').code, 0)
})

for (const [title, source, said] of [
  ['of a file', reader("{ file: 'seals.jsonl' }"), 'records of kind p/seal do not live in notes'],
  ['of a kind that nobody brings', reader("{ notes: 'commit' }", 'q/seal'), 'no plugin brings the kind q/seal'],
] as const) within(`a check that reads records ${title} is blind`, source, ({ drift, commit }) => {
  commit('More')
  const { code, stderr } = drift('check', '--base', 'HEAD~1')
  assert.is(code, 3)
  assert.match(stderr, said)
})

test.run()
