import { remotesOf } from '../git/remote.ts'
import { namesOf, sendRecords, takeRecords, unsent } from '../git/sync.ts'
import { ownCommand } from '../host/cli-context.ts'
import { DriftError } from '../host/error.ts'
import { object, optional, text } from '../host/schema.ts'
import { shellWord, visible } from '../host/text.ts'
import type { Opened } from '../records/repository.ts'
import { inRepository, worktreePolicy } from './repository.ts'

// Milliseconds for the whole call.
const patience = 60_000

export default ownCommand({
  path: ['sync'],
  summary: 'exchange records, such as approvals, with a remote',
  example: 'drift sync\n  drift sync upstream',
  arguments: object({ remote: optional(text({ about: 'its name; where the target branch lives unless told' })) }),
  positional: ['remote'],
  prints: object({}),
  effects: ['records', 'remote'],

  run: ({ remote: told, json }, { world, print }) => inRepository(world, async (opened) => {
    const { options } = opened.place
    const remote = await chosen(opened, told, async () => (await worktreePolicy(opened, world))?.config.base.remote ?? 'origin')
    const journey = { options, remote, until: Date.now() + patience }
    const { taken, odd } = await takeRecords(journey)
    const sent = (await unsent(journey)).filter((ref) => !odd.has(ref))
    await sendRecords(journey, sent)
    if (json) print({ version: 1, remote, taken, sent })
    else world.stderr(said(remote, taken, sent))
    if (odd.size === 0) return 0
    const [[ref, reason]] = odd as unknown as [[string, string]]
    throw new DriftError(`${odd.size === 1 ? 'a ref' : `${odd.size} refs`} of ${remote} cannot be taken in; ${ref}: ${reason}`, `If nobody needs it: git push ${shellWord(remote)} ${shellWord(`:${ref}`)}`, 3)
  }),
})

/** The remote that is meant. DriftError (exit 2) where this clone has none of that name. */
async function chosen({ place: { options } }: Opened, told: string | undefined, usual: () => Promise<string>): Promise<string> {
  const remotes = await remotesOf(options)
  const name = told ?? await usual()
  if (remotes.includes(name)) return name
  if (told === undefined && remotes.length === 1) return remotes[0]!
  throw new DriftError(`this clone has no remote "${name}"`, remotes.length > 0 ? `Name one of: ${remotes.map((remote) => `drift sync ${shellWord(remote)}`).join(', ')}` : `Add it: git remote add ${shellWord(name)} <url>`, 2)
}

function said(remote: string, taken: readonly string[], sent: readonly string[]): string {
  if (taken.length + sent.length === 0) return `${visible(remote)} and this clone hold the same records.\n`
  return [...taken.length > 0 ? [`Took ${namesOf(taken)} from ${visible(remote)}.\n`] : [], ...sent.length > 0 ? [`Sent ${namesOf(sent)} to ${visible(remote)}.\n`] : []].join('')
}
