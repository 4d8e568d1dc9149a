import { tally, together, worded, type Runner, type Tally } from './runner.ts'

const none = /^No test files found, exiting with code \d+$/

export const vitest: Runner = {
  name: 'vitest',
  find: (lines) => [
    ...together(lines, [/^ *Test Files {2}\S.*$/, /^ *Tests {2}(\S.*)$/]).flatMap(({ at, caught: [said] }) => {
      const found = counted(said!)
      return found && lines.slice(at + 1, at + 5).some((line) => /^ *Start at {2}\S/.test(line)) ? [{ at, tally: found }] : []
    }),
    ...lines.flatMap((line, at) => (none.test(line) ? [{ at, tally: tally(0, 0, 0) }] : [])),
  ],
}

/** `1 failed | 3 passed | 1 skipped (5)`. */
function counted(said: string): Tally | undefined {
  if (said === 'no tests') return tally(0, 0, 0)
  const [, parts = '', total] = /^(.+) \((\d+)\)$/.exec(said) ?? []
  const words = worded(parts, ' | ')
  if (!words) return undefined
  const passed = words.get('passed') ?? 0
  const failed = words.get('failed') ?? 0
  const all = [...words.values()].reduce((a, b) => a + b, 0)
  return all === Number(total) ? tally(passed, failed, all - passed - failed) : undefined
}
