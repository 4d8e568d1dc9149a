import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { FileChange } from '../../host/change.ts'
import { unitOf, unitsOf, type Unit } from '../../host/units.ts'

const unit = (id: string, ...files: string[]): Unit => ({ id, title: id, files, depends_on: [], gates: [] })
const units = [unit('a', 'src/a/**'), unit('b', 'src/b/**', 'shared'), unit('c', 'shared', '**/yarn.lock')]
const policy = { dir: '.drift/plans', required: true, generated: ['dist/**'], lanes: [] }
const files = (...paths: string[]) => paths.map((path) => ({ path, status: 'modified', mode: '100644', oldMode: '100644', oid: '1', oldOid: '2' }) satisfies FileChange)

const table: readonly (readonly [why: string, paths: readonly string[], named: readonly string[], one: string | undefined, all: readonly string[]])[] = [
  ['the only one that takes it', ['src/a/x'], [], 'a', ['a']],
  ['a file that no unit foresees decides nothing', ['src/a/x', 'other'], [], 'a', ['a']],
  ['nor do such files alone', ['other'], [], undefined, []],
  ['what tools write goes along', ['src/a/x', 'dist/x'], [], 'a', ['a']],
  ['alone it is of any', ['dist/x'], [], undefined, []],
  ['a lock file goes with its manifest', ['src/a/x', 'src/a/package.json', 'src/a/package-lock.json', 'package-lock.json'], [], 'a', ['a']],
  ['though another foresees it', ['src/a/package.json', 'src/a/yarn.lock'], [], 'a', ['a']],
  ['two units take it', ['shared'], [], undefined, []],
  ['one takes all, though another takes a part', ['shared', 'src/b/x'], [], 'b', ['b']],
  ['the name wins over the files', ['src/a/x'], ['b'], undefined, ['b']],
  ['a name that no unit has', ['src/a/x'], ['z'], undefined, []],
  ['a squash of two', ['src/a/x', 'src/b/x'], [], undefined, ['a', 'b']],
  ['a squash with a file of nobody', ['src/a/x', 'src/b/x', 'other'], [], undefined, ['a', 'b']],
  ['a squash with a file of two', ['src/a/x', 'src/b/x', 'shared'], [], undefined, []],
  ['a squash that names both', ['other'], ['c', 'a'], undefined, ['a', 'c']],
  ['no file', [], [], undefined, []],
]
for (const [why, paths, named, one, all] of table) {
  test(why, () => {
    if (named.length === 0) assert.is(unitOf(units, files(...paths), policy)?.id, one)
    assert.equal(unitsOf(units, files(...paths), policy, named).map(({ id }) => id), all)
  })
}
test.run()
