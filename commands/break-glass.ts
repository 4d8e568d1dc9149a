import { ownCommand } from '../host/cli-context.ts'
import { DriftError } from '../host/error.ts'
import { text as render } from '../host/report/text.ts'
import { flag, list, number, object, optional, schema, text } from '../host/schema.ts'
import { saysNothing } from '../host/text.ts'
import { stagedFiles } from '../git/change.ts'
import { preCommit } from '../hooks/pre-commit.ts'
import { person, time } from '../records/fields.ts'
import { arm, armedFor, contentId, type Armed } from '../records/store/glass.ts'
import { agreed, identity, onlyForPeople } from './person.ts'
import { version } from './printed.ts'
import { inRepository, neededPolicy } from './repository.ts'

const command = 'drift break-glass -m "<why>"'
const act = { name: 'breaking the glass', command }

export default ownCommand({
  path: ['break-glass'],
  summary: 'let one commit of what is staged through, here',
  example: 'drift break-glass -m "the payment database is down" &&\n    git commit -m "hotfix: raise the limit"',
  arguments: object({
    reason: optional(text({ about: 'why, in a sentence; it goes into the commit as Drift-Override' })),
    yes: optional(flag({ about: 'do not ask; for scripts, without a terminal' })),
  }),
  short: { reason: 'm', yes: 'y' },
  prints: object({
    version, v: version, reason: text(), by: person, branch: schema<string | null>({ type: ['string', 'null'], description: 'With refs/heads/; null where HEAD is on none.' }),
    content: text({ about: 'What is staged upon which commit, as a digest.' }), at: time(), minutes: number({ min: 0, about: 'For so long it passes.' }), files: list(text()),
  }),
  effects: ['scratch'],

  run: ({ reason = '', yes, json }, { world, now, print }) => inRepository(world, async (opened) => {
    onlyForPeople(act, world)
    const why = reason.replace(/\s+/g, ' ').trim()
    if (saysNothing(why) || !why.includes(' ')) throw new DriftError(why === '' ? 'break-glass needs a reason' : `"${why}" says nothing about why`, `Say in a sentence what cannot wait: ${command}`, 2)
    await neededPolicy(opened, world)
    const head = (await opened.info('HEAD^{commit}'))?.oid
    const files = await stagedFiles(head ?? opened.emptyTree, opened.place.options)
    if (files.length === 0) throw new DriftError('nothing is staged, and the glass is broken for what is', 'Stage what is to be let through, all of it and nothing else: git add <file>…', 1)

    const report = await preCommit(world)
    if (report.verdict === 'blind') throw new DriftError(`what is staged could not be judged, and nobody can let through what nobody saw:\n${render(report, { colour: false, quiet: true }).trimEnd()}`, 'Mend that first.', 3)
    const rows = [`why: ${why}`, ...files.map(({ path, status }) => `${status}: ${path}`), ...report.outcomes.flatMap(({ check, findings, overridden = [] }) => [...findings, ...overridden].map(({ message }) => `breaks ${check}: ${message}`)), 'and whatever its message breaks']
    if (!yes && !await agreed(rows, 'Let one commit of exactly this through, here?', act, world)) throw new DriftError('the glass was not broken', `When you agree: ${command}`, 1)

    const armed: Armed = { v: 1, reason: why, by: await identity(opened), branch: opened.branch === undefined ? null : `refs/heads/${opened.branch}`, content: contentId(head, files), at: now().toISOString() }
    arm(opened.place.gitDir, armed)
    if (json) print({ version: 1, ...armed, minutes: armedFor / 60_000, files: files.map(({ path }) => path) })
    else world.stderr(`One commit of exactly what is staged passes within ${armedFor / 60_000} minutes: git commit. The gate then wants somebody to let it through: drift approve --override <commit>\n`)
    return 0
  }),
})
