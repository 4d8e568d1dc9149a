import { agentIn } from '../host/agents.ts'
import { ownCommand } from '../host/cli-context.ts'
import { DriftError } from '../host/error.ts'
import { frictionsOf, isSame, raised } from '../host/lessons.ts'
import type { Policy } from '../host/policy-in-force.ts'
import { flag, number, object, optional, text } from '../host/schema.ts'
import { oneLine, saysNothing } from '../host/text.ts'
import { lessonKind, lessonsFile, type Lesson } from '../records/lesson.ts'
import type { Opened } from '../records/repository.ts'
import { appendRecord, withoutSecrets } from '../records/store/records.ts'
import { activeRun } from '../records/store/run.ts'
import { flagged, lessonsOf, notEnforcing } from './lessons.ts'
import { identity } from './person.ts'
import { readWorktreePlan } from './plans.ts'
import { version } from './printed.ts'
import { inRepository, neededPolicy } from './repository.ts'

export default ownCommand({
  path: ['lessons', 'add'],
  summary: 'keep what was learned: what went wrong, and what is done about it',
  example: 'drift lessons add flaky-test --cause "the test waits for a clock" \\\n    --action "fake the clock" --enforced test/clock.test.ts',
  arguments: object({
    tag: text({ about: 'what kind of friction it was: small letters, digits and dashes' }),
    cause: optional(text({ about: 'why it went otherwise than planned; it must be told' })),
    action: optional(text({ about: 'what is done about it from now on; it must be told' })),
    enforced: optional(text({ about: 'the check or the test file that now enforces it' })),
    planned: optional(text({ about: 'what was planned' })),
    actual: optional(text({ about: 'what came' })),
    delta: optional(text({ about: 'the difference, in a word or number' })),
    plan: optional(text({ about: 'the plan it was learned from; that of the active run unless told' })),
    domain: optional(text({ about: "the area of work; the plan's unless told" })),
  }),
  positional: ['tag'],
  prints: object({ version, added: flag({ about: 'Whether it was written; else it stood there in the same words.' }), id: text(), tag: text(), times: number({ min: 1 }), flagged }),
  effects: ['files'],

  run: ({ tag, cause = '', action = '', json, ...args }, { world, now, print }) => inRepository(world, async (opened) => {
    const policy = await neededPolicy(opened, world)
    for (const [name, value] of [['cause', cause], ['action', action]] as const) if (saysNothing(value)) throw new DriftError(value.trim() === '' ? `a lesson needs --${name}` : `--${name} "${oneLine(value)}" says nothing`, `Say in a sentence ${name === 'cause' ? 'why it went otherwise than planned' : 'what is done about it from now on'}.`)
    const slug = tag.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 64)
    if (slug !== tag) throw new DriftError(`"${oneLine(tag)}" cannot be a tag`, `Use small letters, digits and single dashes${slug ? `, such as ${slug}` : ''}.`)
    const wrong = args.enforced === undefined ? undefined : await notEnforcing(args.enforced, opened, policy)
    if (wrong) throw new DriftError(wrong, 'Name a check that is on (drift explain lists them), or a test file, from the root, that is added to git.', 1)

    const told = withoutSecrets(Object.fromEntries(Object.entries({ ...args, ...await fromRun(args, opened, policy), cause: cause.trim(), action: action.trim() }).filter(([, value]) => value)) as Pick<Lesson, 'cause' | 'action' | 'plan' | 'enforced'>)
    const { lessons } = await lessonsOf(opened)
    const before = lessons.find((lesson) => isSame(lesson, { key: tag, ...told }) && (args.enforced === undefined || lesson.enforced === args.enforced))
    const agent = agentIn(world.environment)
    const record = { ...policy.config.id ? { project: policy.config.id } : {}, ...told, by: await identity(opened), via: agent ? `agent:${agent}` : 'human', at: now().toISOString() }
    const id = before?.id ?? await appendRecord(opened, lessonKind, tag, record)
    const [friction] = frictionsOf((await lessonsOf(opened)).lessons.filter(({ key }) => key === tag))
    if (json) print({ version: 1, added: !before, id, tag, times: friction!.times, flagged: friction!.flagged })
    else world.stderr(before ? `Nothing was written: ${tag} was recorded with the same words on ${before.at.slice(0, 10)}.\n` : `Lesson ${tag} is in ${lessonsFile}. Commit that file alone: then it needs no plan.\n`)
    const flag = raised(friction!)
    if (flag) world.stderr(`drift: note: ${oneLine(flag)}\n`)
    return 0
  }),
})

/** Plan, run and domain as the active run tells; a run that belongs to another branch tells nothing. */
async function fromRun({ plan, domain }: { readonly plan?: string; readonly domain?: string }, opened: Opened, policy: Policy): Promise<{ readonly plan?: string | undefined; readonly run?: string | undefined; readonly domain?: string | undefined }> {
  const run = activeRun(opened.place)
  const active = plan === undefined || plan === run?.plan ? run : undefined
  const of = plan ?? active?.plan
  const reading = of === undefined || domain !== undefined ? undefined : await readWorktreePlan(opened, policy, of)
  return { plan: of, run: active?.id, domain: domain ?? (reading && 'plan' in reading ? reading.plan.intent.domain : undefined) }
}
