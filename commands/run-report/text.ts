// A run's report for terminals. Pure.
import type { Section, Told } from './told.ts'

/** The whole report, or with `short` what a person needs at the end of a run. */
export function text(told: Told, { short = false } = {}): string {
  const brief = new Set(['Planned and done', 'Drift', 'Deviations', 'Bypasses', 'Gaps', 'Look at', 'Lessons proposed'])
  const sections = told.sections.filter(({ title, rows }) => !short || (brief.has(title) && (rows.length > 0 || title === 'Drift')))
  const facts = short ? [] : told.facts.map(([name, value]) => `${name.padEnd(9)}${value}`)
  return `${[`${told.title}\n${told.state}: ${told.verdict}${facts.map((fact) => `\n${fact}`).join('')}`, ...sections.map(block)].join('\n\n')}\n`
}

function block({ title, heads, rows, none, commands }: Section): string {
  if (rows.length === 0) return `${title}\n  ${none}`
  const all = commands || heads.length === 1 ? rows : [heads, ...rows]
  const widths = heads.map((_, i) => Math.min(Math.max(...all.map((row) => [...row[i]!].length)), 60))
  return `${title}\n${all.map((row) => `  ${row.map((cell, i) => (i === row.length - 1 ? cell : cell + ' '.repeat(Math.max(widths[i]! - [...cell].length, 0)))).join('  ').trimEnd()}`).join('\n')}`
}
