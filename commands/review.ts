// `drift review approve|request-changes`: what both do.
import { commitsBetween } from '../git/log.ts'
import type { OwnContext } from '../host/cli-context.ts'
import type { Commit } from '../host/repository.ts'
import { DriftError } from '../host/error.ts'
import { tellOf } from '../host/listen.ts'
import { list, object, optional, text, flag } from '../host/schema.ts'
import { plansNamed } from '../host/squash.ts'
import { clipped, saysNothing, shellWord } from '../host/text.ts'
import type { Opened } from '../records/repository.ts'
import { reviewKind, reviewSchema, type Review } from '../records/review.ts'
import { appendRecord } from '../records/store/records.ts'
import { agreed, identity, onlyForPeople } from './person.ts'
import { authenticated, recordFields, version } from './printed.ts'
import { commitOf, inRepository, neededPolicy } from './repository.ts'
import { sendAfter } from './travel.ts'

export const reviewArguments = object({
  commits: list(text(), { min: 1, about: 'commits, or ranges <base>..<head>' }),
  message: optional(text({ about: 'what was good, or what has to change' })),
  yes: optional(flag({ about: 'do not ask; for scripts, without a terminal' })),
})

/** What both print. */
export const reviewPrinted = object({ version, reviews: list(object({ ...recordFields(reviewSchema), self: flag({ about: 'Whether the author of the commit reviewed it.' }) })), authenticated })

interface Given { readonly commits: readonly string[]; readonly message?: string; readonly yes?: boolean; readonly json?: boolean }

// More at once nobody has read.
const most = 100

/** Shows the commits, asks, and records the same decision on each. */
export function review(decision: Review['decision'], { commits: revs, message, yes, json }: Given, { world, now, print }: OwnContext): Promise<0 | 1 | 2 | 3> {
  const verb = decision === 'approved' ? 'approve' : 'request-changes'
  const note = message?.trim()
  const act = { name: decision === 'approved' ? 'reviewing' : 'asking for changes', command: `drift review ${verb} ${revs.map(shellWord).join(' ')}${note ? ' -m "<why>"' : ''}` }
  return inRepository(world, async (opened) => {
    onlyForPeople(act, world)
    if (decision === 'changes-requested' && saysNothing(note ?? '')) throw new DriftError('whoever asks for changes says which', `Say what has to change: drift review request-changes ${revs.map(shellWord).join(' ')} -m "<what>"`)
    const policy = await neededPolicy(opened, world)
    const commits = await named(revs, opened)
    const by = await identity(opened)
    const self = ({ author }: Commit) => (author.email.toLowerCase() === by.email.toLowerCase() ? ' (self)' : '')
    const row = (commit: Commit) => `${commit.commit.slice(0, 12)} ${clipped(commit.message.subject, 60)}, by ${commit.author.name}${self(commit)}`
    if (!yes && !await agreed(commits.map(row), decision === 'approved' ? 'Say that this is good?' : 'Ask for changes of this?', act, world)) throw new DriftError('nothing was recorded', `When you agree: ${act.command}`, 1)

    const records = []
    for (const commit of commits) {
      const [plan, second] = plansNamed(commit.message)
      const record = { ...policy.config.id ? { project: policy.config.id } : {}, commit: commit.commit, ...plan && !second ? { plan } : {}, decision, ...note ? { note } : {}, by, via: 'human', at: now().toISOString() }
      records.push({ id: await appendRecord(opened, reviewKind, commit.commit, record), ...record, self: self(commit) !== '' })
      await tellOf({ on: 'record', kind: reviewKind.name, key: commit.commit, record }, world, policy, opened.root)
      if (!json) world.stderr(`${commit.commit.slice(0, 12)}: ${decision === 'approved' ? 'approved' : 'changes requested'} by ${by.name} <${by.email}>${self(commit)} (recorded, not authenticated)\n`)
    }
    await sendAfter(opened, policy.config, world)
    if (json) print({ version: 1, reviews: records, authenticated: false })
    return 0
  })
}

/** The commits that are meant, each once, in the order of their names. */
async function named(revs: readonly string[], opened: Opened): Promise<Commit[]> {
  const found = new Map<string, Commit>()
  for (const rev of revs) {
    const [base, head, more] = rev.split('..')
    if (more !== undefined || head?.startsWith('.')) throw new DriftError(`"${rev}" is no range of commits to review`, 'Name commits, or <base>..<head>.')
    const to = await commitOf(opened, head ?? rev)
    const commits = head === undefined ? await commitsBetween([], to, opened.place.options, { most: 1 }) : await commitsBetween([await commitOf(opened, base!)], to, opened.place.options)
    if (commits.length === 0) throw new DriftError(`${rev} holds no commit`, 'Name a range that has some.')
    for (const commit of commits) found.set(commit.commit, commit)
  }
  if (found.size > most) throw new DriftError(`${found.size} commits at once were hardly reviewed`, `Name at most ${most}.`)
  return [...found.values()]
}
