// What there is to tell of outcomes, a row each: a finding, or a check that has no answer. Every format is made of these.
import { createHash } from 'node:crypto'
import type { Finding, LetThrough, Outcome } from '../finding.ts'
import { clipped, commandMark, oneLine } from '../text.ts'
import type { Report } from './report.ts'

/** Something to tell. All text is one line of visible characters, but `path`, which is the file's own name. */
export interface Row {
  readonly check: string
  /** `more` stands for those that a limit left out. */
  readonly kind: 'finding' | 'let-through' | 'blind' | 'crashed' | 'more'
  /** Of the finding; else the kind. */
  readonly code: string
  readonly level: 'error' | 'warning'
  readonly message: string
  readonly fix?: string
  readonly path?: string
  readonly line?: number
  readonly commit?: string
  readonly plan?: string
  /** Who let it through, and why: for a finding that an override covers. */
  readonly by?: string | undefined
}

const letThrough = 'let through: '
const bug = 'This is a bug of the check, not of the change; --format json holds its whole stack: please report it'

/** Text of others for a sink of limited room: one line of at most `most` characters, without a mark that a CI system would obey. */
export function told(text: string, most: number): string {
  // Cut before as well: a message may be of a megabyte.
  return clipped(oneLine(clipped(text, most)).replace(commandMark, '#\\u0023'), most)
}

/** A check's name, for any sink. */
export function nameOf(check: string): string {
  return told(check, 200)
}

/** All rows in the order of the outcomes; messages and fixes of at most `most` characters. */
export function rowsOf(outcomes: readonly Outcome[], most = 2000): Row[] {
  return outcomes.flatMap(({ check, status, severity, reason, error, findings, overridden = [] }): Row[] => {
    const of = { check: nameOf(check), level: severity === 'warn' ? 'warning' : 'error' } as const
    const place = ({ path, line, commit, plan }: Finding) => ({
      ...(path === undefined ? {} : { path }), ...(line === undefined ? {} : { line }), ...(commit ? { commit: told(commit, 64) } : {}), ...(plan === undefined ? {} : { plan: told(plan, 200) }),
    })
    const rows = findings.map((finding): Row => ({ ...of, kind: 'finding', code: told(finding.code, 200), message: told(finding.message, most), fix: told(finding.fix, most), ...place(finding) }))
    for (const finding of overridden) rows.push({ ...of, level: 'warning', kind: 'let-through', code: told(finding.code, 200), message: `${letThrough}${told(finding.message, most)}`, by: told(letBy(finding), most), ...place(finding) })
    if (status === 'blind') rows.push({ ...of, kind: 'blind', code: 'blind', message: `could not judge: ${told(reason ?? '', most)}` })
    if (status === 'crashed') rows.push({ ...of, kind: 'crashed', code: 'crashed', message: `crashed: ${told((error ?? '').split('\n', 1)[0]!, most)}`, fix: bug })
    return rows
  })
}

/** Whether a row is about the change, blocking or let through, and not about a check that has no answer. */
export function isFinding({ kind }: Row): boolean {
  return kind === 'finding' || kind === 'let-through'
}

/** A row in one line: its place first, unless its words begin with it. */
export function inWords({ path, line, message, commit, by }: Row): string {
  const shown = path === undefined ? '' : told(path, 4096)
  const place = shown === '' || message.replace(letThrough, '').startsWith(shown) ? '' : `${shown}${line === undefined ? '' : `:${line}`}: `
  return `${message.startsWith(letThrough) ? `${letThrough}${place}${message.slice(letThrough.length)}` : place + message}${ofCommit(commit)}${by === undefined ? '' : ` (by ${by})`}`
}

/** Who let a finding through, and why. */
function letBy({ override: { state, by, reason } }: LetThrough): string {
  const names = by.map(({ name, email, self }) => `${name} <${email}>${self ? ' (self)' : ''}`).join(', ')
  return `${names}: ${reason} (${state === 'approved' ? 'recorded, not authenticated' : 'break-glass, approved by nobody yet'})`
}

/** At most `most` rows: errors before warnings where not all find room, and a last one that says how many are left out. */
export function capped(rows: readonly Row[], most: number): readonly Row[] {
  if (rows.length <= most) return rows
  const strongest = [...rows.filter(({ level }) => level === 'error'), ...rows.filter(({ level }) => level === 'warning')]
  const left = strongest.slice(most - 1)
  return [...strongest.slice(0, most - 1), { check: 'drift', kind: 'more', code: 'more', level: left[0]!.level, message: `and ${left.length} more: --format json lists them all` }]
}

/** The file that a row is shown at: its own, else its plan, else the config. Forges show nothing that has no file. */
export function placeOf({ path, plan }: Row, { anchors }: Report): string {
  return path?.replace(/^\/+/, '') || (plan === undefined ? anchors.config : `${anchors.plans}/${plan}/intent.json`)
}

/** How a message ends that is about a commit; no pair of surrogates is cut in two, should an id hold one. */
export function ofCommit(commit: string | undefined): string {
  return commit ? ` [${commit.slice(0, 12).replace(/[\ud800-\udbff]$/, '')}]` : ''
}

/** A name for each row that is its own in the report and the same next time: without the commit, which a rebase changes. */
export function fingerprints(rows: readonly Row[]): string[] {
  const seen = new Map<string, number>()
  return rows.map(({ check, code, path, plan, message }) => {
    const hash = createHash('sha256').update(JSON.stringify([check, code, path, plan, message])).digest('hex').slice(0, 32)
    const nth = (seen.get(hash) ?? 0) + 1
    seen.set(hash, nth)
    return `${hash}:${nth}`
  })
}
