// The commands that the plugins of this worktree's config bring, beside the built-in ones.
import { worktreePolicy } from '../commands/repository.ts'
import { openRepository, type Opened } from '../records/repository.ts'
import type { CommandEntry, World } from './cli-context.ts'
import type { Loaded } from './cli-plugins.ts'
import { DriftError } from './error.ts'
import type { Command } from './plugin.ts'

/** Commands of plugins; none outside of a repository or without a config. DriftError where the config is broken or two commands clash. */
export async function pluginCommands(world: World, builtIn: readonly CommandEntry[]): Promise<readonly CommandEntry[]> {
  const opened = await openRepository(world.cwd).catch((error: unknown) => {
    if (error instanceof DriftError && error.exit === 2) return undefined
    throw error
  })
  if (!opened) return []
  try {
    return await commandsOf(world, opened, builtIn)
  } finally {
    // A command that is called reads on: its git starts anew.
    opened.close()
  }
}

async function commandsOf(world: World, opened: Opened, builtIn: readonly CommandEntry[]): Promise<readonly CommandEntry[]> {
  const policy = await worktreePolicy(opened, world)
  const brought = (policy?.plugins ?? []).flatMap((loaded) => (loaded.plugin.commands ?? []).map((command) => ({ loaded, command })))
  brought.forEach(({ loaded, command }, i) => refuseClash(loaded, command, [...builtIn, ...brought.slice(0, i).map((other) => other.command)]))
  return brought.map(({ loaded, command }) => ({
    path: command.path, summary: command.summary,
    load: async () => {
      const { ownForm } = await import('./cli-plugin-run.ts')
      return { default: ownForm({ world, opened, policy: policy! }, loaded, command) }
    },
  }))
}

// `plan audit` may stand beside `plan new`; `plan` alone, or `check deep` below `check`, may not.
function refuseClash({ plugin }: Loaded, { path }: Command, others: readonly Pick<Command, 'path'>[]): void {
  const starts = (long: readonly string[], short: readonly string[]) => short.every((part, i) => long[i] === part)
  const other = path[0] === 'help' ? ['help'] : others.find((one) => starts(one.path, path) || starts(path, one.path))?.path
  if (other) throw new DriftError(`plugin ${plugin.name} brings a command "drift ${path.join(' ')}", and there is "drift ${other.join(' ')}" already`, `Take ${plugin.name} out of the config, or ask its author for another name.`)
}
