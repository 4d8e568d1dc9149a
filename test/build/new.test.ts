// The generators, in a copy of the tree: what they write compiles, and its test passes and can fail.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { listOfChecks, makeNew } from '../../build/new.ts'
import { checks } from '../../checks/index.ts'
import { enterTestEnvironment } from '../support/environment.ts'
import { run } from '../support/managers.ts'
import { driftRoot } from '../support/repository.ts'

enterTestEnvironment()
const root = mkdtempSync(join(tmpdir(), 'drift-test-new-'))
for (const name of ['build', 'checks', 'git', 'host', 'templates', 'test/support', 'package.json', 'tsconfig.json']) cpSync(join(driftRoot, name), join(root, name), { recursive: true })
// Git keeps no empty folder.
mkdirSync(join(root, 'plugins'))
symlinkSync(join(driftRoot, 'node_modules'), join(root, 'node_modules'))

const node = (...args: string[]) => run(root, [process.execPath, ...args], process.env)
const make = (...args: string[]) => node('--import', 'tsx', 'build/new.ts', ...args)
const tree = () => readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => !path.startsWith('node_modules')).map((path) => path.split(sep).join('/')).sort()
const text = (path: string) => readFileSync(join(root, path), 'utf8')

function compiles(...files: string[]): void {
  writeFileSync(join(root, 'tsconfig.new.json'), JSON.stringify({ extends: './tsconfig.json', include: [], files }))
  assert.is(node('node_modules/typescript/bin/tsc', '-p', 'tsconfig.new.json').stdout, '')
  rmSync(join(root, 'tsconfig.new.json'))
}

function passesAndCanFail(file: string, source: string, from: string): void {
  const passed = node('--import', 'tsx', file)
  assert.is(passed.code, 0, passed.stdout)
  const whole = text(source)
  assert.ok(whole.includes(from))
  writeFileSync(join(root, source), whole.replace(from, 'if (true) continue;'))
  assert.is(node('--import', 'tsx', file).code, 1)
  writeFileSync(join(root, source), whole)
}

test('the list of checks is what the generator would write', () => {
  assert.is(listOfChecks(checks.map(({ name }) => name)), readFileSync(join(driftRoot, 'checks/index.ts'), 'utf8'))
})

test('the templates themselves compile', () => compiles('templates/check.ts', 'templates/check.test.ts', 'templates/plugin/index.ts', 'templates/plugin/index.test.ts'))

test('a check: two files and a line in the list', () => {
  const before = tree()
  const { code, stdout } = make('check', 'file-names')
  assert.is(code, 0, stdout)
  assert.equal(tree().filter((path) => !before.includes(path)), ['checks/file-names.ts', 'test/checks', 'test/checks/file-names.test.ts'])
  assert.equal(stdout.split('\n').slice(0, 4), ['wrote checks/file-names.ts', 'wrote test/checks/file-names.test.ts', 'wrote checks/index.ts', 'Next:'])
  const list = text('checks/index.ts')
  assert.match(list, "import commitPlan from './commit-plan.ts'\nimport fileNames from './file-names.ts'\nimport neverAutoApprove from './never-auto-approve.ts'\n")
  assert.match(list, 'commitPlan, fileNames, neverAutoApprove')
  assert.match(text('checks/file-names.ts'), "  name: 'file-names',\n")
  assert.not.match(text('checks/file-names.ts') + text('test/checks/file-names.test.ts'), 'template')
  compiles('checks/index.ts', 'test/checks/file-names.test.ts')
  passesAndCanFail('test/checks/file-names.test.ts', 'checks/file-names.ts', 'if (!matches(paths, file)) continue')
})

test('a plugin: its face and a test', () => {
  const before = tree()
  const { code, stdout } = make('plugin', 'left-overs')
  assert.is(code, 0, stdout)
  assert.equal(tree().filter((path) => !before.includes(path)), ['plugins/left-overs', 'plugins/left-overs/index.ts', 'test/plugins', 'test/plugins/left-overs.test.ts'])
  assert.match(stdout, 'Next:')
  assert.not.match(text('plugins/left-overs/index.ts') + text('test/plugins/left-overs.test.ts'), 'template')
  compiles('plugins/left-overs/index.ts', 'test/plugins/left-overs.test.ts')
  passesAndCanFail('test/plugins/left-overs.test.ts', 'plugins/left-overs/index.ts', "if (path.endsWith('.orig'))")
})

for (const [args, says] of [
  [[], 'usage'], [['check'], 'usage'], [['rule', 'a'], 'usage'], [['check', 'a', 'b'], 'usage'], [['constructor', 'a'], 'usage'],
  [['check', 'Scope'], 'is no name'], [['check', 'a_b'], 'is no name'], [['check', '../x'], 'is no name'], [['check', 'a--b'], 'is no name'], [['check', '-a'], 'is no name'], [['check', 'a/b'], 'is no name'], [['check', '1a'], 'is no name'], [['plugin', 'Ä'], 'is no name'], [['check', ''], 'is no name'],
  [['check', 'delete'], 'means something'], [['check', 'checks'], 'means something'], [['check', 'index'], 'means something'],
  [['check', 'scope'], 'checks/scope.ts is there already'], [['check', 'file-names'], 'is there already'], [['plugin', 'left-overs'], 'is there already'],
] as const) {
  test(`refused, and nothing written: ${JSON.stringify(args)}`, () => {
    const before = tree()
    const said: string[] = []
    process.chdir(root)
    const code = makeNew(args, (line) => said.push(line))
    process.chdir(driftRoot)
    assert.is(code, 2)
    assert.match(said.join('\n'), says)
    assert.equal(tree(), before)
  })
}

test.after(() => rmSync(root, { recursive: true, force: true }))
test.run()
