import { test } from 'uvu'
import * as assert from 'uvu/assert'
import check from '../../checks/tests-with-source.ts'
import type { FileChange, JsonSchema } from '../../host/check.ts'
import { exampleChange, examplePolicy } from '../../host/example.ts'
import { parseMessage } from '../../git/trailers.ts'
import { cases } from '../support/cases.ts'
import { found, planWith } from '../support/found.ts'

const options = { source: ['src/**/*.ts'], tests: ['test/**', 'src/**/*.test.ts', '**/test_*.*'], exempt: ['src/gen/**'], kinds: ['feature', 'bugfix'] as const }
const untested = (which: string) => [`${which} changed, and no test did`]
const plans = (...kinds: readonly ('feature' | 'bugfix' | 'refactor' | 'docs')[]) => kinds.map((kind, i) => planWith({ kind }, {}, `p${i}`))

cases(check, options, [
  ['an empty change', [], []],
  ['source alone', ['M src/a.ts'], untested('src/a.ts: src/a.ts')],
  ['new source alone', ['A src/a.ts'], untested('src/a.ts')],
  ['with a test', ['M src/a.ts', 'M test/a.ts'], []],
  ['with a new test beside it', ['M src/a.ts', 'A src/a.test.ts'], []],
  ['tests alone', ['M test/a.ts'], []],
  ['docs alone', ['M README.md', 'M docs/a.md', 'M package.json'], []],
  ['docs are no test', ['M src/a.ts', 'M docs/a.md'], untested('src/a.ts')],
  ['three and four', ['M src/a.ts', 'M src/b.ts', 'M src/c.ts'], untested('src/a.ts, src/b.ts, src/c.ts')],
  ['more are counted', ['M src/a.ts', 'M src/b.ts', 'M src/c.ts', 'M src/d.ts', 'M src/e.ts'], untested('src/a.ts, src/b.ts, src/c.ts and 2 more')],
  ['source that goes', ['D src/a.ts'], []],
  ['a test that goes is none', ['M src/a.ts', 'D test/a.ts'], untested('src/a.ts')],
  ['a plan comes along: its test_contract.json is no test', ['M src/a.ts', 'A .drift/plans/p/test_contract.json'], untested('src/a.ts')],
  ['exempt source', ['M src/gen/a.ts'], []],
  ['what the config calls generated', ['M src/api/a.ts'], [], { given: { policy: { ...examplePolicy, plans: { ...examplePolicy.plans, generated: ['src/api/**'] } } } }],
  ['only a mode', ['X src/a.ts'], []],
  ['only the mode of a test', ['M src/a.ts', 'X test/a.ts'], untested('src/a.ts')],
  ['a plan of a kind that needs none', ['M src/a.ts'], [], { given: { plans: plans('refactor') } }],
  ['two such plans', ['M src/a.ts'], [], { given: { plans: plans('refactor', 'docs') } }],
  ['one of a kind that does', ['M src/a.ts'], untested('src/a.ts'), { given: { plans: plans('refactor', 'bugfix') } }],
  ['no plan at all', ['M src/a.ts'], untested('src/a.ts'), { given: { plans: [] } }],
  ['beside a plan that needs none, what a lane takes', ['M src/a.ts', 'M src/b.ts'], untested('src/b.ts: src/b.ts'), { given: { plans: plans('refactor'), elsewhere: ['src/b.ts'] } }],
])

/** A file that moves, unchanged. */
const moved = (from: string, to: string): FileChange[] => {
  const [gone, there] = exampleChange({ change: [`D ${from}`, `A ${to}`] }, parseMessage).files as [FileChange, FileChange]
  return [gone, { ...there, oid: gone.oldOid }]
}
cases(check, options, [
  ['source that only moves', [], [], { given: { files: moved('src/a.ts', 'src/b/a.ts') } }],
  ['a test that only moves is none', [], untested('src/x.ts'), { given: { files: [...exampleChange({ change: ['M src/x.ts'] }, parseMessage).files, ...moved('test/a.ts', 'test/b.ts')] } }],
  ['a copy is new', [], untested('src/b.ts'), { given: { files: [moved('src/a.ts', 'src/b.ts')[1]!] } }],
])

test('the defaults know the common languages and where their tests stand', async () => {
  const properties = check.options.json.properties as Readonly<Record<keyof typeof options, JsonSchema>>
  const defaults = Object.fromEntries(Object.entries(properties).map(([key, json]) => [key, json.default])) as unknown as typeof options
  const told = async (...change: string[]) => (await found(check, defaults, change)).length
  for (const source of ['src/a.ts', 'lib/a.js', 'app.py', 'cmd/main.go', 'src/main/java/x/A.java', 'A.kt', 'lib/a.rb', 'src/a.c', 'A.cs', 'src/A.php', 'lib/a.ex', 'Sources/A.swift']) assert.is(await told(`M ${source}`), 1, source)
  for (const other of ['README.md', 'docs/a.js', 'vite.config.ts', '.eslintrc.js', '.storybook/main.js', 'types/a.d.ts', 'a.json', 'src/a.rs', 'db/migrations/1.py', 'setup.py', 'style.css']) assert.is(await told(`M ${other}`), 0, other)
  for (const tested of ['test/a.ts', 'src/a.test.ts', 'src/a.spec.js', 'src/__tests__/a.js', 'tests/test_a.py', 'a_test.go', 'src/test/java/x/ATest.java', 'spec/a_spec.rb', 'ATests.cs', 'cypress/a.cy.ts', 'tests/ATest.php']) assert.is(await told('M src/a.ts', `M ${tested}`), 0, tested)
})

test.run()
