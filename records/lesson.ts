// The kind `lesson`: what went otherwise than planned, why, and what is done about it. A committed file, one line each.
import { defineKind, object, optional, text, type TypeOf } from '../host/check.ts'
import { head, made } from './fields.ts'

/** Where lessons are kept, from the root of the worktree. */
export const lessonsFile = '.drift/lessons.jsonl'

/** What a lesson says; its key is the tag. */
export const lessonSchema = object({
  ...head('lesson'),
  key: text({ pattern: '^[a-z0-9][a-z0-9-]{0,63}$', about: 'The tag: lessons with the same one tell of the same friction.' }),
  domain: optional(text({ min: 1, about: "The plan's area of work." })),
  plan: optional(text({ min: 1 })),
  run: optional(text({ min: 1 })),
  planned: optional(text({ min: 1, about: 'What was planned.' })),
  actual: optional(text({ min: 1, about: 'What came.' })),
  delta: optional(text({ min: 1, about: 'The difference, in a word or number.' })),
  cause: text({ min: 1 }),
  action: text({ min: 1, about: 'What is done about it from now on.' }),
  enforced: optional(text({ min: 1, about: 'What now enforces it: a check (`scope`), or a test file (`test/x.test.ts`).' })),
  ...made,
})

export type Lesson = TypeOf<typeof lessonSchema>

export const lessonKind = defineKind<Lesson>({ name: 'lesson', schema: lessonSchema, merge: 'union', at: { file: lessonsFile } })
