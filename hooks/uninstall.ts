// Takes drift out of the hooks again: every byte and mode as it was, and nothing that is somebody else's.
import { readdir, rm, rmdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { git } from '../git/exec.ts'
import { DriftError } from '../host/error.ts'
import { applyChange, type HookChange } from './change.ts'
import { exists, freePath, look, realest } from './files.ts'
import { forgetInstalled, readInstalled, type Installed } from './installed.ts'
import { leftByHand, planLeave } from './managers/plan.ts'
import { cutBlock, findBlock, ownerOf } from './marks.ts'
import { hooksPlace, type HooksPlace } from './place.ts'
import { hookEvents } from './program.ts'

/** What uninstalling would do, or did. */
export interface UninstallPlan {
  readonly changes: readonly HookChange[]
  /** What a user should know: edits that were kept aside, and what stays. */
  readonly told: readonly string[]
}

/** Says what `uninstall` would change. The record tells more, but drift's marks alone suffice. */
export async function planUninstall(place: HooksPlace): Promise<UninstallPlan> {
  const record = await readInstalled(place.common)
  const dirs = [join(place.common, 'hooks'), join(place.root, '.husky'), ...(place.kind === 'outside' ? [] : [place.husky ?? place.dir]), ...(record?.dirs ?? [])]
  // Without symlinks: a folder that is met by two names must not be undone twice.
  const paths = [...new Set(await Promise.all(dirs.map(realest)))].flatMap((dir) => hookEvents.map((event) => join(dir, event)))
  const steps = await Promise.all(paths.map((path) => planPath(path, record)))
  const tools = join(place.common, 'drift', 'paths')
  const before = (await look(tools))?.text
  const leaving = await planLeave(place, record?.files ?? [])
  return {
    changes: [...steps.flatMap(({ changes }) => changes), ...leaving, ...(before === undefined ? [] : [{ path: tools, before, after: undefined, mode: 0o644 }])],
    told: [...steps.flatMap(({ told }) => told), ...leaving.filter(({ keepAs }) => keepAs !== undefined).map(({ path, keepAs }) => `${path} was edited by hand; what stood there is kept as ${keepAs}`), ...await leftByHand(place, leaving)],
  }
}

/** What it takes to have one hook as it was. */
export async function planPath(path: string, record: Installed | undefined): Promise<UninstallPlan> {
  const seen = await look(path)
  const owner = ownerOf(seen?.text)
  const block = seen && owner === 'foreign' ? findBlock(seen.text, path) : undefined
  const edited = owner === 'edited' || block?.edited === true
  const keepAs = edited ? await freePath(`${path}.drift-kept`) : undefined
  const told = keepAs === undefined ? [] : [`${path} was edited by hand; what stood there is kept as ${keepAs}`]

  if (seen && block) {
    if (!seen.exact) throw new DriftError(`${path} is not UTF-8 text`, `Cut drift's lines out of ${path} by hand.`, 1)
    const rest = cutBlock(seen.text, path)
    const after = rest === '' && (record === undefined || record.files.includes(path)) ? undefined : rest
    return { changes: [{ path, before: seen.text, after, mode: seen.mode, ...(keepAs !== undefined && { keepAs }) }], told }
  }
  const restore = `${path}.before-drift`
  const kept = await look(restore)
  if (owner === 'foreign') return { changes: [], told: kept ? [`${path} is not drift's any more, so ${restore} stays: bring the two together by hand`] : [] }
  if (owner === 'absent' && !kept) return { changes: [], told: [] }
  return { changes: [{ path, before: seen?.text, after: kept?.text, mode: kept?.mode ?? 0, ...(kept && { restore }), ...(keepAs !== undefined && { keepAs }) }], told }
}

/** Takes drift's hooks out of the repository around `cwd`. Returns what was done. */
export async function uninstall(cwd: string): Promise<UninstallPlan> {
  const place = await hooksPlace(cwd)
  const record = await readInstalled(place.common)
  const plan = await planUninstall(place)
  for (const change of plan.changes) await applyChange(change)
  const told = record ? await undoHusky(place.root, record) : []
  // Deepest first; a folder that holds something else by now is not drift's to remove.
  for (const folder of [...(record?.folders ?? [])].sort((a, b) => b.length - a.length)) await rmdir(folder).catch(() => {})
  await forgetInstalled(place.common)
  return { changes: plan.changes, told: [...plan.told, ...told] }
}

async function undoHusky(root: string, { hooksPath, folders }: Installed): Promise<string[]> {
  const shims = folders.filter((folder) => basename(folder) === '_')
  for (const folder of shims) {
    const others = (await readdir(dirname(folder)).catch(() => [])).filter((name) => name !== '_')
    if (others.length > 0 && folders.includes(dirname(folder))) return [`husky stays, because ${dirname(folder)} holds other files by now: ${others.join(', ')}`]
  }
  for (const folder of shims) if (await exists(join(folder, 'h'))) await rm(folder, { recursive: true })
  if (!hooksPath) return []
  const now = await git(['config', '--local', '--get', 'core.hooksPath'], { cwd: root, accept: [1] })
  if (now.stdout.toString('utf8').trimEnd() !== hooksPath.after) return []
  await git(hooksPath.before === null ? ['config', '--local', '--unset', 'core.hooksPath'] : ['config', '--local', 'core.hooksPath', hooksPath.before], { cwd: root })
  return []
}
