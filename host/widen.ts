// A plan that shall cover more files: what it then says, told alike by whoever asks, approves and writes it.
import type { Change } from './change.ts'
import { DriftError } from './error.ts'
import { notCovered } from './glob-cover.ts'
import { parseGlob } from './glob-grammar.ts'
import { intentSchema, type CommitPlan, type Intent } from './plan.ts'
import type { BarePlan } from './plan-folder.ts'
import { nearest, shellWord, visible } from './text.ts'

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
  const { without, taken } = apart(intent.allowed_files)
  const closing: readonly (readonly [readonly string[], string])[] = [[intent.denied_files, 'denied_files'], [test_contract.locked_files, 'locked_files'], [without, 'an exclusion in allowed_files']]
  const closed = all.flatMap((glob) => closing.flatMap(([list, by]) => (list.length > 0 && notCovered(list, [glob]).length === 0 ? [[glob, by] as const] : [])).slice(0, 1))
  const open = all.filter((glob) => !closed.some(([shut]) => shut === glob))
  const covered = open.filter((glob) => notCovered(taken, [glob]).length === 0)
  return { adds: open.filter((glob) => !covered.includes(glob)), covered, closed }
}

/** What a list of globs takes away, which no addition gives back, and what it takes; exclusions alone mean all but these. */
function apart(globs: readonly string[]): { readonly without: readonly string[]; readonly taken: readonly string[] } {
  const without = globs.flatMap((glob) => (isExclusion(glob) ? [glob.slice(1)] : []))
  const named = globs.filter((glob) => !isExclusion(glob))
  return { without, taken: named.length === 0 && without.length > 0 ? ['**'] : named }
}

/** Globs that a unit is to take, too. */
export interface UnitAdds {
  readonly id: string
  readonly adds: readonly string[]
}

/** What becomes of globs in the units of a plan. */
export interface UnitWish {
  readonly units: readonly UnitAdds[]
  /** Those that no unit takes, as nobody said which of several needs them. */
  readonly homeless: readonly string[]
}

/**
 * What units are to take of the globs that a plan shall cover: those that they do not take yet. Without names it is told by the
 * plan: nothing where it foresees no units, or one takes it already; else its only unit. DriftError: exit 2 where a name is none,
 * 1 where an exclusion of the unit keeps a glob out, whatever is added.
 */
export function unitsWished({ id: plan, commit_plan: { units } }: Pick<BarePlan, 'id' | 'commit_plan'>, globs: readonly string[], named: readonly string[]): UnitWish {
  const ids = units.map(({ id }) => id)
  const known = units.length > 0 ? `Name one of its units: ${ids.join(', ')}` : 'Leave --unit out: its plan foresees no units.'
  for (const name of named) if (!ids.includes(name)) throw new DriftError(`plan ${plan} has no unit "${visible(name)}"${nearest(name, ids) ? ` (did you mean ${nearest(name, ids)}?)` : ''}`, known)
  const wishes = units.map(({ id, files }) => {
    const { taken, without } = apart(files)
    return { id, adds: globs.filter((glob) => notCovered(taken, [glob]).length > 0), shut: globs.filter((glob) => notCovered(without, [glob]).length === 0) }
  })
  const homeless = globs.filter((glob) => wishes.every(({ adds, shut }) => adds.includes(glob) || shut.includes(glob)))
  if (named.length === 0 && units.length > 1) return { units: [], homeless }
  const wanting = wishes.filter(({ id }) => (named.length > 0 ? named.includes(id) : homeless.length > 0))
  const closed = wanting.flatMap(({ id, shut }) => shut.map((glob) => `${visible(glob)} stays closed in unit ${id} of plan ${plan}, whatever is added: an exclusion in its files covers it`))
  if (closed.length > 0) throw new DriftError(closed.join('\n'), `Ask a person to change the files of that unit in commit_plan.json of plan ${plan}: a request only adds some.`, 1)
  return { units: wanting.filter(({ adds }) => adds.length > 0).map(({ id, adds }) => ({ id, adds })), homeless: [] }
}

/** Whether who makes a change can still ask that its plan may cover more: what is committed is judged by the plan that it carries, and widening it later mends nothing there. */
export function mayAsk({ commit, extent, policy }: Pick<Change, 'commit' | 'extent' | 'policy'>): boolean {
  return commit === undefined && extent !== 'net' && policy.approval.mode !== 'merged'
}

/** The line by which one asks that a plan with these units may cover a path or glob; `unit`: the one that needs it, where that is known. */
export function howToAsk(plan: string, units: readonly { readonly id: string }[], glob: string, unit = '"<unit>"'): string {
  return `drift plan request ${plan} --add ${shellWord(glob)}${units.length > 1 ? ` --unit ${unit}` : ''} -m "why"`
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

/** A plan's files once `intent` and units allow more: what nothing is added to stays as it is, to the byte. The texts must be those of a plan. */
export function widenedTexts<Texts extends { readonly 'intent.json': string; readonly 'commit_plan.json': string }>(texts: Texts, intent: Intent, adds: readonly string[], units: readonly UnitAdds[]): Texts {
  return { ...texts, ...adds.length > 0 ? { 'intent.json': intentText(intent) } : {}, ...units.length > 0 ? { 'commit_plan.json': withUnits(texts['commit_plan.json'], units) } : {} }
}

/** commit_plan.json with these globs at the end of what its units take; a byte order mark, with which a plan may begin, goes. */
function withUnits(text: string, units: readonly UnitAdds[]): string {
  const { units: old, ...rest } = JSON.parse(text.replace(/^\ufeff/, '')) as CommitPlan
  const more = old.map((unit) => ({ ...unit, files: [...unit.files, ...units.filter(({ id }) => id === unit.id).flatMap((one) => one.adds)] }))
  return `${JSON.stringify({ ...rest, units: more }, null, 2)}\n`
}

/** The glob that takes one path and nothing else; a `?` for each byte that no glob can hold. */
export function globOf({ path, bytes }: { readonly path: string; readonly bytes?: string }): string {
  const odd = bytes === undefined ? /[\0-\x1f\x7f]/g : /[\0-\x1f\x7f-\xff]/g
  return (bytes ?? path).replace(/[*?[\]{}\\]|^[!:\s]|\s$/g, '\\$&').replace(odd, '?')
}
