// What doctor says of drift's hooks: whether they are there, whether they block, and which drift they run.
import type { World } from '../host/cli-context.ts'
import { fire } from '../hooks/fire.ts'
import { readInstalled } from '../hooks/installed.ts'
import { hooksPlace } from '../hooks/place.ts'
import { planUninstall } from '../hooks/uninstall.ts'
import type { Opened } from '../records/repository.ts'
import { copyHere } from './bundle.ts'
import { self } from './repository.ts'

/** One thing that was looked at. `note`: absent or of interest; `problem`: installed, and does not work. */
export interface Looked {
  readonly what: string
  readonly state: 'ok' | 'problem' | 'note'
  readonly said: string
  readonly fix?: string
}

/** Fires the hook of this worktree. One that nobody installed is a note: the gate may judge alone. */
export async function hookLooked({ root }: Opened, plans: string, world: World): Promise<Looked> {
  const { blocked, output, manager, fix = `${self(world)} init` } = await fire(root, 'pre-commit', plans)
  const by = manager === undefined ? '' : ` (by way of ${manager})`
  if (blocked) return { what: 'hook', state: 'ok', said: `a planted bad change was blocked in this worktree${by}` }
  if (!await isInstalled(root)) return { what: 'hook', state: 'note', said: 'drift has no hooks in this repository: nothing is judged before CI', fix }
  return { what: 'hook', state: 'problem', said: output ? `a planted bad change was not blocked${by}: ${output}` : 'a planted bad change was not blocked: git runs no drift hook in this worktree', fix }
}

/** Whether init put hooks here, by its record or by drift's marks in any of them: somebody may have deleted the rest. */
async function isInstalled(root: string): Promise<boolean> {
  const place = await hooksPlace(root)
  return await readInstalled(place.common) !== undefined || (await planUninstall(place)).changes.length > 0
}

/** The copy of drift that hooks run where npx and its like fetched it; nothing where there is none, or the very same. */
export function copyLooked({ place }: Opened, world: World): readonly Looked[] {
  const copy = copyHere(world, place)
  if (!copy || copy.is === 'same') return []
  const said = `the hooks run a copy of drift ${copy.version ?? 'of an earlier version'}`
  if (copy.is === 'newer') return [{ what: 'copy', state: 'note', said: `${said}, newer than this one (${copy.running})` }]
  return [{ what: 'copy', state: 'problem', said: copy.is === 'older' ? `${said}, older than this one (${copy.running})` : `${said} that is not whole or was changed`, fix: `${self(world)} init` }]
}
