// What changed between two versions of a plan, by meaning: globs, gates, units and words, not lines of JSON.
import type { BarePlan } from './plan-folder.ts'
import { planFiles } from './plan.ts'
import { anything, choice, list, object, optional, schema, text, type TypeOf } from './schema.ts'
import { clipped } from './text.ts'

const files = Object.keys(planFiles) as (keyof typeof planFiles)[]

/** One difference. `of` is the gate or unit that it is about. */
export const differenceSchema = object({
  file: choice(files),
  what: choice(['added', 'removed', 'changed']),
  of: optional(text({ about: 'The id of the gate or unit that it is about.' })),
  field: optional(text({ about: 'The key that differs; absent where a whole gate or unit came or went.' })),
  from: optional(anything({ about: 'What stood there; for a list: the entry that went.' })),
  to: optional(anything({ about: 'What stands there now; for a list: the entry that came.' })),
})
export type Difference = TypeOf<typeof differenceSchema>

const version = object({ name: text({ about: 'How it was named: `files` for the worktree, `approved`, a revision or a digest.' }), digest: text() })

/** What `drift plan diff --json` prints. */
export const planDiffSchema = object({ version: schema<1>({ const: 1 }), plan: text(), from: version, to: version, changes: list(differenceSchema) })

type Content = Pick<BarePlan, 'intent' | 'test_contract' | 'commit_plan'>
type Part = Readonly<Record<string, unknown>>

/** All differences, in the order of the files' keys. Lists count as sets, but for gates and units, which are told apart by their ids. */
export function diffPlans(from: Content, to: Content): Difference[] {
  return files.flatMap((file) => {
    const key = file.replace('.json', '') as keyof Content
    return partsDiffer(file, from[key] as Part, to[key] as Part)
  })
}

function partsDiffer(file: Difference['file'], from: Part, to: Part, of?: string): Difference[] {
  const about = { file, ...of === undefined ? {} : { of } }
  return [...new Set([...Object.keys(from), ...Object.keys(to)])].flatMap((field): Difference[] => {
    const [before, after] = [from[field], to[field]]
    if (Array.isArray(before) && Array.isArray(after)) return hasIds(before) || hasIds(after) ? namedDiffer(file, field, before as Named[], after as Named[]) : [
      ...before.filter((one) => !after.includes(one)).map((one) => ({ ...about, what: 'removed' as const, field, from: one as unknown })),
      ...after.filter((one) => !before.includes(one)).map((one) => ({ ...about, what: 'added' as const, field, to: one as unknown })),
    ]
    if (before === after) return []
    return [{ ...about, what: before === undefined ? 'added' : after === undefined ? 'removed' : 'changed', field, ...before === undefined ? {} : { from: before }, ...after === undefined ? {} : { to: after } }]
  })
}

type Named = Part & { readonly id: string }

function hasIds(all: readonly unknown[]): boolean {
  return all.some((one) => typeof one === 'object' && one !== null && 'id' in one)
}

function namedDiffer(file: Difference['file'], field: string, before: readonly Named[], after: readonly Named[]): Difference[] {
  const order = (all: readonly Named[], others: readonly Named[]) => all.map(({ id }) => id).filter((id) => others.some((other) => other.id === id))
  const [was, is] = [order(before, after), order(after, before)]
  return [
    ...before.filter(({ id }) => !after.some((one) => one.id === id)).map((one): Difference => ({ file, what: 'removed', of: one.id, from: one })),
    ...after.flatMap((one): Difference[] => {
      const old = before.find(({ id }) => id === one.id)
      return old ? partsDiffer(file, old, one, one.id) : [{ file, what: 'added', of: one.id, to: one }]
    }),
    ...was.join('\n') === is.join('\n') ? [] : [{ file, what: 'changed' as const, field: `order of ${field}`, from: was, to: is }],
  ]
}

/** A difference in one line, as a reader wants it: `allowed_files +src/x/**`, `risk low → high`. */
export function saidDifference({ file, what, of, field, from, to }: Difference): string {
  const kind = file === 'test_contract.json' ? 'gate' : 'unit'
  const [sign, value] = what === 'added' ? ['+', to] : ['-', from]
  if (of !== undefined && field === undefined) return `${kind} ${sign}${of}: ${kind === 'gate' ? (value as { readonly command: string }).command : `${(value as { readonly title: string }).title} (${(value as { readonly files: readonly string[] }).files.join(', ')})`}`
  const where = `${of === undefined ? '' : `${kind} ${of}: `}${field}`
  return what === 'changed' ? `${where} ${shown(from)} → ${shown(to)}` : `${where} ${sign}${shown(value)}`
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ')
  return typeof value === 'string' ? clipped(value.replace(/\s*\n\s*/g, ' '), 120) : String(value)
}
