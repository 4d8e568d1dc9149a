// A plan that shall cover more files: the intent it then has, told alike by whoever asks, approves and writes it.
import { notCovered } from './glob-cover.ts'
import { parseGlob } from './glob-grammar.ts'
import { intentSchema, type Intent } from './plan.ts'
import type { BarePlan } from './plan-folder.ts'

/** What becomes of globs that somebody wants a plan to allow. */
export interface Wish {
  /** Those that widen it. */
  readonly adds: readonly string[]
  /** Those that it allows already. */
  readonly covered: readonly string[]
  /** Those that would stay closed all the same, each with what keeps it closed. */
  readonly closed: readonly (readonly [glob: string, by: string])[]
}

/** Sorts globs (of the grammar, without exclusions) by what the plan says of them. What cannot be proved to be covered is asked for. */
export function wishOf({ intent, test_contract }: Pick<BarePlan, 'intent' | 'test_contract'>, globs: readonly string[]): Wish {
  const all = [...new Set(globs)]
  const without = intent.allowed_files.flatMap((glob) => (isExclusion(glob) ? [glob.slice(1)] : []))
  const closing: readonly (readonly [readonly string[], string])[] = [[intent.denied_files, 'denied_files'], [test_contract.locked_files, 'locked_files'], [without, 'an exclusion in allowed_files']]
  const closed = all.flatMap((glob) => closing.flatMap(([list, by]) => (list.length > 0 && notCovered(list, [glob]).length === 0 ? [[glob, by] as const] : [])).slice(0, 1))
  const open = all.filter((glob) => !closed.some(([shut]) => shut === glob))
  // What exclusions take away no addition gives back; exclusions alone mean all but these.
  const named = intent.allowed_files.filter((glob) => !isExclusion(glob))
  const allowed = named.length === 0 && without.length > 0 ? ['**'] : named
  const covered = open.filter((glob) => notCovered(allowed, [glob]).length === 0)
  return { adds: open.filter((glob) => !covered.includes(glob)), covered, closed }
}

/** Whether a pattern takes paths away instead of naming some. */
export function isExclusion(glob: string): boolean {
  const parsed = parseGlob(glob)
  return 'exclude' in parsed && parsed.exclude
}

/** The intent with these globs at the end of what it allows. */
export function widened(intent: Intent, adds: readonly string[]): Intent {
  return { ...intent, allowed_files: [...intent.allowed_files, ...adds] }
}

/** The globs by which `after` allows more than `before`; undefined where anything else differs, too. */
export function addsOf(before: Intent, after: Intent): readonly string[] | undefined {
  const adds = after.allowed_files.slice(before.allowed_files.length)
  return adds.some(isExclusion) || intentText(widened(before, adds)) !== intentText(after) ? undefined : adds
}

const keys = Object.keys(intentSchema.json['properties'] as object)

/** intent.json as `drift plan new` writes it: in the schema's order, since a record sorts its keys. */
export function intentText(intent: Intent): string {
  const ordered = Object.fromEntries(keys.flatMap((key) => (key in intent ? [[key, intent[key as keyof Intent]]] : [])))
  return `${JSON.stringify(ordered, null, 2)}\n`
}

/** The glob that takes one path and nothing else; a `?` for each byte that no glob can hold. */
export function globOf({ path, bytes }: { readonly path: string; readonly bytes?: string }): string {
  const odd = bytes === undefined ? /[\0-\x1f\x7f]/g : /[\0-\x1f\x7f-\xff]/g
  return (bytes ?? path).replace(/[*?[\]{}\\]|^[!:\s]|\s$/g, '\\$&').replace(odd, '?')
}
