// Break-glass at commit time: whether the glass was broken for just what would be committed, and what is left once it was used.
import { stagedPatchId } from '../git/patch.ts'
import { splitCommit } from '../git/trailers.ts'
import type { Broken } from '../host/asking.ts'
import { askedIn, type Override } from '../host/override.ts'
import type { Report } from '../host/report/report.ts'
import { glassKind, type Glass } from '../records/glass.ts'
import { contentId, disarm, readArmed, type Armed } from '../records/store/glass.ts'
import type { Opened } from '../records/repository.ts'
import { appendRecord, listRecords } from '../records/store/records.ts'
import { replaces } from './amend.ts'
import { mergeHeads } from './merge.ts'
import type { Session } from './session.ts'

/** What lets this session's commit through; `armed` where that is good for one commit more. `unfit`: why what is armed does not count. */
export interface Fit {
  readonly through?: Override
  readonly armed?: Armed
  readonly unfit?: string
}

/** Looks whether the glass was broken for this session's commit. */
export async function brokenFor(session: Session, now = new Date()): Promise<Fit> {
  const { opened: { place }, head, files } = session
  const armed = readArmed(place.gitDir, now)
  const unfit = typeof armed === 'string' ? armed : armed && unfitting(armed, session)
  if (typeof armed === 'object' && unfit === undefined) return { armed, through: byBreaking(armed) }
  // Nothing staged: perhaps an amend of a commit's words alone. It is the commit for which the glass was broken.
  const earlier = head !== undefined && files.length === 0 ? await atHead(session) : undefined
  return { ...(earlier ? { through: byBreaking(earlier) } : {}), ...(unfit ? { unfit } : {}) }
}

function unfitting({ branch, content }: Armed, { opened: { place }, head, files }: Session): string | undefined {
  if (branch !== (place.branch === undefined ? null : `refs/heads/${place.branch}`)) return 'that was on another branch'
  return content === contentId(head, files) ? undefined : 'what is staged, or HEAD, is not what it was then'
}

function byBreaking({ by, reason }: Pick<Armed, 'by' | 'reason'>): Override {
  return { state: 'break-glass', by: [{ ...by, self: true }], reason }
}

async function atHead({ opened, head }: Session): Promise<Glass | undefined> {
  const { parents, message } = splitCommit((await opened.read(head!))!.content)
  if (askedIn({ raw: message }) === undefined) return undefined
  const patch = await stagedPatchId(parents.length > 0 ? parents : [opened.emptyTree], opened.place.options, opened.objects)
  return (await listRecords(opened, glassKind, patch)).records[0]?.record
}

/** Uses up what is armed: the commit may be pushed from this clone, and no other is let through. */
export async function spend(session: Session, { by, reason }: Armed, now = new Date()): Promise<void> {
  const { opened, head, doing } = session
  const { amend, parents } = replaces(session)
  const upon = doing.merge ? [[head!, ...mergeHeads(session)]] : [head === undefined ? [] : [head], ...amend === 'no' ? [] : [parents]]
  for (const onto of upon) {
    const patch = await stagedPatchId(onto.length > 0 ? onto : [opened.emptyTree], opened.place.options, opened.objects)
    await appendRecord(opened, glassKind, patch, { by, reason, at: now.toISOString() })
  }
  disarm(opened.place.gitDir)
}

/** The report, with a word on why what is armed was no help. */
export function noting(report: Report, { unfit }: Fit): Report {
  if (unfit === undefined || report.verdict === 'passed') return report
  return { ...report, notes: [...report.notes, `break-glass was armed, but ${unfit}: drift break-glass -m why arms it anew`] }
}

/** The patches of this clone for which the glass was broken. */
export async function brokenHere(opened: Opened): Promise<Broken> {
  const broken = new Map<string, Glass[]>()
  for (const { key, record } of (await listRecords(opened, glassKind)).records) broken.set(key, [...broken.get(key) ?? [], record])
  return broken
}
