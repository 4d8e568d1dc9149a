// What may be typed as the end of an approval.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { expiryOf } from '../../commands/expiry.ts'

const now = new Date('2026-06-15T10:00:00.000Z')

const rows: readonly (readonly [typed: string, expected: string | RegExp])[] = [
  ['7d', '2026-06-22T10:00:00.000Z'],
  ['12h', '2026-06-15T22:00:00.000Z'],
  ['2w', '2026-06-29T10:00:00.000Z'],
  ['2026-12-31', '2026-12-31T00:00:00.000Z'],
  ['2028-02-29', '2028-02-29T00:00:00.000Z'],
  ['2026-06-15T12:00+02:00', /is past/],
  ['2026-06-15T12:01+02:00', '2026-06-15T10:01:00.000Z'],
  ['2026-06-15T12:00:30.5Z', '2026-06-15T12:00:30.500Z'],
  ['2026-06-15', /is past/],
  ['0d', /is past/],
  ['2026-02-30', /no time at which/],
  ['2027-02-29', /no time at which/],
  ['2026-13-01', /no time at which/],
  ['2026-12-31T25:00Z', /no time at which/],
  ['2026-12-31T12:00', /no time at which/],
  ['999999w', /no time at which/],
  ['-7d', /no time at which/],
  ['7', /no time at which/],
  ['7 d', /no time at which/],
  ['tomorrow', /no time at which/],
  ['', /no time at which/],
]

for (const [typed, expected] of rows) {
  test(`"${typed}"`, () => {
    if (typeof expected === 'string') assert.is(expiryOf(typed, now), expected)
    else assert.throws(() => expiryOf(typed, now), (error: { message: string; exit: number }) => expected.test(error.message) && error.exit === 2)
  })
}

test.run()
