// What `drift plan lint --json` prints.
import { flag, list, number, object, optional, schema, text } from './schema.ts'

const line = object({
  file: optional(text({ about: 'The file of the plan that it is about.' })),
  line: optional(number({ min: 1 })),
  pointer: optional(text({ about: 'Where in the file, as a JSON pointer.' })),
  message: text(),
})

/** One entry for each plan that was looked at. */
export const planLintSchema = object({
  version: schema<1>({ const: 1 }),
  passed: flag({ about: 'Whether the exit code is 0.' }),
  plans: list(object({
    id: text(),
    wrong: list(line, { about: 'What cannot work or proves nothing.' }),
    advice: list(line, { about: 'What is worth a second look and may be fine.' }),
  })),
})
