// Plays a scenario in a place.
import { repository } from './repository.ts'
import type { Scenario, Step } from './scenario.ts'
import type { Setting } from './places.ts'

/** Plays all of it; throws at the first expectation that does not hold, with what was printed. */
export function play(name: string, scenario: Scenario, place: Setting): void {
  const repo = repository({ place, unborn: scenario.acts.includes('unborn'), files: scenario.files })
  try {
    for (const step of scenario.steps) {
      // One stream, so that lines stand in the order in which they were written.
      const { code, stdout } = repo.sh(`exec 2>&1\n${step.command}`)
      const wrong = unmet(step, code, stdout)
      const printed = stdout ? `:\n${stdout.trimEnd().replace(/^/gm, '      | ')}` : ' nothing'
      // No stack: it would only tell where this file is, and uvu prints the message once more with it.
      if (wrong) throw Object.assign(new Error(`${name}:${step.line} [${place}] $ ${step.command}\n      ${wrong}; it printed${printed}`), { stack: '' })
    }
  } finally {
    repo.dispose()
  }
}

/** Which expectation of a step does not hold, if one does not. */
export function unmet(step: Step, code: number, output: string): string | undefined {
  if (code !== step.exit) return `expected exit ${step.exit}, was ${code}`
  if (step.quiet && output !== '') return 'expected to print nothing'
  const lacking = step.lacks.find((text) => output.includes(text))
  if (lacking !== undefined) return `expected nowhere: ${lacking}`
  let rest = output.split('\n')
  for (const text of step.holds) {
    const at = rest.findIndex((line) => line.includes(text))
    if (at < 0) return `expected a line${rest.length < output.split('\n').length ? ' after those found' : ''} with: ${text}`
    rest = rest.slice(at + 1)
  }
  return undefined
}
