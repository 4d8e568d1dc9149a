import { defineCheck, definePlugin, object, pathspecWord } from '../../host/check.ts'

export const check = defineCheck({
  name: 'demand',
  demand: 'Say the demand in one sentence: what holds when all is well.',
  stages: ['pre-push', 'ci'],
  options: object({}),

  *run({ files }) {
    for (const file of files) {
      const { path } = file
      if (path.endsWith('.orig')) yield { code: 'left-over', path, message: `${path} is left over from a merge`, fix: `git rm --cached -- ${pathspecWord(file)}` }
    }
  },

  examples: [
    { title: 'another file', change: ['A src/a.ts'], options: {}, findings: [] },
    { title: 'a left-over', change: ['A src/a.ts.orig'], options: {}, findings: ['src/a.ts.orig is left over'] },
  ],
})

export default definePlugin({ name: 'template-plugin', api: 1, checks: [check] })
