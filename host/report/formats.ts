// Every format, one line each.
import { github } from './github.ts'
import { gitlab } from './gitlab.ts'
import { json } from './json.ts'
import { junit } from './junit.ts'
import { markdown } from './markdown.ts'
import type { Report } from './report.ts'
import { sarif } from './sarif.ts'
import { text } from './text.ts'

/** What the edge gives a format beside the report. */
export interface How {
  readonly colour: boolean
  /** drift's version. */
  readonly version: string
  /** Unguessable, new for each call. */
  readonly token: string
}

/** A way to tell a report. */
export interface Reporter {
  /** Where it goes without a file. */
  readonly stream: 'stdout' | 'stderr'
  /** Whether it is meant for a file: what `--output` is for, where several are asked for. */
  readonly file: boolean
  render(report: Report, how: How): string
}

export type FormatName = 'text' | 'json' | 'github' | 'sarif' | 'junit' | 'gitlab' | 'markdown'

export const formats: Readonly<Record<FormatName, Reporter>> = {
  text: { stream: 'stderr', file: false, render: (report, { colour }) => text(report, { colour, quiet: false }) },
  json: { stream: 'stdout', file: true, render: json },
  github: { stream: 'stdout', file: false, render: (report, { token }) => github(report, token) },
  sarif: { stream: 'stdout', file: true, render: (report, { version }) => sarif(report, version) },
  junit: { stream: 'stdout', file: true, render: junit },
  gitlab: { stream: 'stdout', file: true, render: gitlab },
  markdown: { stream: 'stdout', file: true, render: (report) => markdown(report) },
}
