// What `drift simulate --json` prints.
import { list, map, number, object, schema, text } from './schema.ts'

const count = number({ min: 0, whole: true })

export const simulatedSchema = object({
  version: schema<1>({ const: 1 }),
  config: text({ about: 'The file or preset that was judged by.' }),
  head: text({ about: 'Commit id.' }),
  commits: number({ min: 1, whole: true, about: 'How many were judged, each alone.' }),
  merges: number({ min: 0, whole: true, about: 'Merges, which are judged only within their branch: left out.' }),
  passed: map(count, { about: 'Commits that nothing would have blocked, by what bound them.' }),
  checks: list(object({
    check: text(),
    blocked: number({ min: 0, whole: true, about: 'Commits that it would have blocked.' }),
    warned: number({ min: 0, whole: true, about: 'Commits that it would have warned of.' }),
    blind: number({ min: 0, whole: true, about: 'Commits, of these, that it could not judge.' }),
    examples: list(object({ commit: text({ about: 'Commit id.' }), subject: text(), finding: text() }), { about: 'The newest commits.' }),
  }), { about: 'Checks that would have spoken, the one that blocks most first.' }),
})
