import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ownCommand } from '../host/cli-context.ts'
import { frictionsOf, timesToFlag, type Friction } from '../host/lessons.ts'
import { flag, list, number, object, optional, text } from '../host/schema.ts'
import { oneLine } from '../host/text.ts'
import { lessonsFile, type Lesson } from '../records/lesson.ts'
import { lessonsOf } from './lessons.ts'
import planNew from './plan-new.ts'
import { version } from './printed.ts'
import { inRepository, neededPolicy } from './repository.ts'

export default ownCommand({
  path: ['lessons', 'promote'],
  summary: 'turn what came three times, and nothing enforces, into plans',
  example: 'drift lessons promote\n  drift lessons promote --execute',
  arguments: object({
    execute: optional(flag({ about: 'write the plans; they are only shown unless told' })),
    tag: optional(text({ about: 'this tag alone' })),
  }),
  prints: object({ version, plans: list(object({
    tag: text(), times: number({ min: 1 }), id: text(), kind: text(), risk: text(), goal: text(), domain: optional(text()), path: text(),
    written: flag({ about: 'Whether it was written now.' }), there: flag({ about: 'Whether it was there before.' }),
  })) }),
  effects: ['files'],

  run: ({ execute, tag, json }, context) => inRepository(context.world, async (opened) => {
    const { world, print } = context
    const { config: { plans: { dir } } } = await neededPolicy(opened, world)
    const due = frictionsOf((await lessonsOf(opened)).lessons).filter((friction) => friction.flagged && friction.open >= timesToFlag && (tag === undefined || friction.tag === tag))
    const told = []
    for (const friction of due) {
      const { id, there } = placeOf(friction.tag, (folder) => existsSync(join(opened.root, dir, folder)))
      const plan = { id, kind: 'chore' as const, risk: 'low' as const, goal: goalOf(friction), ...domainOf(friction) }
      if (execute && !there) await planNew.run({ ...plan, allow: [lessonsFile], json: true }, { ...context, world: { ...world, stderr: () => {} }, print: () => {} })
      told.push({ tag: friction.tag, times: friction.times, ...plan, path: `${dir}/${id}`, written: execute === true && !there, there })
      if (!json) print(oneLine(`${friction.tag}: ${friction.open} times, and nothing enforces it`) + '\n' + oneLine(there ? `  ${dir}/${id} is there already` : `  ${execute ? 'wrote' : 'would write'} ${dir}/${id}: ${plan.goal.split('\n')[0]}`) + '\n')
    }
    if (json) print({ version: 1, plans: told })
    else if (due.length === 0) world.stderr('Nothing to do: no friction came three times that nothing enforces.\n')
    else if (told.some(({ written }) => written)) world.stderr('Add the files that shall enforce it to allowed_files, then: drift approve <plan>\n')
    else if (!execute && told.some(({ there }) => !there)) world.stderr('Nothing was written: drift lessons promote --execute does it.\n')
    return 0
  }),
})

/** A plan's id is never used twice: once it is closed and the friction goes on, the next one gets a number. */
function placeOf(tag: string, taken: (folder: string) => boolean): { readonly id: string; readonly there: boolean } {
  for (let n = 1; ; n++) {
    const id = n === 1 ? `lesson-${tag}` : `lesson-${tag}-${n}`
    if (!taken(`closed/${id}`)) return { id, there: taken(id) }
  }
}

function goalOf({ tag, lessons, open }: Friction<Lesson>): string {
  const [newest] = lessons.slice(-1)
  const causes = [...new Set(lessons.slice(-open).map(({ cause }) => cause))]
  return `Let a check or a test enforce what ${tag} taught\n\n${newest!.action}\n\nIt came ${open} times:\n${causes.map((cause) => `- ${cause}`).join('\n')}\n\nDone when: drift lessons add ${tag} --cause … --action … --enforced <check or test file>`
}

/** The domain that most of these lessons name. */
function domainOf({ lessons }: Friction<Lesson>): { readonly domain?: string } {
  const named = lessons.flatMap(({ domain }) => domain ?? [])
  const often = (domain: string) => named.filter((one) => one === domain).length
  const [domain] = [...named].sort((a, b) => often(b) - often(a))
  return domain === undefined ? {} : { domain }
}
