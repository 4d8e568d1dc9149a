// The table attack × boundary.
import { boundaries } from './attack.ts'
import type { Told } from './told.ts'

/** How one side of an attack fared. */
export type Fought = Extract<Told, { attack: string }>

const columns = Object.keys(boundaries)

/** The table as text: for each attack and start, at the boundary that catches it, how the attack and its twin fared. */
export function attackMatrix(fought: readonly Fought[]): string {
  const name = ({ attack, start }: Fought) => `${attack} [${start}]`
  const rows = [...new Set(fought.map(name))].sort().map((one) => [one, fought.filter((fact) => name(fact) === one)] as const)
  const width = Math.max(...rows.map(([name]) => name.length))
  const mark = (all: readonly Fought[], side: Fought['side']) => all.find((one) => one.side === side)?.result === 'passed'
  const row = (name: string, cells: readonly string[], caught: string) => `${name.padEnd(width)}  ${cells.map((cell, i) => cell.padEnd(columns[i]!.length)).join(' ')} ${caught}`.trimEnd()
  const count = (side: Fought['side']) => rows.filter(([, all]) => !mark(all, side)).length
  return [
    row('', columns, 'exit and finding'),
    ...rows.map(([name, all]) => row(name, columns.map((column) => (column === all[0]!.boundary ? `${mark(all, 'attack') ? 'x' : 'T'}${mark(all, 'twin') ? 'x' : 'F'}` : '')), all[0]!.caught)),
    'first the attack: x caught as told, T not; then its honest twin: x passed, F not',
    `${rows.length} attacks: ${count('attack')} not caught as told, ${count('twin')} twins stopped`,
  ].join('\n')
}
