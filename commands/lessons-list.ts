import { ownCommand } from '../host/cli-context.ts'
import { frictionsOf, raised } from '../host/lessons.ts'
import { list, number, object, optional, text } from '../host/schema.ts'
import { oneLine } from '../host/text.ts'
import { lessonSchema } from '../records/lesson.ts'
import { flagged, lessonsOf } from './lessons.ts'
import { version } from './printed.ts'
import { inRepository } from './repository.ts'

export default ownCommand({
  path: ['lessons', 'list'],
  summary: 'list what was learned, by tag',
  example: 'drift lessons list --tag flaky-test',
  arguments: object({ tag: optional(text({ about: 'lessons with this tag alone' })) }),
  prints: object({ version, tags: list(object({
    tag: text(), times: number({ min: 1 }), flagged, enforced: optional(text()), open: number({ min: 0, about: 'Times since something enforces it.' }), lessons: list(lessonSchema),
  })) }),
  effects: [],

  run: ({ tag, json }, { world, print }) => inRepository(world, async (opened) => {
    const { lessons, unread } = await lessonsOf(opened)
    const frictions = frictionsOf(lessons.filter(({ key }) => tag === undefined || key === tag))
    if (json) print({ version: 1, tags: frictions })
    else for (const friction of frictions) {
      print(`${friction.tag}  ${friction.times === 1 ? 'once' : `${friction.times} times`}${friction.enforced ? oneLine(`, enforced by ${friction.enforced}`) : ''}\n`)
      for (const { at, domain, plan, cause, action } of friction.lessons) print(oneLine(`  ${at.slice(0, 10)}${plan ? ` ${plan}` : ''}${domain ? ` (${domain})` : ''}: ${cause}`) + '\n' + oneLine(`    so: ${action}`) + '\n')
      const flag = raised(friction)
      if (flag) print(`  ${oneLine(flag)}\n`)
    }
    if (!json && frictions.length === 0) world.stderr(`No lessons${tag === undefined ? '' : ' with this tag'} yet. drift lessons add <tag> --cause … --action … keeps one.\n`)
    if (unread.length > 0) world.stderr(`drift: warning: ${unread.length} line${unread.length === 1 ? '' : 's'} cannot be read by this drift: drift lessons check\n`)
    return 0
  }),
})
