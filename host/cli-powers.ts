// What a command is handed: the powers that its effects name, and no others.
import type { OwnContext, World } from './cli-context.ts'
import { DriftError } from './error.ts'
import type { Command, Effect } from './plugin.ts'

/** The context of one call of a built-in command. */
export function ownContext(world: World, command: Pick<Command, 'path' | 'effects'>): OwnContext {
  const refused = (power: string): never => { throw new DriftError(`drift ${command.path.join(' ')} has no power to ${power}`, 'Declare its effect.', 3) }
  return {
    world, options: {}, plan: undefined, signal: new AbortController().signal, now: () => new Date(),
    print: (data) => world.stdout(typeof data === 'string' ? data : `${JSON.stringify(data, null, 2)}\n`),
    judge: () => refused('judge'), change: () => refused('change'), list: () => refused('list'), append: () => refused('append'),
    hold: () => refused('hold'), write: () => refused('write'), run: () => refused('run'),
  }
}
export type { Effect }
