import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { described } from '../../../commands/draft/markdown.ts'
import { blank, type Draft } from '../../../commands/draft/draft.ts'

const rows: readonly (readonly [title: string, text: string, draft: Partial<Draft>, notes?: readonly RegExp[]])[] = [
  ['a heading alone', '# Limit logins', { title: 'Limit logins', goal: 'Limit logins' }],
  ['no heading', 'Limit logins\nto five.\n', { title: 'Limit logins', goal: 'Limit logins\nto five.' }],
  ['heading and text', '# Limit logins #\r\n\r\nThe sixth is refused.\r\n', { title: 'Limit logins', goal: 'The sixth is refused.' }],
  ['a byte order mark, and text before the heading', '\ufeffHi.\n# T\nx', { title: 'T', goal: 'Hi.\n\nx' }],
  ['what is unknown is part of the goal', '# T\na\n## Background\nb\n### More\nc\n## Constraints\n- d', { title: 'T', goal: 'a\n\n## Background\nb\n\n### More\nc', constraints: ['d'] }],
  ['fields', '# T\n**Kind:** bugfix\n- Risk: `high`\nDomain: auth\nId: ABC-1\n\nx', { title: 'T', kind: 'bugfix', risk: 'high', domain: 'auth', id: 'ABC-1', goal: 'x' }],
  ['fields that are none', '# T\nKind: wonder\nRisk: \n\nx', { title: 'T', goal: 'Kind: wonder\nRisk: \n\nx' }, [/line 2: no kind of a plan, so it stays part of the goal: "Kind: wonder"/, /line 3: no risk/]],
  ['lists', '# T\n## Non-goals\n* a\n* b\n  goes on\n## Acceptance criteria\n1. [x] c\n2) d\n\nand a paragraph\nof two lines', { title: 'T', goal: 'T', nonGoals: ['a', 'b goes on'], acceptance: ['c', 'd', 'and a paragraph of two lines'] }],
  ['globs', '# T\n## Files\n- `src/**` and `test/**`\n- lib/x.ts\n### Denied files\n- `src/db/**`\n## Locked files\n`golden/**`', { title: 'T', goal: 'T', allow: ['src/**', 'test/**', 'lib/x.ts'], deny: ['src/db/**'], lock: ['golden/**'] }],
  ['what is no glob is said', '# T\n## Scope\n- all that is needed\n- `a**`\n- `./x`', { title: 'T', goal: 'T' }, [/line 3: no glob in backticks.*"all that is needed"/, /line 4: not taken, since .*"a\*\*"/, /line 5: not taken.*".\/x"/]],
  ['gates', '# T\n## Tests\n- `npm test`\n- e2e: `npm run e2e` (e2e, optional, timeout=600)\n- and ``echo `x` ``', { title: 'T', goal: 'T', gates: [{ id: 'npm-test', command: 'npm test', layer: 'unit', required: true }, { id: 'e2e', command: 'npm run e2e', layer: 'e2e', required: false, timeout_s: 600 }, { id: 'echo-x', command: 'echo `x`', layer: 'unit', required: true }] }],
  ['what is no gate is said', '# T\n## Gates\n- npm test\n- `make` whenever you like\n- `x` (timeout=soon)', { title: 'T', goal: 'T', gates: [{ id: 'make', command: 'make', layer: 'unit', required: true }, { id: 'x', command: 'x', layer: 'unit', required: true }] }, [/line 3: no command in backticks/, /line 4: words behind the command/, /line 5: "timeout=soon" says nothing/]],
  ['units', '# T\n## Commits\n1. Count attempts: `src/count.ts`, `test/**`\n2. Limit them (`src/limit.ts`) after Count attempts; gates unit\n3. Tell users\n   - `src/tell.ts`\n   - after: Count attempts, Limit them', { title: 'T', goal: 'T', units: [
    { id: 'count-attempts', title: 'Count attempts', files: ['src/count.ts', 'test/**'], depends_on: [], gates: [] },
    { id: 'limit-them', title: 'Limit them', files: ['src/limit.ts'], depends_on: ['count-attempts'], gates: ['unit'] },
    { id: 'tell-users', title: 'Tell users', files: ['src/tell.ts'], depends_on: ['count-attempts', 'limit-them'], gates: [] }] }],
  ['what is no unit is said', '# T\n## Units\n- `src/**`\n- think\n- a: `x` and so on', { title: 'T', goal: 'T', units: [{ id: 'think', title: 'think', files: [], depends_on: [], gates: [] }, { id: 'a', title: 'a', files: ['x'], depends_on: [], gates: [] }] }, [/line 3: no title/, /line 4: unit "think" names no file/, /line 5: words behind the files/]],
  ['headings in code are none', '# T\n```md\n# no\n## Files\n- `x`\n```\nafter', { title: 'T', goal: '```md\n# no\n## Files\n- `x`\n```\nafter' }],
  ['a section twice', '# T\n## Files\n- `a`\n## Files\n- `b`', { title: 'T', goal: 'T', allow: ['a', 'b'] }],
  ['a goal of its own', '# T\n## Goal\nx\n## **Constraints:**\n- y', { title: 'T', goal: 'x', constraints: ['y'] }],
]
for (const [title, text, draft, notes = []] of rows) test(title, () => {
  const read = described(text)
  assert.equal(read.draft, { ...blank, ...draft })
  assert.is(read.notes.length, notes.length, read.notes.join('\n'))
  for (const [i, note] of notes.entries()) assert.match(read.notes[i]!, note)
})

test('whatever is piped in, an answer comes at once', () => {
  const most = 262_144
  const heads = ['', '# T\n## Gates\n- ', '# T\n## Units\n- ', '# T\n## Files\n- ', '# T\nRisk: ', '# ', '# T\n## Constraints\n']
  const bodies = ['#', ' ', '`', ':', '- x\n', '\n', 'a ', '`a` ', '(', ';after ', '# x\n', '```\n', '  x\n', ' #', '\t', '*', '[ ', 'Risk: `\n', '-', '`a`,gates ']
  for (const head of heads) for (const body of bodies) {
    const text = head + body.repeat(Math.floor((most - head.length) / body.length))
    const begun = Date.now()
    described(text)
    assert.ok(Date.now() - begun < 1500, `${JSON.stringify(head)} ${JSON.stringify(body)}: ${Date.now() - begun} ms`)
  }
})

test.run()
