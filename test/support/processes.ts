// How many git processes something starts: the count is a contract, since it does not wobble as times do.
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import * as assert from 'uvu/assert'
import type { Repository } from './repository.ts'

/** The git processes that a script starts, by their first argument. */
export function gits(made: Repository, script: string): string[] {
  const trace = join(made.outside, 'trace')
  rmSync(trace, { force: true })
  const { code, stderr } = made.sh(`GIT_TRACE2_EVENT='${trace}' && export GIT_TRACE2_EVENT; ${script}`)
  assert.is(code, 0, stderr)
  const events = readFileSync(trace, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line) as { event: string; argv?: string[] })
  return events.filter(({ event }) => event === 'start').map(({ argv = [] }) => argv.filter((arg, i) => !arg.startsWith('-') && argv[i - 1] !== '-c')[1] ?? '?').sort()
}
