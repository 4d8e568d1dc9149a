// What `drift approve` is asked to do, by its flags: a table.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { doingOf, type Flags } from '../../commands/approve-flags.ts'

const rows: readonly (readonly [title: string, typed: Flags, expected: string | RegExp])[] = [
  ['a plan', { plan: 'p' }, 'approve'],
  ['nothing', {}, 'approve'],
  ['all that goes with a plan', { plan: 'p', allowPath: ['a'], change: true, head: 'x', at: 'y', expires: '7d', message: 'm' }, 'approve'],
  ['no flag is on', { plan: 'p', revoke: false, change: false, allowPath: [] }, 'approve'],
  ['changes of a plan', { plan: 'p', change: true, head: 'x' }, 'approve'],
  ['changes without one', { change: true, head: 'x' }, 'change'],
  ['changes of a range', { plan: 'a..b', change: true }, 'change'],
  ['a path without a plan', { change: true, allowPath: ['a'] }, /--allow-path does not go with --change without a plan/],
  ['an end without a plan', { change: true, expires: '7d' }, /--expires does not go with --change/],
  ['an override', { override: 'HEAD', message: 'm' }, 'override'],
  ['an override and a plan', { override: 'HEAD', plan: 'p' }, /goes with neither a plan nor/],
  ['an override and changes', { override: 'HEAD', change: true }, /goes with neither a plan nor/],
  ['an override until', { override: 'HEAD', expires: '7d' }, /goes with neither a plan nor/],
  ['a revocation', { plan: 'p', revoke: true, message: 'm', at: 'x' }, 'revoke'],
  ['a revocation of paths', { plan: 'p', revoke: true, allowPath: ['a'] }, /--allow-path does not go with --revoke/],
  ['changes wanted', { plan: 'p', requestChanges: true, message: 'm', at: 'x' }, 'request-changes'],
  ['changes wanted, and not which', { plan: 'p', requestChanges: true }, /says which/],
  ['changes wanted until', { plan: 'p', requestChanges: true, message: 'm', expires: '7d' }, /--expires does not go with --request-changes/],
  ['both', { plan: 'p', revoke: true, requestChanges: true, message: 'm' }, /--request-changes does not go with --revoke/],
  ['a head alone', { plan: 'p', head: 'x' }, /--head says/],
]

for (const [title, typed, expected] of rows) {
  test(title, () => {
    if (typeof expected === 'string') assert.is(doingOf(typed), expected)
    else assert.throws(() => doingOf(typed), (error: { message: string; exit: number; fix: string }) => expected.test(error.message) && error.exit === 2 && error.fix !== '')
  })
}

test.run()
