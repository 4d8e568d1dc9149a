// A plan as somebody reads it who is asked to approve it: 80 columns, and nothing of it left out.
import { diffLines } from 'diff'
import type { BarePlan } from '../host/plan-folder.ts'
import { oneLine, wrapped } from '../host/text.ts'

/** What is shown beside the plan itself. */
export interface Surroundings {
  /** Where it was read, where that is not the worktree: `commit 1a2b… (Add the plan)`. */
  readonly at?: string
  /** How many files a glob covers today. */
  covers(glob: string): number
  /** How many of them the plan's commits may change in all. */
  readonly scope: number
  /** Protected files in its scope, and which of them this approval lets through. */
  readonly guarded: readonly string[]
  readonly paths: readonly string[]
  /** How its present content stands: who approved it, who asked for changes. */
  readonly standing: string
  /** Who asked for changes of it, and which. */
  readonly asked: readonly string[]
  /** The version that was approved last; `parts`: its three files as data, where they are here. */
  readonly last?: { readonly digest: string; readonly by: string; readonly at: string; readonly parts: Parts | undefined }
  readonly expires?: string
}

/** The three files of a plan, by the names of a plan's parts. */
export type Parts = Readonly<Record<'intent' | 'test_contract' | 'commit_plan', unknown>>

const column = 12
// Protected files that are named; a plan for `**` covers many.
const most = 20

/** The lines that are shown. */
export function shownPlan(plan: BarePlan, about: Surroundings): readonly string[] {
  const { id, digest, intent, test_contract: { gates, locked_files }, commit_plan: { units } } = plan
  const files = (n: number) => `${n} file${n === 1 ? '' : 's'} today`
  const globs = (all: readonly string[]) => all.map((glob) => `${oneLine(glob)}  (${glob.startsWith('!') ? 'less ' : ''}${files(about.covers(glob.replace(/^!/, '')))})`)
  const named = about.guarded.slice(0, most)
  return [
    ...wrapped(`${id}: ${oneLine(intent.title)}`, 2),
    ...wrapped(`${intent.kind}, risk ${intent.risk}${intent.domain ? `, domain ${oneLine(intent.domain)}` : ''}`, 2),
    `digest ${digest}`, ...about.at === undefined ? [] : wrapped(`as it stands in ${about.at}`, 2), '',
    ...rows('goal', intent.goal.split('\n')),
    ...rows('not', intent.non_goals), ...rows('must hold', intent.constraints), ...rows('done when', intent.acceptance),
    ...rows('scope', intent.allowed_files.length > 0 ? [...globs(intent.allowed_files), `in all ${files(about.scope)}`] : ['nothing may be changed']),
    ...rows('denied', globs(intent.denied_files)), ...rows('locked', globs(locked_files)),
    ...rows('protected', [...named.map((path) => `${oneLine(path)}  (${about.paths.includes(path) ? 'let through by this' : 'in scope, and stays closed'})`), ...about.guarded.length > most ? [`and ${about.guarded.length - most} more in scope, which stay closed unless named here`] : []]),
    ...rows('lets through', about.paths.filter((path) => !named.includes(path)).map(oneLine)),
    ...rows('gates', gates.length > 0 ? gates.map(({ id: gate, command, layer, required, timeout_s, min_tests }) => `${gate}: ${oneLine(command)}  (${[required ? 'required' : 'not required', oneLine(layer), ...min_tests === undefined ? [] : [`at least ${min_tests} tests`], ...timeout_s === undefined ? [] : [`${timeout_s} s at most`]].join(', ')})`) : ['none']),
    ...rows('units', units.length > 0 ? units.map(({ id: unit, title, files: own, depends_on, gates: proof }) => `${unit}: ${oneLine(title)}  (${[own.map(oneLine).join(', ') || 'no files', ...depends_on.length > 0 ? [`after ${depends_on.map(oneLine).join(', ')}`] : [], ...proof.length > 0 ? [`gates ${proof.map(oneLine).join(', ')}`] : []].join('; ')})`) : ['none']),
    ...rows('approvals', [about.standing, ...about.expires === undefined ? [] : [`this one would end at ${about.expires}`]]),
    ...rows('asked for', about.asked),
    ...changes(plan, about.last), '',
  ]
}

/** A word and what belongs to it. What goes on, and what somebody wrote on several lines, stays behind the column of words: it cannot pass for one. */
function rows(word: string, values: readonly string[]): readonly string[] {
  return values.flatMap((value, i) => wrapped((i === 0 ? `${word} ` : '').padEnd(column) + value.replaceAll('\r', ''), column + 2))
}

/** What differs from the version that was approved last, as data: a plan that is only spelled otherwise says the same. */
function changes(plan: BarePlan, last: Surroundings['last']): readonly string[] {
  if (!last) return []
  if (last.digest === plan.digest) return []
  const head = wrapped(`changed since ${last.digest.slice(0, 12)}, which ${oneLine(last.by)} approved on ${last.at.slice(0, 10)}:`, 2)
  if (!last.parts) return ['', ...head, '  its text is not in this clone']
  const lines = (['intent', 'test_contract', 'commit_plan'] as const).flatMap((part) => {
    const changed = diffLines(text(last.parts![part]), text(plan[part])).filter(({ added, removed }) => added || removed)
    return changed.length === 0 ? [] : [`  ${part}.json`, ...changed.flatMap(({ added, value }) => value.trimEnd().split('\n').flatMap((line) => wrapped(`  ${added ? '+' : '-'} ${line}`, 6)))]
  })
  return ['', ...head, ...lines.length > 0 ? lines : ['  nothing but how it is spelled']]
}

function text(data: unknown): string {
  return `${JSON.stringify(data, null, 2)}\n`
}
