// Records travel around a command: those of others come first, its own go afterwards. A network that is not there, or is slow,
// is told and fails nothing.
import { remotesOf } from '../git/remote.ts'
import { sendRecords, takeRecords, unsent } from '../git/sync.ts'
import type { World } from '../host/cli-context.ts'
import { messageOf } from '../host/error.ts'
import type { Policy } from '../host/policy-in-force.ts'
import { visible } from '../host/text.ts'
import type { Opened } from '../records/repository.ts'

// Milliseconds, each way.
const patience = 10_000

/** Takes in what stands on the remote of the target. */
export async function fetchFirst(opened: Opened, policy: Policy, { stderr }: World): Promise<void> {
  const from = await journey(opened, policy)
  if (!from) return
  try {
    await takeRecords(from)
  } catch (error) {
    stderr(`drift: note: records of ${visible(from.remote)} could not be fetched: ${visible(messageOf(error).split('\n')[0]!)}; going on with those that are here\n`)
  }
  // What came meanwhile must be seen.
  opened.objects.close()
}

/** Sends what that remote has not; whether it has all then. */
export async function sendAfter(opened: Opened, policy: Policy, { stderr }: World): Promise<boolean> {
  const to = await journey(opened, policy)
  if (!to) return false
  try {
    await sendRecords(to, await unsent(to))
    return true
  } catch (error) {
    stderr(`drift: note: records were not sent: ${visible(messageOf(error).split('\n')[0]!)}; drift sync does it later\n`)
    return false
  }
}

/** Where the target lives; a clone that has no such remote takes its only one. */
async function journey({ place: { options } }: Opened, { config: { base } }: Policy) {
  const remotes = await remotesOf(options)
  const remote = remotes.includes(base.remote) ? base.remote : remotes.length === 1 ? remotes[0]! : undefined
  return remote === undefined ? undefined : { options, remote, until: Date.now() + patience }
}
