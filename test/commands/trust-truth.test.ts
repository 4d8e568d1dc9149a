// limit 900 s: on generated histories whose truth is known each metric of `drift trust` is exact. Real git, the real command.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { trustHistory } from '../support/trust-history.ts'

const seeds = process.env['DRIFT_TEST_LONG'] ? 30 : 3
const seen = new Map<string, Set<string>>()

for (let seed = 1; seed <= seeds; seed++) test(`seed ${seed}`, async () => {
  const { repo, truth } = await trustHistory(seed, 24)
  try {
    const { code, stdout, stderr } = repo.drift('trust', '--last', '1000', '--json')
    assert.is(code, 0, stderr)
    const { domains } = JSON.parse(stdout) as { domains: { domain: string; merged: number; young: number; metrics: Record<string, { value: number | 'unknown' }> }[] }
    const told = Object.fromEntries(domains.map(({ domain, merged, young, metrics }) => [domain, { merged, young, metrics: Object.fromEntries(Object.entries(metrics).map(([name, { value }]) => [name, value])) }]))
    assert.equal(told, truth)
    for (const { metrics } of Object.values(truth)) for (const [name, value] of Object.entries(metrics)) seen.set(name, (seen.get(name) ?? new Set()).add(String(value)))
  } finally {
    repo.dispose()
  }
})

test('the histories differed in every metric', () => { for (const [name, values] of seen) assert.ok(values.size > 2, `${name}: ${[...values].join(', ')}`) })

test.run()
