// Puts drift into the hooks folder that git uses: planned as data first, then done.
import { access, constants, readdir } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { git } from '../git/exec.ts'
import { DriftError } from '../host/error.ts'
import { applyChange, type HookChange } from './change.ts'
import { exists, freePath, look, realest } from './files.ts'
import { huskyIdle, runHusky } from './husky.ts'
import { recordInstalled } from './installed.ts'
import { managerHere, type Found } from './managers/find.ts'
import { planJoin } from './managers/plan.ts'
import { findBlock, ownerOf, putBlock } from './marks.ts'
import { ownHooks, type HooksPlace } from './place.ts'
import { withPrepare } from './prepare.ts'
import { hookEvents, hookProgram, huskyBlock, shellWord, type HookEvent, type Tools } from './program.ts'
import { planPath } from './uninstall.ts'

/** What installing would do. Nothing to do: no changes, and husky need not run. */
export interface InstallPlan {
  readonly place: HooksPlace
  readonly changes: readonly HookChange[]
  /** husky's folder, if `husky()` has to run first: it sets core.hooksPath and writes the folder `_` in there. */
  readonly husky?: string
  /** The hook manager that drift joins by its own configuration. */
  readonly manager?: Found
  /** What a user should know beside the changes. */
  readonly told: readonly string[]
}

/**
 * Looks at what stands in the hooks folder and says what installing would change. `husky` asks for husky where the
 * repository has none yet. Throws DriftError (exit 1) where drift must not write, with what to do by hand.
 */
export async function planInstall(place: HooksPlace, { node, bundle, husky = false }: Tools & { readonly husky?: boolean }): Promise<InstallPlan> {
  const folder = place.husky ?? (husky ? await realest(join(place.root, '.husky')) : undefined)
  const manager = folder === undefined ? await managerHere(place) : undefined
  if (manager) return planManaged(place, manager, { node, bundle })
  if (folder === undefined && place.kind === 'outside') throw outside(place)
  const shared = folder !== undefined || place.shared
  const planned = await Promise.all(hookEvents.map((event) =>
    folder === undefined ? planHook(join(place.dir, event), hookProgram(shared ? { event } : { event, node, bundle })) : planBlock(join(folder, event), event)))
  planned.push(shared ? await planPaths(place.common, { node, bundle }) : place.kind === 'plain' ? await planPrepare(place.root) : undefined)
  const changes = planned.filter((change) => change !== undefined)

  const told = keptAside(changes)
  const idle = folder !== undefined && (await huskyIdle(place.root, folder)) !== undefined
  if (idle) await refuseToHide(place)
  return { place, changes, told, ...(idle && { husky: folder }) }
}

const keptAside = (changes: readonly HookChange[]) => changes.filter(({ keepAs }) => keepAs?.includes('.drift-kept')).map(({ path, keepAs }) => `${path} was edited by hand; what stood there is kept as ${keepAs}`)

/** By way of a manager. Hooks of ours around its own, from before drift knew it, give way to them. */
async function planManaged(place: HooksPlace, manager: Found, tools: Tools): Promise<InstallPlan> {
  const around = await Promise.all(hookEvents.map(async (event) => {
    const step = await planPath(join(place.dir, event), undefined)
    return step.changes.filter(({ path }) => path === join(place.dir, event))
  }))
  const changes = [...around.flat(), ...await planJoin(place, manager), await planPaths(place.common, tools)].filter((change) => change !== undefined)
  const { limits } = manager.manager
  return { place, changes, manager, told: [...keptAside(changes), ...limits !== undefined && changes.length > 0 ? [limits] : []] }
}

async function planPrepare(root: string): Promise<HookChange | undefined> {
  const path = join(root, 'package.json')
  const seen = await look(path)
  // Yarn 2 and later run no such script.
  const after = seen?.exact && !(await exists(join(root, '.yarnrc.yml'))) ? withPrepare(seen.text) : undefined
  return after === undefined ? undefined : { path, before: seen!.text, after, mode: seen!.mode }
}

async function planHook(path: string, after: string): Promise<HookChange | undefined> {
  const seen = await look(path)
  const change = { path, before: seen?.text, after, mode: 0o755 }
  const kept = `${path}.before-drift`
  switch (ownerOf(seen?.text)) {
    case 'absent': return change
    case 'edited': return { ...change, keepAs: await freePath(`${path}.drift-kept`) }
    case 'drift': return seen?.text === after && (process.platform === 'win32' || (seen.mode & 0o111) === 0o111) ? undefined : change
    case 'foreign':
      if (await exists(kept)) throw new DriftError(`${path} is not drift's any more, and ${kept} is there from before`, `Bring the two together in ${kept}, delete ${path}, then run init again.`, 1)
      return { ...change, keepAs: kept }
  }
}

async function planBlock(path: string, event: HookEvent): Promise<HookChange | undefined> {
  const seen = await look(path)
  if (seen && !seen.exact) throw new DriftError(`${path} is not UTF-8 text`, 'Make it so, then run init again.', 1)
  const before = seen?.text
  const after = putBlock(before ?? '', huskyBlock(event), event === 'pre-push' ? 'first' : 'last', path)
  if (after === before) return undefined
  // husky 8 files must be executable, husky 9 does not care.
  const change = { path, before, after, mode: seen?.mode ?? 0o755 }
  return findBlock(before ?? '', path)?.edited ? { ...change, keepAs: await freePath(`${path}.drift-kept`) } : change
}

async function planPaths(common: string, { node, bundle }: Tools): Promise<HookChange | undefined> {
  for (const tool of [node, bundle]) shellWord(tool)
  const path = join(common, 'drift', 'paths')
  const before = (await look(path))?.text
  const after = `${node}\n${bundle}\n`
  return after === before ? undefined : { path, before, after, mode: 0o644 }
}

function outside(place: HooksPlace): DriftError {
  const { dir } = place
  const lines = hookEvents.map((event) => `in ${join(dir, event)}: git-drift hook ${event} "$@" || exit $?`).join('; ')
  return new DriftError(
    `core.hooksPath leads to ${dir}, outside of this repository: other repositories use it too, so drift does not write there`,
    `Add a line by hand (${lines}), or give this repository hooks of its own: ${ownHooks(place)}, then run init again.`, 1)
}

/** husky changes core.hooksPath: whatever git runs now would stop without a word. */
async function refuseToHide({ dir }: HooksPlace): Promise<void> {
  const names = await readdir(dir).catch(() => [])
  for (const name of names.filter((name) => /^[a-z0-9-]+(\.before-drift)?$/.test(name))) {
    const seen = await look(join(dir, name)).catch(() => undefined)
    const runs = await access(join(dir, name), constants.X_OK).then(() => true, () => false)
    if (seen && runs && ownerOf(seen.text) === 'foreign') throw new DriftError(`husky would turn off ${join(dir, name)}, which git runs now`, `Move its lines to .husky/${name.replace('.before-drift', '')} and delete it, then run init again.`, 1)
  }
}

/** Does what was planned. What a mark cannot tell is recorded before anything changes, so that a kill leaves nothing that uninstall does not know. */
export async function applyInstall({ place, changes, husky }: InstallPlan): Promise<void> {
  if (changes.length === 0 && husky === undefined) return
  const made = await missing([...changes.map(({ path }) => dirname(path)), ...(husky === undefined ? [] : [join(husky, '_')])])
  const local = husky === undefined ? undefined : await git(['config', '--local', '--get', 'core.hooksPath'], { cwd: place.root, accept: [1] })
  await recordInstalled(place.common, {
    dirs: [...new Set(changes.filter(({ path }) => (hookEvents as readonly string[]).includes(basename(path))).map(({ path }) => dirname(path)))],
    folders: made,
    files: changes.filter(({ before }) => before === undefined).map(({ path }) => path),
    ...(husky !== undefined && local && { hooksPath: { before: local.code === 0 ? local.stdout.toString('utf8').trimEnd() : null, after: `${relative(place.root, husky).replaceAll('\\', '/')}/_` } }),
  })
  if (husky !== undefined) await runHusky(place.root, husky)
  for (const change of changes) await applyChange(change)
}

async function missing(folders: readonly string[]): Promise<string[]> {
  const found = new Set<string>()
  for (const folder of folders) {
    for (let at = folder; !found.has(at) && !(await exists(at)); at = dirname(at)) found.add(at)
  }
  return [...found]
}
