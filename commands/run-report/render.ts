// A run's report in the format that is asked for. Pure.
import { flag, object, schema } from '../../host/schema.ts'
import type { Format } from '../../host/plugin.ts'
import { reportSchema, type Report } from '../../records/report.ts'
import { html } from './html.ts'
import { markdown } from './markdown.ts'
import { text } from './text.ts'
import { told, type State } from './told.ts'

/** What `--format json` and run_report.json hold; published as schemas/run-report.schema.json. */
export const runReportSchema = object({
  version: schema<1>({ const: 1 }),
  sealed: flag({ about: 'Whether it is a record already; else the run goes on, and `id` is what it would have now.' }),
  open: flag({ about: 'Whether it holds drift that nobody accepted, or a required gate that failed.' }),
  report: reportSchema,
})

/** Renders it. */
export function rendered(report: Report, state: State, format: Format): string {
  const shown = told(report, state)
  if (format === 'json') return `${JSON.stringify({ version: 1, sealed: state === 'sealed', open: !shown.well, report }, null, 2)}\n`
  return { text: () => text(shown), markdown: () => markdown(shown), html: () => html(shown) }[format]()
}
