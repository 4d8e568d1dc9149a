// What is weak in a plan that is otherwise whole: pure advice, one line each.
import { matches } from './globs.ts'
import type { BarePlan } from './plan-folder.ts'

const cannotFail = /^\s*(true|:|echo\b.*|exit 0)\s*$|\|\|\s*(true|:|exit 0)\s*$|;\s*(true|exit 0)\s*$/

/** Everything worth a second look. `paths` are the files of the tree today. */
export function lintPlan({ intent, test_contract: { gates }, commit_plan: { units } }: BarePlan, paths: readonly string[]): string[] {
  const said: string[] = []
  if (intent.allowed_files.length === 0) said.push('intent.json: /allowed_files: allows no file, so every commit is out of scope')
  intent.allowed_files.forEach((glob, i) => {
    if (/^\*\*?(\/\*\*?)?$/.test(glob)) said.push(`intent.json: /allowed_files/${i}: "${glob}" allows everything`)
    else if (!glob.startsWith('!') && paths.length > 0 && !paths.some((path) => matches(glob, path))) said.push(`intent.json: /allowed_files/${i}: "${glob}" matches no file today (fine for files to come)`)
  })
  if (intent.acceptance.length === 0) said.push('intent.json: /acceptance: says of nothing how one sees that it is done')
  if (gates.length === 0) said.push('test_contract.json: /gates: no gate, so nothing proves the work')
  gates.forEach((gate, i) => {
    if (cannotFail.test(gate.command)) said.push(`test_contract.json: /gates/${i}: "${gate.command}" cannot fail`)
  })
  said.push(...doubled(gates.map(({ id }) => id), 'test_contract.json: /gates'), ...doubled(units.map(({ id }) => id), 'commit_plan.json: /units'))
  units.forEach((unit, i) => {
    for (const other of unit.depends_on) if (!units.some(({ id }) => id === other)) said.push(`commit_plan.json: /units/${i}: depends on "${other}", which is no unit`)
    for (const gate of unit.gates) if (!gates.some(({ id }) => id === gate)) said.push(`commit_plan.json: /units/${i}: names gate "${gate}", which the test contract does not have`)
    for (const glob of unit.files) if (!covered(glob, intent.allowed_files)) said.push(`commit_plan.json: /units/${i}: "${glob}" is not among the allowed files`)
  })
  const ring = cycle(units)
  if (ring) said.push(`commit_plan.json: /units: ${ring.join(' → ')} wait for each other`)
  return said
}

function doubled(ids: readonly string[], where: string): string[] {
  return [...new Set(ids.filter((id, i) => ids.indexOf(id) !== i))].map((id) => `${where}: "${id}" stands twice`)
}

// A pattern is surely covered if it is listed itself, or if its text, taken as a path, fits one that is listed.
function covered(glob: string, allowed: readonly string[]): boolean {
  return allowed.includes(glob) || glob.startsWith('!') || matches(allowed, glob.replace(/\*\*\/?/g, 'x/').replace(/[*?]/g, 'x').replace(/[{[].*$/, 'x'))
}

/** A ring of units that wait for each other, in order; undefined where there is none. */
export function cycle(units: readonly { readonly id: string; readonly depends_on: readonly string[] }[]): string[] | undefined {
  const done = new Set<string>()
  const walk = (id: string, above: readonly string[]): string[] | undefined => {
    if (above.includes(id)) return [...above.slice(above.indexOf(id)), id]
    if (done.has(id)) return undefined
    done.add(id)
    for (const next of units.find((unit) => unit.id === id)?.depends_on ?? []) {
      const found = walk(next, [...above, id])
      if (found) return found
    }
    return undefined
  }
  for (const { id } of units) {
    const found = walk(id, [])
    if (found) return found
  }
  return undefined
}
