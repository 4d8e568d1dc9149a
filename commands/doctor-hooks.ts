// What doctor says of drift's hooks: whether they are there, whether they block, and which drift they run.
import { access, constants, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { World } from '../host/cli-context.ts'
import { look } from '../hooks/files.ts'
import { fire, type Fired } from '../hooks/fire.ts'
import { readInstalled } from '../hooks/installed.ts'
import { managerHere } from '../hooks/managers/find.ts'
import { findBlock, ownerOf } from '../hooks/marks.ts'
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

/** What of others git runs here before or after drift's part, or beside it. */
export async function neighboursLooked({ root }: Opened): Promise<readonly Looked[]> {
  const place = await hooksPlace(root)
  const manager = await managerHere(place)
  const folder = place.husky ?? place.dir
  const names = manager ? [`what else stands in ${manager.file}`] : (await Promise.all((await readdir(folder).catch(() => [])).map((name) => roleOf(join(folder, name), name, place.husky !== undefined)))).flat().sort()
  return names.length === 0 ? [] : [{ what: 'others', state: 'note', said: `git also runs hooks of others: ${names.join(', ')} (${folder})` }]
}

/** When a file of a hooks folder runs what is not drift's. husky runs its files itself, so that they need no exec bit. */
async function roleOf(path: string, name: string, husky: boolean): Promise<readonly string[]> {
  const event = name.replace(/\.before-drift$/, '')
  const text = /^[a-z-]+$/.test(event) && (husky || await access(path, constants.X_OK).then(() => true, () => false)) ? (await look(path).catch(() => undefined))?.text : undefined
  if (text === undefined || ownerOf(text) !== 'foreign') return []
  const block = findBlock(text, path)
  if (!block) return [name === event ? event : `${event} (before drift's part)`]
  const has = (part: string) => part.split('\n').some((line) => /^\s*[^\s#]/.test(line))
  return [...has(text.slice(0, block.start)) ? [`${event} (before drift's part)`] : [], ...has(text.slice(block.end)) ? [`${event} (after drift's part)`] : []]
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
