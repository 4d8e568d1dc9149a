// What there is to say about a check, as data: for `drift explain <check>`.
import type { Message } from './change.ts'
import { foundIn } from './example.ts'
import { commandOf } from './fix.ts'
import { keysOf, stricter, takes } from './keys.ts'
import type { Check, Example } from './plugin.ts'
import { anything, choice, flag, list, object, optional, schema, text, type TypeOf } from './schema.ts'

const stages = ['agent', 'pre-commit', 'commit-msg', 'pre-push', 'ci', 'receive'] as const

const option = object({
  key: text({ about: 'Its path: `files[].mode`.' }),
  about: text(),
  takes: text({ about: 'What a value may be, in words.' }),
  default: optional(anything()),
  stricter: optional(text({ about: 'Which direction of change is stricter; without it any change counts as a weakening.' })),
})

const example = object({
  title: text(),
  passes: flag(),
  change: list(text(), { about: 'A file a line, as in docs/checks.md.' }),
  options: anything(),
  message: optional(text()),
  findings: list(object({
    code: text(), message: text(), path: optional(text()), fix: text(),
    command: optional(text({ about: 'What the fix can be run as, where it can.' })),
  })),
})

/** One check. */
export const explainedSchema = object({
  version: schema<1>({ const: 1 }),
  name: text(),
  demand: text(),
  why: optional(text()),
  stages: list(choice(stages)),
  byPath: flag({ about: 'Whether `overrides` of the config may set it by path.' }),
  options: list(option),
  examples: list(example),
  form: optional(text({ about: 'A block to fill in.' })),
  docs: optional(text({ about: 'Where its docs are, in the package.' })),
})
export type Explained = TypeOf<typeof explainedSchema>

/** What runs where, and what does not: `drift explain` without a check. */
export const jobsSchema = object({
  version: schema<1>({ const: 1 }),
  jobs: list(object({ stage: choice(stages), check: text(), severity: optional(choice(['warn', 'error'])), skip: optional(text({ about: 'Why it does not run there.' })) })),
})

/** Describes a check; its examples are run for what they find and what mends it, as before a commit where it is judged there. */
export async function explained(check: Check, docs: string | undefined, parse: (raw: string) => Message): Promise<Explained> {
  const { name, demand, why, form } = check
  const options = keysOf(check.options.json).map(({ key, json }) => ({
    key, about: String(json.description ?? ''), takes: takes(json).replaceAll('`', ''),
    ...json.default === undefined ? {} : { default: json.default }, ...stricter(json) === '–' ? {} : { stricter: stricter(json).replaceAll('`', '') },
  }))
  const examples = await Promise.all(check.examples.map((one) => toldOf(check, one, parse)))
  return { version: 1, name, demand, ...why ? { why } : {}, stages: check.stages, byPath: check.each === 'file', options, examples, ...form ? { form } : {}, ...docs ? { docs } : {} }
}

async function toldOf(check: Check, { title, change, options, message, findings, ...rest }: Example, parse: (raw: string) => Message): Promise<Explained['examples'][number]> {
  const local = check.stages.includes('pre-commit') && check.extents?.includes('staged') ? { stage: 'pre-commit', extent: 'staged' } as const : {}
  const found = await foundIn(check, { title, change, options, findings, ...message === undefined ? {} : { message }, ...rest, given: { ...local, ...rest.given } }, parse)
  const mended = found.map(({ code, message, path, fix }) => {
    const command = commandOf(fix)
    return { code, message, ...path === undefined ? {} : { path }, fix, ...command ? { command } : {} }
  })
  return { title, passes: findings.length === 0, change, options: options as unknown, ...message === undefined ? {} : { message }, findings: mended }
}
