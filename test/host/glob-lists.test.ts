// Lists of globs are told by one expression first where they are short: it must let through all that a pattern takes.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compileGlobs } from '../../host/globs.ts'

test('a list of any length: told by one expression, or by each pattern', () => {
  for (const count of [1, 256, 257, 5000]) {
    const { matches } = compileGlobs(Array.from({ length: count }, (_, i) => `src/${i}/*.js`))
    assert.equal([matches(`src/${count - 1}/a.js`), matches('src/0/a.js'), matches(`src/${count}/a.js`), matches('src/0/a.ts')], [true, true, false, false], `${count} globs`)
  }
})

test.run()
