// Texts of hook managers with drift in them and without: what is read of them then, and that every byte comes back.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { lefthook, lefthookFile } from '../../hooks/managers/lefthook.ts'
import { preCommit } from '../../hooks/managers/pre-commit.ts'
import type { Manager } from '../../hooks/managers/shape.ts'
import { simpleGitHooks } from '../../hooks/managers/simple-git-hooks.ts'
import { cutBlock } from '../../hooks/marks.ts'
import { withoutPrepare, withPrepare } from '../../hooks/prepare.ts'
import { hookEvents } from '../../hooks/program.ts'

const joined = async (manager: Manager, text: string, file: string) => (await manager.join!(text, file)).text
const read = (text: string, file: string): any => (/json$/.test(file) ? JSON.parse(text) : parse(text, { merge: true }) ?? {})
const every = ['\n', '\r\n'] as const

/** Joins, demands that a strict parser reads what it ought to, that twice is once, and that leaving gives every byte back. */
async function comesAndGoes(manager: Manager, text: string, file: string, expected: (was: any) => unknown): Promise<void> {
  const after = await joined(manager, text, file)
  assert.type(after, 'string', `${file}: ${JSON.stringify(text)} was left to a person`)
  assert.equal(read(after!, file), expected(read(text, file)))
  assert.is(await joined(manager, after!, file), after, 'twice is once')
  assert.is(manager.leave!(after!, file), text)
  assert.is(/\r\n/.test(text), /\r\n/.test(after!))
  if (/\r\n/.test(text)) assert.not.match(after!, /[^\r]\n/)
}

const extended = (was: any) => ({ ...was, extends: [lefthookFile, ...was.extends ?? []] })
const lefthookTexts = [
  '', '# nothing yet\n', 'pre-commit:\n  jobs:\n    - run: lint', 'pre-commit:\n  jobs:\n    - run: |\n        a\n        b\n', 'extends:\n  - a.yml\nmin_version: 1.2\n', 'extends:\n- a.yml # why\n',
  'extends: # of all\n\n  # the first\n  - a.yml\n', '"colors": false\n', 'x: &x { run: a }\npre-push: { commands: { a: *x, b: *x } }\n', 'pre-commit:\n  jobs:\n    - run: >+\n        a\n\n\n', '---\ncolors: true\n',
]
for (const text of lefthookTexts) for (const eol of every) {
  test(`lefthook.yml: ${JSON.stringify(text.replaceAll('\n', eol))}`, () => comesAndGoes(lefthook, text.replaceAll('\n', eol), 'lefthook.yml', extended))
}
for (const text of ['{}', '{ "colors": false }\n', '{\n\t"pre-commit": { "jobs": [{ "run": "a, \\"b\\" }" }] }\n}', '{"extends":["a.yml"]}', '{\n  "extends": [\n    "a.yml",\n    "b.yml"\n  ],\n  "colors": true\n}\n']) for (const eol of every) {
  test(`lefthook.json: ${JSON.stringify(text.replaceAll('\n', eol))}`, () => comesAndGoes(lefthook, text.replaceAll('\n', eol), '.config/lefthook.json', extended))
}

for (const [file, text] of [
  ['lefthook.toml', 'colors = true\n'], ['lefthook.jsonc', '{ /* why */ }'], ['lefthook.yml', 'extends: [a.yml]\n'], ['lefthook.yml', 'extends: a.yml\n'], ['lefthook.yml', '{ colors: true }\n'], ['lefthook.yml', 'a: b: c\n'],
  ['lefthook.yml', 'colors: true\n...\n'], ['lefthook.json', '{ "extends": "a.yml" }'], ['lefthook.json', '{ "extends": [] }'], ['lefthook.json', '{,}'], ['lefthook.yml', '- a\n'],
  ['lefthook.yml', `a: &a [x]\n${Array.from({ length: 9 }, (_, i) => `${'bcdefghij'[i]}: &${'bcdefghij'[i]} [${Array(9).fill(`*${'abcdefghi'[i]}`).join(', ')}]\n`).join('')}`],
  ['lefthook.yml', 'a: &a [*a]\n'],
] as const) {
  test(`left to a person, with drift's jobs beside it: ${file}: ${JSON.stringify(text).slice(0, 60)}`, async () => {
    const { text: after, beside } = await lefthook.join!(text, file)
    assert.is(after, undefined)
    assert.match(beside![lefthookFile]!, 'sh .drift/hook.sh pre-push "{1}" "{2}" {files}\n')
    assert.is(lefthook.leave!(text, file), text)
  })
}

test('drift\'s jobs: every hook, a push is never skipped, and an old lefthook is refused unless the project refuses it itself', async () => {
  const jobs = async (text: string) => parse((await lefthook.join!(text, '.lefthook.yml')).beside![lefthookFile]!)
  const all = await jobs('')
  for (const event of hookEvents) assert.match(all[event].jobs[0].run, `sh .drift/hook.sh ${event}`)
  assert.equal([all['pre-push'].jobs[0].files, all['pre-push'].jobs[0].use_stdin], ['echo .lefthook.yml', true])
  for (const [version, told] of [[undefined, '1.10.0'], ['1.2.0', '1.10.0'], ['1.10.0', undefined], ['2', undefined], ['1.13.6', undefined]]) {
    assert.is((await jobs(version === undefined ? '' : `min_version: ${version}\n`)).min_version, told, version)
  }
})

const types = ['pre-commit', 'commit-msg', 'pre-push']
const withRepo = (was: any) => {
  const { default_install_hook_types: own = types, ...rest } = was
  const hooks = types.map((event) => ({ id: `drift-${event}`, name: `drift ${event}`, entry: `sh .drift/hook.sh ${event}`, language: 'system', stages: [event], always_run: true, ...event === 'commit-msg' ? {} : { pass_filenames: false } }))
  return { ...rest, repos: [{ repo: 'local', hooks }, ...was.repos], default_install_hook_types: own }
}
for (const text of [
  'repos:\n- repo: meta\n  hooks: [{ id: identity }]\n', 'repos:\n  - repo: meta\n    hooks:\n      - id: identity', '# x\nfail_fast: true\nrepos: # all\n\n    # one\n    - repo: meta\n      hooks: []\nexclude: ^a$\n',
  'default_install_hook_types: [pre-commit]\nrepos:\n- repo: meta\n  hooks: []\n', 'repos:\n- repo: local\n  hooks:\n  - &a\n    id: a\n    args: [x]\n  - <<: *a\n    id: b\n',
]) for (const eol of every) {
  test(`.pre-commit-config.yaml: ${JSON.stringify(text.replaceAll('\n', eol))}`, () => comesAndGoes(preCommit, text.replaceAll('\n', eol), '.pre-commit-config.yaml', withRepo))
}
for (const text of ['', 'repos: []\n', 'repos:\n', '{repos: [{repo: meta, hooks: []}]}\n', 'repos: [\n- x\n]\n']) {
  test(`left to a person: .pre-commit-config.yaml: ${JSON.stringify(text)}`, async () => assert.is(await joined(preCommit, text, '.pre-commit-config.yaml'), undefined))
}

const line = 'if [ -f .drift/hook.sh ] || git cat-file -e :.drift/hook.sh 2>/dev/null; then . ./.drift/hook.sh; fi'
const lines = (was: any) => ({ ...was, ...Object.fromEntries(types.map((event) => [event, was[event] === undefined ? line : `${line}; ${was[event]}`])) })
for (const text of [
  '{ "pre-commit": "npx lint-staged" }', '{\n\t"pre-push": "a \\"b\\" \\\\ {c}",\n\t"commit-msg": ""\n}\n', '{"preserveUnused":true}', '{\n  "pre-commit": "a",\n  "commit-msg": "b",\n  "pre-push": "c"\n}',
]) for (const eol of every) {
  test(`simple-git-hooks.json: ${JSON.stringify(text.replaceAll('\n', eol))}`, () => comesAndGoes(simpleGitHooks, text.replaceAll('\n', eol), 'simple-git-hooks.json', lines))
  test(`package.json with simple-git-hooks: ${JSON.stringify(text.replaceAll('\n', eol))}`, () =>
    comesAndGoes(simpleGitHooks, `{${eol}  "name": "x",${eol}  "simple-git-hooks": ${text.replaceAll('\n', eol)},${eol}  "files": []${eol}}`, 'package.json', (was) => ({ ...was, 'simple-git-hooks': lines(was['simple-git-hooks']) })))
}
for (const [file, text] of [['simple-git-hooks.json', '{}'], ['package.json', '{ "simple-git-hooks": "./x.json" }'], ['.simple-git-hooks.cjs', 'module.exports = {}'], ['simple-git-hooks.json', '{ "pre-commit": ["a"] }'], ['package.json', '{,}']] as const) {
  test(`left to a person: ${file}: ${text}`, async () => assert.is(await joined(simpleGitHooks, text, file), undefined))
}

test('what others changed since stays, wherever they changed it', async () => {
  const yml = (await joined(lefthook, 'colors: true\n', 'lefthook.yml'))!
  assert.is(lefthook.leave!(`# new\n${yml}pre-push:\n  piped: true\n`, 'lefthook.yml'), '# new\ncolors: true\npre-push:\n  piped: true\n')
  assert.is(await joined(lefthook, `# new\n${yml}pre-push: {}\n`, 'lefthook.yml'), `# new\n${yml}pre-push: {}\n`, 'drift does not move')
  const json = (await joined(simpleGitHooks, '{ "pre-commit": "a" }', 'simple-git-hooks.json'))!
  const edited = json.replace('; a"', '; a && b"').replace(`"commit-msg": "${line}"`, `"commit-msg": "${line}; mine"`).replace('}', ', "pre-rebase": "c" }')
  assert.is(simpleGitHooks.leave!(edited, 'simple-git-hooks.json').replace(/\s/g, ''), '{"pre-commit":"a&&b","commit-msg":"mine","pre-rebase":"c"}')
  const pre = (await joined(preCommit, 'repos:\n- repo: meta\n  hooks: []\n', '.pre-commit-config.yaml'))!
  const deeper = pre.replace(/^(?=[- #])(?!# drift: (begin|end)$)/gm, '  ')
  assert.is(cutBlock(deeper, 'x').includes('drift'), false, 'a formatter moved it in')
})

for (const eol of every) for (const [text, prepare] of [
  ['{\n  "devDependencies": { "git-drift": "*" }\n}\n', 'git-drift init --hooks || exit 0'],
  ['{"devDependencies":{"git-drift":"*"}}', 'git-drift init --hooks || exit 0'],
  ['{\n\t"scripts": {\n\t\t"test": "x"\n\t},\n\t"dependencies": { "git-drift": "*" }\n}', 'git-drift init --hooks || exit 0'],
  ['{\n  "scripts": { "prepare": "tsc -p \\"a b\\"" },\n  "devDependencies": { "git-drift": "*" }\n}\n', 'tsc -p "a b" && (git-drift init --hooks || exit 0)'],
] as const) {
  test(`prepare: ${JSON.stringify(text.replaceAll('\n', eol))}`, () => {
    const before = text.replaceAll('\n', eol)
    const after = withPrepare(before)!
    assert.is(JSON.parse(after).scripts.prepare, prepare)
    assert.is(withPrepare(after), undefined, 'twice is once')
    assert.is(withoutPrepare(after), before)
    assert.is(withoutPrepare(before), before)
    assert.is(/\r\n/.test(after), /\r\n/.test(before))
  })
}
for (const text of ['{}', '{ "name": "git-drift" }', '{,}', '{ "devDependencies": { "git-drift": "*" }, "scripts": {} }', '{ "devDependencies": { "git-drift": "*" }, "scripts": { "prepare": "npx git-drift init --yes" } }']) {
  test(`no prepare of drift's: ${text}`, () => assert.is(withPrepare(text), undefined))
}

test.run()
