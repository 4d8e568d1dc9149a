// A run's report in the format that is asked for. Pure.
import { choice, flag, list, object, optional, text as word } from '../../host/schema.ts'
import type { Format } from '../../host/plugin.ts'
import { reportSchema, type Report } from '../../records/report.ts'
import { version } from '../printed.ts'
import { html } from './html.ts'
import { markdown } from './markdown.ts'
import { text } from './text.ts'
import { told, type State } from './told.ts'

/** What `--format json`, `drift finish --json` and run_report.json hold; published as schemas/run-report.schema.json. */
export const runReportSchema = object({
  version,
  sealed: flag({ about: 'Whether it is a record already; else the run goes on, and `id` is what it would have now.' }),
  open: flag({ about: 'Whether it holds drift that nobody accepted, or a required gate that failed.' }),
  closed: optional(word({ about: 'The commit that closed the plan; told by drift finish alone, where it made one.' })),
  report: reportSchema,
})

/** As what reports and views can be rendered. */
export const formats: readonly Format[] = ['text', 'json', 'markdown', 'html']

/** What `drift report` lists as JSON, where no run is active and none is named. */
export const reportListSchema = object({
  version,
  reports: list(object({ run: word(), plan: word(), ended: word(), title: word() })),
  views: list(object({ view: word({ about: 'plugin/view.' }), formats: list(choice(formats)) })),
})

/** Renders it. */
export function rendered(report: Report, state: State, format: Format): string {
  const shown = told(report, state)
  if (format === 'json') return `${JSON.stringify({ version: 1, sealed: state === 'sealed', open: !shown.well, report }, null, 2)}\n`
  return { text: () => text(shown), markdown: () => markdown(shown), html: () => html(shown) }[format]()
}
