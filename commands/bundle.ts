// Where the installed hooks find drift: in the worktree's node_modules, or in a copy that no package manager clears away.
import { copyFileSync, existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Place } from '../git/place.ts'
import type { World } from '../host/cli-context.ts'

declare const DRIFT_VERSION: string

/** The hook bundle and all that it may load. */
const files = ['hook.cjs', 'judge.cjs', 'yaml.cjs', 'mistaken.cjs', 'cli-packages.cjs', 'cli-plugins.cjs', 'cli-import.cjs', 'check.mjs'] as const

/** The folder of the running drift. */
export function ownFolder({ self }: World): string {
  return dirname(realpathSync(self[1]!))
}

/** Whether a hook could not run drift from here: fetched for one call (npx and its like), or in a zip file that only Yarn's Plug'n'Play can read. */
export function isPassing(folder: string): boolean {
  return /[\\/](_npx|dlx|\.bunx|bunx-[^\\/]*|xfs-[^\\/]*|[^\\/]+\.zip)[\\/]/.test(folder)
}

const copyOf = ({ commonDir }: Place) => join(commonDir, 'drift', 'bin')

/** The bundle that hooks shall run. A passing drift is copied into the git directory first, unless `dry`. */
export function hookBundle(world: World, place: Place, dry: boolean): string {
  const folder = ownFolder(world)
  if (!isPassing(folder)) return join(folder, 'hook.cjs')
  const to = copyOf(place)
  if (!dry) {
    mkdirSync(to, { recursive: true })
    for (const file of files) copyFileSync(join(folder, file), join(to, file))
    writeFileSync(join(to, 'version'), `${DRIFT_VERSION}\n`)
  }
  return join(to, 'hook.cjs')
}

/** Removes a copy that no hook runs any more, because the running drift stays where it is. */
export function dropCopy(world: World, place: Place): void {
  if (!isPassing(ownFolder(world))) rmSync(copyOf(place), { recursive: true, force: true })
}

/** A copy beside the drift that is running. */
export interface Copy {
  readonly is: 'same' | 'older' | 'newer' | 'damaged'
  /** undefined: from before copies told theirs. */
  readonly version: string | undefined
  readonly running: string
}

/** How a copy in the git directory compares with the running drift; undefined where there is none. */
export function copyHere(world: World, place: Place): Copy | undefined {
  const copy = copyOf(place)
  if (!existsSync(copy)) return undefined
  const text = (file: string) => (existsSync(file) ? readFileSync(file) : undefined)
  const version = text(join(copy, 'version'))?.toString('utf8').trim()
  const order = version === undefined ? -1 : compared(version, DRIFT_VERSION)
  const whole = files.every((file) => text(join(copy, file))?.equals(readFileSync(join(ownFolder(world), file))))
  return { is: order < 0 ? 'older' : order > 0 ? 'newer' : whole ? 'same' : 'damaged', version, running: DRIFT_VERSION }
}

/** Below 0 where the first version is the older one, above 0 where the second is. */
function compared(a: string, b: string): number {
  const parts = (version: string) => version.split(/[.+-]/).slice(0, 3).map(Number)
  const [of, to] = [parts(a), parts(b)]
  const odd = of.findIndex((n, i) => n !== to[i])
  return odd < 0 ? 0 : (of[odd] ?? 0) < (to[odd] ?? 0) ? -1 : 1
}
