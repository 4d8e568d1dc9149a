import { ownCommand } from '../host/cli-context.ts'
import { DriftError } from '../host/error.ts'
import { list, number, object, optional, text, type TypeOf } from '../host/schema.ts'
import { nearest, visible } from '../host/text.ts'
import { delegationOf, thresholdsFrom, type Thresholds } from '../host/trust/delegation.ts'
import { measured, metricsOf, type RunFacts } from '../host/trust/metrics.ts'
import { trustSchema } from '../host/trust/schema.ts'
import { evidenceKind, type Evidence } from '../records/evidence.ts'
import { reportKind, type Report } from '../records/report.ts'
import type { Opened } from '../records/repository.ts'
import { reviewKind, type Review } from '../records/review.ts'
import { listRecords } from '../records/store/records.ts'
import { inRepository, neededPolicy } from './repository.ts'
import { factsOf } from './trust-facts.ts'
import { historyOf } from './trust-history.ts'
import { trustText } from './trust-text.ts'

const flags = object({
  domain: optional(text({ min: 1, about: 'this area of work alone; untagged for plans that name none' })),
  last: optional(number({ min: 1, about: 'at most so many runs of each domain, the newest; 10 unless told, all with --since' })),
  since: optional(text({ about: 'runs that ended on this day or later, such as 2026-01-31' })),
  least: number({ min: 1, default: 5, about: 'fewer runs are insufficient; also how many newer ones are compared with as many older ones' }),
  horizon: number({ min: 0, default: 14, about: 'days until a merge without a defect counts as one' }),
  threshold: optional(list(text(), { about: 'other limits: <metric>=<high>..<low>, or <metric>=off; may stand several times' })),
  blames: number({ min: 0, default: 200, about: 'how many files of fixes are followed back at most' }),
})

export default ownCommand({
  path: ['trust'],
  summary: 'say how far each area of work can be delegated, by its last runs',
  example: 'drift trust --domain deps\n  drift trust --since 2026-01-01 --threshold plan_drift_rate=0.1..0.3',
  arguments: flags,
  prints: trustSchema,
  effects: [],

  run: (args, { world, now, print }) => inRepository(world, async (opened) => {
    for (const [name, least] of [['last', 1], ['least', 1], ['horizon', 0], ['blames', 0]] as const) if ((args[name] ?? least) < least) throw new DriftError(`--${name} ${args[name]} is too little`, `Give it ${least} or more.`)
    const thresholds = thresholdsFrom(args.threshold ?? [])
    const since = args.since === undefined ? undefined : timeOf(args.since)
    const last = args.last ?? (since === undefined ? 10 : undefined)
    const policy = await neededPolicy(opened, world)
    const { reports, reviews, evidence, notes } = await recordsOf(opened)
    const domains = windowsOf(reports, args.domain, since, last)
    const near = args.domain !== undefined && domains.get(args.domain)!.length === 0 ? nearest(args.domain, new Set(reports.map(domainOf))) : undefined
    if (near) world.stderr(`drift: note: no run of domain ${visible(args.domain!)} in this window; did you mean ${visible(near)}?\n`)

    const plans = new Set([...domains.values()].flat().map(({ plan }) => plan))
    // The runs of a plan are told apart by their times: the others of these plans are needed for that.
    const asked = reports.filter(({ plan }) => plans.has(plan))
    const history = await historyOf(asked.map((report) => ({ ...report, commits: report.commits.map(({ commit }) => commit), touched: report.files.touched })), opened, policy, { now: now(), horizon: args.horizon, blames: args.blames })
    const facts = (report: Report) => factsOf(report, { reviews, evidence, next: nextOf(report, asked), merged: history.merged.get(report.run) })
    const told = {
      version: 1 as const, window: { ...last === undefined ? {} : { last }, ...since === undefined ? {} : { since }, least: args.least, horizon: args.horizon }, thresholds: finite(thresholds),
      domains: [...domains].map(([domain, runs]) => toldOf(domain, runs.map(facts), thresholds, args.least, history.seen)), notes: [...notes, ...history.notes],
    }
    print(args.json ? told : trustText(told))
    return 0
  }),
})

const domainOf = ({ domain = 'untagged' }: Pick<Report, 'domain'>) => domain

/** The records that trust is counted by; of a run that was sealed twice the last report alone. */
async function recordsOf(opened: Opened) {
  const [reports, reviews, evidence] = await Promise.all([listRecords<Report>(opened, reportKind), listRecords<Review>(opened, reviewKind), listRecords<Evidence>(opened, evidenceKind)])
  const byRun = new Map<string, Report>()
  for (const { record } of reports.records) if ((byRun.get(record.run)?.at ?? '') <= record.at) byRun.set(record.run, record)
  const unread = [['report', reports], ['review', reviews], ['evidence', evidence]] as const
  return {
    reports: [...byRun.values()], reviews: reviews.records.map(({ record }) => record), evidence: evidence.records.map(({ record }) => record),
    notes: unread.flatMap(([kind, { unread }]) => (unread.length > 0 ? [`${unread.length} line${unread.length === 1 ? '' : 's'} beside records of kind ${kind} cannot be read by this drift, and count for nothing`] : [])),
  }
}

/** The runs in the window, by domain, newest first. */
function windowsOf(reports: readonly Report[], only: string | undefined, since: string | undefined, last: number | undefined): Map<string, Report[]> {
  const newest = reports.filter(({ ended }) => since === undefined || ended >= since).sort((a, b) => (a.ended === b.ended ? (a.run < b.run ? 1 : -1) : a.ended < b.ended ? 1 : -1))
  const names = only === undefined ? [...new Set(newest.map(domainOf))].sort() : [only]
  return new Map(names.map((name) => [name, newest.filter((report) => domainOf(report) === name).slice(0, last)]))
}

function nextOf({ plan, started }: Report, reports: readonly Report[]): string | undefined {
  return reports.filter((other) => other.plan === plan && other.started > started).map((other) => other.started).sort()[0]
}

function toldOf(domain: string, runs: readonly RunFacts[], thresholds: Thresholds, least: number, seen: boolean): TypeOf<typeof trustSchema>['domains'][number] {
  const merged = runs.flatMap(({ merged }) => merged ?? [])
  return {
    domain, ...delegationOf(runs, thresholds, least), metrics: measured(runs), merged: seen ? merged.length : 'unknown', young: merged.filter(({ young, fixes }) => young && fixes.length === 0).length, unsure: merged.filter(({ young, unsure, fixes }) => !young && unsure && fixes.length === 0).length,
    runs: runs.map((facts) => ({ run: facts.run, plan: facts.plan, ended: facts.ended, metrics: metricsOf([facts]), ...facts.merged ? { merged: facts.merged.at } : {}, fixes: facts.merged?.fixes ?? [], reverts: facts.merged?.reverts ?? [] })),
  }
}

/** JSON knows no infinity. */
function finite(thresholds: Thresholds): Record<string, { readonly high: number; readonly low?: number }> {
  return Object.fromEntries(Object.entries(thresholds).map(([name, { high, low }]) => [name, { high, ...Number.isFinite(low) ? { low } : {} }]))
}

function timeOf(day: string): string {
  const time = /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?Z)?$/.test(day) ? new Date(day) : undefined
  if (time && !Number.isNaN(time.getTime()) && time.toISOString().startsWith(day.slice(0, 10))) return time.toISOString()
  throw new DriftError(`--since "${day}" is no day`, 'Write it as 2026-01-31, or as 2026-01-31T10:00:00Z.')
}
