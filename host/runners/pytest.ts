import { sum, tally, worded, type Runner, type Tally } from './runner.ts'

const starts = /^=+ test session starts =+$/
const ends = /^(=+ )?(no tests ran|\d+ [a-z].*) in [\d.]+s(?: \(\d+:\d\d:\d\d\))?( =+)?$/
const known = new Set(['passed', 'failed', 'error', 'errors', 'skipped', 'xfailed', 'xpassed', 'deselected', 'warning', 'warnings', 'rerun', 'subtests passed', 'subtests failed', 'subtests skipped'])

/** The last line of each session counts; several sessions are added up. */
export const pytest: Runner = {
  name: 'pytest',
  find: (lines) => {
    const sessions: { at: number; tally: Tally }[] = []
    let open = true
    for (const [at, line] of lines.entries()) {
      if (starts.test(line)) open = true
      const said = ends.exec(line)
      // The frame stands on both sides or, with -q, on none.
      const found = said && Boolean(said[1]) === Boolean(said[3]) ? counted(said[2]!) : undefined
      if (!found) continue
      if (!open) sessions.pop()
      sessions.push({ at, tally: found })
      open = false
    }
    return sessions.length === 0 ? [] : [{ at: sessions.at(-1)!.at, tally: sum(sessions.map((session) => session.tally)) }]
  },
}

function counted(said: string): Tally | undefined {
  if (said === 'no tests ran') return tally(0, 0, 0)
  const words = worded(said, ', ')
  if (!words || ![...words.keys()].every((word) => known.has(word))) return undefined
  const of = (...names: string[]) => names.reduce((all, name) => all + (words.get(name) ?? 0), 0)
  // What was expected to fail and did proves nothing.
  return tally(of('passed', 'xpassed'), of('failed', 'error', 'errors', 'subtests failed'), of('skipped', 'xfailed'))
}
