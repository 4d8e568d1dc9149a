// Where links of a tree lead, in memory: by name, as git stores them. Nothing of a worktree is followed.
import { DriftError } from './error.ts'
import { folded } from './folded.ts'

/** What is known of the links of a tree (names are bytes); a link may have had several targets in a range. */
export interface Links {
  readonly names: readonly string[]
  /** What a link holds, each text that it had; undefined for what is no link. */
  targets(name: string): Promise<readonly string[]> | undefined
}

/** A place to which a link leads: what stands there is `as`; with `on`, it is only passed on the way. */
export interface Lead {
  readonly at: string
  readonly as: string
  readonly on: boolean
}

/** The folded form of a path, name by name. */
export const foldedPath = (path: string): string => (path === '' ? '' : path.split('/').map(folded).join('/'))

// Links that lead to each other in circles have more names than anybody could list.
const most = 10_000

/** Where the links lead that `matters` names: also through other links, and to folders with links in them. */
export async function leadsOf(links: Links, matters: (name: string) => boolean): Promise<readonly Lead[]> {
  const leads: Lead[] = []
  const spent = { steps: 0 }
  const open = links.names.filter(matters).map((name) => ({ name, as: name, passed: new Set([name]) }))
  for (const { name, as, passed } of open) {
    for (const { at, stops } of await endsOf(name, links, spent)) {
      leads.push({ at, as, on: false }, ...stops.map((stop) => ({ at: stop, as, on: true })))
      for (const below of links.names) {
        const alias = at === '' ? `${as}/${below}` : below.startsWith(`${at}/`) ? as + below.slice(at.length) : undefined
        if (alias !== undefined && !passed.has(below) && matters(alias)) open.push({ name: below, as: alias, passed: new Set([...passed, below]) })
      }
    }
  }
  return leads
}

interface End {
  readonly at: string
  /** Links on the way there. */
  readonly stops: readonly string[]
}

/** Where a link leads: nowhere, where that leaves the repository or goes round in circles; several places, where it had several texts. */
export async function endsOf(name: string, links: Links, spent = { steps: 0 }): Promise<readonly End[]> {
  return walk([], name, [], links, spent).then((ends) => ends.map(({ at, stops }) => ({ at, stops: stops.slice(1) })))
}

async function walk(folder: readonly string[], text: string, stops: readonly string[], links: Links, spent: { steps: number }): Promise<readonly End[]> {
  if (++spent.steps > most) throw new DriftError(`links lead to each other under more than ${most} names (${stops[0]} is one of them)`, 'Take links out that lead in circles.', 3)
  if (text.startsWith('/')) return []
  const at = [...folder]
  const names = text.split('/')
  for (const [i, name] of names.entries()) {
    if (name === '' || name === '.') continue
    if (name === '..') {
      if (at.pop() === undefined) return []
      continue
    }
    at.push(name)
    const path = at.join('/')
    const targets = links.targets(path)
    if (!targets) continue
    if (stops.includes(path)) return []
    const rest = names.slice(i + 1)
    return (await Promise.all((await targets).map((target) => walk(at.slice(0, -1), [target, ...rest].join('/'), [...stops, path], links, spent)))).flat()
  }
  return [{ at: at.join('/'), stops }]
}
