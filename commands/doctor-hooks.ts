// What doctor says of drift's hooks: whether they are there, whether they block, and which drift they run.
import { access, constants, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { World } from '../host/cli-context.ts'
import { look } from '../hooks/files.ts'
import { fire, type Fired } from '../hooks/fire.ts'
import { readInstalled } from '../hooks/installed.ts'
import { ownerOf } from '../hooks/marks.ts'
import { hooksPlace } from '../hooks/place.ts'
import { hookEvents, type HookEvent } from '../hooks/program.ts'
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

/** Fires each hook of this worktree. Where nobody installed any that is a note: the gate may judge alone. */
export async function hooksLooked({ root }: Opened, plans: string, world: World): Promise<readonly Looked[]> {
  const fired: (Fired & { readonly event: HookEvent })[] = []
  for (const event of hookEvents) fired.push({ event, ...await fire(root, event, plans) })
  const [first] = fired
  const by = first!.manager === undefined ? '' : ` (by way of ${first!.manager})`
  const missed = fired.filter(({ blocked }) => !blocked)
  if (missed.length === 0) return [{ what: 'hook', state: 'ok', said: `a planted bad change was blocked in this worktree${by}: at ${hookEvents.join(', ')}` }]
  if (!await isInstalled(root)) return [{ what: 'hook', state: 'note', said: 'drift has no hooks in this repository: nothing is judged before CI', fix: first!.fix ?? `${self(world)} init` }]
  // One reason is mostly that of all three.
  return missed.filter(({ output }, i) => missed.findIndex((one) => one.output === output) === i)
    .map(({ event, output, fix = `${self(world)} init` }) => ({ what: 'hook', state: 'problem', said: `a planted bad change was not blocked${by}: ${output || `git runs no drift at ${event} in this worktree`}`, fix }))
}

/** Hooks of others that git runs here before or after drift's part, or beside it. */
export async function neighboursLooked({ root }: Opened): Promise<readonly Looked[]> {
  const { dir, husky } = await hooksPlace(root)
  const found = await Promise.all((husky === undefined ? await readdir(dir).catch(() => []) : []).map(async (name) => {
    const event = name.replace(/\.before-drift$/, '')
    const runs = /^[a-z-]+$/.test(event) && await access(join(dir, name), constants.X_OK).then(() => true, () => false)
    const foreign = runs && ownerOf((await look(join(dir, name)).catch(() => undefined))?.text) === 'foreign'
    return foreign ? [name === event ? `${event}` : `${event} (before drift's part)`] : []
  }))
  const names = found.flat().sort()
  return names.length === 0 ? [] : [{ what: 'others', state: 'note', said: `git also runs hooks of others: ${names.join(', ')} (${dir})` }]
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
