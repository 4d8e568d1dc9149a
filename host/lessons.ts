// What lessons say together: which repeat, which are enforced, which are the same. Pure.

/** The part of a lesson that this is about. */
export interface Told {
  readonly key: string
  readonly cause: string
  readonly action: string
  readonly plan?: string
  readonly domain?: string
  readonly enforced?: string
  /** UTC, ISO 8601. */
  readonly at: string
}

/** The tag of a run in which nothing drifted: good news is no friction, however often it comes. */
export const asPlanned = 'as-planned'

/** From this time on a friction is worth more than a note. */
export const timesToFlag = 3

/** All lessons of a tag, as one friction. */
export interface Friction<L extends Told = Told> {
  readonly tag: string
  /** How often it was met: what is told again to name what enforces it is no new time. */
  readonly times: number
  readonly flagged: boolean
  /** What enforces it, by the newest lesson that names something. */
  readonly enforced?: string
  /** Times since then. */
  readonly open: number
  readonly lessons: readonly L[]
}

/** Whether two lessons tell the same. */
export function isSame(a: Omit<Told, 'at'>, b: Omit<Told, 'at'>): boolean {
  return a.key === b.key && a.cause === b.cause && a.action === b.action && a.plan === b.plan
}

/** Lessons by tag, in the order in which tags first came; lessons oldest first, as the file has them. */
export function frictionsOf<L extends Told>(lessons: readonly L[]): Friction<L>[] {
  const tags = [...new Set(lessons.map(({ key }) => key))]
  return tags.map((tag) => {
    const own = lessons.filter(({ key }) => key === tag)
    const met = own.filter((lesson, i) => !own.slice(0, i).some((earlier) => isSame(earlier, lesson)))
    const last = own.findLastIndex(({ enforced }) => enforced !== undefined)
    const enforced = own[last]?.enforced
    const open = met.filter((lesson) => own.indexOf(lesson) > last).length
    return { tag, times: met.length, flagged: tag !== asPlanned && met.length >= timesToFlag, ...enforced === undefined ? {} : { enforced }, open, lessons: own }
  })
}

/** What is said of a friction that came again and again; undefined where it did not. */
export function raised({ tag, times, flagged, enforced, open }: Friction): string | undefined {
  if (!flagged) return undefined
  return `${tag}: ${times === timesToFlag ? 'third time' : `${times} times`}: raise its priority (${enforced === undefined ? 'nothing enforces it: drift lessons promote' : open > 0 ? `${open} since ${enforced} enforces it` : `enforced by ${enforced}`})`
}
