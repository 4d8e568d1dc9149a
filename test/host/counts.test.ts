// What drift counts in the output of real runners: the files in outputs/ are what they printed (name, version, case), but for
// those called `documented`, written from their documentation (go 1.24, pnpm 10, turbo 2, TAP 14, the JUnit schema of Jenkins).
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { countsOf } from '../../host/runners/counts.ts'
import { driftRoot } from '../support/repository.ts'

const folder = join(driftRoot, 'test', 'host', 'outputs')
const output = (name: string) => readFileSync(join(folder, `${name}.txt`), 'utf8')

// Runner, passed, failed, skipped; nothing where no count is told.
const rows: Readonly<Record<string, readonly [runner: string, passed: number, failed: number, skipped: number] | []>> = {
  'cargo-1.95.0-mixed': ['cargo test', 4, 1, 1],
  'cargo-1.95.0-nocapture': ['cargo test', 4, 0, 1],
  'cargo-1.95.0-none': ['cargo test', 0, 0, 0],
  'cargo-1.95.0-pass': ['cargo test', 4, 0, 1],
  'cargo-1.95.0-quiet': ['cargo test', 4, 0, 1],
  'go-documented-failed': ['go test', 1, 1, 0],
  'go-documented-json': ['go test', 2, 1, 1],
  'go-documented-none': ['go test', 0, 0, 0],
  'go-documented-plain': [],
  'go-documented-verbose': ['go test', 4, 0, 1],
  'jest-30.5.2-mixed': ['jest', 3, 1, 2],
  'jest-30.5.2-none': ['jest', 0, 0, 0],
  'jest-30.5.2-pass': ['jest', 3, 0, 1],
  'jest-30.5.2-skip': ['jest', 0, 0, 1],
  'junit-documented-hostile': ['JUnit XML', 1, 0, 1],
  'junit-pytest-9.0.3-mixed': ['JUnit XML', 4, 2, 2],
  'mocha-11.8.0-mixed': ['mocha', 3, 1, 1],
  'mocha-11.8.0-none': ['mocha', 0, 0, 0],
  'mocha-11.8.0-pass': ['mocha', 3, 0, 1],
  'mocha-11.8.0-skip': ['mocha', 0, 0, 1],
  'node-20.20.2-spec-hostile': ['node:test', 1, 0, 0],
  'node-20.20.2-spec-mixed': ['node:test', 3, 1, 2],
  'node-20.20.2-spec-none': ['node:test', 0, 0, 0],
  'node-20.20.2-spec-pass': ['node:test', 2, 0, 0],
  'node-20.20.2-spec-skip': ['node:test', 0, 0, 2],
  'node-20.20.2-tap-hostile': ['node:test', 1, 0, 0],
  'node-20.20.2-tap-mixed': ['node:test', 3, 1, 2],
  'node-20.20.2-tap-none': ['node:test', 0, 0, 0],
  'node-20.20.2-tap-pass': ['node:test', 2, 0, 0],
  'node-20.20.2-tap-skip': ['node:test', 0, 0, 2],
  'npm-11.19.1-workspaces-node': ['node:test', 3, 0, 0],
  'pnpm-documented-workspaces': ['uvu', 5, 0, 1],
  'pytest-9.0.3-colour-mixed': ['pytest', 4, 2, 2],
  'pytest-9.0.3-mixed': ['pytest', 4, 2, 2],
  'pytest-9.0.3-none': ['pytest', 0, 0, 0],
  'pytest-9.0.3-pass': ['pytest', 2, 0, 0],
  'pytest-9.0.3-quiet-mixed': ['pytest', 4, 2, 2],
  'pytest-9.0.3-quiet-none': ['pytest', 0, 0, 0],
  'pytest-9.0.3-quiet-pass': ['pytest', 2, 0, 0],
  'pytest-9.0.3-quiet-skip': ['pytest', 0, 0, 1],
  'pytest-9.0.3-skip': ['pytest', 0, 0, 1],
  // The plan says four: two of them never came, and it gave up.
  'tap-documented-broken-off': ['TAP', 1, 3, 1],
  'tape-5.10.2-mixed': ['TAP', 2, 1, 0],
  'turbo-documented-workspaces': ['mocha', 5, 0, 1],
  'uvu-0.5.6-alone': ['uvu', 2, 0, 1],
  'uvu-0.5.6-mixed': ['uvu', 2, 1, 1],
  'uvu-0.5.6-none': ['uvu', 0, 0, 0],
  'uvu-0.5.6-pass': ['uvu', 2, 0, 1],
  'uvu-0.5.6-skip': ['uvu', 0, 0, 1],
  'vitest-4.1.12-mixed': ['vitest', 3, 1, 2],
  'vitest-4.1.12-none': ['vitest', 0, 0, 0],
  'vitest-4.1.12-pass': ['vitest', 3, 0, 1],
  'vitest-4.1.12-skip': ['vitest', 0, 0, 1],
}

const expected = ([runner, passed = 0, failed = 0, skipped = 0]: (typeof rows)[string]) => (runner === undefined ? undefined : { runner, total: passed + failed + skipped, passed, failed, skipped })

for (const [name, row] of Object.entries(rows)) test(name, () => assert.equal(countsOf(output(name)), expected(row)))

test('every file of outputs/ stands in the table', () => assert.equal(readdirSync(folder).sort(), Object.keys(rows).map((name) => `${name}.txt`).sort()))

const fake = { mocha: '\n  500 passing (3ms)', 'node:test': output('node-20.20.2-spec-pass').replaceAll(' 2\n', ' 500\n'), uvu: output('uvu-0.5.6-alone').replaceAll('2', '500') }
for (const [name, row] of Object.entries(rows).filter(([name, [runner]]) => runner && !/hostile|workspaces|junit|cargo|json/.test(name))) test(`${name}: what stands before the summary raises nothing`, () => {
  for (const text of Object.values(fake)) assert.equal(countsOf(`${text}\n${output(name)}`)?.passed, row[1], text)
})

test('half a summary is none', () => {
  for (const text of ['5 passed', 'ℹ tests 5\nℹ pass 5', 'Tests:       5 passed, 5 total', '      Tests  5 passed (5)', '  Total:     5\n  Passed:    5', 'test result: ok. 5 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out', '✓ 5 passing (3ms)', 'running 2 tests\ntest result: ok. 5 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out', '=== 5 passed in 0.1s', 'ok 1\nok 2', '--- PASS: TestA (0.00s)', '<testcase name="a"/>', '']) assert.is(countsOf(text), undefined, text)
})

test('a sum that does not add up is no summary', () => {
  assert.is(countsOf(output('jest-30.5.2-pass').replace('3 passed', '4 passed')), undefined)
  assert.is(countsOf(output('vitest-4.1.12-pass').replace(/3 passed/g, '4 passed')), undefined)
})

test('two sessions of pytest, two programs: the sessions are added up, of two programs the last counts', () => {
  assert.is(countsOf(output('pytest-9.0.3-pass') + output('pytest-9.0.3-mixed'))?.passed, 6)
  assert.equal(countsOf(output('mocha-11.8.0-pass') + output('uvu-0.5.6-pass')), expected(['uvu', 2, 0, 1]))
})

test('line ends of Windows and progress that overwrites itself', () => {
  assert.is(countsOf(output('uvu-0.5.6-pass').replaceAll('\n', '\r\n'))?.passed, 2)
  assert.is(countsOf(`${output('mocha-11.8.0-pass')}`.replace('  3 passing', 'half way\r  3 passing'))?.passed, 3)
})

test('output made to be slow is read in time', () => {
  const started = Date.now()
  for (const text of ['<a"'.repeat(700_000), `<testsuite>\n${'<!--'.repeat(500_000)}\n</testsuite>`, `<testsuite>\n${'<![CDATA['.repeat(200_000)}\n</testsuite>`, `<testsuite>\n${'<testcase "'.repeat(200_000)}\n</testsuite>`, '1 a, '.repeat(400_000), '\u001b]'.repeat(1_000_000), '\r'.repeat(2_000_000), `${'='.repeat(1_000_000)} x`, 'ok 1 #'.repeat(300_000)]) countsOf(text)
  assert.ok(Date.now() - started < 8_000, `${Date.now() - started} ms`)
})

test.run()
