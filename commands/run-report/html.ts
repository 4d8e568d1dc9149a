// A run's report as one page that asks for nothing else: no script, no font, no picture; the policy in its head forbids them. Pure.
import { createHash } from 'node:crypto'
import { style } from './style.ts'
import type { Section, Told } from './told.ts'

/** The whole report. */
export function html(told: Told): string {
  const allowed = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${allowed}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escaped(told.title)} – drift run report</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>${escaped(told.title)}</h1>
<p class="verdict ${told.well ? 'well' : 'open'}">${told.well ? '✓' : '✗'} ${escaped(`${told.state}: ${told.verdict}`)}</p>
<dl>
${told.facts.map(([name, value]) => `<dt>${escaped(name)}</dt><dd>${escaped(value)}</dd>`).join('\n')}
</dl>
</header>
<main>
${told.sections.map(block).join('\n')}
</main>
<footer>Made by drift from git and its records. Approvals and deviations are recorded, not authenticated.</footer>
</body>
</html>
`
}

// The roles are said once more: a table that is laid out as blocks, on a narrow screen, is no table to a screen reader else.
function block({ title, heads, rows, none, code = [], commands }: Section, i: number): string {
  const head = `<section aria-labelledby="s${i}">\n<h2 id="s${i}">${escaped(title)}</h2>\n`
  if (rows.length === 0) return `${head}<p class="none">${escaped(none)}</p>\n</section>`
  if (commands) return `${head}<pre>${rows.map(([line]) => escaped(line!)).join('\n')}</pre>\n</section>`
  // A word of a narrow column is not taken apart.
  const brief = (text: string) => (text.length <= 24 ? ' class="brief"' : '')
  const cell = (text: string, at: number) => (code.includes(at) ? `<code>${escaped(text)}</code>` : escaped(text))
  const top = heads.map((one) => (one === '' ? '<td role="cell"></td>' : `<th scope="col" role="columnheader">${escaped(one)}</th>`)).join('')
  const body = rows.map((row) => `<tr role="row">${row.map((text, at) => (at === 0 ? `<th scope="row" role="rowheader" data-head="${escaped(heads[at]!)}"><span>${cell(text, at)}</span></th>` : `<td role="cell"${brief(text)} data-head="${escaped(heads[at]!)}"><span>${cell(text, at)}</span></td>`)).join('')}</tr>`).join('\n')
  return `${head}<div class="wide"><table role="table">\n<thead role="rowgroup"><tr role="row">${top}</tr></thead>\n<tbody role="rowgroup">\n${body}\n</tbody>\n</table></div>\n</section>`
}

/** Text as it may stand in an element or a quoted attribute. */
function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
