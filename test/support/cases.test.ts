import { defineCheck, object, text } from '../../host/check.ts'
import { cases } from './cases.ts'

const check = defineCheck({
  name: 'no-word', demand: 'A word is nowhere.', stages: ['ci'], options: object({ word: text() }),
  *run({ files, message }, { word }) {
    for (const { path, after } of files) if (after?.includes(word)) yield { code: 'word', path, message: `holds ${word}`, fix: 'Take it out.' }
    if (message?.trailers.some(({ value }) => value === word)) yield { code: 'trailer', message: `a trailer says ${word}`, fix: 'Take it out.' }
  },
  examples: [{ title: '', change: [], options: { word: '' }, findings: [] }, { title: '', change: [], options: { word: '' }, findings: [] }],
})

cases(check, { word: 'moon' }, [
  ['an empty change', [], []],
  ['a file with it', ['M a', 'M b'], ['b: holds moon'], { texts: { a: ['', 'sun\n'], b: ['', 'moon\n'] } }],
  ['a trailer, read by the real parser', [], ['a trailer says moon'], { message: 'x\n\nPlan-Id: moon\n' }],
])

cases(check, { word: 'sun' }, [
  ['another option', ['M a'], ['a: holds sun'], { texts: { a: ['', 'sun\n'] } }],
])
