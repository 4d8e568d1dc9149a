import { sum, tally, type Runner, type Tally } from './runner.ts'

const starts = /^running (\d+) tests?$/
const ends = /^test result: (?:ok|FAILED)\. (\d+) passed; (\d+) failed; (\d+) ignored; (\d+) measured; \d+ filtered out(?:; finished in [\d.]+s)?$/

/** One block for each test program and for the examples of docs: all of them are added up. */
export const cargoTest: Runner = {
  name: 'cargo test',
  find: (lines) => {
    const blocks: { planned: number; at: number; tally?: Tally }[] = []
    for (const [at, line] of lines.entries()) {
      const planned = starts.exec(line)?.[1]
      if (planned !== undefined) blocks.push({ planned: Number(planned), at })
      const [passed, failed, ignored, measured] = ends.exec(line)?.slice(1).map(Number) ?? []
      const block = blocks.at(-1)
      // With --nocapture a test can print such a line: what was begun says how many there can be.
      if (block && passed !== undefined && passed + failed! + ignored! + measured! === block.planned) Object.assign(block, { at, tally: tally(passed + measured!, failed!, ignored!) })
    }
    const whole = blocks.flatMap((block) => (block.tally ? [block.tally] : []))
    return whole.length === 0 ? [] : [{ at: Math.max(...blocks.map(({ at }) => at)), tally: sum(whole) }]
  },
}
