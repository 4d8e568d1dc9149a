// Where the installed hooks find drift: in the worktree's node_modules, or in a copy that no package manager clears away.
import { copyFileSync, mkdirSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Place } from '../git/place.ts'
import type { World } from '../host/cli-context.ts'

/** The hook bundle and all that it may load. */
const files = ['hook.cjs', 'judge.cjs', 'yaml.cjs', 'cli-plugins.cjs', 'check.mjs'] as const

/** The folder of the running drift. */
export function ownFolder({ self }: World): string {
  return dirname(realpathSync(self[1]!))
}

/** Whether a hook could not run drift from here: fetched for one call (npx and its like), or in a zip file that only Yarn's Plug'n'Play can read. */
export function isPassing(folder: string): boolean {
  return /[\\/](_npx|dlx|\.bunx|bunx-[^\\/]*|xfs-[^\\/]*|[^\\/]+\.zip)[\\/]/.test(folder)
}

/** The bundle that hooks shall run. A passing drift is copied into the git directory first, unless `dry`. */
export function hookBundle(world: World, { commonDir }: Place, dry: boolean): string {
  const folder = ownFolder(world)
  if (!isPassing(folder)) return join(folder, 'hook.cjs')
  const to = join(commonDir, 'drift', 'bin')
  if (!dry) {
    mkdirSync(to, { recursive: true })
    for (const file of files) copyFileSync(join(folder, file), join(to, file))
  }
  return join(to, 'hook.cjs')
}
