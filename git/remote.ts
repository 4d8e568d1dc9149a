// What stands on a remote, getting it without touching a ref that anybody else reads (what comes goes below refs/drift/), and
// giving it records.
import { DriftError } from '../host/check.ts'
import { git, gitLine, type GitOptions, type GitResult } from './exec.ts'

/** What a remote says of itself. */
export interface RemoteRefs {
  /** Its default branch, without `refs/heads/`; undefined where it does not tell. */
  readonly trunk: string | undefined
  /** Branches and drift's records: full name → id. */
  readonly oids: ReadonlyMap<string, string>
}

/** How much is fetched, and how long it may take. */
export interface FetchOptions {
  /** Milliseconds. */
  readonly timeout: number
  /** That many commits from each end, in a clone that is shallow. Never in a whole one: git would cut it (facts: git 2.39). */
  readonly depth?: number | 'all'
  /** Also what a partial clone left out. */
  readonly whole?: boolean
}

/** Where the newest commit of a remote's branch is kept: apart from records, whose names others choose. */
export function targetRef(remote: string, branch: string): string {
  return `refs/drift/targets/${remote}/${branch}`
}

/** Where a remote's records are kept until they are joined with one's own. */
export function fetchedRef(remote: string, ref: string): string {
  return ref.replace(/^refs\/notes\/drift\//, `refs/drift/remotes/${remote}/`)
}

/** The refspec by which a remote's records come here. */
export function recordsOf(remote: string): string {
  return `+refs/notes/drift/*:${fetchedRef(remote, 'refs/notes/drift/*')}`
}

/** The remotes of this repository. */
export async function remotesOf(options: GitOptions): Promise<string[]> {
  return (await gitLine(['remote'], options)).split('\n').filter(Boolean)
}

/** The same, each with the URLs that are pushed to, as git hands them to pre-push. */
export async function pushUrls(options: GitOptions): Promise<ReadonlyMap<string, readonly string[]>> {
  const urls = new Map<string, string[]>()
  for (const line of (await gitLine(['remote', '--verbose'], options)).split('\n')) {
    const [, name, url] = /^([^\t]+)\t(.*) \(push\)$/.exec(line) ?? []
    if (name !== undefined) urls.set(name, [...urls.get(name) ?? [], url!])
  }
  return urls
}

/** Whether a clone left objects out by a filter, to be fetched when they are met. */
export async function isPartial(options: GitOptions, remote: string): Promise<boolean> {
  return await gitLine(['config', '--type=bool', '--get', `remote.${remote}.promisor`], { ...options, accept: [1] }) === 'true'
}

/** Runs git over the network. What git says of a failure is cut to the line that tells, without what a URL may hold. */
async function overNetwork(args: readonly string[], options: GitOptions, timeout: number): Promise<GitResult> {
  try {
    return await git(args, { ...options, env: { ...options.env, ...network }, timeout: Math.max(timeout, 1), group: true })
  } catch (error) {
    if (!(error instanceof DriftError)) throw error
    throw new DriftError(telling(error.message), error.fix, error.exit)
  }
}

function telling(said: string): string {
  const lines = said.split('\n')
  const line = lines.find((line) => /fatal: |error: |denied|refused/.test(line)) ?? lines[0]!
  return line.replace(/[^\s'"/@:]+(:[^\s'"/@]*)?@(?=\S)/g, '')
}

// A server that stops talking is given up before the time is over, and nothing ever asks for a password.
const network = { GIT_HTTP_LOW_SPEED_LIMIT: '1000', GIT_HTTP_LOW_SPEED_TIME: '20', GCM_INTERACTIVE: 'never' }

/** Asks a remote what stands on it. DriftError (exit 3) where it cannot be reached in time. */
export async function askRemote(options: GitOptions, remote: string, timeout: number): Promise<RemoteRefs> {
  const { stdout } = await overNetwork(['ls-remote', '--symref', '--end-of-options', remote, 'HEAD', 'refs/heads/*', 'refs/notes/drift/*'], options, timeout)
  const oids = new Map<string, string>()
  let trunk: string | undefined
  for (const line of stdout.toString('utf8').split('\n')) {
    const [value = '', name = ''] = line.split('\t')
    if (value.startsWith('ref: ')) { if (name === 'HEAD') trunk = /^ref: refs\/heads\/(.+)$/.exec(value)?.[1] }
    else if (name !== '' && !name.endsWith('^{}')) oids.set(name, value)
  }
  return { trunk, oids }
}

/**
 * Fetches commits by id, or refspecs whose right side lies below refs/drift/. No tags, no submodules, no pruning, no
 * FETCH_HEAD, no remote-tracking branch. DriftError (exit 3) with git's words where that fails or takes too long.
 */
export async function fetchFrom(options: GitOptions, remote: string, what: readonly string[], { timeout, depth, whole = false }: FetchOptions): Promise<void> {
  const outside = what.find((spec) => !/^([0-9a-f]{40}|[0-9a-f]{64}|\+refs\/(heads\/[^:*]+:refs\/drift\/targets\/|notes\/drift\/\*:refs\/drift\/remotes\/)[^:]+)$/.test(spec))
  if (outside !== undefined) throw new DriftError(`drift fetches nothing to where ${JSON.stringify(outside)} points`, 'Fetch it by hand.', 3)
  const how = [...depth === undefined ? [] : [depth === 'all' ? '--unshallow' : `--depth=${depth}`], ...whole ? ['--refetch', '--no-filter'] : []]
  await overNetwork(['fetch', '--quiet', '--no-tags', '--no-recurse-submodules', '--no-prune', '--no-write-fetch-head', '--no-auto-maintenance', '--refmap=', ...how, '--end-of-options', remote, ...what], options, timeout)
}

/**
 * Gives a remote the records that hold these values: ref → commit. Only these refs go, only forward, and no hook of this
 * repository runs. The answer: what was not taken, each with the reason. DriftError (exit 3) where the remote cannot be reached in time.
 */
export async function giveRecords(options: GitOptions, remote: string, values: ReadonlyMap<string, string>, timeout: number): Promise<ReadonlyMap<string, string>> {
  const specs = [...values].map(([ref, value]) => `${value}:${ref}`)
  const outside = specs.find((spec) => !/^([0-9a-f]{40}|[0-9a-f]{64}):refs\/notes\/drift\/[^:*]+$/.test(spec))
  if (outside !== undefined) throw new DriftError(`drift pushes nothing but records, and ${JSON.stringify(outside)} is none`, 'Push it by hand.', 3)
  const { code, stdout, stderr } = await overNetwork(['push', '--porcelain', ...alone, '--end-of-options', remote, ...specs], { ...options, env: { ...options.env, ...asIs(remote) }, accept: [1] }, timeout)
  if (code === 0) return new Map()
  // `<flag> <tab> <from>:<to> <tab> <what became of it>`, one line a ref
  const told = new Map(stdout.toString('utf8').split('\n').map((line) => line.split('\t')).map(([flag, refs = '', what = '']) => [refs.slice(refs.indexOf(':') + 1), flag === '!' ? what : ''] as const))
  return new Map([...values.keys()].map((ref) => [ref, told.get(ref) ?? telling(stderr)] as const).filter(([, reason]) => reason !== ''))
}

// A push inside of pre-push would run pre-push (commitlore#422). Tags and signatures belong to the user's own push.
const alone = ['--no-verify', '--no-follow-tags', '--no-signed']

/** Settings that stand in no option: push options open merge requests on GitLab, and a mirror takes no refspecs. */
function asIs(remote: string): Record<string, string> {
  const settings = [['push.pushOption', ''], [`remote.${remote}.mirror`, 'false']] as const
  return { GIT_CONFIG_COUNT: String(settings.length), ...Object.fromEntries(settings.flatMap(([key, value], i) => [[`GIT_CONFIG_KEY_${i}`, key], [`GIT_CONFIG_VALUE_${i}`, value]])) }
}
