import type { CommandEntry, World } from './cli-context.ts'

/** Commands that the plugins of this worktree's config bring. */
export async function pluginCommands(_world: World): Promise<readonly CommandEntry[]> {
  return []
}
