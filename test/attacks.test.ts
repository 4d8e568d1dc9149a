// limit 900 s: every attack and every twin runs real git and meets a boundary of its own.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parseAttack, type Attack } from './support/attack.ts'
import { openAttacks } from './support/attacks-open.ts'
import { pooled } from './support/pooled.ts'
import { driftRoot } from './support/repository.ts'
import { Siege, sides } from './support/siege.ts'
import { skip } from './support/skip.ts'
import { tell } from './support/told.ts'

const folder = join(driftRoot, 'test', 'attacks')
const names = readdirSync(folder).filter((name) => name.endsWith('.txt')).map((name) => name.slice(0, -4)).sort()
// While one is written: parts of names, with a blank between.
const wanted = process.env['DRIFT_TEST_ATTACKS']?.split(' ')
const siege = new Siege()
const attacks = new Map<string, Attack>()

for (const name of names) {
  try {
    attacks.set(name, parseAttack(`test/attacks/${name}.txt`, readFileSync(join(folder, `${name}.txt`), 'utf8')))
  } catch (error) {
    test(`${name}: is of the format`, () => { throw error })
  }
}

test('there are at least fifty attacks, and an open one has its file', () => {
  assert.equal(Object.keys(openAttacks).filter((name) => !attacks.has(name)), [])
  assert.ok(attacks.size - Object.keys(openAttacks).length >= 50, `there are ${attacks.size}`)
})

const plays = [...attacks].filter(([name]) => !wanted || wanted.some((part) => name.includes(part)))
  .flatMap(([name, attack]) => attack.starts.flatMap((start) => sides.map((side) => ({ name, attack, start, side }))))
const played = pooled(2, plays.map(({ name, attack, start, side }) => () => siege.play(`test/attacks/${name}.txt`, attack, start, side).then(() => undefined, (error: Error) => error)))

plays.forEach(({ name, attack: { boundary, exit, finding }, start, side }, i) => {
  const open = side === 'attack' ? openAttacks[name] : undefined
  if (open) return skip(`${name} [${start}] attack`, open)
  test(`${name} [${start}] ${side}`, async () => {
    const wrong = await played[i]
    tell({ attack: name, start, side, boundary, caught: `${exit} ${finding}`, result: wrong ? 'failed' : 'passed' })
    if (wrong) throw wrong
  })
})

test.after(async () => {
  await Promise.all(played)
  siege.dispose()
})

test.run()
