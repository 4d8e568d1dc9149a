// A survey in words, for a terminal: one line a question, none where there is no answer.
import { wrapped } from '../../host/text.ts'
import type { Survey } from './survey.ts'

/** The lines, no wider than a small terminal. */
export function toldOf(survey: Survey, around: { readonly target: string; readonly hooks: string }): readonly string[] {
  const names = (marks: readonly { readonly name: string; readonly file: string }[]) => marks.map(({ name, file }) => `${name} (${file})`).join(', ')
  const more = (all: readonly string[], most: number) => [...all.slice(0, most), ...(all.length > most ? [`${all.length - most} more`] : [])].join(', ')
  const rows: readonly (readonly [what: string, said: string])[] = [
    ['languages', more(survey.languages.map(({ name, files }) => `${name} (${files} file${files === 1 ? '' : 's'})`), 4)],
    ['packages', names(survey.packages)],
    ['tests', [survey.testCommand, names(survey.runners)].filter(Boolean).join(': ')],
    ['test files', survey.tests.files > 0 ? `${survey.tests.files} (${more(survey.tests.globs, 3)})` : ''],
    ['coverage', names(survey.coverage)],
    ['CI', names(survey.ci)],
    ['hooks', around.hooks],
    ['target', around.target],
    ['owners', survey.owners ?? ''],
    ['agents', names(survey.agents)],
    ['grow on top', survey.onTop.length > 0 ? `${more(survey.onTop, 3)} (so sot cannot guard them)` : ''],
  ]
  return rows.filter(([, said]) => said !== '').flatMap(([what, said]) => wrapped(`  ${what.padEnd(11)}  ${said}`, 15))
}
