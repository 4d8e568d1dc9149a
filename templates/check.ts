import { defineCheck, glob, list, matches, object } from '../host/check.ts'

export default defineCheck({
  name: 'template-check',
  demand: 'Say the demand in one sentence: what holds when all is well.',
  why: 'Say in two sentences what goes wrong without it.',
  stages: ['pre-push', 'ci'],
  options: object({
    paths: list(glob(), { default: [], stricter: 'more', about: 'Globs of the files that it watches.' }),
  }),

  *run({ files }, { paths }) {
    for (const file of files) {
      if (!matches(paths, file)) continue
      yield { code: 'changed', path: file.path, message: `${file.path} changed`, fix: 'Say the edit or the command that mends it.' }
    }
  },

  examples: [
    { title: 'another file', change: ['M src/a.ts'], options: { paths: ['docs/**'] }, findings: [] },
    { title: 'a watched file', change: ['M docs/a.md'], options: { paths: ['docs/**'] }, findings: ['docs/a.md changed'] },
  ],
})
