// Who may import whom, and what no file may be: the house as a test (`import type` included).
import { readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { breaches, fits, importsOf, type Rule } from './support/imports.ts'
import { singlesOut } from './support/judge.ts'
import { driftRoot } from './support/repository.ts'

const host = ['ajv', 'minimatch', 'tinypool', 'node:crypto', 'node:path']

/** Each rule with an import that breaks it and one, otherwise equal, that does not. */
const rules: readonly (Rule & { readonly breach: readonly [file: string, source: string]; readonly fine: string })[] = [
  {
    files: 'bin/*', says: 'the door knows the composition root, and how a git is started before that is loaded', drift: ['host/cli*', 'bin/hook.cjs', 'bin/launch.ts', 'git/start.ts'], outside: ['node:*'],
    breach: ['bin/drift.ts', "import { git } from '../git/exec.ts'"], fine: "import { run } from '../host/cli.ts'",
  },
  {
    files: 'host/cli*', says: 'the composition root and its parts may import everything of drift, and commander; no package that belongs elsewhere', drift: ['*'], outside: [...host, 'commander', 'node:*', '(computed)'],
    breach: ['host/cli-run.ts', "import husky from 'husky'"], fine: "import { checks } from '../checks/index.ts'",
  },
  {
    files: 'host/config*', says: 'only reading the config needs cosmiconfig and yaml; it is pure like the rest of host', drift: ['host/*'], outside: [...host, 'cosmiconfig', 'yaml'],
    breach: ['host/config/parse.ts', "const fs = await import('node:fs')"], fine: "const { parse } = await import('yaml')",
  },
  {
    files: 'host/*', says: 'host knows no check, no plugin, no git, and does no I/O', drift: ['host/*'], outside: host,
    breach: ['host/run.ts', "import type { Commit } from '../git/log.ts'"], fine: "import type { Change } from './change.ts'",
  },
  {
    files: 'checks/index.ts', says: 'the list of checks holds the checks', drift: ['checks/*', 'host/check.ts'], outside: [],
    breach: ['checks/index.ts', "export { checks } from '../plugins/phases/index.ts'"], fine: "export { default as scope } from './scope.ts'",
  },
  {
    files: 'checks/test-contract*', says: 'a check too large for one file has a folder of its name, and sees the public door and that', drift: ['host/check.ts', 'checks/test-contract/*'], outside: ['diff'],
    breach: ['checks/test-contract/read.ts', "import scope from '../scope.ts'"], fine: "import { masked } from './mask.ts'",
  },
  {
    files: 'checks/*', says: 'a check sees the public door and nothing else: no file, no git, no other check', drift: ['host/check.ts'], outside: ['diff'],
    breach: ['checks/scope.ts', "import { readFileSync } from 'node:fs'"], fine: "import { matches } from '../host/check.ts'",
  },
  {
    files: 'plugins/index.ts', says: 'the list of plugins holds their faces', drift: ['plugins/*/index.ts', 'host/check.ts'], outside: [],
    breach: ['plugins/index.ts', "export * from './phases/order.ts'"], fine: "export * from './phases/index.ts'",
  },
  {
    files: 'plugins/*', says: "a plugin sees the public door and itself, never another's inside", drift: ['host/check.ts', '<own>/*'], outside: ['diff'],
    breach: ['plugins/trust/index.ts', "import { order } from '../phases/order.ts'"], fine: "import { order } from './order.ts'",
  },
  {
    files: 'commands/*', says: 'a command uses host, git, records and the hooks it installs or calls; it holds no policy of its own', drift: ['commands/*', 'hooks/*', 'host/*', 'git/*', 'records/*'], outside: ['@clack/prompts', 'diff', 'node:*'],
    breach: ['commands/approve.ts', "import scope from '../checks/scope.ts'"], fine: "import { git } from '../git/exec.ts'",
  },
  {
    files: 'hooks/*', says: 'a hook turns its arguments into a Change with host, git and records', drift: ['hooks/*', 'host/*', 'git/*', 'records/*'], outside: ['husky', 'node:*'],
    breach: ['hooks/pre-commit.ts', "type Scope = import('../checks/scope.ts').default"], fine: "type Git = typeof import('../git/exec.ts').git",
  },
  {
    files: 'records/*', says: 'what is remembered knows the public door and git', drift: ['records/*', 'host/check.ts', 'git/*'], outside: ['ajv', 'node:*'],
    breach: ['records/approval.ts', "import { DriftError } from '../host/error.ts'"], fine: "import { DriftError } from '../host/check.ts'",
  },
  {
    files: 'git/embedded*', says: 'the embedded reader is the one place for isomorphic-git', drift: ['git/*', 'host/check.ts'], outside: ['isomorphic-git', 'node:*'],
    breach: ['git/embedded.ts', "import { read } from '../records/approval.ts'"], fine: "import git from 'isomorphic-git'",
  },
  {
    files: 'git/*', says: 'git knows the public door only', drift: ['git/*', 'host/check.ts'], outside: ['@noble/hashes', 'node:*'],
    breach: ['git/log.ts', "import git from 'isomorphic-git'"], fine: "import { spawn } from 'node:child_process'",
  },
  {
    files: 'templates/*', says: 'what is copied out knows the published door', drift: ['host/check.ts', 'templates/*', 'test/support/cases.ts'], outside: ['git-drift', 'uvu'],
    breach: ['templates/check.ts', "const { git } = require('../git/exec.ts')"], fine: "const { matches } = require('git-drift/check')",
  },
  {
    files: 'build/*', says: 'building uses drift, node and what is installed to build with', drift: ['*'], outside: ['ajv', '@exodus/schemasafe', 'esbuild', 'typescript', 'yaml', 'husky', 'node:*', '(computed)'],
    breach: ['build/build.ts', "import isEven from 'is-even'"], fine: "import { build } from 'esbuild'",
  },
  {
    files: 'test/*', says: 'tests use drift, node, uvu and what is installed', drift: ['*'], outside: ['uvu', 'ajv', 'minimatch', 'yaml', 'cosmiconfig', 'diff', 'oxc-parser', 'isomorphic-git', 'node:*', '(computed)'],
    breach: ['test/x.test.ts', "import { it } from 'vitest'"], fine: "import { test } from 'uvu'",
  },
  {
    files: 'bench/*', says: 'measuring uses drift and node; peers are programs with a package.json of their own', drift: ['*'], outside: ['node:*'],
    breach: ['bench/hook.ts', "import lefthook from 'lefthook'"], fine: "import { spawnSync } from 'node:child_process'",
  },
]

/** Every file of the product that starts processes, and what. git is started by git/start.ts alone. */
const starts: Readonly<Record<string, string>> = {
  'git/start.ts': 'git',
  'host/cli-run.ts': 'programs of plugins, gates and the demo',
}

const processes = /^node:(child_process|cluster)$/
const tools = /^(test|build|bench)\//
const bannedNames = /^(src|lib|utils|helpers|common|manager|service)$/

const files = readdirSync(driftRoot, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !['node_modules', 'dist'].includes(entry.name))
  .flatMap(({ name }) => readdirSync(join(driftRoot, name), { recursive: true, encoding: 'utf8' }).map((path) => `${name}/${path.split(sep).join('/')}`))
  .filter((path) => !path.startsWith('test/fixtures/') && !path.includes('/node_modules/'))
  .sort()
const sources = files.filter((file) => file.endsWith('.ts')).map((file) => ({ file, source: readFileSync(join(driftRoot, file), 'utf8') }))

function startsProcesses(file: string, source: string): boolean {
  return !tools.test(file) && importsOf(file, source).some(({ from, typeOnly }) => !typeOnly && processes.test(from))
}

function tooLong(source: string): boolean {
  return source.split('\n').length - 1 > 300 && !/^\/\/ .*\blong because\b/i.test(source)
}

function bannedPart(path: string): boolean {
  return path.split('/').some((part) => bannedNames.test(part.replace(/\.[^.]+$/, '')))
}

test('imports keep the rules', () => assert.equal(sources.flatMap(({ file, source }) => breaches(rules, file, source)), []))

test('what starts processes is in the list, and nothing else is', () => {
  assert.equal(sources.filter(({ file, source }) => startsProcesses(file, source)).map(({ file }) => file), Object.keys(starts).sort())
})

test('no file above 300 lines without a reason', () => assert.equal(sources.filter(({ source }) => tooLong(source)).map(({ file }) => file), []))

test('no folder or file with a name that says nothing', () => assert.equal(files.filter(bannedPart), []))

test('no test is singled out', () => assert.equal(sources.filter(({ source }) => singlesOut(source)).map(({ file }) => file), []))

for (const rule of rules) {
  test(`planted: ${rule.files}`, () => {
    const [file, source] = rule.breach
    assert.is(breaches(rules, file, source).length, 1)
    assert.ok(breaches(rules, file, source)[0]?.endsWith(rule.says))
    assert.equal(breaches(rules, file, rule.fine), [])
  })
}

test('planted: a file without a rule, a process, a long file, a banned name, a test singled out', () => {
  assert.is(breaches(rules, 'core/x.ts', '').length, 1)
  assert.ok(startsProcesses('hooks/x.ts', "import { spawn } from 'node:child_process'"))
  assert.not(startsProcesses('hooks/x.ts', "import { type ChildProcess } from 'node:child_process'"))
  assert.not(startsProcesses('test/x.ts', "import { spawn } from 'node:child_process'"))
  assert.ok(tooLong('x\n'.repeat(301)))
  assert.not(tooLong('x\n'.repeat(300)))
  assert.not(tooLong(`// A table, long because it is one.\n${'x\n'.repeat(301)}`))
  assert.ok(['git/utils/x.ts', 'host/helpers.ts', 'src/x.ts'].every(bannedPart))
  assert.not(bannedPart('host/library.ts'))
  assert.ok(singlesOut(`test${'.only'}('x', f)`) && singlesOut(`test["${'only'}"]('x', f)`))
  assert.not(singlesOut('change.only = 1'))
})

test('planted: every form of an import is seen', () => {
  const forms: readonly [source: string, typeOnly: boolean][] = [
    ["import './a.ts'", false], ["import a from './a.ts'", false], ["import * as a from './a.ts'", false], ["import a, { type B } from './a.ts'", false],
    ["import type { A } from './a.ts'", true], ["import { type A } from './a.ts'", true], ["export { a } from './a.ts'", false], ["export * from './a.ts'", false],
    ["export type { A } from './a.ts'", true], ["export type * from './a.ts'", true], ["const a = await import('./a.ts')", false], ["const f = () => import('./a.ts')", false],
    ["type A = import('./a.ts').A", true], ["type A = typeof import('./a.ts')", true], ["const a = require('./a.ts')", false], ["import a = require('./a.ts')", false],
    ["const a = module.require('./a.ts')", false], ["const a = import.meta.resolve('./a.ts')", false],
  ]
  for (const [source, typeOnly] of forms) assert.equal(importsOf('x.ts', source), [{ from: './a.ts', typeOnly }], source)
  assert.equal(importsOf('x.ts', 'await import(name)\nimport.meta.resolve(name)').map(({ from }) => from), ['(computed)', '(computed)'])
  assert.equal(importsOf('x.ts', "export const a = 'import x from y' // import './b.ts'\nexport {}\nPromise.resolve('./c.ts')"), [])
  assert.throws(() => importsOf('x.ts', 'import {'), /x\.ts/)
})

test('patterns', () => {
  assert.ok(fits('host/cli.ts', 'host/*') && fits('plugins/a/index.ts', 'plugins/*/index.ts') && fits('host/config/yaml.ts', 'host/config*'))
  assert.not(fits('hostile/x.ts', 'host/*') || fits('plugins/a/b/index.ts', 'plugins/*/index.ts') || fits('bin/host/cli.ts', 'host/cli.ts') || fits('host/cliXts', 'host/cli.ts'))
})

test.run()
