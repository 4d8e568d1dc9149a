// Which hook manager runs git's hooks in a worktree, and whether it leads to drift there.
import { access, constants } from 'node:fs/promises'
import { join } from 'node:path'
import { look, type Seen } from '../files.ts'
import { ownerOf } from '../marks.ts'
import type { HooksPlace } from '../place.ts'
import { hookEvents } from '../program.ts'
import { managers } from './index.ts'
import type { Manager } from './shape.ts'

/** A manager that is configured in a worktree. */
export interface Found {
  readonly manager: Manager
  /** Its configuration: the path from the root, and what stands there. */
  readonly file: string
  readonly seen: Seen
}

/** Something that a worktree lacks, and what mends it, where that is not init. */
export interface Lack {
  readonly said: string
  readonly fix?: string
}

/**
 * The manager that runs the hooks here, or would once it is installed. None where git runs hooks that are not a manager's:
 * a configuration that nobody uses must not take drift's own hooks away.
 */
export async function managerHere(place: HooksPlace): Promise<Found | undefined> {
  if (place.husky !== undefined) return undefined
  const found = await configured(place.root)
  if (found.length === 0) return undefined
  const hooks = (await Promise.all(hookEvents.flatMap((event) => [event, `${event}.before-drift`]).map((name) => look(join(place.dir, name))))).filter((seen) => seen !== undefined)
  const installed = found.find(({ manager }) => hooks.some(({ text }) => manager.owns(text)))
  if (installed || hooks.length > 0) return installed
  return place.kind === 'plain' ? found[0] : undefined
}

/** Every manager that is configured in a worktree. */
export async function configured(root: string): Promise<Found[]> {
  const all = await Promise.all(managers.map(async (manager): Promise<Found | undefined> => {
    for (const file of manager.files) {
      const seen = await look(join(root, file))
      if (seen && (manager.uses?.(seen.text, file) ?? true)) return { manager, file, seen }
    }
    return undefined
  }))
  return all.filter((one) => one !== undefined)
}

/** Why the configuration does not lead to drift; undefined when it does. */
async function notJoined({ manager, file, seen: { text } }: Found): Promise<Lack | undefined> {
  const joined = (await manager.join?.(text, file))?.text
  if (joined === text || (joined === undefined && text.includes(manager.byHand.seen))) return undefined
  return { said: `${file} does not lead to drift`, ...joined === undefined ? { fix: `Add to ${file}: ${manager.byHand.add}` } : {} }
}

/** Why the manager does not lead to drift in this worktree; undefined when it does. Its program is not run: it may stash. */
export async function managerIdle(place: HooksPlace, found: Found): Promise<Lack | undefined> {
  const { manager, file } = found
  const missing = await notJoined(found)
  if (missing) return missing
  const fix = await callOf(manager.install, place.root)
  for (const event of hookEvents) {
    const path = join(place.dir, event)
    const hook = await look(path)
    if (!hook || !manager.owns(hook.text)) return { said: `git runs no ${event} hook of ${manager.name} in this worktree: ${path} is ${hook ? (ownerOf(hook.text) === 'foreign' ? 'of another program' : "drift's own") : 'not there'}`, fix }
    if (!await access(path, constants.X_OK).then(() => true, () => false)) return { said: `${path} is not executable, so git does not run it`, fix: `chmod +x ${path}` }
    if (manager.copies && !hook.text.includes(manager.byHand.seen)) return { said: `${path} was made before drift stood in ${file}`, fix }
  }
  return undefined
}

/** How a program of the project is called: through its package manager, where package.json names it. */
async function callOf([program, ...args]: readonly [string, ...string[]], root: string): Promise<string> {
  const [package_, pnpm, yarn] = await Promise.all(['package.json', 'pnpm-lock.yaml', 'yarn.lock'].map((name) => look(join(root, name))))
  const runner = !package_?.text.includes(`"${program}"`) ? [] : pnpm ? ['pnpm', 'exec'] : yarn ? ['yarn'] : ['npx']
  return [...runner, program, ...args].join(' ')
}
