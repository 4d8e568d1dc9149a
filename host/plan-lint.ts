// What is wrong or weak in a plan that is otherwise whole: pure, one line each.
import { notCovered } from './glob-cover.ts'
import { cannotFail, scriptOf } from './gate-lint.ts'
import { matches } from './globs.ts'
import type { BarePlan } from './plan-folder.ts'
import { nearest } from './text.ts'

/** Something worth a second look. What is `wrong` cannot work or proves nothing; advice may be fine. */
export interface Said {
  readonly wrong: boolean
  readonly file: 'intent.json' | 'test_contract.json' | 'commit_plan.json'
  readonly pointer: string
  readonly text: string
}

/** What a plan is held against. */
export interface Surroundings {
  /** The files of the tree today. */
  readonly paths: readonly string[]
  /** The text of package.json at the root, where there is one. */
  readonly manifest?: string | undefined
  /** Layers that a gate may be of; any where untold. */
  readonly layers?: readonly string[]
}

/** All that is wrong, and all advice. */
export function lintPlan(plan: BarePlan, around: Surroundings): Said[] {
  return [...lintIntent(plan, around), ...lintGates(plan, around), ...lintUnits(plan)]
}

/** One as a line, `intent.json: /allowed_files/0: …`; advice says that it is. */
export function saidLine({ wrong, file, pointer, text }: Said): string {
  return `${file}: ${pointer}: ${wrong ? '' : 'advice: '}${text}`
}

function lintIntent({ intent, test_contract: { locked_files } }: BarePlan, { paths }: Surroundings): Said[] {
  const { allowed_files, denied_files, acceptance } = intent
  const said: Said[] = []
  const say = (wrong: boolean, pointer: string, text: string, file: Said['file'] = 'intent.json') => { said.push({ wrong, file, pointer, text }) }
  const taken = allowed_files.filter((glob) => !glob.startsWith('!'))
  const dropped = allowed_files.filter((glob) => glob.startsWith('!')).map((glob) => glob.slice(1))
  for (const field of ['title', 'goal'] as const) if (intent[field].trim() === '') say(true, `/${field}`, 'says nothing')
  for (const field of ['constraints', 'non_goals', 'acceptance'] as const) for (const [i, text] of intent[field].entries()) if (text.trim() === '') say(true, `/${field}/${i}`, 'says nothing')
  if (allowed_files.length === 0) say(true, '/allowed_files', 'allows no file, so every commit is out of scope')
  for (const [i, glob] of allowed_files.entries()) {
    if (/^\*\*?(\/\*\*?)?$/.test(glob) || (taken.length === 0 && i === 0)) say(true, `/allowed_files/${i}`, `"${glob}" allows everything`)
    else if (glob.startsWith('!')) continue
    else if (covers(dropped, glob)) say(covers([...dropped, ...denied_files, ...locked_files], ...taken), `/allowed_files/${i}`, `the exclusions beside it take all of "${glob}" away again`)
    else if (covers(denied_files, glob)) say(covers(denied_files, ...taken), `/allowed_files/${i}`, `denied_files take all of "${glob}" away again`)
    else if (covers(locked_files, glob)) say(covers([...denied_files, ...locked_files], ...taken), `/allowed_files/${i}`, `the test contract locks all of "${glob}"`)
    else if (paths.length > 0 && !paths.some((path) => matches(glob, path))) say(false, `/allowed_files/${i}`, `"${glob}" matches no file today (fine for files to come)`)
  }
  for (const [i, glob] of locked_files.entries()) {
    if (paths.length > 0 && !glob.startsWith('!') && !paths.some((path) => matches(glob, path))) say(false, `/locked_files/${i}`, `"${glob}" matches no file today, so it locks none`, 'test_contract.json')
    else if (!taken.some((allowed) => covers(locked_files, allowed)) && covers(allowed_files, glob)) say(false, `/locked_files/${i}`, `"${glob}" is among the allowed files, and stays locked all the same`, 'test_contract.json')
  }
  if (acceptance.length === 0) say(false, '/acceptance', 'nothing says how one sees that it is done')
  return said
}

function lintGates({ intent: { allowed_files }, test_contract: { gates } }: BarePlan, { manifest, layers }: Surroundings): Said[] {
  const said: Said[] = []
  const say = (wrong: boolean, pointer: string, text: string) => { said.push({ wrong, file: 'test_contract.json', pointer, text }) }
  if (gates.length === 0) say(false, '/gates', 'no gate, so nothing proves the work')
  else if (!gates.some(({ required }) => required)) say(false, '/gates', 'no gate is required, so the work is finished without any')
  for (const [i, { command, layer }] of gates.entries()) {
    const why = cannotFail(command)
    if (why !== undefined) say(true, `/gates/${i}`, `"${command}" cannot fail: ${why}`)
    if (layers && !layers.includes(layer)) {
      const near = nearest(layer, layers)
      say(true, `/gates/${i}/layer`, `"${layer}" is no layer of this project${near ? ` (did you mean ${near}?)` : ''}: ${layers.join(', ')} (layers of bugfix-dod in the config)`)
    }
    const script = scriptOf(command)
    if (script === undefined) continue
    const scripts = scriptsIn(manifest)
    const text = scripts?.[script]
    if (text === undefined) say(!matches(allowed_files, 'package.json'), `/gates/${i}`, `"${command}" needs a script "${script}", and ${manifest === undefined ? 'there is no package.json' : 'package.json has none'}`)
    else if (why === undefined && cannotFail(text) !== undefined) say(true, `/gates/${i}`, `"${command}" cannot fail: its script in package.json is "${text}"`)
  }
  return [...said, ...doubled(gates.map(({ id }) => id), 'test_contract.json', '/gates')]
}

function lintUnits({ intent: { allowed_files, denied_files }, test_contract: { gates }, commit_plan: { units } }: BarePlan): Said[] {
  const said: Said[] = []
  const say = (pointer: string, text: string) => { said.push({ wrong: true, file: 'commit_plan.json', pointer, text }) }
  for (const [i, unit] of units.entries()) {
    for (const other of unit.depends_on) if (!units.some(({ id }) => id === other)) say(`/units/${i}`, `depends on "${other}", which is no unit`)
    for (const gate of unit.gates) if (!gates.some(({ id }) => id === gate)) say(`/units/${i}`, `names gate "${gate}", which the test contract does not have`)
    for (const glob of unit.files) {
      if (!within(glob, allowed_files)) say(`/units/${i}`, `"${glob}" is not among the allowed files`)
      else if (!glob.startsWith('!') && covers(denied_files, glob)) say(`/units/${i}`, `"${glob}" is denied`)
    }
  }
  said.push(...doubled(units.map(({ id }) => id), 'commit_plan.json', '/units'))
  const ring = cycle(units)
  if (ring) say('/units', `${ring.join(' → ')} wait for each other`)
  return said
}

/** The scripts of a manifest; none where it is absent or broken. */
function scriptsIn(manifest: string | undefined): Readonly<Record<string, string>> | undefined {
  try {
    const { scripts } = JSON.parse(manifest ?? '{}') as { readonly scripts?: Readonly<Record<string, unknown>> }
    return Object.fromEntries(Object.entries(scripts ?? {}).flatMap(([name, text]) => (typeof text === 'string' ? [[name, text]] : [])))
  } catch {
    return undefined
  }
}

/** Whether a list surely takes all that these patterns take. */
function covers(list: readonly string[], ...globs: readonly string[]): boolean {
  return list.length > 0 && globs.length > 0 && notCovered(list, globs).length === 0
}

// Surely covered: proved, or its text, taken as a path, fits. The second is not proof, but no plan is refused for what is merely unproved.
function within(glob: string, allowed: readonly string[]): boolean {
  return allowed.includes(glob) || glob.startsWith('!') || covers(allowed, glob) || matches(allowed, glob.replace(/\*\*\/?/g, 'x/').replace(/[*?]/g, 'x').replace(/[{[].*$/, 'x'))
}

function doubled(ids: readonly string[], file: Said['file'], pointer: string): Said[] {
  return [...new Set(ids.filter((id, i) => ids.indexOf(id) !== i))].map((id) => ({ wrong: true, file, pointer, text: `"${id}" stands twice` }))
}

/** A ring of units that wait for each other, in order; undefined where there is none. */
export function cycle(units: readonly { readonly id: string; readonly depends_on: readonly string[] }[]): string[] | undefined {
  const after = new Map(units.map(({ id, depends_on }) => [id, depends_on]))
  const done = new Set<string>()
  const walk = (id: string, above: readonly string[]): string[] | undefined => {
    if (above.includes(id)) return [...above.slice(above.indexOf(id)), id]
    if (done.has(id)) return undefined
    done.add(id)
    for (const next of after.get(id) ?? []) {
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
