// What docs say about checks and config is what the code says, and every check has its file, its test and its heading.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { checks } from '../checks/index.ts'
import { parseData } from '../host/config/parse.ts'
import { resolveConfig } from '../host/config/resolve.ts'
import { configSchema } from '../host/config/schema.ts'
import type { JsonSchema } from '../host/schema.ts'
import { validateConfig } from '../host/validate.ts'
import { enterTestEnvironment } from './support/environment.ts'
import { run } from './support/managers.ts'
import { driftRoot } from './support/repository.ts'

enterTestEnvironment()
const text = (path: string) => readFileSync(join(driftRoot, path), 'utf8')
const resolved = (data: unknown) => resolveConfig(data, { file: '.driftrc.example', checks, validate: validateConfig, pack: async () => undefined })
const example = () => parseData(text('.driftrc.example'), '.driftrc.yaml')

test('nothing is stale', () => {
  const { code, stdout } = run(driftRoot, [process.execPath, '--import', 'tsx', 'build/docs.ts', '--check'], process.env)
  assert.is(stdout, '')
  assert.is(code, 0)
})

test('what is stale is named; --check writes nothing, without it all is written', () => {
  const root = mkdtempSync(join(tmpdir(), 'drift-test-docs-'))
  try {
    for (const name of ['build', 'checks', 'commands', 'docs', 'git', 'hooks', 'host', 'man', 'records', '.driftrc.example', 'package.json']) cpSync(join(driftRoot, name), join(root, name), { recursive: true })
    symlinkSync(join(driftRoot, 'node_modules'), join(root, 'node_modules'))
    const docs = (...args: string[]) => run(root, [process.execPath, '--import', 'tsx', 'build/docs.ts', ...args], process.env)
    const change = (path: string, from: string) => {
      assert.ok(text(path).includes(from))
      writeFileSync(join(root, path), text(path).replace(from, 'otherwise'))
    }
    change('docs/checks.md', checks[0]!.demand)
    change('docs/configuration.md', '| `plans.lanes[].maxFiles` |')
    change('man/drift.1', 'drift status')
    change('.driftrc.example', 'recommended')
    const stale = docs('--check')
    assert.is(stale.code, 1)
    assert.equal(stale.stdout.trim().split('\n'), ['docs/checks.md is stale: npm run docs', 'docs/configuration.md is stale: npm run docs', 'man/drift.1 is stale: npm run docs', '.driftrc.example is stale: npm run docs'])
    assert.is(docs().code, 0)
    for (const path of ['docs/checks.md', 'docs/configuration.md', 'man/drift.1', '.driftrc.example']) assert.is(readFileSync(join(root, path), 'utf8'), text(path))
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
})

test('.driftrc.example, read by the real parser, is drift:recommended', async () => {
  const { id } = await resolved(await example())
  assert.ok(id)
  assert.equal(await resolved(await example()), await resolved({ extends: 'drift:recommended', id }))
  // A stricter parser than drift's own reads the same: editors use one.
  assert.equal(parse(text('.driftrc.example')), await example())
})

test('.driftrc.example shows every key', () => {
  const shown = text('.driftrc.example')
  const keys = ({ properties, items }: JsonSchema): string[] => [...Object.entries((properties ?? {}) as Record<string, JsonSchema>).flatMap(([key, json]) => [key, ...keys(json)]), ...items ? keys(items as JsonSchema) : []]
  const all = new Set([...keys(configSchema(checks)), ...checks.flatMap(({ options }) => keys(options.json))])
  for (const key of all) assert.match(shown, new RegExp(`^ *(# +)?${key.replace('$', '\\$')}:`, 'm'), key)
  assert.ok(all.size > 25)
})

test('a check has one name: of its file, in the config, over its docs, of its test', () => {
  const names = checks.map(({ name }) => name)
  assert.equal(readdirSync(join(driftRoot, 'checks')).filter((file) => file.endsWith('.ts') && file !== 'index.ts').sort(), names.map((name) => `${name}.ts`))
  assert.equal(Object.keys((configSchema(checks)['properties'] as Record<string, JsonSchema>)['checks']!['properties'] as object), names)
  assert.equal([...text('docs/checks.md').matchAll(/^## (.+)$/gm)].map(([, name]) => name), names)
  const tests = readdirSync(join(driftRoot, 'test', 'checks')).filter((file) => file.endsWith('.test.ts')).sort()
  assert.equal(tests.filter((file) => names.includes(file.replace('.test.ts', ''))), names.map((name) => `${name}.test.ts`))
})

test('every key of a config has a sentence, and every check its demand as one', () => {
  const silent = (json: JsonSchema, at: string): string[] => [
    ...Object.entries((json['properties'] ?? {}) as Record<string, JsonSchema>).flatMap(([key, below]) => [...below.$ref || String(below.description ?? '').endsWith('.') ? [] : [`${at}.${key}`], ...silent(below, `${at}.${key}`)]),
    ...json['items'] ? silent(json['items'] as JsonSchema, `${at}[]`) : [],
  ]
  const { overrides: _, ...properties } = configSchema(checks)['properties'] as Record<string, JsonSchema>
  assert.equal(silent({ properties }, ''), [])
  assert.equal(checks.flatMap(({ name, options }) => silent(options.json, name)), [])
  for (const { name, demand } of checks) assert.match(demand, /^[A-Z].+\.$/, name)
})

test.run()
