// Records go along with a push that passed: the gate reads them where the target branch lives, and nowhere else.
import type { GitOptions } from '../git/exec.ts'
import { pushUrls } from '../git/remote.ts'
import { sendRecords, unsent } from '../git/sync.ts'
import { messageOf } from '../host/error.ts'

/** A push, as git and the pushed configs tell of it. */
export interface Push {
  /** A remote's name; what was typed where that is none. */
  readonly remote: string
  readonly url: string
  /** The remotes at which the pushed heads aim. */
  readonly homes: ReadonlySet<string>
  /** Notes refs that the push itself carries. */
  readonly except: readonly string[]
}

// Milliseconds: git waits, and some who call git wait no longer than two minutes.
const patience = 10_000

/** Sends what the remote has not; gives what is to be told where that cannot be. It never fails: the push was judged already. */
export async function sendAlong(options: GitOptions, push: Push): Promise<string | undefined> {
  try {
    const remote = await homeOf(options, push)
    if (remote === undefined) return undefined
    const to = { options, remote: remote.name, until: Date.now() + patience }
    const refs = (await unsent(to)).filter((ref) => !push.except.includes(ref))
    if (refs.length === 0) return undefined
    if (!remote.known) return 'records stay here: what is pushed to is no remote of this clone (git remote add <name> <url>, then drift sync <name>)'
    await sendRecords(to, refs)
    return undefined
  } catch (error) {
    return `records were not pushed: ${messageOf(error).split('\n')[0]}; drift sync does it later`
  }
}

/** The remote that records go to: where the target lives. A clone that has no such remote takes any. */
async function homeOf(options: GitOptions, { remote, url, homes }: Push): Promise<{ readonly name: string; readonly known: boolean } | undefined> {
  if (homes.has(remote)) return { name: remote, known: true }
  // The repository itself, which has its records already; and a caller that does not say where it pushes to.
  if (remote === '.' || remote === '') return undefined
  const urls = await pushUrls(options)
  const here = [...homes].filter((home) => urls.has(home))
  if (here.length === 0) return { name: remote, known: urls.has(remote) }
  const same = here.find((home) => urls.get(home)!.includes(url))
  return same === undefined ? undefined : { name: same, known: true }
}
