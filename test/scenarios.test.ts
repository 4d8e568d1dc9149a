// limit 1800 s: every scenario runs real git, most of them in several places.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { blank, columns } from './support/places.ts'
import { play } from './support/play.ts'
import { driftRoot } from './support/repository.ts'
import { parseScenario, type Scenario } from './support/scenario.ts'
import { skip } from './support/skip.ts'
import { tell } from './support/told.ts'

const folder = join(driftRoot, 'test', 'scenarios')
const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.txt')).map((name) => name.slice(0, -4)).sort()
const scenarios = new Map<string, Scenario>()

// While one is written: parts of names, with a blank between.
const wanted = process.env['DRIFT_TEST_SCENARIOS']?.split(' ')

for (const name of names) {
  if (wanted && !wanted.some((part) => name.includes(part))) continue
  const file = `test/scenarios/${name}.txt`
  let scenario: Scenario
  try {
    scenario = parseScenario(file, readFileSync(join(folder, `${name}.txt`), 'utf8'))
  } catch (error) {
    test(`${name}: is of the format`, () => { throw error })
    continue
  }
  scenarios.set(name, scenario)
  for (const place of scenario.places) {
    test(`${name} [${place}]`, () => {
      let result: 'passed' | 'failed' = 'failed'
      try {
        play(file, scenario, place)
        result = 'passed'
      } finally {
        for (const column of [place, ...scenario.acts]) tell({ scenario: name, place: column, result })
      }
    })
  }
  for (const { place, reason } of scenario.skips) {
    tell({ scenario: name, place, result: 'skipped' })
    skip(`${name} [${place}]`, reason)
  }
}

if (!wanted) test('every place has a scenario, or a reason in test/support/places.ts', () => {
  const taken = [...scenarios.values()].flatMap((scenario) => [...scenario.places, ...scenario.acts] as string[])
  assert.equal(columns.filter((column) => !taken.includes(column) && !blank[column]), [])
})

test.run()
