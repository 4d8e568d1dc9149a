// The published door, as a stranger's project sees it: the types of the packed package, in both ways to resolve modules.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { enterTestEnvironment } from './support/environment.ts'
import { run } from './support/managers.ts'
import { driftRoot } from './support/repository.ts'

enterTestEnvironment()
const root = mkdtempSync(join(tmpdir(), 'drift-test-door-'))
const own = join(root, 'node_modules', 'git-drift')

const plugin = `import { choice, defineCheck, definePlugin, glob, list, matches, object, optional, text, type Change, type Plugin } from 'git-drift/check'

const check = defineCheck({
  name: 'changes-together', demand: 'Files that describe each other change together.', stages: ['pre-push', 'ci'],
  options: object({ pairs: list(object({ when: glob(), expect: glob(), because: optional(text()) })), mode: choice(['all', 'any']) }),
  *run({ files }: Change, { pairs, mode }) {
    const narrow: 'all' | 'any' = mode
    for (const { when, because } of pairs) {
      const moved = files.find((file) => matches(when, file))
      const said: string | undefined = because
      if (moved) yield { code: narrow, path: moved.path, message: said ?? 'changed', fix: 'bring the other up to date' }
    }
  },
  examples: [
    { title: 'one', change: ['M a'], options: { pairs: [], mode: 'any' }, findings: [] },
    { title: 'two', change: ['M a'], options: { pairs: [{ when: 'a', expect: 'b' }], mode: 'all' }, findings: ['changed'] },
  ],
})
const plugin: Plugin = definePlugin({ name: 'house', api: 1, checks: [check] })
export default plugin
`

const resolutions = [
  { moduleResolution: 'nodenext', module: 'nodenext' },
  { moduleResolution: 'bundler', module: 'esnext' },
] as const

/** What tsc says of a source, with nothing but the package to look at: no types of node, libraries checked. */
function compiled(source: string, resolution: (typeof resolutions)[number]): string {
  writeFileSync(join(root, 'plugin.ts'), source)
  writeFileSync(join(root, 'tsconfig.json'), JSON.stringify({
    compilerOptions: { ...resolution, target: 'es2022', lib: ['es2022'], types: [], strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: false, noEmit: true }, files: ['plugin.ts'],
  }))
  return run(root, [process.execPath, join(driftRoot, 'node_modules/typescript/bin/tsc'), '-p', root], process.env).stdout
}

test.before(() => {
  const said = execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', root], { cwd: driftRoot, encoding: 'utf8' })
  mkdirSync(own, { recursive: true })
  execFileSync('tar', ['xzf', join(root, said.trim().split('\n').at(-1)!), '--strip-components=1', '-C', own])
  writeFileSync(join(root, 'package.json'), '{ "name": "house", "type": "module" }\n')
})

for (const resolution of resolutions) {
  test(`a plugin compiles: ${resolution.moduleResolution}`, () => assert.is(compiled(plugin, resolution), ''))

  test(`types are told, not any: ${resolution.moduleResolution}`, () => {
    const wrong: readonly (readonly [from: string, to: string, says: RegExp])[] = [
      ["const narrow: 'all' | 'any' = mode", "const narrow: 'all' = mode", /TS2322/],
      ['const said: string | undefined = because', 'const said: string = because', /TS2322/],
      ["stages: ['pre-push', 'ci']", "stages: ['pre-psh']", /TS2322/],
      ["fix: 'bring the other up to date' }", '}', /fix/],
      ['path: moved.path', 'path: moved.size', /TS2339/],
      ['api: 1', 'api: 2', /TS2322/],
    ]
    // All at once: a compiler takes a second to start.
    const source = wrong.reduce((text, [from, to]) => text.replace(from, () => to), plugin)
    const said = compiled(source, resolution)
    assert.ok(said.split('\n').filter((line) => line.includes('error TS')).length >= wrong.length - 1, said)
    for (const [, , says] of wrong) assert.match(said, says)
  })
}

test('the door and the schemas can be imported by their published names', () => {
  const load = createRequire(join(root, 'x.js'))
  const { title } = load('git-drift/schemas/config.schema.json') as { title: string }
  assert.is(title, 'drift config')
  const { stdout, code } = run(root, [process.execPath, '--input-type=module', '-e', "import * as door from 'git-drift/check'; console.log(Object.keys(door).sort().join())"], process.env)
  assert.is(code, 0)
  for (const name of ['defineCheck', 'definePlugin', 'matches', 'object']) assert.ok(stdout.trim().split(',').includes(name), name)
  assert.is(run(root, [process.execPath, '-e', "require('git-drift/dist/hook.cjs')"], process.env).code, 1)
})

test.after(() => rmSync(root, { recursive: true, force: true }))
test.run()
