import { remotesOf } from '../git/remote.ts'
import { namesOf, sendRecords, takeRecords, unsent } from '../git/sync.ts'
import { ownCommand, type World } from '../host/cli-context.ts'
import { DriftError } from '../host/error.ts'
import { choice, list, object, optional, schema, text } from '../host/schema.ts'
import { shellWord, visible } from '../host/text.ts'
import type { Opened } from '../records/repository.ts'
import { askedFor } from '../records/request.ts'
import { readRun } from '../records/store/run.ts'
import { follow, toFollow } from './follow.ts'
import { either, version } from './printed.ts'
import { inRepository, worktreePolicy } from './repository.ts'
import { shortId } from './requests.ts'
import { requestsNow, requestsSince, toldOfRequest } from './requests-come.ts'

// Milliseconds for the whole call.
const patience = 60_000

// An approved request that this worktree follows: its plan is committed, or is so already, or was left as it is.
const followed = { plan: text(), request: text(), adds: list(text()) }

export default ownCommand({
  path: ['sync'],
  summary: 'exchange records, such as approvals, with a remote',
  example: 'drift sync\n  drift sync upstream',
  arguments: object({ remote: optional(text({ about: 'its name; where the target branch lives unless told' })) }),
  positional: ['remote'],
  prints: object({
    version, remote: schema<string | null>({ type: ['string', 'null'], description: 'null where this clone has none.' }),
    taken: list(text(), { about: 'Refs that brought something.' }), sent: list(text(), { about: 'Refs that were sent.' }),
    followed: either(schema({ type: 'null' }), object({ ...followed, is: choice(['committed', 'there']) }), object({ plan: optional(followed.plan), request: optional(followed.request), adds: optional(followed.adds), is: choice(['left']), why: text(), fix: text() })),
    asked: list(object({ id: text(), plan: text(), adds: list(text()), why: text() }), { about: 'Requests that came.' }),
  }),
  effects: ['records', 'files', 'remote'],

  run: ({ remote: told, json }, { world, print }) => inRepository(world, async (opened) => {
    const { options } = opened.place
    const remotes = await remotesOf(options)
    // Worktrees of one clone share their records: what was approved in one is followed in another, remote or none.
    const alone = remotes.length === 0 && told === undefined ? await followHere(opened, world) : null
    if (alone) {
      if (json) print({ version: 1, remote: null, taken: [], sent: [], followed: alone, asked: [] })
      else world.stderr('This clone has no remote: its records stay here.\n')
      return 0
    }
    const remote = chosen(remotes, told, told ?? (await worktreePolicy(opened, world))?.config.base.remote ?? 'origin')
    const journey = { options, remote, until: Date.now() + patience }
    let arrived: Awaited<ReturnType<typeof takeRecords>>
    let left: number
    let followed: object | null
    const before = await requestsNow(opened)
    try {
      arrived = await takeRecords(journey)
    } finally {
      left = journey.until - Date.now()
      // Whatever became of the journey: the work waits for it, and what is here counts.
      followed = await followHere(opened, world)
    }
    const { taken, odd } = arrived
    const to = { ...journey, until: Date.now() + left }
    const sent = (await unsent(to)).filter((ref) => !odd.has(ref))
    await sendRecords(to, sent)
    const policy = taken.length > 0 ? await worktreePolicy(opened, world) : undefined
    const asked = policy ? await requestsSince(opened, policy, before) : []
    if (json) print({ version: 1, remote, taken, sent, followed, asked: asked.map(({ id, request }) => ({ id, plan: request.plan, adds: askedFor(request), why: request.why })) })
    else world.stderr(said(remote, taken, sent) + asked.map(toldOfRequest).join(''))
    if (odd.size === 0) return 0
    const [[ref, reason]] = odd as unknown as [[string, string]]
    throw new DriftError(`${odd.size === 1 ? 'a ref' : `${odd.size} refs`} of ${remote} cannot be taken in; ${ref}: ${reason}`, `If nobody needs it: git push ${shellWord(remote)} ${shellWord(`:${ref}`)}`, 3)
  }),
})

/** Takes into the plan of this worktree's run what was approved for it; tells of it at once, and gives it for --json. */
async function followHere(opened: Opened, world: World): Promise<object | null> {
  opened.objects.close()
  try {
    const policy = readRun(opened.place.gitDir) && await worktreePolicy(opened, world)
    const widening = policy && await toFollow(opened, policy)
    if (!widening) return null
    const followed = await follow(opened, policy, widening)
    const { plan } = widening.request
    const adds = askedFor(widening.request)
    if (followed.is === 'committed') world.stderr(`Plan ${plan} was committed as it is approved now: it covers ${adds.map(visible).join(', ')}, too.\n`)
    if (followed.is === 'left') world.stderr(`drift: note: request ${shortId(widening.id)} about plan ${plan} is approved, and the plan was not committed: ${followed.why}\n  fix: ${followed.fix}\n`)
    return { plan, request: widening.id, adds, ...followed }
  } catch (error) {
    // Records go on travelling: what keeps a commit away here is nothing to those who wait for them.
    if (!(error instanceof DriftError)) throw error
    world.stderr(visible(`drift: note: what was approved could not be taken into the plan: ${[error.message, error.detail].filter(Boolean).join('\n')}\n  fix: ${error.fix}\n`))
    return { is: 'left', why: error.message, fix: error.fix }
  }
}

/** The remote that is meant. DriftError (exit 2) where this clone has none of that name. */
function chosen(remotes: readonly string[], told: string | undefined, name: string): string {
  if (remotes.includes(name)) return name
  if (told === undefined && remotes.length === 1) return remotes[0]!
  throw new DriftError(`this clone has no remote "${name}"`, remotes.length > 0 ? `Name one of: ${remotes.map((remote) => `drift sync ${shellWord(remote)}`).join(', ')}` : `Add it: git remote add ${shellWord(name)} <url>`, 2)
}

function said(remote: string, taken: readonly string[], sent: readonly string[]): string {
  if (taken.length + sent.length === 0) return `${visible(remote)} and this clone hold the same records.\n`
  return [...taken.length > 0 ? [`Took ${namesOf(taken)} from ${visible(remote)}.\n`] : [], ...sent.length > 0 ? [`Sent ${namesOf(sent)} to ${visible(remote)}.\n`] : []].join('')
}
