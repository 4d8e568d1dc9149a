import plugin, { check } from './index.ts'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { cases } from '../../test/support/cases.ts'

test('the plugin brings its check, under its own name', () => assert.equal([plugin.name, plugin.checks], ['template-plugin', [check]]))
test.run()

cases(check, {}, [
  ['an empty change', [], []],
  ['another file', ['A src/a.ts'], []],
  ['a left-over', ['A src/a.ts.orig'], ['src/a.ts.orig is left over from a merge']],
])
