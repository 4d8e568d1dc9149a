// The format of an attack: a story, what it is about, what the attacker does, and what somebody honest does in his place.
//   # The story.
//   start: recorded                which prepared repository it begins in (test/attacks/start); several: it runs in each
//   mode: recorded, gate           how plans are approved there, and where it must be caught: local, gate
//   caught-by: ci 1 scope/outside  the boundary, its exit code, and check/code of a finding; for a hook the check alone,
//                                  for a call that ends with an error `error`
//   == before ==                   commands that both sides begin with, as in a scenario
//   == attack ==                   the last command meets the boundary, and must be stopped there
//   == twin ==                     equal but for the attack: the last command meets the same boundary, and must pass
//   -- path --                     from here on files, written before the first command
import { files, steps, type Step } from './scenario.ts'

/** Where an attack is stopped: what a command that meets it looks like, and whether it is a hook. */
export const boundaries = {
  'pre-commit': { command: /\bgit commit\b/, hook: true }, 'commit-msg': { command: /\bgit commit\b/, hook: true },
  'pre-push': { command: /\bgit push\b(?!.* --no-verify)/, hook: true },
  ci: { command: /\b(gate|judge)\b/, hook: false }, 'pull-request': { command: /\bpull_request\b/, hook: false },
  queue: { command: /\bmerge_group\b/, hook: false }, push: { command: /\bpush_event\b/, hook: false },
} as const

export type Boundary = keyof typeof boundaries

/** One attack file. */
export interface Attack {
  readonly story: string
  readonly starts: readonly string[]
  readonly mode: string
  readonly boundary: Boundary
  readonly exit: 1 | 2 | 3
  /** `check/code` (`plugin/check/code`), `check`, or `error`. */
  readonly finding: string
  readonly before: readonly Step[]
  readonly attack: readonly Step[]
  readonly twin: readonly Step[]
  /** Contents by path from the repository's root. */
  readonly files: Readonly<Record<string, string>>
}

const mark = /^== (before|attack|twin) ==$/

/** Reads an attack; throws with file and line where anything in it is not of the format. */
export function parseAttack(name: string, text: string): Attack {
  const wrong = (line: number, what: string) => new Error(`${name}:${line}: ${what}`)
  const lines = text.split('\n')
  const end = lines.findIndex((line) => /^-- (.+) --$/.test(line))
  const told = lines.slice(0, end < 0 ? undefined : end)
  const marks = told.flatMap((line, at) => { const title = mark.exec(line)?.[1]; return title ? [{ title, at }] : [] })
  const section = (title: string): Step[] => {
    const i = marks.findIndex((one) => one.title === title)
    return i < 0 ? [] : steps(told.slice(marks[i]!.at + 1, marks[i + 1]?.at), marks[i]!.at + 2, wrong)
  }
  const header = told.slice(0, marks[0]?.at)
  const story = header.filter((line) => line.startsWith('#')).map((line) => line.slice(2)).join('\n').trim()
  const said = (key: string, form: RegExp): RegExpExecArray => {
    const at = header.findIndex((line) => line.startsWith(`${key}: `))
    const match = form.exec(header[at]?.slice(key.length + 2) ?? '')
    if (!match) throw wrong(at < 0 ? 1 : at + 1, `it needs a line \`${key}:\` like ${form.source}`)
    return match
  }
  const strange = header.findIndex((line) => line !== '' && !/^(#( |$)|(start|mode|caught-by): )/.test(line))
  if (strange >= 0) throw wrong(strange + 1, `not of the header: ${header[strange]}`)
  if (story === '') throw wrong(1, 'it begins with its story: lines `# …`')
  const caught = said('caught-by', /^(\S+) ([123]) (error|[a-z-]+(?:\/[a-z-]+){0,2})$/)
  if (!Object.hasOwn(boundaries, caught[1]!)) throw wrong(1, `"${caught[1]}" is none of ${Object.keys(boundaries).join(', ')}`)
  const attack: Attack = {
    story, starts: said('start', /^[a-z-]+(?: [a-z-]+)*$/)[0].split(' '), mode: said('mode', /^(recorded|merged|recorded merged), (local|gate|local gate)$/)[0],
    boundary: caught[1] as Boundary, exit: Number(caught[2]) as 1 | 2 | 3, finding: caught[3]!,
    before: section('before'), attack: section('attack'), twin: section('twin'), files: end < 0 ? {} : files(lines.slice(end), end + 1, wrong),
  }
  demand(attack, wrong)
  return attack
}

/** An attack that nobody would stop, or a twin that nobody lets pass, is none. */
function demand({ boundary, exit, attack, twin, mode, starts }: Attack, wrong: (line: number, what: string) => Error): void {
  const [last, honest] = [attack.at(-1), twin.at(-1)]
  if (!last || !honest) throw wrong(1, 'it needs the sections `== attack ==` and `== twin ==`')
  const { command: meets, hook } = boundaries[boundary]
  if (!mode.split(/,? /).includes(hook ? 'local' : 'gate')) throw wrong(1, `${boundary} is not ${mode}`)
  const strange = starts.find((start) => !mode.split(/,? /).includes(start))
  if (strange) throw wrong(1, `it starts ${strange}, and holds in mode ${mode}`)
  for (const { command, line } of [last, honest]) if (!meets.test(command)) throw wrong(line, `the last command of a section meets ${boundary}: ${meets.source}`)
  if (last.exit !== exit) throw wrong(last.line, `caught-by says exit ${exit}, and the last command of the attack ${last.exit}`)
  if (last.holds.length === 0) throw wrong(last.line, 'the last command of the attack says what it prints: `> text`')
  if (honest.exit !== 0) throw wrong(honest.line, 'the last command of the twin ends with 0')
}
