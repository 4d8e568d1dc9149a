// Lessons → frictions: what repeats, what is enforced, what is the same told twice.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { frictionsOf, raised, type Told } from '../../host/lessons.ts'

/** `tag cause enforced` */
const lesson = (line: string): Told => {
  const [key = '', cause = '', enforced] = line.split(' ')
  return { key, cause, action: 'do', at: '2026-01-01T00:00:00Z', ...enforced ? { enforced } : {} }
}

const table: readonly (readonly [title: string, lines: readonly string[], told: string])[] = [
  ['none', [], ''],
  ['once', ['a x'], 'a 1 open 1'],
  ['twice', ['a x', 'a y'], 'a 2 open 2'],
  ['the third time', ['a x', 'a y', 'a z'], 'a 3 open 3 flagged'],
  ['good news is no friction', ['as-planned x', 'as-planned y', 'as-planned z'], 'as-planned 3 open 3'],
  ['tags are counted apart', ['a x', 'b x', 'a y'], 'a 2 open 2, b 1 open 1'],
  ['the same told twice is once', ['a x', 'a x', 'a y'], 'a 2 open 2'],
  ['to say what enforces it is no new time', ['a x', 'a y', 'a y scope'], 'a 2 open 0 by scope'],
  ['it comes again all the same', ['a x scope', 'a y', 'a z'], 'a 3 open 2 flagged by scope'],
  ['the newest word counts', ['a x scope', 'a y t.test.ts'], 'a 2 open 0 by t.test.ts'],
]

for (const [title, lines, told] of table) test(title, () => assert.is(frictionsOf(lines.map(lesson)).map(({ tag, times, open, flagged, enforced }) => `${tag} ${times} open ${open}${flagged ? ' flagged' : ''}${enforced ? ` by ${enforced}` : ''}`).join(', '), told))

test('what is said', () => {
  const said = (...lines: string[]) => raised(frictionsOf(lines.map(lesson))[0]!)
  assert.is(said('a x', 'a y'), undefined)
  assert.is(said('a x', 'a y', 'a z'), 'a: third time: raise its priority (nothing enforces it: drift lessons promote)')
  assert.is(said('a x', 'a y scope', 'a z', 'a v'), 'a: 4 times: raise its priority (2 since scope enforces it)')
  assert.is(said('a x', 'a y', 'a z scope'), 'a: third time: raise its priority (enforced by scope)')
})

test.run()
