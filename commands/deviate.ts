import { ownCommand } from '../host/cli-context.ts'
import { DriftError } from '../host/error.ts'
import { checkGlob } from '../host/globs.ts'
import { tellOf } from '../host/listen.ts'
import { masker } from '../host/mask.ts'
import { flag, object, optional, text } from '../host/schema.ts'
import { oneLine, saysNothing, shellWord } from '../host/text.ts'
import { appendAboutPlan } from '../records/about-plan.ts'
import { deviationKind, deviationSchema } from '../records/deviation.ts'
import type { Opened } from '../records/repository.ts'
import { readRun } from '../records/store/run.ts'
import { agreed, identity, onlyForPeople } from './person.ts'
import { recordFields, version } from './printed.ts'
import { inRepository, namedCommit, neededPolicy } from './repository.ts'
import { planAt } from './run-report/look-up.ts'

export default ownCommand({
  path: ['deviate'],
  summary: 'accept work outside of the plan of the active run, and say why',
  example: 'drift deviate db/schema.sql -m "the limit needs a column of its own"',
  arguments: object({
    what: text({ about: 'what deviates: a path or glob, a commit, a unit, a gate, or a kind of drift such as extra-commit' }),
    message: optional(text({ about: 'why that is fine, in a sentence; it must be told' })),
    yes: optional(flag({ about: 'do not ask; for scripts, without a terminal' })),
  }),
  positional: ['what'],
  short: { message: 'm', yes: 'y' },
  prints: object({ version, ...recordFields(deviationSchema) }),
  effects: ['records'],

  run: ({ what: told, message, yes, json }, { world, now, print }) => inRepository(world, async (opened) => {
    const act = { name: 'accepting a deviation', command: `drift deviate ${shellWord(told)} -m "<why>"` }
    onlyForPeople(act, world)
    if (message === undefined) throw new DriftError('-m is missing, and a deviation needs a reason', act.command)
    const why = message.replace(/\s+/g, ' ').trim()
    if (saysNothing(why)) throw new DriftError(why === '' ? 'a deviation needs a reason' : `"${why}" says nothing about why`, `Say in a sentence why that is fine: ${act.command}`, 1)
    if (told.trim() === '') throw new DriftError('a deviation is about something', 'Name what deviates: drift deviate <path, commit, unit or gate> -m "<why>"', 2)
    if (told.trim().startsWith('!')) throw new DriftError(`"${oneLine(told.trim())}" is all but that, and a deviation is about something`, 'Name what deviates: drift deviate <path, commit, unit or gate> -m "<why>"', 2)
    // It is compared to the letter: masked it would be about something else, and as a glob about more.
    if (masker()(told) !== told) throw new DriftError('what deviates holds what looks like a secret, and a record is for everybody', 'Name it otherwise: by its path, or by a glob with * for that part.', 2)
    const policy = await neededPolicy(opened, world)
    const run = readRun(opened.place.gitDir)
    if (!run) throw new DriftError('no run is active in this worktree, and a deviation is from the plan of a run', 'Begin one: drift start <plan>', 1)
    const { digest } = await planAt(opened, policy, 'HEAD:', run.plan)
    const what = await meant(opened, told.trim())
    if (!yes && !await agreed([`plan ${run.plan}`, `deviates: ${what}`, `because: ${why}`], 'Accept that?', act, world)) throw new DriftError('the deviation was not accepted', `When you agree: ${act.command}`, 1)

    const record = { ...policy.config.id ? { project: policy.config.id } : {}, plan: run.plan, digest, run: run.id, what, why, by: await identity(opened), via: 'human', at: now().toISOString() }
    const id = await appendAboutPlan(opened, deviationKind, record)
    await tellOf({ on: 'record', kind: deviationKind.name, key: digest, record }, world, policy, opened.root)
    if (json) print({ version: 1, id, ...record })
    const odd = checkGlob(what)
    if (odd !== undefined) world.stderr(`drift: note: ${oneLine(what)} names no file from the root of the repository, no commit, unit, gate or kind of drift: the report tells of it, and nothing is accepted by it (${oneLine(odd)})\n`)
    else if (!json) world.stderr(`Accepted for plan ${run.plan}: ${oneLine(what)}. The report shows it as accepted; of the checks test-contract alone heeds it.\n`)
    return 0
  }),
})

/** A commit by its whole id, however it was named; all else to the letter. A file of that name wins. */
async function meant(opened: Opened, told: string): Promise<string> {
  if (!/^(HEAD\b.*|[0-9a-f]{7,64})$/.test(told) || await opened.info(`HEAD:${told}`)) return told
  const commit = await namedCommit(opened, told)
  if (!commit && /^HEAD([~^@]|$)/.test(told)) throw new DriftError(`${oneLine(told)} is no commit here`, 'git log --oneline', 2)
  return commit?.oid ?? told
}
