// A report in sections of plain rows: text, Markdown and HTML show the same ones. Pure.
import { moment, oneLine, shellWord } from '../../host/text.ts'
import type { Report } from '../../records/report.ts'
import { countsIn } from './counts.ts'
import { proposals } from './lessons.ts'

/** A table: a title, heads of columns, rows. What has no rows says so in `none`. */
export interface Section {
  readonly title: string
  readonly heads: readonly string[]
  readonly rows: readonly (readonly string[])[]
  readonly none: string
  /** Columns that hold names of things: commits, paths, commands. */
  readonly code?: readonly number[]
  /** Commands to paste: in text one to a line. */
  readonly commands?: true
}

/** A report as it is shown. */
export interface Told {
  readonly title: string
  /** In a word or two. */
  readonly state: string
  /** Whether nothing is left open. */
  readonly well: boolean
  readonly verdict: string
  /** Name and value. */
  readonly facts: readonly (readonly [string, string])[]
  readonly sections: readonly Section[]
}

/** How a report came to be. */
export type State = 'sealed' | 'in progress'

/** Whether a report leaves something open: drift that nobody accepted, or a required gate that failed. */
export function isOpen({ drift, gates }: Report): boolean {
  return drift.some(({ accepted }) => accepted === undefined) || gates.some(({ required, outcome }) => required && outcome === 'failed')
}

const many = (n: number, word: string) => `${n} ${word}${n === 1 ? '' : 's'}`
const short = (commit: string) => commit.slice(0, 12)

/** Everything of it, made safe to show on one line each. */
export function told(report: Report, state: State): Told {
  const { files, commits, gates, extra, unplanned, missing } = countsIn(report)
  const open = report.drift.filter(({ accepted }) => accepted === undefined)
  const accepted = report.drift.length - open.length
  const delta = [...extra > 0 ? [`${extra} extra`] : [], ...unplanned > 0 ? [`${unplanned} unplanned`] : [], ...missing > 0 ? [`${missing} missing`] : []].join(', ') || 'none'
  const whole: Told = {
    title: `${report.plan}: ${report.title}`, state: report.abandoned ? `${state}, abandoned` : state, well: !isOpen(report),
    verdict: `${open.length === 0 ? 'no open drift' : many(open.length, 'open drift')}${accepted > 0 ? `, ${accepted} accepted` : ''}${open.length === 0 && isOpen(report) ? ', a required gate failed' : ''}${report.gaps.length > 0 ? `, ${many(report.gaps.length, 'gap')}` : ''}`,
    facts: [
      ['run', report.run], ['branch', report.branch.replace('refs/heads/', '')], ['commits', `${short(report.base)}..${short(report.last)}`], ['time', `${moment(report.started)} to ${moment(report.ended)}`],
      ['kind', `${report.work}, risk ${report.risk}${report.domain === undefined ? '' : `, domain ${report.domain}`}`], ['plan', `digest ${short(report.digest)}`],
      ...report.agent === undefined ? [] : [['agent', report.agent] as const], ['by', `${report.by.name} <${report.by.email}>${report.via === 'human' ? '' : ` (${report.via})`}`],
    ],
    sections: [
      { title: 'Planned and done', heads: ['', 'planned', 'actual', 'delta'], none: '', rows: [
        ['files', 'as allowed', String(files.actual), files.delta > 0 ? `${files.delta} outside` : 'none'],
        ['commits', report.units.length > 0 ? String(report.units.length) : 'any number', String(commits.actual), delta],
        ['tests (gates)', String(gates.planned), String(gates.actual), gates.delta > 0 ? `${gates.delta} not passed` : 'none'],
      ] },
      { title: 'Drift', heads: ['kind', 'accepted', 'what'], none: 'None.', rows: report.drift.map(({ code, message, accepted: why }) => [code, why === undefined ? 'no' : 'yes', `${message}${why === undefined ? '' : ` (accepted: ${why})`}`]), code: [0] },
      { title: 'Commits', heads: ['commit', 'subject', 'unit', 'planned'], none: 'None.', code: [0], rows: report.commits.map(({ commit, subject, unit, found, planned }) => [short(commit), subject, unit ?? '–', `${planned ? 'yes' : 'no'}${found === 'patch' ? ' (known by its patch)' : ''}`]) },
      ...report.others === undefined ? [] : [{ title: 'Commits that need no plan', heads: ['commit', 'subject', 'why'], none: '', code: [0], rows: report.others.map(({ commit, subject, why }) => [short(commit), subject, why]) }],
      ...report.units.length === 0 ? [] : [{ title: 'Units', heads: ['unit', 'title', 'done'], none: '', code: [0], rows: report.units.map(({ unit, title, done }) => [unit, title, done ? 'yes' : 'no']) }],
      { title: 'Tests (gates)', heads: ['gate', 'required', 'outcome', 'tests', 'failures before', 'run at', 'command'], none: 'The plan has no gates.', code: [0, 6], rows: report.gates.map(({ gate, required, outcome, exit, tests, skipped = 0, failures, at, command }) => [gate, required ? 'yes' : 'no', exit === undefined || exit === 0 ? outcome : `${outcome}, exit ${exit}`, tests === undefined ? 'unknown' : `${tests}${skipped > 0 ? `, ${skipped} skipped` : ''}`, String(failures), at === undefined ? '–' : moment(at), command ?? 'not told']) },
      { title: 'Files', heads: ['file', 'outside'], none: 'None.', code: [0], rows: report.files.touched.map((path) => [path, report.files.outside.includes(path) ? 'yes' : 'no']) },
      { title: 'Deviations', heads: ['what', 'why', 'by'], none: 'None.', code: [0], rows: report.deviations.map(({ what, why, by }) => [what, why, `${by.name} <${by.email}>`]) },
      { title: 'Bypasses', heads: ['commit', 'what', 'why'], none: 'None.', code: [0], rows: report.bypasses.map(({ commit, what, why }) => [commit === undefined ? '–' : short(commit), what, why ?? 'not told']) },
      { title: 'Gaps', heads: ['what could not be told'], none: 'None.', rows: report.gaps.map((gap) => [gap]) },
      { title: 'Trust, this run alone', heads: ['metric', 'value'], none: '', code: [0], rows: Object.entries(report.metrics).map(([metric, value]) => [metric, value === 'unknown' ? value : String(Math.round(value * 1000) / 1000)]) },
      ...open.length === 0 ? [] : [{ title: 'Look at', heads: ['command'], none: '', code: [0], commands: true as const, rows: looks(report).map((look) => [look]) },
        { title: 'Lessons proposed', heads: ['command'], none: '', code: [0], commands: true as const, rows: proposals(report).map((line) => [line]) }],
    ],
  }
  return { ...whole, title: oneLine(whole.title), facts: whole.facts.map(([name, value]) => [name, oneLine(value)]), sections: whole.sections.map((section) => ({ ...section, rows: section.rows.map((row) => row.map(oneLine)) })) }
}

/** Commands that show what is open, each once. */
function looks({ plan, drift, base, last }: Report): readonly string[] {
  return [...new Set(drift.filter(({ accepted }) => accepted === undefined).flatMap(({ code, what }) => {
    if (code === 'outside-scope') return [`git log -p ${short(base)}..${short(last)} -- ${shellWord(`:/${what}`)}`]
    if (code.endsWith('-commit')) return [`git show ${short(what)}`]
    return code.startsWith('gate-') ? [`drift verify ${shellWord(what)} --plan ${shellWord(plan)}`] : []
  }))]
}
