import { choice, defineCheck, glob, list, matches, namesIn, object, pathspecWord, sayName, type Change, type FileChange, type OtherName } from '../host/check.ts'

/** Whether every line of `part` stands in `whole`, in the same order. */
function keepsLines(part: string, whole: string): boolean {
  const lines = whole.split('\n')
  let at = 0
  return part.split('\n').every((line) => { at = lines.indexOf(line, at) + 1; return at > 0 })
}

function broken(file: FileChange, mode: 'append-only' | 'frozen'): { code: string; what: string } | undefined {
  if (file.status === 'added') return undefined
  if (mode === 'frozen') return { code: 'frozen', what: 'is frozen: it may not change' }
  if (file.status === 'deleted') return { code: 'deleted', what: 'is append-only: it may not be deleted or renamed' }
  // A merge tells its first parent's mode: none where only another had the file.
  if (file.oldMode !== '000000' && file.mode !== file.oldMode) return { code: 'mode', what: `is append-only: its mode may not change (${file.oldMode} to ${file.mode})` }
  const { before, after, parents } = file.raw ?? { before: undefined, after: undefined, parents: [] }
  if (after === undefined) return { code: 'unreadable', what: 'is append-only, and its content could not be compared' }
  if (parents.length > 0) return parents.every((parent) => keepsLines(parent, after)) ? undefined : { code: 'lines-lost', what: 'is append-only: the merge loses or reorders lines of a parent' }
  if (before === undefined) return { code: 'unreadable', what: 'is append-only, and its content could not be compared' }
  if (!after.startsWith(before)) return { code: 'rewritten', what: 'is append-only: lines that were there have changed' }
  if (before !== '' && after !== before && !before.endsWith('\n')) return { code: 'unterminated', what: 'is append-only: its last line had no newline, so that appending changed that line' }
  return undefined
}

/** The same of a source of truth that the file is under another name. */
function brokenAs(name: OtherName, file: FileChange, mode: 'append-only' | 'frozen'): { code: string; what: string } | undefined {
  if (name.how === 'link') { const breach = broken(file, mode); return breach && { ...breach, what: `${breach.what} (${sayName(name)})` } }
  const code = mode === 'frozen' ? 'frozen' : 'replaced'
  if (name.how === 'way') return file.status === 'added' ? undefined : { code, what: `leads to what is ${mode}: ${sayName(name)}` }
  // One file would stand for both, and which of them is chance.
  return name.how === 'twin' ? { code, what: `takes the place of what is ${mode}: ${sayName(name)}` } : undefined
}

function breachOf(file: FileChange, { path, mode }: { readonly path: string; readonly mode: 'append-only' | 'frozen' }): { code: string; what: string } | undefined {
  const own = matches(path, file) ? broken(file, mode) : undefined
  return own ?? namesIn([path], file).map((name) => brokenAs(name, file, mode)).find((breach) => breach !== undefined)
}

function fixOf(file: FileChange, { commit, extent }: Change): string {
  const path = pathspecWord(file)
  const where = commit ? `commit ${commit.slice(0, 12)}` : extent === 'net' ? 'the change' : undefined
  // What is new can only be a name that something else has.
  if (file.status === 'added') return where ? `Give it another name, in ${where} itself.` : `git restore --staged -- ${path}, and give it another name`
  if (where) return `Restore it in ${where} itself${commit ? `: git checkout ${commit.slice(0, 12)}~ -- ${path}` : ', as it was at the base.'}`
  return `git restore --staged --worktree -- ${path}`
}

export default defineCheck({
  name: 'sot',
  demand: 'Sources of truth are only appended to, or left alone.',
  why: 'A ledger, a changelog or a licence is worth something because nobody rewrites it. A rewrite by mistake (or by a helpful agent) is cheap to stop and dear to find later. What it leads to as a link is a source of truth as well, and a new name that is the same to a file system which folds names (case, accents, what Windows and macOS leave out) would take its place.',
  stages: ['agent', 'pre-commit', 'commit-msg', 'pre-push', 'ci', 'receive'],
  extents: ['staged', 'commit', 'merge', 'net'],
  each: 'file',
  options: object({
    files: list(object({
      path: glob({ stricter: 'more', about: 'A glob.' }),
      mode: choice(['append-only', 'frozen'], { about: 'append-only: the old content stays, new lines follow it. frozen: no change at all.' }),
    }), { default: [], stricter: 'more', about: 'The sources of truth.' }),
  }),

  guards: ({ files }) => files.map(({ path }) => path),
  reads: ({ files }) => ({ bytes: files.filter(({ mode }) => mode === 'append-only').map(({ path }) => path) }),
  proof: ({ files }) => ({ kind: 'nothing-inside', globs: files.map(({ path }) => path) }),

  *run(change, options) {
    const { files, taken = [] } = change
    for (const file of [...files, ...taken]) {
      for (const truth of options.files) {
        // A side taken whole keeps a frozen file frozen: the commit that changed it there is judged by itself.
        const breach = truth.mode === 'frozen' && taken.includes(file) ? undefined : breachOf(file, truth)
        if (!breach) continue
        yield { code: breach.code, path: file.path, message: `${file.path} ${breach.what}`, fix: fixOf(file, change) }
        break
      }
    }
  },

  examples: [
    { title: 'a line appended', change: ['M docs/ledger.jsonl'], options: { files: [{ path: 'docs/ledger.jsonl', mode: 'append-only' }] }, texts: { 'docs/ledger.jsonl': ['one\n', 'one\ntwo\n'] }, findings: [] },
    { title: 'a line rewritten', change: ['M docs/ledger.jsonl'], options: { files: [{ path: 'docs/ledger.jsonl', mode: 'append-only' }] }, texts: { 'docs/ledger.jsonl': ['one\ntwo\n', 'one\nTWO\n'] }, findings: ['docs/ledger.jsonl is append-only: lines that were there have changed'] },
    { title: 'appended to an unterminated line', change: ['M docs/ledger.jsonl'], options: { files: [{ path: 'docs/**', mode: 'append-only' }] }, texts: { 'docs/ledger.jsonl': ['one', 'one more\n'] }, findings: ['its last line had no newline'] },
    { title: 'deleted', change: ['D docs/ledger.jsonl'], options: { files: [{ path: 'docs/ledger.jsonl', mode: 'append-only' }] }, findings: ['may not be deleted or renamed'] },
    { title: 'a frozen file changed', change: ['M LICENSE'], options: { files: [{ path: 'LICENSE', mode: 'frozen' }] }, findings: ['LICENSE is frozen'] },
    { title: 'a frozen link leads to the file that changed', change: ['M docs/licence.txt (link of LICENSE)'], options: { files: [{ path: 'LICENSE', mode: 'frozen' }] }, findings: ['docs/licence.txt is frozen: it may not change (LICENSE leads to it)'] },
    { title: 'the same name in other letters', change: ['A License (twin of LICENSE)'], options: { files: [{ path: 'LICENSE', mode: 'frozen' }] }, findings: ['License takes the place of what is frozen: it is LICENSE to a file system that folds names'] },
    { title: 'a new ledger', change: ['A docs/ledger.jsonl'], options: { files: [{ path: 'docs/ledger.jsonl', mode: 'append-only' }] }, findings: [] },
  ],
})
