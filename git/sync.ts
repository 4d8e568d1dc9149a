// Records travel as notes refs. What another clone sent meanwhile is joined with what is here, and sent again: nothing is
// ever forced, and nothing outlasts its time.
import { DriftError } from '../host/check.ts'
import { git, type GitOptions } from './exec.ts'
import { isAncestor, unionRefs } from './notes-write.ts'
import { askRemote, fetchedRef, fetchFrom, giveRecords, isPartial, recordsOf } from './remote.ts'
import { sleep } from './turn.ts'

/** Where records travel to or from, and how long it may take. */
export interface Journey {
  readonly options: GitOptions
  /** The name of a remote. */
  readonly remote: string
  /** Milliseconds since 1970. */
  readonly until: number
}

interface Standing {
  /** What this clone has: the ref, and what drift itself wrote. */
  readonly own: readonly string[]
  /** What the remote had when it was asked last, and what kind of object that is. */
  readonly seen: string | undefined
  readonly kind: string | undefined
}

const prefix = 'refs/notes/drift/'
const keptPrefix = 'refs/drift/kept/notes/drift/'
// Every round that fails is one in which another clone got its records in.
const rounds = 10

/** Notes refs that hold something which the remote, as far as is known here, has not. No network is asked. */
export async function unsent({ options, remote }: Journey): Promise<string[]> {
  const found = []
  for (const [ref, { own, seen, kind }] of await standing(options, remote)) {
    const there = own.map((value) => value === seen || (seen !== undefined && kind === 'commit' && isAncestor(options, value, seen)))
    if ((await Promise.all(there)).includes(false)) found.push(ref)
  }
  return found
}

/**
 * Sends notes refs, each joined with what stands there. DriftError: exit 1 where some do not get there, 3 where the remote
 * cannot be reached in time; what it took until then is there.
 */
export async function sendRecords(to: Journey, refs: readonly string[]): Promise<void> {
  const failed = new Map<string, string>()
  let left = refs
  for (let round = 0; left.length > 0; round++) {
    if (round === rounds) throw new DriftError(`other records came to ${to.remote} at each of ${rounds} tries`, 'drift sync', 3)
    const before = await standing(to.options, to.remote)
    const values = new Map<string, string>()
    for (const ref of left) {
      const { seen } = before.get(ref)!
      const value = await joined(to, ref, before.get(ref)!)
      if ('wrong' in value) failed.set(ref, value.wrong)
      else if (value.oid !== seen) values.set(ref, value.oid)
    }
    if (values.size === 0) break
    const rejected = await giveRecords(silent(to), to.remote, values, timeLeft(to))
    await remember(to, [...values].filter(([ref]) => !rejected.has(ref)))
    if (rejected.size === 0) break
    await sleep(Math.random() * 100 * round)
    await fetchRecords(to)
    const after = await standing(to.options, to.remote)
    // Where nothing came in between, it is not another clone that is in the way.
    const moved = (ref: string) => after.get(ref)?.seen !== before.get(ref)?.seen
    for (const [ref, reason] of rejected) if (!moved(ref)) failed.set(ref, reason)
    left = [...rejected.keys()].filter(moved)
  }
  if (failed.size === 0) return
  const [reason] = failed.values()
  throw new DriftError(`${namesOf([...failed.keys()])} did not get to ${to.remote}: ${reason}`, `See that you may push ${prefix}* to ${to.remote}, then: drift sync`, 1)
}

/**
 * Takes in what stands on the remote; gives the notes refs that hold more here now. What stands there no more is forgotten,
 * so that it is sent again. `odd`: refs that cannot be taken in, each with the reason. DriftError (exit 3) where the remote cannot be reached in time.
 */
export async function takeRecords(from: Journey): Promise<{ readonly taken: readonly string[]; readonly odd: ReadonlyMap<string, string> }> {
  const { options, remote } = from
  const there = new Map([...(await askRemote(silent(from), remote, timeLeft(from))).oids].filter(([ref]) => ref.startsWith(prefix)))
  const before = await standing(options, remote)
  const gone = [...before].filter(([ref, { seen }]) => seen !== undefined && !there.has(ref))
  await updateRefs(options, gone.map(([ref]) => `delete ${fetchedRef(remote, ref)}`))
  if ([...there].some(([ref, oid]) => before.get(ref)?.seen !== oid)) await fetchRecords(from)
  const taken: string[] = []
  const odd = new Map<string, string>()
  for (const [ref, known] of await standing(options, remote)) {
    if (known.seen === undefined) continue
    const value = await joined(from, ref, known)
    if ('wrong' in value) odd.set(ref, value.wrong)
    else if (!known.own.includes(value.oid)) taken.push(ref)
  }
  return { taken, odd }
}

/** Notes refs in words: `approvals, reviews`. */
export function namesOf(refs: readonly string[]): string {
  return refs.map((ref) => ref.slice(prefix.length)).join(', ')
}

/** No window asks for a password while git waits. A program that was told to answer for the user (an editor's, a CI system's) may. */
function silent({ options }: Journey): GitOptions {
  return { ...options, env: { ...options.env, SSH_ASKPASS_REQUIRE: 'never', ...process.env['GIT_ASKPASS'] === undefined ? { GIT_ASKPASS: '' } : {} } }
}

function timeLeft({ remote, until }: Journey): number {
  const left = until - Date.now()
  if (left <= 0) throw new DriftError(`${remote} took too long`, 'drift sync', 3)
  return left
}

/** One commit that holds what is here and there; or why there is none. Others choose names and contents there: one bad ref must not keep the rest away. */
async function joined({ options, until }: Journey, ref: string, { own, seen, kind }: Standing): Promise<{ readonly oid: string } | { readonly wrong: string }> {
  if (seen !== undefined && kind !== 'commit') return { wrong: `there a ${kind} stands in its place` }
  try {
    return { oid: await unionRefs(options, ref, seen ?? own[0]!, { patience: Math.max(until - Date.now(), 0) }) }
  } catch (error) {
    if (error instanceof DriftError) return { wrong: error.message }
    throw error
  }
}

async function fetchRecords(from: Journey): Promise<void> {
  const { options, remote } = from
  await fetchFrom(silent(from), remote, [recordsOf(remote)], { whole: await isPartial(options, remote), timeout: timeLeft(from) })
}

async function remember({ options, remote }: Journey, sent: readonly (readonly [ref: string, value: string])[]): Promise<void> {
  await updateRefs(options, sent.map(([ref, value]) => `update ${fetchedRef(remote, ref)} ${value}`))
}

async function updateRefs(options: GitOptions, lines: readonly string[]): Promise<void> {
  if (lines.length > 0) await git(['update-ref', '-m', 'drift: records', '--stdin'], { ...options, input: `${lines.join('\n')}\n` })
}

async function standing(options: GitOptions, remote: string): Promise<Map<string, Standing>> {
  const there = fetchedRef(remote, prefix)
  const { stdout } = await git(['for-each-ref', '--format=%(objectname) %(objecttype) %(refname)', prefix, keptPrefix, there], options)
  const found = new Map<string, Standing>()
  for (const line of stdout.toString('utf8').split('\n').filter(Boolean)) {
    const [value = '', kind = '', name = ''] = line.split(' ')
    const above = [prefix, keptPrefix, there].find((folder) => name.startsWith(folder))!
    const ref = prefix + name.slice(above.length)
    const known = found.get(ref) ?? { own: [], seen: undefined, kind: undefined }
    found.set(ref, above === there ? { ...known, seen: value, kind } : { ...known, own: [...known.own, value] })
  }
  return found
}
