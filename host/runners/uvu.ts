import { tally, together, type Runner } from './runner.ts'

export const uvu: Runner = {
  name: 'uvu',
  find: (lines) => together(lines, [/^  Total: {5}(\d+)$/, /^  Passed: {4}(\d+)$/, /^  Skipped: {3}(\d+)$/, /^  Duration: {2}\S+$/]).map(({ at, caught }) => {
    const [total, passed, skipped] = caught.map(Number) as [number, number, number]
    // Its total leaves out what was skipped.
    return { at, tally: tally(passed, Math.max(total - passed, 0), skipped) }
  }),
}
