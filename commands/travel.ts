// Records travel with the commands that make or need them: for a few seconds at most, and whatever becomes of it, the command goes on.
import { remotesOf } from '../git/remote.ts'
import { namesOf, sendRecords, takeRecords, unsent } from '../git/sync.ts'
import type { World } from '../host/cli-context.ts'
import { messageOf } from '../host/error.ts'
import type { BasePolicy } from '../host/policy.ts'
import { visible } from '../host/text.ts'
import type { Opened } from '../records/repository.ts'

// Milliseconds, for each way.
const patience = 5_000

/** The part of a config that says where records live. */
export interface Aiming {
  readonly base: BasePolicy
}

/** Who did not answer a moment ago is not waited for once more. */
const silent = new WeakSet<Opened>()

/**
 * Takes in what stands where the target branch lives, before records are looked at. It never fails: one line on stderr says
 * what did not work. Without a remote nothing happens.
 */
export async function fetchFirst(opened: Opened, config: Aiming, world: Pick<World, 'stderr'>): Promise<void> {
  let asked = false
  await going(opened, config, world, 'fetched from', async (journey) => {
    asked = true
    const { odd } = await takeRecords(journey)
    // All else came: a ref that somebody spoilt there keeps nothing from being sent.
    for (const [ref, reason] of [...odd].slice(0, 1)) world.stderr(told('fetched from', journey.remote, `${namesOf([ref])}: ${reason}`))
  })
  // What came meanwhile must be seen.
  if (asked) opened.objects.close()
}

/** Sends what the remote lacks, after records were written; whether it has all then. Else as `fetchFirst`: what cannot go now goes along with a push, or with drift sync. */
export function sendAfter(opened: Opened, config: Aiming, world: Pick<World, 'stderr'>): Promise<boolean> {
  return going(opened, config, world, 'sent to', async (journey) => sendRecords(journey, await unsent(journey)))
}

async function going(opened: Opened, { base }: Aiming, { stderr }: Pick<World, 'stderr'>, way: string, work: (journey: Parameters<typeof takeRecords>[0]) => Promise<void>): Promise<boolean> {
  if (silent.has(opened)) return false
  const { options } = opened.place
  let remote = base.remote
  try {
    const remotes = await remotesOf(options)
    // As `drift sync` chooses: a clone with one remote of another name means that one.
    if (!remotes.includes(remote)) {
      if (remotes.length !== 1) return false
      remote = remotes[0]!
    }
    await work({ options, remote, until: Date.now() + patience })
    return true
  } catch (error) {
    silent.add(opened)
    stderr(told(way, remote, messageOf(error)))
    return false
  }
}

function told(way: string, remote: string, why: string): string {
  return `drift: note: records were not ${way} ${visible(remote)}: ${visible(why.split(/[\r\n]/)[0]!)}; drift sync does it later\n`
}
