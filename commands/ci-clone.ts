// The clone of a CI job: often shallow, narrow, and without records. What is missing is fetched, in bounded time; what
// cannot be is said, with the line that this provider's config lacks.
import { deepen, isWholeRange } from '../git/deepen.ts'
import { askRemote, fetchFrom, isPartial, remotesOf, targetRef, type RemoteRefs } from '../git/remote.ts'
import { DriftError, messageOf } from '../host/error.ts'
import { targetTip } from '../host/target.ts'
import type { Fetched, Opened } from '../records/repository.ts'
import { fetchRecords } from './ci-records.ts'
import { namedCommit } from './repository.ts'

// Milliseconds.
const toAsk = 20_000
const toFetch = 240_000

interface State {
  readonly opened: Opened
  /** What gives the job the whole history, in the words of its CI system. */
  readonly full: string
  /** How many commits the work has, where that is told. */
  readonly commits: number
  /** Undefined where there is no remote: then the clone is all there is. */
  readonly remote: string | undefined
  /** What stands on the remote; or why it does not say. */
  readonly there: RemoteRefs | undefined
  readonly silent: string | undefined
  /** Objects were left out by a filter: having a commit's name says nothing of its files. */
  readonly partial: boolean
}

const wholeId = /^([0-9a-f]{40}|[0-9a-f]{64})$/

/** A clone that fetches what it lacks. */
export class CiClone {
  readonly #state: State
  readonly #until = Date.now() + toFetch
  readonly #got = new Set<string>()
  readonly #notes: string[] = []
  /** The records that stand on the remote. */
  readonly fetched: Fetched

  private constructor(state: State, fetched: Fetched) {
    this.#state = state
    this.fetched = fetched
    if (state.silent !== undefined) this.#notes.push(state.silent)
  }

  /** Asks the clone's remote what stands there, and fetches its records. */
  static async open(opened: Opened, full: string, { remote: told, commits = 0 }: { readonly remote?: string; readonly commits?: number } = {}): Promise<CiClone> {
    const { options } = opened.place
    const remotes = await remotesOf(options)
    const remote = [told, 'origin', ...remotes.length === 1 ? remotes : []].find((name) => name !== undefined && remotes.includes(name))
    const { there, silent } = await asked(opened, remote)
    const partial = remote !== undefined && await isPartial(options, remote)
    if (partial && there === undefined) throw new DriftError(`this clone was made without all of its objects; ${silent}`, `Give the job the whole history, and no filter: ${full}`, 3)
    return new CiClone({ opened, full, commits, remote, there, silent, partial }, remote === undefined ? { notes: new Map() } : await fetchRecords(opened, remote, there ?? silent!, partial))
  }

  /** The remote that says what stands where; undefined where there is none. */
  get remote(): string | undefined {
    return this.#state.remote
  }

  /** The remote's default branch, where it is told. */
  get trunk(): string | undefined {
    return this.#state.there?.trunk
  }

  /** What was done or could not be, for whoever reads the report. */
  get notes(): readonly string[] {
    return this.#notes
  }

  /** The newest commit of a branch of the remote; undefined where it has no such branch. DriftError (exit 3) where it cannot be had. */
  async tip(branch: string): Promise<string | undefined> {
    const { opened, remote, there } = this.#state
    if (remote === undefined) return targetTip(opened, { branch, remote: 'origin' })
    const lack = `${remote}/${branch} is not in this clone`
    if (there === undefined) return await this.#here(`refs/remotes/${remote}/${branch}`) ?? this.#blind(lack)
    const oid = there.oids.get(`refs/heads/${branch}`)
    const ref = targetRef(remote, branch)
    if (oid === undefined || await this.#here(oid) !== undefined) return oid
    await this.#get(`+refs/heads/${branch}:${ref}`, lack)
    const now = await this.#here(ref)
    if (now !== undefined) this.#got.add(now)
    return now
  }

  /** A commit that the provider names by its id, which may be short. DriftError (exit 3) where it cannot be had. */
  async commit(id: string): Promise<string> {
    const found = await this.#here(id)
    const lack = `"${id}" is no commit of this repository`
    if (found === undefined && wholeId.test(id)) await this.#get(id, lack)
    const oid = found ?? await this.#here(id)
    // A branch or tag may be called like a short id.
    if (!oid?.startsWith(id)) return this.#blind(lack)
    return oid === id ? oid : this.commit(oid)
  }

  /** A revision that somebody typed. DriftError: exit 2 where there is none, 3 where it cannot be had. */
  async typed(rev: string): Promise<string> {
    const { opened, remote } = this.#state
    if (wholeId.test(rev)) return this.commit(rev)
    const branch = remote !== undefined && rev.startsWith(`${remote}/`) ? rev.slice(remote.length + 1) : undefined
    const oid = (rev.startsWith('-') ? undefined : (await namedCommit(opened, rev))?.oid) ?? (branch === undefined ? undefined : await this.tip(branch))
    if (oid !== undefined) return this.commit(oid)
    if (opened.shallow) this.#blind(`"${rev}" is no commit of this clone, which is shallow`)
    throw new DriftError(`"${rev}" is no commit of this repository`, 'Fetch it first, or name another.', 2)
  }

  /** Sees to it that all between two commits is here. DriftError (exit 3) where it cannot be. */
  async whole(base: string, head: string): Promise<void> {
    const { opened: { place }, remote, there, commits, partial } = this.#state
    if (!place.shallow || await isWholeRange(place, base, head)) return
    const lack = 'the clone is shallow, and what lies between base and head is not all here'
    if (remote === undefined || there === undefined) this.#blind(lack)
    const done = await deepen(place, base, head, { remote, commits, whole: partial, until: this.#until }).catch((error: unknown) => this.#blind(lack, messageOf(error)))
    if (!done) throw new DriftError(`${base.slice(0, 12)} and ${head.slice(0, 12)} have no common ancestor, with all of history fetched`, 'Give a base that the head comes from: drift ci --base <rev>', 3)
    this.#notes.push(`the clone is shallow: what was missing came from ${remote}. To have it from the start: ${this.#state.full}`)
  }

  /** Ends with what is lacking (exit 3), where the remote could not be asked for it; gives nothing back where it was. */
  lacking(what: string): void {
    if (this.#state.silent !== undefined) this.#blind(what)
  }

  async #here(rev: string): Promise<string | undefined> {
    // Asked for what a partial clone lacks, git ends (2.39: "could not fetch … from promisor remote"); and a commit without its files is not here.
    if (this.#state.partial && wholeId.test(rev) && !this.#got.has(rev)) return undefined
    return (await this.#state.opened.info(`${rev}^{commit}`))?.oid
  }

  /** Fetches one commit or branch, if anybody can be asked. */
  async #get(what: string, lack: string): Promise<void> {
    const { opened: { place }, remote, there, commits, partial } = this.#state
    if (remote === undefined || there === undefined) return
    await fetchFrom(place.options, remote, [what], { ...place.shallow ? { depth: Math.max(50, commits + 1) } : {}, whole: partial, timeout: this.#until - Date.now() })
      .catch((error: unknown) => this.#blind(lack, messageOf(error)))
    this.#got.add(what)
  }

  #blind(what: string, why = this.#state.silent): never {
    const { opened: { shallow }, full } = this.#state
    throw new DriftError([what, ...shallow && !what.includes('shallow') ? ['the clone is shallow'] : [], ...why === undefined ? [] : [why]].join('; '), `Give the job the whole history: ${full}`, 3)
  }
}

async function asked({ place: { options } }: Opened, remote: string | undefined): Promise<{ readonly there: RemoteRefs | undefined; readonly silent: string | undefined }> {
  if (remote === undefined) return { there: undefined, silent: undefined }
  try {
    return { there: await askRemote(options, remote, toAsk), silent: undefined }
  } catch (error) {
    return { there: undefined, silent: `${remote} could not be asked: ${messageOf(error)}` }
  }
}
