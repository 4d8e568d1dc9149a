// The format of a scenario: a story, where it runs, commands with what is expected of each, the files they work on.
//   # The story: what somebody does and what must come of it.
//   places: main linked            the repository's settings it runs in; main unless told
//   acts: amend                    what it does, for the matrix
//   skip: sha256 — why             a place it would belong to and cannot run in
//   $ git commit -m x              run by an sh of its own in the repository; $OUTSIDE is an empty folder beside it
//   = 1                            its exit code, 0 unless told
//   > text                         a line holds this, in this order;   !> text: no line does;   quiet: prints nothing
//   -- path --                     from here on files, written before the first command and not committed
import { acts, settings, type Act, type Setting } from './places.ts'

/** A command and what is expected of it. */
export interface Step {
  readonly line: number
  readonly command: string
  readonly exit: number
  /** Prints nothing at all. */
  readonly quiet: boolean
  /** Each is a part of a line, in this order; a line serves one of them. */
  readonly holds: readonly string[]
  /** No part of any line. */
  readonly lacks: readonly string[]
}

/** One scenario file. */
export interface Scenario {
  readonly story: string
  readonly places: readonly Setting[]
  readonly acts: readonly Act[]
  /** Why it does not run in a place. */
  readonly skips: readonly { readonly place: Setting; readonly reason: string }[]
  readonly steps: readonly Step[]
  /** Contents by path from the repository's root. */
  readonly files: Readonly<Record<string, string>>
}

interface Open {
  readonly line: number
  readonly command: string
  exit: number | undefined
  quiet: boolean
  readonly holds: string[]
  readonly lacks: string[]
}

const fileMark = /^-- (.+) --$/

/** Reads a scenario; throws with file and line where anything in it is not of the format. */
export function parseScenario(name: string, text: string): Scenario {
  const lines = text.split('\n')
  const end = lines.findIndex((line) => fileMark.test(line))
  const told = lines.slice(0, end < 0 ? undefined : end)
  const first = told.findIndex((line) => line.startsWith('$'))
  const wrong = (line: number, what: string) => new Error(`${name}:${line}: ${what}`)
  if (first < 0) throw wrong(1, 'no command: a line `$ command`')
  return {
    ...header(told.slice(0, first), wrong),
    steps: steps(told.slice(first), first + 1, wrong),
    files: end < 0 ? {} : files(lines.slice(end), end + 1, wrong),
  }
}

/** Makes the error of a line. */
export type Wrong = (line: number, what: string) => Error

function header(lines: readonly string[], wrong: Wrong): Omit<Scenario, 'steps' | 'files'> {
  const story: string[] = []
  const skips: { place: Setting; reason: string }[] = []
  let places: Setting[] = ['main']
  let done: Act[] = []
  for (const [i, line] of lines.entries()) {
    const known = <W extends string>(word: string, words: readonly W[]): W => {
      if (!(words as readonly string[]).includes(word)) throw wrong(i + 1, `"${word}" is none of ${words.join(', ')}`)
      return word as W
    }
    const [, key, value = ''] = /^(places|acts): (.+)$/.exec(line) ?? []
    const skip = /^skip: (\S+) — (.+)$/.exec(line)
    if (/^#( |$)/.test(line)) story.push(line.slice(2))
    else if (key === 'places') places = value.trim().split(/ +/).map((word) => known(word, settings))
    else if (key === 'acts') done = value.trim().split(/ +/).map((word) => known(word, acts))
    else if (skip) skips.push({ place: known(skip[1]!, settings), reason: skip[2]! })
    else if (line !== '') throw wrong(i + 1, `neither a comment nor \`places: …\`, \`acts: …\`, \`skip: place — reason\`: ${line}`)
  }
  if (story.join('').trim() === '') throw wrong(1, 'it begins with its story: lines `# …`')
  const both = skips.find(({ place }) => places.includes(place))
  if (both) throw wrong(1, `${both.place} is both a place and skipped`)
  if (done.includes('unborn') && places.join() !== 'main') throw wrong(1, 'an unborn scenario runs in main alone')
  return { story: story.join('\n').trim(), places, acts: done, skips }
}

/** Commands with what is expected of each, from `first` on. */
export function steps(lines: readonly string[], first: number, wrong: Wrong): Step[] {
  const all: Open[] = []
  for (const [i, line] of lines.entries()) {
    const number = first + i
    if (/^\$ \S/.test(line)) { all.push({ line: number, command: line.slice(2), exit: undefined, quiet: false, holds: [], lacks: [] }); continue }
    const step = all.at(-1)
    if (!step) throw wrong(number, `not a command: ${line}`)
    const [, sign, value = ''] = /^(>|!>|=) (.*\S.*)$/.exec(line) ?? []
    if (sign === '>') step.holds.push(value)
    else if (sign === '!>') step.lacks.push(value)
    else if (sign === '=' && /^\d{1,3}$/.test(value) && step.exit === undefined) step.exit = Number(value)
    else if (line === 'quiet') step.quiet = true
    else if (line !== '' && !/^#( |$)/.test(line)) throw wrong(number, `none of \`$ command\`, \`> text\`, \`!> text\`, \`= exit code\` (once), \`quiet\`, \`# comment\`: ${line}`)
    if (step.quiet && step.holds.length > 0) throw wrong(number, 'a command cannot be quiet and print something')
  }
  return all.map((step) => ({ ...step, exit: step.exit ?? 0 }))
}

/** Contents by path, from a first line `-- path --` on. */
export function files(lines: readonly string[], first: number, wrong: Wrong): Record<string, string> {
  const all: Record<string, string> = {}
  let path = ''
  for (const [i, line] of lines.entries()) {
    const mark = fileMark.exec(line)?.[1]
    if (mark === undefined) { all[path] += i === lines.length - 1 ? line : `${line}\n`; continue }
    if (/^\/|^\.git(\/|$)|(^|\/)\.\.?(\/|$)|\\/.test(mark)) throw wrong(first + i, `not a path inside the repository: ${mark}`)
    if (mark in all) throw wrong(first + i, `${mark} stands here twice`)
    path = mark
    all[path] = ''
  }
  return all
}
