// The setups of the config's plugins: what init writes for them, what doctor finds of it, and the breaches that prove them.
import { fireSetup, pluginSetups, repositoryFacts, type PluginSetup } from '../host/cli-setup.ts'
import type { World } from '../host/cli-context.ts'
import { isChange, planWrites, writePatches, writtenPaths, type Planned } from '../host/cli-written.ts'
import type { Policy } from '../host/policy-in-force.ts'
import { visible } from '../host/text.ts'
import type { Opened } from '../records/repository.ts'
import type { Looked } from './doctor-hooks.ts'
import { self } from './repository.ts'

/** A setup that is wanted here, with those of its writes that would change something. */
export interface Moving extends PluginSetup {
  readonly writes: readonly Planned[]
}

/** The setups that are wanted. Nothing is written. DriftError (exit 3) where a plugin cannot say, exit 1 where it must not write. */
export function movingIn({ root }: Opened, policy: Policy | undefined): Moving[] {
  return pluginSetups(policy?.plugins ?? [], repositoryFacts(root)).map((setup) => ({ ...setup, writes: planWrites(root, setup.plugin, setup.patches).filter(isChange) }))
}

/** A write as it is shown: what stood there, and what will. */
export function shownWrite({ path, was, text }: Planned): { readonly path: string; readonly before: string | undefined; readonly after: string } {
  const readable = (bytes: string) => Buffer.from(bytes, 'latin1').toString('utf8')
  return { path, before: was === undefined ? undefined : readable(was), after: readable(text) }
}

/** Writes what the setups want, so that uninstall can take it back; says why. */
export async function writeSetups({ place, root }: Opened, setups: readonly Moving[], world: World): Promise<void> {
  for (const { plugin, why, patches, writes } of setups) {
    if (writes.length === 0) continue
    await writePatches({ commonDir: place.commonDir, root }, plugin, patches)
    world.stderr(`  plugin ${plugin}, because ${visible(why)}:\n`)
    for (const { path } of writes) world.stderr(`  wrote ${visible(path)}\n`)
  }
}

/** Fires each setup that has a planted breach, and says what came of it; whether all were blocked. */
export async function proveSetups({ root }: Opened, setups: readonly Moving[], world: World): Promise<boolean> {
  let all = true
  for (const { plugin, fire } of setups) {
    if (!fire) continue
    const { blocked, output } = await fireSetup(fire, root, world.run)
    world.stderr(blocked ? `Fired plugin ${plugin} at its planted breach: it was blocked.\n` : `drift: plugin ${plugin} did not block its planted breach${output ? `; it said:\n${visible(output)}` : ' and said nothing'}\n  fix: ${self(world)} doctor\n`)
    all &&= blocked
  }
  return all
}

/** What doctor says of the setups: not moved in is a note, moved in and not blocking is a problem. */
export async function setupsLooked(opened: Opened, policy: Policy, world: World): Promise<Looked[]> {
  const { place, root } = opened
  const written = writtenPaths(place.commonDir, root)
  return Promise.all(movingIn(opened, policy).map(async ({ plugin, why, writes, fire }): Promise<Looked> => {
    const what = `plugin ${plugin}`
    const paths = writes.map(({ path }) => path)
    if (paths.some((path) => written.includes(path))) return { what, state: 'problem', said: `${paths.join(', ')} is not as drift wrote it`, fix: `${self(world)} init` }
    if (paths.length > 0) return { what, state: 'note', said: `it would write ${paths.join(', ')} here: ${why}`, fix: `${self(world)} init` }
    if (!fire) return { what, state: 'ok', said: `it is in place: ${why}` }
    const { blocked, output } = await fireSetup(fire, root, world.run)
    return blocked ? { what, state: 'ok', said: 'its planted breach was blocked' } : { what, state: 'problem', said: `its planted breach was not blocked${output ? `: ${output}` : ''}`, fix: `Run it by hand to see why: ${fire.argv.join(' ')}` }
  }))
}
