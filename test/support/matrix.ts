// The table scenario × place.
import type { Told } from './told.ts'

/** How one scenario fared in one place, or how a thing it does fared wherever it ran. */
export type Cell = Extract<Told, { scenario: string }>

const marks = { passed: 'x', failed: 'F', skipped: 's' }
const order = ['skipped', 'passed', 'failed'] as const

/** The table as text: `x` ran and passed, `F` failed, `s` skipped with a reason, `–` not asked for by the scenario. */
export function matrix(cells: readonly Cell[], columns: readonly string[], blank: Readonly<Record<string, string>>): string {
  const scenarios = [...new Set(cells.map((cell) => cell.scenario))].sort()
  const width = Math.max(0, ...scenarios.map((name) => name.length))
  const row = (name: string, values: readonly string[]) => `${name.padEnd(width)}  ${values.map((value, i) => value.padEnd(columns[i]!.length)).join(' ')}`.trimEnd()
  const mark = (scenario: string, place: string) => {
    const results = cells.filter((cell) => cell.scenario === scenario && cell.place === place).map((cell) => cell.result)
    const worst = order.findLast((result) => results.includes(result))
    return worst ? marks[worst] : '–'
  }
  const empty = columns.filter((column) => !cells.some((cell) => cell.place === column))
  return [
    row('', columns),
    ...scenarios.map((scenario) => row(scenario, columns.map((column) => mark(scenario, column)))),
    'x passed, F failed, s skipped (reasons with the skipped tests), – the scenario does not turn on the place',
    ...empty.map((column) => `no scenario for ${column}: ${blank[column] ?? 'no reason given in test/support/places.ts'}`),
  ].join('\n')
}
