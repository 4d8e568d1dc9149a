import { ownCommand } from '../host/cli-context.ts'
import { list, object, optional, text } from '../host/schema.ts'
import { clipped, oneLine } from '../host/text.ts'
import { reviewKind, reviewSchema, type Review } from '../records/review.ts'
import { listRecords } from '../records/store/records.ts'
import { version } from './printed.ts'
import { commitOf, inRepository } from './repository.ts'

export default ownCommand({
  path: ['review', 'list'],
  summary: 'list what people said about commits',
  example: 'drift review list HEAD',
  arguments: object({ commit: optional(text({ about: 'about this commit alone' })) }),
  positional: ['commit'],
  prints: object({ version, reviews: list(reviewSchema) }),
  effects: [],

  run: ({ commit, json }, { world, print }) => inRepository(world, async (opened) => {
    const { records, unread } = await listRecords<Review>(opened, reviewKind, commit === undefined ? undefined : await commitOf(opened, commit))
    const reviews = records.map(({ record }) => record).sort((a, b) => (a.at === b.at ? (a.id < b.id ? -1 : 1) : a.at < b.at ? -1 : 1))
    if (json) print({ version: 1, reviews })
    else for (const { commit, decision, by, at, note } of reviews) print(clipped(oneLine(`${commit.slice(0, 12)}  ${decision.padEnd(17)}  ${at.slice(0, 10)}  ${by.name}${note ? `: ${note}` : ''}`), 400) + '\n')
    if (!json && reviews.length === 0) world.stderr('No reviews yet. drift review approve <commit> makes one.\n')
    if (unread.length > 0) world.stderr(`drift: warning: ${unread.length} line${unread.length === 1 ? '' : 's'} beside reviews cannot be read by this drift\n`)
    return 0
  }),
})
