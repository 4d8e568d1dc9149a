// What `drift simulate --json` prints fits its published schema.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { driftRoot, repository } from '../support/repository.ts'

const fits = new Ajv2020({ allErrors: true, strict: false }).compile(JSON.parse(readFileSync(join(driftRoot, 'schemas', 'simulate.schema.json'), 'utf8')))

for (const [title, config, passes] of [['all pass', 'free.json', 3], ['one is blocked, and warned of', 'drift:recommended', 2], ['fewer lanes', 'drift:strict', 1]] as const) {
  test(title, () => {
    const repo = repository({ files: { 'free.json': '{ "plans": { "required": false }, "checks": { "scope": "off" } }' } })
    try {
      repo.commit('Begin')
      for (const [path, text] of [['docs/a.md', 'a\n'], ['src/a', `${'a\n'.repeat(600)}`]] as const) { repo.write(path, text); repo.commit(`feat: ${path}`) }
      const said = repo.drift('simulate', '--config', config, '--last', '3', '--json')
      assert.is(said.code, 0, said.stderr)
      const data = JSON.parse(said.stdout) as { readonly passed: Readonly<Record<string, number>> }
      assert.equal(fits(data) ? [] : fits.errors, [])
      assert.is(Object.values(data.passed).reduce((sum, count) => sum + count, 0), passes, said.stdout)
    } finally {
      repo.dispose()
    }
  })
}

test.run()
