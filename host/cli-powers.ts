// What a built-in command is handed. It imports its powers itself, so those of a plugin's command are not here.
import type { OwnContext, World } from './cli-context.ts'
import { DriftError } from './error.ts'
import type { Command } from './plugin.ts'

/** The context of one call of a built-in command. */
export function ownContext(world: World, { path }: Pick<Command, 'path'>): OwnContext {
  const refused = async (power: string): Promise<never> => { throw new DriftError(`drift ${path.join(' ')} has no power to ${power}`, 'A built-in command imports what it needs.', 3) }
  return {
    world, options: {}, plan: undefined, signal: new AbortController().signal, now: () => new Date(),
    print: (data) => world.stdout(typeof data === 'string' ? data : `${JSON.stringify(data, null, 2)}\n`),
    judge: () => refused('judge'), change: () => refused('make changes'), list: () => refused('list records'), append: () => refused('append records'),
    hold: () => refused('hold leases'), write: () => refused('write files'), run: () => refused('run programs'),
  }
}
