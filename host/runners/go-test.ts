import { sum, tally, type Runner, type Summary, type Tally } from './runner.ts'

const packageLine = /^(?:ok  |FAIL|\? {3})\t\S+\t((?:[\d.]+s|\(cached\)|\[[a-z ]+\]).*)$/

/** Plain output names no tests: it tells only where there were none. A test with subtests counts once. */
export const goTest: Runner = {
  name: 'go test',
  find: (lines) => [...ofEvents(lines), ...ofText(lines)],
}

/** `go test -json`. */
function ofEvents(lines: readonly string[]): Summary[] {
  const states = new Map<string, string>()
  let at = -1
  for (const [i, line] of lines.entries()) {
    if (!line.startsWith('{"') || !line.includes('"Action":')) continue
    const event = parsed(line)
    if (!event || typeof event['Package'] !== 'string' || !['pass', 'fail', 'skip'].includes(event['Action'] as string)) continue
    if (typeof event['Test'] === 'string') { if (!event['Test'].includes('/')) states.set(`${event['Package']} ${event['Test']}`, event['Action'] as string) }
    else at = i
  }
  return at < 0 ? [] : [{ at, tally: tallied([...states.values()]) }]
}

function parsed(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? value as Record<string, unknown> : undefined
  } catch {
    // A line that a program printed itself.
    return undefined
  }
}

function tallied(states: readonly string[]): Tally {
  const of = (...names: string[]) => states.filter((state) => names.includes(state)).length
  return tally(of('pass', 'PASS'), of('fail', 'FAIL'), of('skip', 'SKIP'))
}

/** `go test` and `go test -v`: packages, each ended by a line of its own. */
function ofText(lines: readonly string[]): Summary[] {
  const tallies: Tally[] = []
  let run = new Set<string>()
  let states = new Map<string, string>()
  let at = -1
  let uncounted = false
  for (const [i, line] of lines.entries()) {
    const started = /^=== RUN {3}(\S+)$/.exec(line)?.[1]
    const [, state, name] = /^--- (PASS|FAIL|SKIP): (\S+) \([\d.]+s\)$/.exec(line) ?? []
    const ended = packageLine.exec(line)
    if (started) run.add(started)
    // A line that no test was begun for is one that a program printed, or plain output, which tells failures only.
    else if (state && run.has(name!)) states.set(name!, state)
    else if (ended) {
      const none = /\[no test files\]|\[no tests to run\]/.test(ended[1]!)
      if (run.size === 0 && !none) uncounted = true
      tallies.push(tallied([...states.values()]))
      run = new Set()
      states = new Map()
      at = i
    }
  }
  return at < 0 || uncounted ? [] : [{ at, tally: tallies.length ? sum(tallies) : tally(0, 0, 0) }]
}
