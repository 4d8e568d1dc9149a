import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { attackMatrix, type Fought } from './attack-matrix.ts'
import { parseAttack } from './attack.ts'
import { pooled } from './pooled.ts'
import { Siege } from './siege.ts'

const head = '# Story.\nstart: recorded\nmode: recorded, gate\ncaught-by: ci 1 scope/outside\n'
const evil = "$ echo evil >> lib/core && slip 'feat: a' && share && gate"
const fine = "$ echo fine >> src/app && slip 'feat: a' && share && gate"
const caught = '= 1\n> drift: scope: lib/core is outside plan p\n'
const whole = `${head}\n== before ==\n$ a\n\n== attack ==\n$ b\n${evil}\n${caught}\n== twin ==\n${fine}\n> drift: passed\n-- src/f --\n1\n`

test('all parts of an attack', () => {
  const { story, starts, mode, boundary, exit, finding, before, attack, twin, files } = parseAttack('a', whole)
  assert.equal([story, starts, mode, boundary, exit, finding], ['Story.', ['recorded'], 'recorded, gate', 'ci', 1, 'scope/outside'])
  assert.equal([before, attack, twin].map((steps) => steps.map(({ line }) => line)), [[7], [10, 11], [16]])
  assert.equal(files, { 'src/f': '1\n' })
})

const malformed: readonly (readonly [title: string, from: string, to: string, message: string])[] = [
  ['no story', '# Story.\n', '', 'a:1: it begins with its story'],
  ['no mode', 'mode: recorded, gate\n', '', 'a:1: it needs a line `mode:`'],
  ['no caught-by', 'caught-by: ci 1 scope/outside\n', '', 'a:1: it needs a line `caught-by:`'],
  ['caught with exit 0', 'ci 1 scope', 'ci 0 scope', 'a:4: it needs a line `caught-by:`'],
  ['an unknown boundary', 'ci 1 scope', 'moon 1 scope', 'a:1: "moon" is none of pre-commit'],
  ['an unknown line', 'mode: ', 'mood: x\nmode: ', 'a:3: not of the header: mood: x'],
  ['a start of another mode', 'start: recorded', 'start: merged', 'a:1: it starts merged'],
  ['a boundary of another mode', 'recorded, gate', 'recorded, local', 'a:1: ci is not recorded, local'],
  ['no attack', '== attack ==', '# attack', 'a:1: it needs the sections'],
  ['no twin', '== twin ==', '# twin', 'a:12: caught-by says exit 1, and the last command of the attack 0'],
  ['an attack that meets nothing', evil, '$ true', 'a:11: the last command of a section meets ci'],
  ['a twin that meets nothing', fine, '$ true', 'a:16: the last command of a section meets ci'],
  ['an attack that passes', caught, '', 'a:11: caught-by says exit 1, and the last command of the attack 0'],
  ['an attack of which nothing is said', caught, '= 1\n', 'a:11: the last command of the attack says what it prints'],
  ['a twin that fails', '> drift: passed', '= 1', 'a:16: the last command of the twin ends with 0'],
]

for (const [title, from, to, message] of malformed) {
  test(`refuses ${title}`, () => {
    assert.ok(whole.includes(from))
    assert.throws(() => parseAttack('a', whole.replace(from, to)), (error: Error) => error.message.startsWith(message) || error.message)
  })
}

const siege = new Siege()

// What the runner must not take for an attack that was caught, or for a twin that passed.
const plays: readonly (readonly [title: string, side: 'attack' | 'twin', from: string, to: string, wrong: string | undefined])[] = [
  ['an attack that is caught', 'attack', '', '', undefined],
  ['a twin that passes', 'twin', '', '', undefined],
  ['an attack that gets through', 'attack', 'evil >> lib/core', 'evil >> src/app', 'expected exit 1, was 0'],
  ['an attack that another finding stops', 'attack', 'scope/outside', 'sot/frozen', 'expected sot/frozen, found scope/outside'],
  ['an attack that a finding stops and not an error', 'attack', 'scope/outside', 'error', 'expected an error and no verdict'],
  ['an attack that says something else', 'attack', '> drift: scope: lib/core', '> drift: scope: lib/other', 'expected a line with'],
  ['an attack that meets the boundary in words alone', 'attack', evil, "$ echo 'drift: scope: lib/core is outside plan p'; false # gate", 'expected scope/outside'],
  ['a twin that is stopped', 'twin', 'fine >> src/app', 'fine >> lib/core', 'expected exit 0, was 1'],
  ['a twin that nobody judged', 'twin', fine, '$ true || gate; echo "drift: passed"', 'expected commits that were judged and passed'],
]

for (const [title, side, from, to, wrong] of plays) {
  test(`plays ${title}`, async () => {
    const attack = parseAttack('a', whole.replace('$ a\n', '$ true\n').replace('$ b\n', '$ true\n').replace(from, to))
    const said = await siege.play('a', attack, 'recorded', side).then(() => undefined, (error: Error) => error.message)
    if (wrong === undefined) assert.is(said, undefined)
    else assert.ok(said?.includes(wrong), said ?? 'nothing was wrong')
  })
}

test('the matrix counts what is not as told', () => {
  const fact = { attack: 'a', start: 'recorded', boundary: 'ci', caught: '1 scope/outside' }
  const all: Fought[] = [{ ...fact, side: 'attack', result: 'failed' }, { ...fact, side: 'twin', result: 'passed' }, { ...fact, attack: 'b', side: 'attack', result: 'passed' }, { ...fact, attack: 'b', side: 'twin', result: 'failed' }]
  const text = attackMatrix(all)
  assert.match(text, /^a \[recorded\] +Tx /m)
  assert.match(text, /^b \[recorded\] +xF /m)
  assert.match(text, /2 attacks: 1 not caught as told, 1 twins stopped$/)
})

test('a pool begins so many at a time, and keeps their order', async () => {
  let running = 0
  let most = 0
  const task = (n: number) => async () => { most = Math.max(most, ++running); await new Promise((go) => setTimeout(go, 5 - n)); running--; return n }
  assert.equal(await Promise.all(pooled(2, [0, 1, 2, 3, 4].map(task))), [0, 1, 2, 3, 4])
  assert.is(most, 2)
})

test.after(() => siege.dispose())
test.run()
