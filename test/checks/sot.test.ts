import { test } from 'uvu'
import * as assert from 'uvu/assert'
import check from '../../checks/sot.ts'
import type { FileChange } from '../../host/check.ts'
import { exampleChange } from '../../host/example.ts'
import { parseMessage } from '../../git/trailers.ts'
import { cases } from '../support/cases.ts'
import { found } from '../support/found.ts'

const options = { files: [{ path: 'ledger/*.jsonl', mode: 'append-only' as const }, { path: 'LICENSE', mode: 'frozen' as const }] }
const file = 'ledger/a.jsonl'
const texts = (before: string, after: string) => ({ texts: { [file]: [before, after] as const } })
const changed = [`M ${file}`]
const says = (what: string) => [`${file}: ${file} is append-only: ${what}`]

cases(check, options, [
  ['an empty change', [], []],
  ['another file', ['M src/a.ts', 'D ledger/readme.md'], []],
  ['a line appended', changed, [], texts('one\n', 'one\ntwo\n')],
  ['several lines, the last without an end', changed, [], texts('one\n', 'one\ntwo\nthree')],
  ['the first lines of an empty file', changed, [], texts('', 'one\n')],
  ['a new ledger', [`A ${file}`], []],
  ['a line rewritten', changed, says('lines that were there have changed'), texts('one\ntwo\n', 'ONE\ntwo\n')],
  ['a line taken out', changed, says('lines that were there have changed'), texts('one\ntwo\n', 'one\n')],
  ['emptied', changed, says('lines that were there have changed'), texts('one\n', '')],
  ['a line put in before the last', changed, says('lines that were there have changed'), texts('one\ntwo\n', 'one\nhalf\ntwo\n')],
  ['two lines swapped', changed, says('lines that were there have changed'), texts('one\ntwo\n', 'two\none\n')],
  ['line ends changed', changed, says('lines that were there have changed'), texts('one\ntwo\n', 'one\r\ntwo\r\n')],
  ['a blank added at the end of a line', changed, says('lines that were there have changed'), texts('one\n', 'one \ntwo\n')],
  ['appended to a line without an end', changed, says('its last line had no newline'), texts('one', 'one more\n')],
  ['the same content', changed, [], texts('one', 'one')],
  ['only the end of the last line', changed, says('its last line had no newline'), texts('one', 'one\n')],
  ['deleted', [`D ${file}`], says('it may not be deleted or renamed')],
  ['renamed', [`D ${file}`, 'A ledger/b.jsonl'], says('it may not be deleted or renamed')],
  ['made executable', [`X ${file}`], says('its mode may not change (100644 to 100755)')],
  ['what cannot be read is no pass', changed, [`${file} is append-only, and its content could not be compared`]],
  ['a frozen file changed', ['M LICENSE'], ['LICENSE: LICENSE is frozen: it may not change']],
  ['a frozen file deleted', ['D LICENSE'], ['LICENSE is frozen']],
  ['a frozen file made executable', ['X LICENSE'], ['LICENSE is frozen']],
  ['a frozen file is new', ['A LICENSE'], []],
  ['case counts', ['M license'], []],
  ['a lane or a plan that allows all makes no difference', ['M LICENSE'], ['LICENSE is frozen'], { given: { bound: 'lane', plans: [] } }],
  ['nor does an approval of the path', ['M LICENSE'], ['LICENSE is frozen'], { given: { bound: 'net', extent: 'net' } }],
])

cases(check, { files: [{ path: 'ledger', mode: 'append-only' }, { path: 'ledger/old/**', mode: 'frozen' }] }, [
  ['a folder covers what is below', ['D ledger/x/y'], ['it may not be deleted']],
  ['two entries: both count, one is told', ['M ledger/old/a'], ['ledger/old/a is frozen'], { texts: { 'ledger/old/a': ['one\n', 'one\ntwo\n'] } }],
  ['two entries: told by the first that is broken', ['D ledger/old/a'], ['may not be deleted or renamed']],
])

cases(check, options, [
  ['what a frozen link leads to', ['M docs/licence (link of LICENSE)'], ['docs/licence is frozen: it may not change (LICENSE leads to it)']],
  ['what it waits for may come', ['A docs/licence (link of LICENSE)'], []],
  ['and may not go', ['D docs/licence (link of LICENSE)'], ['docs/licence is frozen']],
  ['what a ledger leads to is appended to', ['M book (link of ledger/a.jsonl)'], [], { texts: { book: ['one\n', 'one\ntwo\n'] } }],
  ['and not rewritten', ['M book (link of ledger/a.jsonl)'], ['book is append-only: lines that were there have changed (ledger/a.jsonl leads to it)'], { texts: { book: ['one\n', 'two\n'] } }],
  ['a twin takes a place', ['A license (twin of LICENSE)', 'A ledger/A.jsonl (twin of ledger/a.jsonl)'], ['license takes the place of what is frozen: it is LICENSE', 'ledger/A.jsonl takes the place of what is append-only: it is ledger/a.jsonl']],
  ['a name like one that nobody has takes no place', ['A license (like of LICENSE)'], []],
  ['a link on the way is led elsewhere, or goes', ['M books (way of LICENSE)', 'D more (way of ledger/a.jsonl)'], ['books leads to what is frozen: LICENSE is reached through it', 'more leads to what is append-only: ledger/a.jsonl is reached through it']],
  ['a new link takes nothing away', ['L books (way of LICENSE)'], []],
  ['other names are nothing here', ['M docs/a (link of AGENTS.md)', 'A docs/.gitattributes (speaks of LICENSE)'], []],
])

/** A merge of one file with these parents. */
function merged(after: string, ...parents: string[]): FileChange {
  const [own] = exampleChange({ change: changed, texts: { [file]: [parents[0]!, after] } }, parseMessage).files
  return { ...own!, raw: { before: parents[0]!, after, parents } }
}
const merge = (after: string, ...parents: string[]) => ({ given: { extent: 'merge', bound: 'merge', files: [merged(after, ...parents)] } as const })

cases(check, options, [
  ['a merge that keeps both sides\' lines', [], [], merge('0\na\nb\n', '0\na\n', '0\nb\n')],
  ['in either order', [], [], merge('0\nb\na\n', '0\na\n', '0\nb\n')],
  ['a merge that loses a line of one side', [], says('the merge loses or reorders lines of a parent'), merge('0\na\nc\n', '0\na\n', '0\nb\n')],
  ['a merge that turns lines round', [], says('the merge loses or reorders lines of a parent'), merge('a\n0\nb\n', '0\na\n', '0\nb\n')],
  ['a line that stands twice must stay twice', [], says('the merge loses or reorders lines of a parent'), merge('x\nb\n', 'x\nx\n', 'x\nb\n')],
  ['a ledger that only one side has, with a line more', [], [], { given: { extent: 'merge', bound: 'merge', files: [{ ...merged('0\n1\n', '0\n'), oldMode: '000000' }] } }],
  ['a ledger that only one side has, rewritten', [], says('the merge loses or reorders lines of a parent'), { given: { extent: 'merge', bound: 'merge', files: [{ ...merged('1\n', '0\n'), oldMode: '000000' }] } }],
  ['a merge that joins two lines', [], says('the merge loses or reorders lines of a parent'), merge('0\nab\n', '0\na\n', '0\nb\n')],
])

test('what to do: before the commit, and in a commit', async () => {
  const [staged] = await found(check, options, ['M LICENSE'], { given: { stage: 'pre-commit', extent: 'staged' } })
  assert.is(staged!.fix.startsWith('git restore --staged --worktree -- '), true)
  const [committed] = await found(check, options, ['M LICENSE'])
  assert.match(committed!.fix, 'git checkout cccccccccccc~ -- ')
  assert.equal([staged!.code, staged!.path], ['frozen', 'LICENSE'])
  const twin = 'A license (twin of LICENSE)'
  const [fresh] = await found(check, options, [twin], { given: { stage: 'pre-commit', extent: 'staged' } })
  assert.equal([fresh!.code, fresh!.fix], ['frozen', 'git restore --staged -- :/license, and give it another name'])
  assert.is((await found(check, options, [twin]))[0]!.fix, 'Give it another name, in commit cccccccccccc itself.')
  assert.is((await found(check, options, ['A x (twin of ledger/a)', 'A y (twin of ledger/a.jsonl)']))[0]!.code, 'replaced')
})

test('no lane takes what it watches, its proof says where nothing may be, and only ledgers are read', () => {
  assert.equal(check.guards!(options), ['ledger/*.jsonl', 'LICENSE'])
  assert.equal(check.proof!(options, undefined), { kind: 'nothing-inside', globs: ['ledger/*.jsonl', 'LICENSE'] })
  assert.equal(check.reads!(options, exampleChange({ change: [] }, parseMessage)), { bytes: ['ledger/*.jsonl'] })
})

test.run()
