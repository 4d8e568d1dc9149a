// A run's report as Markdown. What others wrote stands in code spans: there nothing is a link, a picture, a mention or HTML. Pure.
import type { Section, Told } from './told.ts'

/** The whole report. */
export function markdown(told: Told): string {
  const facts = told.facts.map(([name, value]) => `- ${name}: ${code(value)}`).join('\n')
  return `${[`# Run report: ${code(told.title)}`, `**${told.state}: ${told.verdict}**`, facts, ...told.sections.map(block)].join('\n\n')}\n`
}

function block({ title, heads, rows, none, commands }: Section): string {
  if (rows.length === 0) return `## ${title}\n\n${none}`
  if (commands) return `## ${title}\n\n${rows.map(([line]) => `- ${code(line!)}`).join('\n')}`
  return `## ${title}\n\n${[heads.map((head) => head || ' '), heads.map(() => '---'), ...rows.map((row) => row.map(cell))].map((row) => `| ${row.join(' | ')} |`).join('\n')}`
}

// A table's cell ends at any `|`, also in a code span.
function cell(text: string): string {
  return /^[a-z][a-z -]*$|^\d+$|^–$/.test(text) ? text : code(text).replaceAll('|', '\\|')
}

/** A code span: its fence is longer than any run of backticks within. */
function code(text: string): string {
  const fence = '`'.repeat(Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length)) + 1)
  const pad = text === '' || /^`|`$|^ .* $/.test(text) ? ' ' : ''
  return `${fence}${pad}${text.replaceAll('\t', ' ')}${pad}${fence}`
}
