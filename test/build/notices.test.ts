// Whoever's code is in dist/, their licence is, too.
import { readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { bundleAll, bundleTelling } from '../../build/bundles.ts'
import { bundledPackages, notices } from '../../build/notices.ts'
import { tellingModule } from '../../build/validators.ts'
import { driftRoot } from '../support/repository.ts'

const shipped = readFileSync(join(driftRoot, 'dist', 'THIRD-PARTY-NOTICES.txt'), 'utf8')

const made = [...await bundleAll(false), await bundleTelling(tellingModule(), false)]

test('every bundled package is named, with its version and its licence in full', () => {
  // Not by what is tested: from the paths of all inputs, whether they gave bytes or not.
  const names = new Set(made.flatMap(({ inputs }) => Object.keys(inputs)).flatMap((path) => (path.includes('node_modules/') ? [path.split('node_modules/').at(-1)!.match(/^(@[^/]+\/)?[^/]+/)![0]] : [])))
  for (const name of ['minimatch', 'brace-expansion', 'balanced-match', 'ajv', 'cosmiconfig', 'js-yaml', 'parse-json']) assert.ok(names.has(name), name)
  for (const name of names) {
    const { version, license } = JSON.parse(readFileSync(join(driftRoot, 'node_modules', name, 'package.json'), 'utf8')) as { version: string; license: string }
    const [, text] = shipped.split(`\n${name} ${version} (${license})\n`)
    assert.ok(text, `${name} ${version} is not in dist/THIRD-PARTY-NOTICES.txt`)
    assert.match(text.split('='.repeat(80))[0]!, /permission|without any warranty|as is/i, name)
  }
})

test('what runs where git-drift is not installed asks for no package', () => {
  const outputs = new Map(made.flatMap(({ outputs }) => Object.entries(outputs)))
  for (const file of ['judge.cjs', 'cli.cjs', 'yaml.cjs', 'mistaken.cjs', 'cli-packages.cjs', 'cli-plugins.cjs', 'cli-import.cjs', 'check.mjs']) {
    const foreign = outputs.get(`dist/${file}`)!.imports.map(({ path }) => path).filter((path) => !isBuiltin(path) && !path.startsWith('./'))
    // cosmiconfig loads these where a config is code: ours never is.
    assert.equal(foreign.filter((name) => !(file === 'yaml.cjs' && ['typescript', 'import-fresh'].includes(name))), [], file)
  }
})

test('a package in a package is found by its own name; bytes count, not mere inputs', () => {
  const inputs = (...all: readonly (readonly [path: string, bytesInOutput: number])[]) => Object.fromEntries(all.map(([path, bytesInOutput]) => [path, { bytesInOutput }]))
  const output = { bytes: 1, inputs: inputs(['host/cli.ts', 9], ['node_modules/a/node_modules/@s/b/x.js', 1], ['node_modules/a/y.js', 2], ['node_modules/gone/z.js', 0]), imports: [], exports: [] }
  assert.equal(bundledPackages([{ inputs: {}, outputs: { 'dist/x.cjs': output } }]), ['node_modules/a', 'node_modules/a/node_modules/@s/b'])
})

test('a package without a licence stops the build', () => {
  assert.throws(() => notices([join(driftRoot, 'test/fixtures/skeletons')]), /brings no licence/)
})

test.run()
