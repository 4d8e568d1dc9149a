// The examples of every built-in check, as docs show them and `drift selftest` runs them.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { checks } from '../../checks/index.ts'
import { parseMessage } from '../../git/trailers.ts'
import type { Check } from '../../host/check.ts'
import { runExample } from '../../host/example.ts'

for (const check of checks) {
  for (const example of check.examples) test(`${check.name}: ${example.title}`, async () => assert.equal(await runExample(check, example, parseMessage), []))

  test(`${check.name}: passes and fails, under titles of their own`, () => {
    const { examples } = check
    assert.ok(examples.some(({ findings }) => findings.length === 0) && examples.some(({ findings }) => findings.length > 0))
    assert.is(new Set(examples.map(({ title }) => title)).size, examples.length)
  })
}

test('an example that does not hold is told', async () => {
  const [check] = checks as readonly [Check, ...Check[]]
  for (const example of check.examples) assert.is.not((await runExample(check, { ...example, findings: [...example.findings, 'and more'] }, parseMessage)).length, 0)
})

test.run()
