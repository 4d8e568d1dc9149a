import { tally, together, worded, type Runner } from './runner.ts'

const none = /^No tests found, exiting with code \d+$/

export const jest: Runner = {
  name: 'jest',
  find: (lines) => [
    ...together(lines, [/^Test Suites: .+ total$/, /^Tests: {7}(.+) total$/, /^Snapshots: {3}.+ total$/, /^Time: {8}\S.*$/]).flatMap(({ at, caught: [said] }) => {
      // `1 failed, 3 passed, 4`, or `0` alone.
      const parts = said!.split(', ')
      const words = parts.length > 1 ? worded(parts.slice(0, -1).join(', '), ', ') : new Map<string, number>()
      const all = [...words?.values() ?? []].reduce((a, b) => a + b, 0)
      if (!words || all !== Number(parts.at(-1))) return []
      const passed = words.get('passed') ?? 0
      const failed = words.get('failed') ?? 0
      return [{ at, tally: tally(passed, failed, all - passed - failed) }]
    }),
    ...lines.flatMap((line, at) => (none.test(line) ? [{ at, tally: tally(0, 0, 0) }] : [])),
  ],
}
