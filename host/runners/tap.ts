import { tally, type Runner } from './runner.ts'

const version = /^TAP version \d+$/
const plan = /^1\.\.(\d+)(?:\s+#.*)?$/
const point = /^(not )?ok(?:\s+(\d+))?(?:\s|$)(.*)$/

/** Any other producer of TAP: points at the outermost level, each number once, no more of them than the plan says. */
export const tap: Runner = {
  name: 'TAP',
  find: (lines) => {
    const from = Math.max(lines.findLastIndex((line) => version.test(line)), 0)
    const own = lines.slice(from)
    const at = own.findLastIndex((line) => plan.test(line))
    if (at < 0) return []
    const planned = Number(plan.exec(own[at]!)![1])
    const points = new Map<number, 'passed' | 'failed' | 'skipped'>()
    for (const line of own) {
      const match = point.exec(line)
      if (!match) continue
      const id = match[2] === undefined ? points.size + 1 : Number(match[2])
      // TAP's own two words: what was not run, and what may fail as it is not expected to pass yet.
      const state = /(?:^|[^\\])#\s*(?:skip|todo)/i.test(match[3]!) ? 'skipped' : match[1] ? 'failed' : 'passed'
      if (id >= 1 && id <= planned && points.get(id) !== 'failed') points.set(id, state)
    }
    const count = (state: string) => [...points.values()].filter((own) => own === state).length
    // What was planned and never came is a failure, as is giving up.
    const lost = planned - points.size + own.filter((line) => line.startsWith('Bail out!')).length
    return [{ at: from + Math.max(at, own.findLastIndex((line) => point.test(line))), tally: tally(count('passed'), count('failed') + lost, count('skipped')) }]
  },
}
