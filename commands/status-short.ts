// `drift status --short`: what a prompt has room for. It is asked before every prompt: few processes, and never an error.
import { findPlace } from '../git/place.ts'
import type { World } from '../host/cli-context.ts'
import { oneLine, showsUnicode } from '../host/text.ts'
import { openPlace } from '../records/repository.ts'
import { isActive, readRun } from '../records/store/run.ts'
import { readWorktreePlan, statusOf } from './plans.ts'
import { worktreePolicy } from './repository.ts'

type State = 'approved' | 'unapproved' | 'asleep' | 'unknown'

// In characters of every terminal where the locale is not UTF-8.
const marks: Readonly<Record<State, readonly [sign: string, plain: string, colour: number]>> = {
  approved: ['✓', '+', 32],
  unapproved: ['✗', '!', 31],
  asleep: ['…', '~', 33],
  unknown: ['?', '?', 31],
}

/** The active run in one line: its plan, and how that stands. Nothing where there is none, or no repository. */
export async function shortStatus(world: World): Promise<string> {
  const place = await findPlace(world.cwd).catch(() => undefined)
  if (!place) return ''
  try {
    const run = readRun(place.gitDir)
    if (!run) return ''
    const state = !isActive(run, place.branch) ? 'asleep' : await standing(place, run.plan, world).catch(() => 'unknown' as const)
    return line(run.plan, state, world)
  } catch {
    return line('drift', 'unknown', world)
  }
}

async function standing(place: Parameters<typeof openPlace>[0], id: string, world: World): Promise<State> {
  const opened = openPlace(place)
  try {
    const policy = await worktreePolicy(opened, world)
    const reading = policy && await readWorktreePlan(opened, policy, id)
    if (!reading || !('plan' in reading)) return 'unknown'
    return (await statusOf(opened, policy, reading.plan)).standing.state === 'approved' ? 'approved' : 'unapproved'
  } finally {
    opened.close()
  }
}

function line(plan: string, state: State, { environment, colour }: World): string {
  const [sign, plain, code] = marks[state]
  const mark = showsUnicode(environment) ? sign : plain
  return `${oneLine(plan)} ${colour ? `\u001b[${code}m${mark}\u001b[0m` : mark}\n`
}
