import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { play, unmet } from './play.ts'
import { driftRoot } from './repository.ts'
import { parseScenario, type Step } from './scenario.ts'

for (const name of ['one-commit', 'odd-names']) {
  const file = `test/support/scenarios/${name}.txt`
  const scenario = parseScenario(file, readFileSync(join(driftRoot, file), 'utf8'))
  for (const place of scenario.places) test(`${name} [${place}]`, () => play(file, scenario, place))
}

const whole = '# Story.\nplaces: main linked\nacts: amend\nskip: sha256 — why\n\n$ a\n= 3\n> x\n!> y\n# note\n$ b\nquiet\n-- f --\n1\n\n-- d/g --\n2\n'

test('all parts of a scenario', () => {
  assert.equal(parseScenario('s', whole), {
    story: 'Story.', places: ['main', 'linked'], acts: ['amend'], skips: [{ place: 'sha256', reason: 'why' }],
    steps: [
      { line: 6, command: 'a', exit: 3, quiet: false, holds: ['x'], lacks: ['y'] },
      { line: 11, command: 'b', exit: 0, quiet: true, holds: [], lacks: [] },
    ],
    files: { f: '1\n\n', 'd/g': '2\n' },
  })
})

const malformed: [title: string, text: string, message: string][] = [
  ['no story', '$ a\n', 's:1: it begins with its story'],
  ['no command', '# Story\n', 's:1: no command'],
  ['an unknown place', '# S\nplaces: main moon\n$ a\n', 's:2: "moon" is none of main'],
  ['an unknown act', '# S\nacts: stash\n$ a\n', 's:2: "stash" is none of unborn'],
  ['an unknown header', '# S\nplace: main\n$ a\n', 's:2: neither'],
  ['a skip without a reason', '# S\nskip: linked\n$ a\n', 's:2: neither'],
  ['skipped and run', '# S\nskip: main — why\n$ a\n', 's:1: main is both'],
  ['unborn elsewhere', '# S\nacts: unborn\nplaces: linked\n$ a\n', 's:1: an unborn'],
  ['no space after >', '# S\n$ a\n>x\n', 's:3: none of'],
  ['an empty >', '# S\n$ a\n> \n', 's:3: none of'],
  ['a word for an exit code', '# S\n$ a\n= one\n', 's:3: none of'],
  ['two exit codes', '# S\n$ a\n= 1\n= 2\n', 's:4: none of'],
  ['quiet and printing', '# S\n$ a\nquiet\n> x\n', 's:4: a command cannot'],
  ['a bare line', '# S\n$ a\nx\n', 's:3: none of'],
  ['a file outside', '# S\n$ a\n-- ../x --\n', 's:3: not a path'],
  ["a file of git's", '# S\n$ a\n-- .git/config --\n', 's:3: not a path'],
  ['a file twice', '# S\n$ a\n-- x --\n-- x --\n', 's:4: x stands here twice'],
]
for (const [title, text, message] of malformed) test(`malformed: ${title}`, () => assert.throws(() => parseScenario('s', text), (error: Error) => error.message.startsWith(message)))

const step: Step = { line: 1, command: 'c', exit: 0, quiet: false, holds: [], lacks: [] }
const expectations: [title: string, expected: Partial<Step>, code: number, output: string, unmet: RegExp | undefined][] = [
  ['exit 0 is the default', {}, 1, '', /expected exit 0, was 1/],
  ['the exit code', { exit: 3 }, 3, '', undefined],
  ['an exit code that did not come', { exit: 3 }, 0, '', /expected exit 3, was 0/],
  ['quiet', { quiet: true }, 0, '', undefined],
  ['quiet, but a newline', { quiet: true }, 0, '\n', /print nothing/],
  ['a part of a line', { holds: ['el'] }, 0, 'hello\n', undefined],
  ['in order', { holds: ['a', 'b'] }, 0, 'a\nb\n', undefined],
  ['out of order', { holds: ['b', 'a'] }, 0, 'a\nb\n', /after those found with: a/],
  ['one line serves once', { holds: ['a', 'a'] }, 0, 'a\n', /with: a/],
  ['absent', { lacks: ['x'] }, 0, 'a\n', undefined],
  ['not absent', { lacks: ['x'] }, 0, 'a\naxe\n', /nowhere: x/],
]
for (const [title, expected, code, output, said] of expectations) {
  test(`expectation: ${title}`, () => {
    const found = unmet({ ...step, ...expected }, code, output)
    assert.ok(said ? found !== undefined && said.test(found) : found === undefined, found)
  })
}

test('a failing step tells file, line, place and output', () => {
  const scenario = parseScenario('s.txt', '# S\n$ true\n$ echo oh; exit 4\n')
  assert.throws(() => play('s.txt', scenario, 'main'), (error: Error) => /^s\.txt:3 \[main\] \$ echo oh; exit 4\n.*expected exit 0, was 4; it printed:\n +\| oh/.test(error.message))
})

test.run()
