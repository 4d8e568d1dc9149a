// What a test file tells the runner beside uvu's summary: one JSON line a fact.
import { appendFileSync, existsSync, readFileSync } from 'node:fs'

/** A test that was skipped and why; a row of a table that the run ends with; how a scenario fared in a place; how one side of an attack fared. */
export type Told =
  | { readonly skipped: string; readonly reason: string }
  | { readonly table: string; readonly row: string }
  | { readonly scenario: string; readonly place: string; readonly result: 'passed' | 'failed' | 'skipped' }
  | { readonly attack: string; readonly start: string; readonly side: 'attack' | 'twin'; readonly boundary: string; readonly caught: string; readonly result: 'passed' | 'failed' }

/** Tells the runner; without one (a test file started by hand) nobody listens. */
export function tell(fact: Told): void {
  const file = process.env['DRIFT_TEST_TOLD']
  if (file) appendFileSync(file, `${JSON.stringify(fact)}\n`)
}

/** All that was told through this file. */
export function readTold(file: string): Told[] {
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line) as Told)
}
