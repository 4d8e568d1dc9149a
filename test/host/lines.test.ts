// Mistakes in configs and plans are told by line: the finder against another parser, then every kind of mistake in every kind
// of file, all at once.
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { isMap, isSeq, LineCounter, parseDocument, type Document } from 'yaml'
import { checks } from '../../checks/index.ts'
import { jsonLines, linesOf } from '../../host/config/lines.ts'
import { parseData, pointerPart } from '../../host/config/parse.ts'
import { readConfig } from '../../host/config/read.ts'
import { DriftError } from '../../host/error.ts'
import { parsePlan } from '../../host/plan-folder.ts'
import { planValidators, validateConfig } from '../../host/validate.ts'
import { driftRoot, repository } from '../support/repository.ts'

let seed = 11
const pick = (n: number) => (seed = (seed * 48271) % 2147483647) % n
const runs = process.env['DRIFT_TEST_LONG'] ? 20_000 : 2_000

const words = ['a', 'b/c', '~d', '', 'é"\\', 'x\n', '{', '1'] as const
const scalars = [0, -1.5e10, true, null, '', 'a:b', '],[', '\\"', 'line\nbreak'] as const

function tree(depth: number): unknown {
  const kind = depth > 3 ? 0 : pick(3)
  if (kind === 0) return scalars[pick(scalars.length)]
  if (kind === 1) return Array.from({ length: pick(4) }, () => tree(depth + 1))
  return Object.fromEntries(Array.from({ length: pick(4) }, () => [words[pick(words.length)]!, tree(depth + 1)]))
}

/** JSON with blanks and line breaks wherever they may stand. */
function loosely(value: unknown): string {
  const gap = () => ['', ' ', '\n', '\r\n  ', '\t'][pick(5)]!
  const inside = (parts: readonly string[], open: string, close: string) => gap() + open + parts.join(`${gap()},`) + gap() + close + gap()
  if (Array.isArray(value)) return inside(value.map(loosely), '[', ']')
  if (typeof value === 'object' && value !== null) return inside(Object.entries(value).map(([key, below]) => `${gap()}${JSON.stringify(key)}${gap()}:${loosely(below)}`), '{', '}')
  return gap() + JSON.stringify(value) + gap()
}

/** Lines of every value as the `yaml` package tells them. */
function oracle(text: string): Map<string, number> {
  const counter = new LineCounter()
  const found = new Map<string, number>()
  const at = (offset: number) => counter.linePos(offset).line
  const walk = (node: Document['contents'], pointer: string): void => {
    if (isMap(node)) for (const { key, value } of node.items) {
      const { value: word, range } = key as { value: unknown; range: [number, number, number] }
      found.set(`${pointer}/${pointerPart(String(word))}`, at(range[0]))
      walk(value as Document['contents'], `${pointer}/${pointerPart(String(word))}`)
    }
    if (isSeq(node)) node.items.forEach((item, i) => {
      if (!found.has(`${pointer}/${i}`)) found.set(`${pointer}/${i}`, at((item as { range: [number, number, number] }).range[0]))
      walk(item as Document['contents'], `${pointer}/${i}`)
    })
  }
  const document = parseDocument(text, { lineCounter: counter, keepSourceTokens: true, uniqueKeys: false })
  assert.equal(document.errors, [])
  walk(document.contents, '')
  return found
}

test('JSON: the line of every value is where the yaml package sees it', () => {
  let lines = 0
  for (let i = 0; i < runs; i++) {
    // A tab at the beginning of a line is nothing that YAML allows; a multi-line key neither.
    const text = loosely(tree(0)).replace(/\t/g, ' ').replace(/\s+:/g, ':')
    const { lines: found, broken } = jsonLines(text)
    assert.is(broken, undefined, text)
    const expected = oracle(text)
    for (const [pointer, line] of expected) assert.is(found.get(pointer), line, `${pointer} in ${JSON.stringify(text)}`)
    assert.is(found.size, expected.size + 1)
    lines = Math.max(lines, ...expected.values())
  }
  assert.ok(lines > 10)
})

test('JSON: it is broken exactly where JSON.parse throws', () => {
  let thrown = 0
  for (let i = 0; i < runs; i++) {
    const whole = loosely(tree(0))
    const at = pick(whole.length + 1)
    const odd = ['', ',', '"', '}', ']', '{', ':', '0', '\\', 'x', '-', '\n', '\u0001', '.', 'e'][pick(15)]!
    const text = whole.slice(0, at) + odd + whole.slice(at + pick(2))
    const error = (() => { try { JSON.parse(text); return undefined } catch (caught) { return caught as Error } })()
    const { broken } = jsonLines(text)
    assert.is(broken !== undefined, error !== undefined, `${JSON.stringify(text)}: ${error?.message}`)
    const position = / at position (\d+)/.exec(error?.message ?? '')?.[1]
    // A string that breaks off is told by the line on which it begins, and a text by its last one that holds anything.
    if (position !== undefined && !/string|control|escape/i.test(error!.message)) assert.is(broken, text.slice(0, Math.min(Number(position), text.trimEnd().length)).split('\n').length, `${JSON.stringify(text)}: ${error!.message}`)
    if (error) thrown++
  }
  assert.ok(thrown > runs / 5 && thrown < runs * 4 / 5, `${thrown} of ${runs}`)
})

test('JSON of brackets alone ends, and so does one that is very long', () => {
  assert.ok(jsonLines('['.repeat(1_000_000)).broken)
  assert.is(jsonLines(`[${'1,\n'.repeat(100_000)}1]`).lines.get('/100000'), 100_001)
})

const yaml = `# a comment
id: abcdefgh   # more

extends:
  - drift:solo
plans: { required: true,
  generated: [a,
    b] }
checks:
  scope: |
    text
    of: lines
  "sot":
  - error
  - files:
    - path: x
      mode: frozen

    - { path: "y", mode: frozen }
  'bugfix-dod':
    [warn]
base:
  branch: a
   long one
`
test('YAML: values of blocks stand on their lines, those in brackets where these begin', async () => {
  const expected = {
    '': 2, '/id': 2, '/extends': 4, '/extends/0': 5, '/plans/required': 6, '/plans/generated/1': 6, '/checks': 9, '/checks/scope': 10, '/checks/sot': 13, '/checks/sot/0': 14, '/checks/sot/1': 15,
    '/checks/sot/1/files/0/path': 16, '/checks/sot/1/files/0/mode': 17, '/checks/sot/1/files/1': 19, '/checks/bugfix-dod': 20, '/checks/bugfix-dod/0': 21, '/base/branch': 23,
  }
  assert.equal(Object.fromEntries(await linesOf(yaml, '.driftrc', Object.keys(expected))), { ...expected })
  assert.is((await linesOf(yaml, '.driftrc', ['/nope', '/id/x'])).size, 0)
  assert.is((await linesOf(`${'# more\n'.repeat(600)}id: x\n`, '.driftrc.yml', ['/id'])).size, 0)
})

type Files = Readonly<Record<string, string>>

async function refused(files: Files, plugins: Parameters<typeof readConfig>[3] = {}): Promise<DriftError> {
  const read = async (path: string) => (files[path] === undefined ? undefined : { oid: '1', type: 'blob', content: Buffer.from(files[path]) })
  const error = await readConfig(read, checks, validateConfig, plugins).then(() => undefined, (thrown: unknown) => thrown)
  assert.instance(error, DriftError)
  return error as DriftError
}
const heads = ({ message }: DriftError) => message.split('\n').map((line) => line.split(': ').slice(0, 2).join(': '))

const everything = `{
  "extends": ["drift:sole",
    ".drift/packs/a.yaml", ".drift/packs/gone.yaml"],
  "chekcs": {},
  "plans": {
    "required": "yes",
    "generated": ["dist/**", "a**"],
    "lanes": [{ "name": "a", "paths": [""] },
      { "name": "b", "maxBytes": 9 },
      { "name": "a", "maxFiles": 1 }]
  },
  "checks": {
    "scope": "eror",
    "sot": ["error", { "files": [
      { "path": "x" },
      { "path": "./y", "mode": "frozen" }
    ] }]
  },
  "overrides": [{ "paths": ["ok", "/etc"], "checks": { "scope": "of", "never-auto-approve": ["warn", { "paths": ["b**"] }] } }]
}
`
test('a config with a mistake of every kind, and a pack with three: all at once, each with its line', async () => {
  const error = await refused({ '.driftrc.json': everything, '.drift/packs/a.yaml': 'checks:\n  scope: on_\nplans:\n  generated:\n  - ../x\n  lanes:\n  - name: c\n' })
  assert.equal(heads(error), [
    '.driftrc.json:2: /extends/0', '.driftrc.json:3: /extends/2', '.driftrc.json:4: /', '.driftrc.json:6: /plans/required', '.driftrc.json:7: /plans/generated/1', '.driftrc.json:8: /plans/lanes/0/paths/0',
    '.driftrc.json:9: /plans/lanes/1', '.driftrc.json:10: /plans/lanes/2/name', '.driftrc.json:13: /checks/scope', '.driftrc.json:15: /checks/sot/1/files/0', '.driftrc.json:16: /checks/sot/1/files/1/path',
    '.driftrc.json:19: /overrides/0/checks/scope', '.driftrc.json:19: /overrides/0/paths/1', '.driftrc.json:19: /overrides/0/checks/never-auto-approve/1/paths/0',
    '.drift/packs/a.yaml:2: /checks/scope', '.drift/packs/a.yaml:5: /plans/generated/0', '.drift/packs/a.yaml:7: /plans/lanes/0',
  ])
  assert.is(error.exit, 2)
  assert.match(error.fix, 'Mend .driftrc.json and .drift/packs/a.yaml; ')
})

test('a config that fits its schema: globs, lanes and presets still come together', async () => {
  const error = await refused({ '.driftrc': '{\n"extends": "drift:solo",\n"plans": { "generated": ["a**"],\n"lanes": [{ "name": "x" }] } }' })
  assert.equal(heads(error), ['.driftrc:3: /plans/generated/0', '.driftrc:4: /plans/lanes/0'])
  assert.equal(heads(await refused({ '.driftrc': '{\n"plans": { "generated": ["a**"] },\n"extends": "drift:sole" }' })), ['.driftrc:2: /plans/generated/0', '.driftrc:3: /extends'])
})

test('mistakes of a pack stand at the pack, though its lists replace those below', async () => {
  const error = await refused({ '.driftrc': 'extends: .drift/packs/a.json\n', '.drift/packs/a.json': '{ "plans":\n { "lanes": [{ "name": "x", "paths": ["a**"] }] } }' })
  assert.equal(heads(error), ['.drift/packs/a.json:2: /plans/lanes/0/paths/0'])
  const broken = await refused({ '.driftrc': 'extends: .drift/packs/a.json\nplans:\n  required: 1\n', '.drift/packs/a.json': '{\n"a": }' })
  assert.equal(heads(broken), ['.driftrc:3: /plans/required', '.drift/packs/a.json:2: is not JSON'])
})

test('a config in package.json is told by its place in that file', async () => {
  const error = await refused({ 'package.json': '{\n  "name": "x",\n  "drift": {\n    "base": { "brnach": "x" },\n    "id": 3\n  }\n}\n' })
  assert.equal(heads(error), ['package.json:4: /drift/base', 'package.json:5: /drift/id'])
  assert.equal(heads(await refused({ 'package.json': '{\n  "drift": []\n}\n' })), ['package.json:2: /drift'])
})

test('what is missing stands where it is missed', async () => {
  const pluginMistakes = () => ['/plugins/1/1', '/plugins/0/1/x', '/checks/a~1b'].map((pointer) => ({ pointer, said: 'expected more, found less' }))
  assert.equal(heads(await refused({ '.driftrc': '{\n"plugins": [\n["x", {}],\n"y"],\n"checks": {\n"a/b": "warn" } }' }, { pluginMistakes })), ['.driftrc:3: /plugins/0/1/x', '.driftrc:4: /plugins/1/1', '.driftrc:6: /checks/a~1b'])
})

test('a pack that git cannot read now is no mistake of the config', async () => {
  const work = readConfig(async (path) => {
    if (path === '.driftrc') return { oid: '1', type: 'blob', content: Buffer.from('{ "extends": ".drift/packs/a.json" }') }
    if (path === '.drift/packs/a.json') throw new DriftError('git cat-file ended early', 'Look.', 3)
    return undefined
  }, checks, validateConfig)
  const error = await work.then(() => undefined, (thrown: unknown) => thrown as DriftError)
  assert.equal([error?.message, error?.exit], ['git cat-file ended early', 3])
})

for (const [title, file, text, said] of [
  ['JSON that breaks off', '.driftrc.json', '{\n  "a": 1,\n', /^\.driftrc\.json:2: is not JSON: /],
  ['JSON with a comma too many', '.driftrc.json', '{\n  "a": [1,\n  ]\n}\n', /^\.driftrc\.json:3: is not JSON: /],
  ['a key twice', '.driftrc.json', '{\n  "a": 1,\n  "b": { "a": 2 },\n  "a": 3\n}\n', /^\.driftrc\.json:4: has the key "a" twice in one object$/],
  ['deep JSON', '.driftrc.json', `{\n"a": {\n"b": ${'['.repeat(70)}${']'.repeat(70)}\n}\n}`, /^\.driftrc\.json:3: \/a\/b\/0: expected at most 64 levels, found more$/],
  ['YAML with a tab', '.driftrc.yaml', 'a:\n\t- x\n', /^\.driftrc\.yaml:2: is not YAML: tab characters/],
  ['YAML of two documents', '.driftrc.yaml', 'a: 1\n---\nb: 1\n', /^\.driftrc\.yaml: is not YAML: expected a single document/],
  ['a YAML alias', '.driftrc.yaml', 'a: &x\n- 1\nb:\n  c: *x\n', /^\.driftrc\.yaml:4: \/b\/c: expected a value of its own, found a YAML alias \(\*name\)$/],
] as const) {
  test(`text that is no data: ${title}`, async () => {
    const error = await parseData(text, file).then(() => undefined, (thrown: unknown) => thrown)
    assert.instance(error, DriftError)
    assert.match((error as DriftError).message, said)
    assert.match((error as DriftError).message, /^[^\n]*$/)
  })
}

test('a plan: all three files at once, each mistake with its line', async () => {
  const texts: Files = {
    'intent.json': '{ "format_version": 1, "id": "other",\n"title": "x", "goal": "x", "kind": "feat", "risk": "low",\n"constraints": [], "non_goals": [],\n"alowed_files": [],\n"denied_files": ["ok",\n"./x"], "acceptance": [] }',
    'test_contract.json': '{\n"format_version": 1, }',
    'commit_plan.json': '{\n"format_version": 1,\n"units": [{ "id": "a", "title": "A",\n"files": ["a**"],\n"depends_on": [], "gates": [] }] }',
  }
  const read = await parsePlan('hand', Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, Buffer.from(text)])), planValidators)
  assert.equal('wrong' in read && read.wrong.map((line) => line.split(': ').slice(0, 2).join(': ')), [
    'intent.json:1: /', 'intent.json:1: /id', 'intent.json:2: /kind', 'intent.json:4: /', 'intent.json:6: /denied_files/1', 'test_contract.json:2: is not JSON', 'commit_plan.json:4: /units/0/files/0',
  ])
})

test('a plan that is called otherwise than its folder, and nothing else', async () => {
  const whole: Files = {
    'intent.json': '{ "format_version": 1,\n"id": "other", "title": "x", "goal": "x", "kind": "docs", "risk": "low", "constraints": [], "non_goals": [], "allowed_files": [], "denied_files": [], "acceptance": [] }',
    'test_contract.json': '{ "format_version": 1, "gates": [], "locked_files": [] }', 'commit_plan.json': '{ "format_version": 1, "units": [] }',
  }
  const read = (id: string) => parsePlan(id, Object.fromEntries(Object.entries(whole).map(([name, text]) => [name, Buffer.from(text)])), planValidators)
  assert.ok('files' in await read('other'))
  assert.equal(await read('hand'), { wrong: ['intent.json:2: /id: expected "hand" as the folder is called, found "other"'] })
})

test('a hook that passes loads nothing of this, and one that needs it and lacks it blocks', () => {
  const made = repository({ config: {}, files: { 'docs/a.md': 'x\n' } })
  made.commit('Begin')
  for (const file of ['hook.cjs', 'judge.cjs']) cpSync(join(driftRoot, 'dist', file), join(made.outside, file))
  const hook = () => made.sh(`'${process.execPath}' "$OUTSIDE/hook.cjs" hook pre-commit`)
  made.write('docs/a.md', 'y\n')
  made.git('add', '.')
  assert.equal(hook(), { code: 0, stdout: '', stderr: '' })
  made.write('.driftrc', '{ "chekcs": {} }')
  made.git('add', '.')
  assert.is(hook().code, 3)
  cpSync(join(driftRoot, 'dist', 'mistaken.cjs'), join(made.outside, 'mistaken.cjs'))
  const { code, stderr } = hook()
  assert.is(code, 2)
  assert.match(stderr, 'drift: .driftrc:1: /: unknown key "chekcs" (did you mean "checks"?)')
  made.dispose()
})

test.run()
