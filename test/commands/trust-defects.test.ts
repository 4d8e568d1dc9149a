// limit 600 s: post-merge defects on hand-made histories, one a row: whose work a fix mended, as docs/trust.md says. Real git, the real command.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { repository, type Repository } from '../support/repository.ts'
import { keep, placed, type Placed } from '../support/runs.ts'

const code = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => `const lineNumber${from + i} = computeSomethingLong(${from + i}, 'of the first kind')\n`).join('')
const other = (from: number, to: number) => code(from, to).replaceAll('lineNumber', 'otherLine').replaceAll('first', 'second')

/** A history on main, told step by step. */
class Story {
  readonly records: Placed[] = []
  readonly repo: Repository
  constructor(repo: Repository) { this.repo = repo }

  /** A commit on the branch that is checked out. */
  does(message: string, files: Readonly<Record<string, string | null>>, author?: string): string {
    for (const [path, text] of Object.entries(files)) if (text === null) this.repo.git('rm', '-q', '--', path); else this.repo.write(path, text)
    if (author) this.repo.git('config', 'user.name', author)
    return this.repo.commit(message)
  }

  /** A run: a branch with one commit for each set of files, merged unless told. */
  ran(name: string, steps: readonly Readonly<Record<string, string | null>>[], { merge = true, message = `feat: ${name}` } = {}): string[] {
    const base = this.repo.git('rev-parse', 'HEAD')
    this.repo.git('switch', '-q', '-c', `work-${name}`)
    const commits = steps.map((files) => this.does(`${message}\n\nPlan-Id: ${name}`, files))
    this.report(name, base, commits, steps.flatMap((files) => Object.keys(files)))
    this.repo.git('switch', '-q', 'main')
    if (merge) this.repo.git('merge', '-q', '--no-ff', '-m', `Merge ${name}`, `work-${name}`)
    return commits
  }

  report(name: string, base: string, commits: readonly string[], touched: readonly string[], more: object = {}): void {
    this.records.push(placed.report({ run: name, plan: name, domain: name, base, last: commits.at(-1)!, commits, files: { touched: [...new Set(touched)], outside: [] }, started: '2026-01-01T00:00:00.000Z', ...more }))
  }
}

interface Told { readonly guilty: string; readonly reverted: string; readonly notes: readonly string[]; readonly merged: string
  /** By domain: how many are merged, how many of those nobody looked at, and the rate of defects. */
  readonly rates: Readonly<Record<string, readonly [merged: number | 'unknown', unsure: number, rate: number | 'unknown']>> }

async function told(story: (s: Story) => void, ...args: string[]): Promise<Told> {
  const repo = repository({ dates: 'fixed', config: { plans: { required: false } } })
  try {
    const s = new Story(repo)
    repo.commit('Begin')
    story(s)
    await keep(repo, s.records, true)
    const { code, stdout, stderr } = repo.drift('trust', '--json', '--horizon', '0', ...args)
    assert.is(code, 0, stderr)
    const { domains, notes } = JSON.parse(stdout) as { domains: { domain: string; merged: number | 'unknown'; unsure: number; metrics: Record<string, { value: number | 'unknown' }>; runs: { merged?: string; fixes: string[]; reverts: string[] }[] }[]; notes: string[] }
    const those = (which: (run: { merged?: string; fixes: string[]; reverts: string[] }) => boolean) => domains.filter(({ runs }) => runs.some(which)).map(({ domain }) => domain).join(' ')
    return { guilty: those(({ fixes }) => fixes.length > 0), reverted: domains.flatMap(({ domain, runs }) => runs.flatMap(({ reverts }) => (reverts.length > 0 ? [`${domain} ${reverts.length}`] : []))).join(', '), notes, merged: those(({ merged }) => merged !== undefined), rates: Object.fromEntries(domains.map(({ domain, merged, unsure, metrics }) => [domain, [merged, unsure, metrics['post_merge_defect_rate']!.value]])) }
  } finally {
    repo.dispose()
  }
}

const one = { 'src/a.ts': code(1, 9) }
const without = (n: number, text = code(1, 9)) => text.split('\n').filter((line) => !line.includes(`(${n}, `)).join('\n')
const mended = (n: number, text = code(1, 9)) => text.replace(`(${n}, `, `(${n} + 1, `)

const defects: readonly (readonly [title: string, guilty: string, story: (s: Story) => void, args?: readonly string[]])[] = [
  ['a fix changes a line that a run wrote', 'a', (s) => { s.ran('a', [one]); s.does('fix: a', { 'src/a.ts': mended(3) }) }],
  ['a fix removes such a line', 'a', (s) => { s.ran('a', [one]); s.does('fix: a', { 'src/a.ts': without(3) }) }],
  ['a hotfix, too', 'a', (s) => { s.ran('a', [one]); s.does('hotfix(x)!: a', { 'src/a.ts': without(3) }) }],
  ['other work removes it', '', (s) => { s.ran('a', [one]); s.does('feat: a', { 'src/a.ts': without(3) }) }],
  ['the trailers of a bug fix', 'a', (s) => { s.ran('a', [one]); s.does('Mend a\n\nRoot-Cause: it was wrong', { 'src/a.ts': without(3) }) }],
  ['a plan of kind bugfix, as its folder says', 'a', (s) => { s.ran('a', [one]); s.does('Plan', { '.drift/plans/mend/intent.json': '{ "kind": "bugfix" }' }); s.does('Mend a\n\nPlan-Id: mend', { 'src/a.ts': without(3) }) }],
  ['a plan of kind bugfix, closed, as its folder says', 'a', (s) => { s.ran('a', [one]); s.does('Plan', { '.drift/plans/closed/mend/intent.json': '{ "kind": "bugfix" }' }); s.does('Mend a\n\nPlan-Id: mend', { 'src/a.ts': without(3) }) }],
  ['a plan of another kind', '', (s) => { s.ran('a', [one]); s.does('Plan', { '.drift/plans/more/intent.json': '{ "kind": "feature" }' }); s.does('More a\n\nPlan-Id: more', { 'src/a.ts': without(3) }) }],
  ['a refactoring under a bugfix plan', '', (s) => { s.ran('a', [one]); s.does('Plan', { '.drift/plans/mend/intent.json': '{ "kind": "bugfix" }' }); s.does('refactor: a\n\nPlan-Id: mend', { 'src/a.ts': without(3) }) }],
  ['the types are those of bugfix-dod', 'a', (s) => { s.repo.write('.driftrc', JSON.stringify({ plans: { required: false }, checks: { 'bugfix-dod': ['error', { types: ['mend'] }] } })); s.ran('a', [one]); s.ran('b', [{ 'src/b.ts': other(1, 9) }]); s.does('mend: a', { 'src/a.ts': without(3) }); s.does('fix: b', { 'src/b.ts': without(3, other(1, 9)) }) }],
  ['nobody\'s work is mended', '', (s) => { s.does('feat: old', one); s.ran('a', [{ 'src/b.ts': other(1, 9) }]); s.does('fix: old', { 'src/a.ts': without(3) }) }],
  ['the other run is not to blame', 'b', (s) => { s.ran('a', [one]); s.ran('b', [{ 'src/a.ts': code(1, 9) + other(1, 9) }]); s.does('fix: b', { 'src/a.ts': code(1, 9) + without(3, other(1, 9)) }) }],
  ['both are', 'a b', (s) => { s.ran('a', [one]); s.ran('b', [{ 'src/a.ts': code(1, 9) + other(1, 9) }]); s.does('fix: both', { 'src/a.ts': without(3) + without(3, other(1, 9)) }) }],
  ['who wrote the line last is', 'b', (s) => { s.ran('a', [one]); s.ran('b', [{ 'src/a.ts': mended(3) }]); s.does('fix: b', { 'src/a.ts': mended(3).replace('3 + 1', '3 + 2') }) }],
  // Moved lines.
  ['a fix that moves a line in its file', '', (s) => { s.ran('a', [one]); s.does('fix: order', { 'src/a.ts': `${without(2)}${code(2, 2)}` }) }],
  ['a fix that moves lines to another file', '', (s) => { s.ran('a', [one]); s.does('fix: split', { 'src/a.ts': code(1, 5), 'src/c.ts': code(6, 9) }) }],
  ['a fix that moves lines and changes one', 'a', (s) => { s.ran('a', [one]); s.does('fix: split', { 'src/a.ts': code(1, 5), 'src/c.ts': mended(7, code(6, 9)) }) }],
  ['another run moved the lines in their file', 'a', (s) => { s.ran('a', [one]); s.ran('b', [{ 'src/a.ts': code(5, 9) + code(1, 4) }]); s.does('fix: a', { 'src/a.ts': mended(2, code(5, 9) + code(1, 4)) }) }],
  ['another run moved the lines to another file', 'a', (s) => { s.ran('a', [one]); s.ran('b', [{ 'src/a.ts': code(1, 4), 'src/b.ts': code(5, 9) }]); s.does('fix: a', { 'src/b.ts': mended(7, code(5, 9)) }) }],
  ['short lines that were moved are the mover\'s', 'b', (s) => { s.ran('a', [{ 'src/a.ts': `a = 1\n${other(1, 9)}` }]); s.ran('b', [{ 'src/a.ts': `${other(1, 9)}a = 1\n` }]); s.does('fix: a', { 'src/a.ts': `${other(1, 9)}a = 2\n` }) }],
  // Blank lines, comments, white space.
  ['a fix that removes blank lines', '', (s) => { s.ran('a', [{ 'src/a.ts': `${code(1, 3)}\n\n${code(4, 9)}` }]); s.does('fix: space', { 'src/a.ts': code(1, 9) }) }],
  ['a fix that removes comments', '', (s) => { s.ran('a', [{ 'src/a.ts': `${code(1, 3)}// not so\n/* nor so */\n${code(4, 9)}`, 'src/a.py': '# not so\nx = 1\n', 'src/a.sql': '-- not so\nselect 1;\n' }]); s.does('fix: comments', { 'src/a.ts': code(1, 9), 'src/a.py': 'x = 1\n', 'src/a.sql': 'select 1;\n' }) }],
  ['such a line in a file of no plain language', 'a', (s) => { s.ran('a', [{ 'src/a.txt': '# all of it\nmore\n' }]); s.does('fix: text', { 'src/a.txt': 'more\n' }) }],
  ['a fix that indents', '', (s) => { s.ran('a', [one]); s.does('fix: indent', { 'src/a.ts': code(1, 9).replace(/^/gm, '  ') }) }],
  ['a fix that removes signs alone', '', (s) => { s.ran('a', [{ 'src/a.ts': `{\n${code(1, 9)}}\n` }]); s.does('fix: braces', one) }],
  ['another run indented the line', 'a', (s) => { s.ran('a', [one]); s.ran('b', [{ 'src/a.ts': code(1, 9).replace(/^/gm, '  ') }]); s.does('fix: a', { 'src/a.ts': mended(3).replace(/^/gm, '  ') }) }],
  // Renames and odd names.
  ['another run renamed the file', 'a', (s) => { s.ran('a', [one]); s.ran('b', [{ 'src/a.ts': null, 'lib/z.ts': code(1, 9) }]); s.does('fix: a', { 'lib/z.ts': mended(3) }) }],
  ['the fix renames the file', 'a', (s) => { s.ran('a', [one]); s.does('fix: a', { 'src/a.ts': null, 'lib/z.ts': mended(3) }) }],
  ['the fix only renames it', '', (s) => { s.ran('a', [one]); s.does('fix: a', { 'src/a.ts': null, 'lib/z.ts': code(1, 9) }) }],
  ['the fix deletes it', 'a', (s) => { s.ran('a', [one]); s.does('fix: a', { 'src/a.ts': null }) }],
  ['odd names', 'a', (s) => { s.ran('a', [{ 'src/[ä] "q" :(x).ts': code(1, 9) }]); s.does('fix: a', { 'src/[ä] "q" :(x).ts': mended(3) }) }],
  // What came when.
  ['a fix that only adds leads to nobody', '', (s) => { s.ran('a', [one]); s.does('fix: a', { 'src/a.ts': code(1, 10) }) }],
  ['a fix in the run itself', '', (s) => { s.ran('a', [one, { 'src/a.ts': mended(3) }], { message: 'fix: a' }) }],
  ['a fix in the run itself, fast-forwarded', '', (s) => { s.ran('z', [{ 'src/z.ts': other(1, 3) }]); s.ran('a', [one, { 'src/a.ts': mended(3) }], { message: 'fix: a', merge: false }); s.repo.git('merge', '-q', '--ff-only', 'work-a') }],
  ['a fix that came with the same merge', '', (s) => { s.ran('z', [{ 'src/z.ts': other(1, 3) }]); s.ran('a', [one], { merge: false }); s.repo.git('switch', '-q', 'work-a'); s.does('fix: a', { 'src/a.ts': mended(3) }); s.repo.git('switch', '-q', 'main'); s.repo.git('merge', '-q', '--no-ff', '-m', 'Merge', 'work-a') }],
  ['a fix that is not on the target', '', (s) => { s.ran('a', [one]); s.repo.git('switch', '-q', '-c', 'mend'); s.does('fix: a', { 'src/a.ts': mended(3) }); s.repo.git('switch', '-q', 'main') }],
  ['a fix that came by a merge of its own', 'a', (s) => { s.ran('a', [one]); s.repo.git('switch', '-q', '-c', 'mend'); s.does('fix: a', { 'src/a.ts': mended(3) }); s.repo.git('switch', '-q', 'main'); s.repo.git('merge', '-q', '--no-ff', '-m', 'Merge', 'mend') }],
  ['a fix by a later run', 'a', (s) => { s.ran('a', [one]); s.ran('b', [{ 'src/a.ts': mended(3) }], { message: 'fix: a' }) }],
  ['a run that was never merged', '', (s) => { s.ran('a', [one], { merge: false }); s.does('feat: a', { 'src/a.ts': code(1, 12) }); s.does('fix: a', { 'src/a.ts': mended(3, code(1, 12)) }) }],
  // How work comes to the target.
  ['fast-forwarded', 'a', (s) => { s.ran('a', [one], { merge: false }); s.repo.git('merge', '-q', '--ff-only', 'work-a'); s.does('fix: a', { 'src/a.ts': mended(3) }) }],
  ['squashed, with the trailers in its message', 'a', (s) => { s.ran('a', [one, { 'src/b.ts': other(1, 2) }], { merge: false }); s.repo.git('merge', '-q', '--squash', 'work-a'); s.does('a (#1)\n\n* feat: a\n\n  Plan-Id: a\n\n* more', {}); s.does('fix: a', { 'src/a.ts': mended(3) }) }],
  ['a squash of two runs: who touched the file', 'a', (s) => { s.ran('a', [one], { merge: false }); s.ran('b', [{ 'src/b.ts': other(1, 2) }], { merge: false }); s.repo.git('merge', '-q', '--squash', 'work-a'); s.repo.git('commit', '-q', '-m', 'tmp'); s.repo.git('merge', '-q', '--squash', 'work-b'); s.repo.git('reset', '-q', '--soft', 'HEAD~1'); s.does('both\n\n* feat: a\n\n  Plan-Id: a\n\n* feat: b\n\n  Plan-Id: b\n\nend', {}); s.does('fix: a', { 'src/a.ts': mended(3) }) }],
  ['picked with its trailers', 'a', (s) => { s.ran('a', [one], { merge: false }); s.does('feat: between', { x: 'x' }); s.repo.git('cherry-pick', 'work-a'); s.does('fix: a', { 'src/a.ts': mended(3) }) }],
  ['picked without its trailers: known by what it does', 'a', (s) => { s.ran('a', [one], { merge: false }); s.does('feat: between', { x: 'x' }); s.repo.git('cherry-pick', '-n', 'work-a'); s.does('feat: picked', {}); s.does('fix: a', { 'src/a.ts': mended(3) }) }],
  // More than may be followed.
  ['no more files than allowed', 'b', (s) => { s.ran('a', [one]); s.ran('b', [{ 'src/b.ts': other(1, 9) }]); s.does('fix: a', { 'src/a.ts': mended(3) }); s.does('fix: b', { 'src/b.ts': mended(3, other(1, 9)) }) }, ['--blames', '1']],
]

for (const [title, guilty, story, args = []] of defects) test(`defect: ${title}`, async () => assert.is((await told(story, ...args)).guilty, guilty))

const revertOf = (s: Story, ...args: string[]) => s.repo.git('revert', '--no-edit', ...args)
const quiet = (s: Story, commit: string) => { s.repo.git('revert', '-n', commit); s.does('chore: tidy', {}) }
const taken: readonly (readonly [title: string, reverted: string, story: (s: Story) => void])[] = [
  ['a commit of a run', 'a 1', (s) => { const [first] = s.ran('a', [one, { 'src/b.ts': other(1, 2) }]); revertOf(s, first!) }],
  ['two of its commits', 'a 2', (s) => { for (const commit of s.ran('a', [one, { 'src/b.ts': other(1, 2) }])) revertOf(s, commit) }],
  ['the merge', 'a 1', (s) => { s.ran('a', [one]); revertOf(s, '-m', '1', 'HEAD') }],
  ['a merge of two runs', 'a 1, b 1', (s) => { s.ran('a', [one], { merge: false }); s.ran('b', [{ 'src/b.ts': other(1, 2) }], { merge: false }); s.repo.git('switch', '-q', 'work-a'); s.repo.git('merge', '-q', '-m', 'b into a', 'work-b'); s.repo.git('switch', '-q', 'main'); s.repo.git('merge', '-q', '--no-ff', '-m', 'Merge', 'work-a'); revertOf(s, '-m', '1', 'HEAD') }],
  ['in other words, by content', 'a 1', (s) => { const [first] = s.ran('a', [one]); quiet(s, first!) }],
  ['by content, with other work between', 'a 1', (s) => { const [first] = s.ran('a', [one]); s.does('feat: more', { 'src/a.ts': code(1, 9), x: 'x' }); quiet(s, first!) }],
  ['by content, a part of a file', 'a 1', (s) => { s.does('feat: old', { 'src/a.ts': code(1, 30) }); const [first] = s.ran('a', [{ 'src/a.ts': mended(3, code(1, 30)) }]); s.does('feat: more', { 'src/a.ts': mended(25, mended(3, code(1, 30))) }); quiet(s, first!) }],
  ['with other changes, but said so', 'a 1', (s) => { const [first] = s.ran('a', [one]); s.repo.git('revert', '-n', first!); s.does(`Revert "feat: a"\n\nThis reverts commit ${first}.`, { x: 'x' }) }],
  ['named by a short id', 'a 1', (s) => { const [first] = s.ran('a', [one]); s.repo.git('revert', '-n', first!); s.does(`Back\n\nThis reverts commit ${first!.slice(0, 10)}.`, { x: 'x' }) }],
  ['only a part, and not said', '', (s) => { s.ran('a', [one]); s.does('chore: tidy', { 'src/a.ts': without(3) }) }],
  ['as many lines as came went, but others', '', (s) => { s.does('feat: old', { 'src/a.ts': code(1, 9) }); s.ran('a', [{ 'src/a.ts': code(1, 10) }]); s.does('chore: tidy', { 'src/a.ts': code(2, 10) }) }],
  ['nobody\'s', '', (s) => { s.ran('a', [one]); s.does('feat: b', { 'src/b.ts': other(1, 2) }); revertOf(s, 'HEAD') }],
  ['by the run itself', '', (s) => { s.ran('a', [one, { 'src/a.ts': null }]) }],
  ['not on the target', '', (s) => { const [first] = s.ran('a', [one]); s.repo.git('switch', '-q', '-c', 'back'); revertOf(s, first!); s.repo.git('switch', '-q', 'main') }],
  ['the revert of a revert counts no more than the first', 'a 1', (s) => { const [first] = s.ran('a', [one]); revertOf(s, first!); revertOf(s, 'HEAD') }],
  ['a squash', 'a 1', (s) => { s.ran('a', [one, { 'src/b.ts': other(1, 2) }], { merge: false }); s.repo.git('merge', '-q', '--squash', 'work-a'); s.does('a (#1)\n\nPlan-Id: a', {}); revertOf(s, 'HEAD') }],
]

for (const [title, reverted, story] of taken) test(`revert: ${title}`, async () => assert.is((await told(story)).reverted, reverted))

test('what was left out is said', async () => {
  const { notes } = await told((s) => { s.ran('a', [one]); s.does('fix: a', { 'src/a.ts': mended(3) }); s.does('fix: a again', { 'src/a.ts': mended(4, mended(3)) }); s.does('fix: more', { 'src/a.ts': `${mended(4, mended(3))}more\n` }) }, '--blames', '1')
  assert.equal(notes, ['1 of 3 fixes removed no line of code, and could be followed to nobody', '1 of 2 files that fixes touched were not followed, the oldest (--blames)'])
})

test('that fixes were not followed is no proof that nothing was mended', async () => {
  const { rates } = await told((s) => { s.ran('a', [one]); s.ran('b', [{ 'src/b.ts': other(1, 9) }]); s.does('fix: a', { 'src/a.ts': mended(3) }); s.ran('late', [{ 'src/c.ts': other(11, 19) }]); s.does('fix: b', { 'src/b.ts': mended(3, other(1, 9)) }) }, '--blames', '1')
  assert.equal(rates, { a: [1, 1, 'unknown'], b: [1, 0, 1], late: [1, 0, 0] })
})

test('two runs of one plan are told apart by when they began', async () => {
  const { guilty } = await told((s) => {
    const base = s.repo.git('rev-parse', 'HEAD')
    s.does('feat: first\n\nPlan-Id: p', one)
    // The commits of both were made again: only plan and time tell whose they are.
    const gone = ['f'.repeat(40)]
    s.report('early', base, gone, [], { plan: 'p', last: base, started: '2026-01-01T00:00:00.000Z', ended: '2026-01-01T00:02:30.000Z' })
    s.does('feat: second\n\nPlan-Id: p', { 'src/b.ts': other(1, 9) })
    s.report('late', base, gone, [], { plan: 'p', last: base, started: '2026-01-01T00:02:30.000Z' })
    s.does('fix: second', { 'src/b.ts': mended(3, other(1, 9)) })
  })
  assert.is(guilty, 'late')
})

test('without a target branch, and in a shallow clone, what became of runs is unknown', async () => {
  const absent = await told((s) => { s.ran('a', [one]); s.repo.git('branch', '-m', 'main', 'trunk') })
  assert.equal([absent.merged, absent.notes], ['', ['there is no branch main here: what became of the runs is unknown']])
  assert.equal(absent.rates, { a: ['unknown', 0, 'unknown'] })
  const shallow = await told((s) => { s.ran('a', [one]); s.repo.sh('git rev-parse HEAD > .git/shallow') })
  assert.equal([shallow.merged, shallow.notes], ['', ['this clone is shallow: what became of the runs is unknown (git fetch --unshallow)']])
})

test.run()
