// What `drift trust` tells people: a block for each domain, within 80 columns. Pure.
import { visible } from '../host/text.ts'
import type { TypeOf } from '../host/schema.ts'
import { shown } from '../host/trust/delegation.ts'
import { metricNames, type MetricName } from '../host/trust/metrics.ts'
import type { trustSchema } from '../host/trust/schema.ts'

type Told = TypeOf<typeof trustSchema>
type Domain = Told['domains'][number]

const counted = (n: number, what: string) => `${n} ${what}${n === 1 ? '' : 's'}`
const wide = 80

const unmerged = 'nothing was merged'

// How a number is said, and what an unknown one lacks.
const words: Readonly<Record<MetricName, { readonly unit: (value: number) => string; readonly lacks: string }>> = {
  plan_drift_rate: { unit: percent, lacks: 'no file was touched' },
  review_churn_rate: { unit: (value) => `${shown(value)} a commit`, lacks: 'nobody reviewed: drift review' },
  post_merge_defect_rate: { unit: percent, lacks: unmerged },
  test_gate_failure_rate: { unit: percent, lacks: 'no required gate was run' },
  approval_latency_minutes: { unit: (value) => `${shown(value)} min`, lacks: 'no plan seen before its approval' },
  rollback_or_revert_count: { unit: shown, lacks: unmerged },
}

/** The whole report. */
export function trustText({ domains, notes, window }: Told): string {
  if (domains.length === 0) return 'No finished run in this window. drift finish seals one.\n'
  return `${domains.map((domain) => domainText(domain, window.horizon)).join('\n')}${notes.length > 0 ? '\n' : ''}${notes.map((note) => wrapped('note: ', note)).join('')}`
}

function domainText(domain: Domain, horizon: number): string {
  const { class: own, recommendation, runs } = domain
  const span = runs.length > 0 ? ` (${day(runs.at(-1)!.ended)} to ${day(runs[0]!.ended)})` : ''
  const young = domain.young > 0 ? `, ${domain.young} of them too young (${horizon} days) to tell` : ''
  const unsure = domain.unsure > 0 ? `, ${domain.unsure} of them with later fixes that were not followed` : ''
  const head = `${visible(domain.domain)}: ${recommendation}${own === recommendation ? '' : ` (${own} by all runs)`}`
  return [
    `${head}\n`, wrapped('  ', `${counted(runs.length, 'run')}${span}, ${domain.merged === 'unknown' ? 'merges unknown' : `${domain.merged} merged`}${young}${unsure}`),
    ...metricNames.map((name) => row(name, domain, horizon)),
    ...domain.because.map(({ metric, says }) => wrapped('  because ', `${metric ? `${metric}: ` : ''}${says}`)),
  ].join('')
}

function row(name: MetricName, { metrics, runs, merged, unsure }: Domain, horizon: number): string {
  const { value, runs: of } = metrics[name]!
  const lacks = merged === 'unknown' && words[name].lacks === unmerged ? 'nobody could look' : name === 'post_merge_defect_rate' && merged !== 'unknown' && merged > 0 ? unsure > 0 ? 'fixes were not followed: --blames' : `no merge is ${horizon} days old` : words[name].lacks
  const rest = value === 'unknown' ? lacks : of < runs.length ? `by ${counted(of, 'run')}` : ''
  return `  ${name.padEnd(26)}${(value === 'unknown' ? value : words[name].unit(value)).padEnd(15)}${rest}`.trimEnd() + '\n'
}

function percent(value: number): string {
  return `${Math.round(value * 1000) / 10} %`
}

const day = (iso: string) => iso.slice(0, 10)

function wrapped(head: string, text: string): string {
  const lines: string[] = []
  let line = head
  for (const word of visible(text).split(' ')) {
    if (line.trim() !== '' && line.length + word.length > wide - 1) { lines.push(line.trimEnd()); line = ' '.repeat(head.length) }
    line += `${word} `
  }
  return [...lines, line.trimEnd(), ''].join('\n')
}
