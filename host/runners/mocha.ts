import { tally, type Runner } from './runner.ts'

export const mocha: Runner = {
  name: 'mocha',
  find: (lines) => lines.flatMap((line, first) => {
    const passing = /^  (\d+) passing \(\d+(?:ms|s|m|h|d)\)$/.exec(line)
    // It leaves a line empty above; a test that prints such a line seldom does.
    if (!passing || lines[first - 1]?.trim() !== '') return []
    const pending = /^  (\d+) pending$/.exec(lines[first + 1] ?? '')
    const next = first + (pending ? 2 : 1)
    const failing = /^  (\d+) failing$/.exec(lines[next] ?? '')
    return [{ at: failing ? next : next - 1, tally: tally(Number(passing[1]), Number(failing?.[1] ?? 0), Number(pending?.[1] ?? 0)) }]
  }),
}
