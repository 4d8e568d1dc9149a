// A plan in the making: what flags, a description and answers say of it, and the three files that this comes to.
import { randomInt } from 'node:crypto'
import type { CommitPlan, Intent, TestContract } from '../../host/plan.ts'

export type Gate = TestContract['gates'][number]
export type Unit = CommitPlan['units'][number]

/** What is known of a plan so far. */
export interface Draft extends Partial<Pick<Intent, 'title' | 'goal' | 'domain' | 'kind' | 'risk'>> {
  readonly id?: string
  readonly constraints: readonly string[]
  readonly nonGoals: readonly string[]
  readonly allow: readonly string[]
  readonly deny: readonly string[]
  readonly acceptance: readonly string[]
  readonly gates: readonly Gate[]
  readonly units: readonly Unit[]
  readonly lock: readonly string[]
}

/** A draft that says nothing. */
export const blank: Draft = { constraints: [], nonGoals: [], allow: [], deny: [], acceptance: [], gates: [], units: [], lock: [] }

/** Two drafts as one: lists are joined, and of single words the first draft's win. */
export function together(first: Draft, second: Draft): Draft {
  const lists = Object.fromEntries((Object.keys(blank) as (keyof typeof blank)[]).map((key) => [key, [...new Set([...first[key] as readonly unknown[], ...second[key] as readonly unknown[]])]]))
  return { ...second, ...Object.fromEntries(Object.entries(first).filter(([, value]) => value !== undefined)), ...lists } as Draft
}

/** The contents of the three files; what is untold has the value that weighs least. */
export function filesOf(id: string, draft: Draft): { readonly 'intent.json': Intent; readonly 'test_contract.json': TestContract; readonly 'commit_plan.json': CommitPlan } {
  const { title, goal = title ?? '', domain, kind = 'feature', risk = 'low' } = draft
  return {
    'intent.json': {
      format_version: 1, id, title: (title ?? goal).split('\n')[0]!.slice(0, 200), goal, ...(domain ? { domain } : {}), kind, risk,
      constraints: draft.constraints, non_goals: draft.nonGoals, allowed_files: draft.allow, denied_files: draft.deny, acceptance: draft.acceptance,
    },
    'test_contract.json': { format_version: 1, gates: distinct(draft.gates), locked_files: draft.lock },
    'commit_plan.json': { format_version: 1, units: inOrder(distinct(draft.units)) },
  }
}

/** Ids made from like words get a number each. */
function distinct<T extends { readonly id: string }>(all: readonly T[]): T[] {
  const taken = new Set<string>()
  return all.map((one) => {
    let id = one.id
    for (let n = 2; taken.has(id); n++) id = `${one.id}-${n}`
    taken.add(id)
    return { ...one, id }
  })
}

/** Units with what they come after by its id: it may be named by its title, and may stand further down. */
function inOrder(units: readonly Unit[]): Unit[] {
  const known = (name: string) => units.find(({ id }) => id === name) ?? units.find(({ title }) => title === name) ?? units.find(({ id }) => id === slug(name))
  return units.map((unit) => ({ ...unit, depends_on: unit.depends_on.map((name) => known(name)?.id ?? name) }))
}

/** The first six words of a text as an id. */
export function slug(text: string): string {
  return text.slice(0, 1000).normalize('NFKD').replace(/\p{M}+/gu, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').split('-').slice(0, 6).join('-').slice(0, 60).replace(/-+$/, '')
}

/** An id for a plan with this goal. */
export function idFor(goal: string): string {
  return `${slug(goal) || 'plan'}-${suffix()}`
}

// Without the letters that are read wrong: branches that make a plan for the same goal must not collide.
function suffix(): string {
  return Array.from({ length: 4 }, () => 'abcdefghijkmnpqrstuvwxyz23456789'[randomInt(32)]).join('')
}

const wordOf: readonly (readonly [RegExp, Intent['kind']])[] = [
  [/^(bug|fix|hotfix|repair|correct|mend)/i, 'bugfix'], [/^(refactor|rename|restructure|clean|tidy|simplify|extract)/i, 'refactor'], [/^(bump|upgrade|update dep|deps)/i, 'deps'],
  [/^release/i, 'release'], [/^(doc|document|describe|explain)/i, 'docs'], [/^(chore|ci|build)\b/i, 'chore'],
]

/** The kind of work that a goal sounds like. */
export function kindOf(goal: string): Intent['kind'] {
  return wordOf.find(([word]) => word.test(goal.trim()))?.[1] ?? 'feature'
}
