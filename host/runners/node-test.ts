import { tally, together, type Runner } from './runner.ts'

// Both reporters end with the same eight lines: after ℹ in spec, as comments in tap (node 20 to 24).
const names = ['tests', 'suites', 'pass', 'fail', 'cancelled', 'skipped', 'todo', 'duration_ms']
const summaries = ['ℹ', '#'].map((sign) => names.map((name) => new RegExp(`^${sign} ${name} ([\\d.]+)$`)))
// node 20 counts a file that declares no test as one that passed, called by its path.
const emptyFile = /^(?:✔|ok \d+ -) (?:\/|[A-Za-z]:\\).*\.[cm]?[jt]sx?(?: \([\d.]+ms\))?$/

export const nodeTest: Runner = {
  name: 'node:test',
  find: (lines) => summaries.flatMap((patterns) => together(lines, patterns).map(({ at, caught }) => {
    const [, , pass, fail, cancelled, skipped, todo] = caught.map(Number) as [number, number, number, number, number, number, number]
    const empty = lines.slice(0, at).filter((line) => emptyFile.test(line)).length
    return { at, tally: tally(Math.max(pass - empty, 0), fail + cancelled, skipped + todo) }
  })),
}
