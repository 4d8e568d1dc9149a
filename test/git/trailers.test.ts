import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { git } from '../../git/exec.ts'
import * as trailers from '../../git/trailers.ts'
import { DriftError } from '../../host/error.ts'
import { mutant } from '../support/mutant.ts'
import { repository } from '../support/repository.ts'

const { addTrailers, cleanMessage, parseMessage, parseTrailers } = trailers
type Subject = Pick<typeof trailers, 'parseMessage'>

const repo = repository({ unborn: true })
const here = { cwd: repo.root, foreign: true }
test.after(() => repo.dispose())

const scissors = '# ------------------------ >8 ------------------------\n'
const said = (message: string) => parseTrailers(message).map(({ key, value }) => `${key}: ${value}`)

const parsed: [title: string, message: string, trailers: string[]][] = [
  ['a subject alone has none', 'Plan-Id: x\n', []],
  ['nor has a subject of two lines', 'subject\nPlan-Id: x\n', []],
  ['the last paragraph', 's\n\nPlan-Id: x\nPlan-Unit: y\n', ['Plan-Id: x', 'Plan-Unit: y']],
  ['only the last', 's\n\nPlan-Id: x\n\nRefs: 1\n', ['Refs: 1']],
  ['not before prose', 's\n\nPlan-Id: x\n\nprose\n', []],
  ['not among prose', 's\n\nprose\nPlan-Id: x\n', []],
  ['among prose with a sign-off: a quarter', 's\n\na\nb\nc\nSigned-off-by: m\n', ['Signed-off-by: m']],
  ['less than a quarter', 's\n\na\nb\nc\nd\nSigned-off-by: m\n', []],
  ['a picked commit counts as one, and is no trailer', 's\n\nprose\nPlan-Id: x\n(cherry picked from commit 1)\n', ['Plan-Id: x']],
  ['the sign-off is known by its case', 's\n\nprose\nsigned-off-by: m\n', []],
  ['folded', 's\n\nWhy: a\n  b\n\tc\n', ['Why: a b c']],
  ['a dash line divides nothing', 's\n\nPlan-Id: x\n---\n', []],
  ['and cuts nothing', 's\n---\nb\n\nPlan-Id: x\n', ['Plan-Id: x']],
  ['letters, digits and "-", then blanks, then ":"', 's\n\nA-1 \t: v\n', ['A-1: v']],
  ['no "_"', 's\n\nPlan_Id: v\n', []],
  ['no two words', 's\n\nPlan Id: v\n', []],
  ['no "="', 's\n\nPlan-Id=v\n', []],
  ['no é', 's\n\nClé: v\n', []],
  ['an empty value', 's\n\nPlan-Id:\n', ['Plan-Id: ']],
  ['a value with ":"', 's\n\nRefs:a: b\n', ['Refs: a: b']],
  ['comments between and below', 's\n\nPlan-Id: x\n# c\nRefs: 1\n# d\n\n# e\n', ['Plan-Id: x', 'Refs: 1']],
  ['blank lines below', 's\n\nPlan-Id: x\n\n\n', ['Plan-Id: x']],
  ['a blank line with blanks', 's\n \t\nPlan-Id: x\n  \n', ['Plan-Id: x']],
  ['CRLF', 's\r\n\r\nPlan-Id: x\r\nRefs: 1\r\n', ['Plan-Id: x', 'Refs: 1']],
  ['what stands below the scissors', `s\n\nPlan-Id: x\n${scissors}\nRefs: 1\n`, ['Plan-Id: x']],
  ['the old list of conflicts', 's\n\nPlan-Id: x\n\nConflicts:\n\ta\n\tb\n', ['Plan-Id: x']],
  ['no newline at the end', 's\n\nPlan-Id: x', ['Plan-Id: x']],
  ['git reads no further than a NUL', 's\n\nPlan-Id: x\n\0\n\nRefs: 1\n', ['Plan-Id: x']],
  ['a blank line first leaves no title', '\nPlan-Id: x\n', ['Plan-Id: x']],
  ['nothing', '', []],
]

for (const [title, message, expected] of parsed) test(`trailers: ${title}`, () => assert.equal(said(message), expected))

test('git agrees with the table', async () => {
  for (const [title, message, expected] of parsed) {
    if (!message.includes('\0')) assert.equal((await interpreted(message)).split('\n').filter(Boolean), expected, title)
  }
})

const types: [subject: string, type: string | undefined][] = [
  ['fix: a', 'fix'], ['Fix(api)!: a', 'fix'], ['FEAT!: a', 'feat'], ['fix(a b): c', 'fix'], ['fix:a', 'fix'], ['hot-fix: a', 'hot-fix'],
  ['fix a', undefined], ['fix (api): a', 'fix'], ['http://x', undefined], [': a', undefined], ['fixup! fix: a', undefined], ['Merge branch: a', undefined],
]

for (const [subject, type] of types) test(`type of "${subject}"`, () => assert.is(parseMessage(`${subject}\n\nfix: no\n`).type, type))

test('a message in its parts', () => {
  const raw = '\nfix: a\n  b \n\n\nbody\n\nPlan-Id: x\n'
  assert.equal(parseMessage(raw), { raw, subject: 'fix: a   b', body: 'body\n\nPlan-Id: x\n', type: 'fix', trailers: [{ key: 'Plan-Id', value: 'x' }] })
  assert.not('type' in parseMessage('none'))
})

const plan = [{ key: 'Plan-Id', value: 'x' }, { key: 'Plan-Unit', value: 'u' }]
const both = 'Plan-Id: x\nPlan-Unit: u\n'
const hints = '\n# Please enter the commit message.\n#\tnew file: a\n'

const added: [title: string, before: string, after: string][] = [
  ['to a subject', 's\n', `s\n\n${both}`],
  ['to a subject that looks like a trailer', 'fix: s\n', `fix: s\n\n${both}`],
  ['the same below comments', `# c\n\nfix: s\n`, `# c\n\nfix: s\n\n${both}`],
  ['to a body', 's\n\nb\n', `s\n\nb\n\n${both}`],
  ['to trailers', 's\n\nRefs: 1\n', `s\n\nRefs: 1\n${both}`],
  ['to trailers written oddly', 's\n\nRefs :1\n  2\n', `s\n\nRefs :1\n  2\n${both}`],
  ['only what is missing', 's\n\nplan-unit: u\n', 's\n\nplan-unit: u\nPlan-Id: x\n'],
  ['another value', 's\n\nPlan-Id: y\nPlan-Unit: u\n', 's\n\nPlan-Id: y\nPlan-Unit: u\nPlan-Id: x\n'],
  ['git would take Plan for Plan-Id', 's\n\nPlan: x\nPlan-Unit: u\n', 's\n\nPlan: x\nPlan-Unit: u\nPlan-Id: x\n'],
  ['no newline at the end', 'Merge a', `Merge a\n\n${both}`],
  ['before comments', `s\n${hints}`, `s\n\n${both}${hints}`],
  ['before comments, to trailers', `s\n\nRefs: 1\n${hints}`, `s\n\nRefs: 1\n${both}${hints}`],
  ['before the scissors', `s\n${scissors}diff\n\nRefs: 1\n`, `s\n\n${both}${scissors}diff\n\nRefs: 1\n`],
  ['before comments and scissors', `s\n${hints}${scissors}diff\n`, `s\n\n${both}${hints}${scissors}diff\n`],
  ['before the old list of conflicts', 's\n\nb\n\nConflicts:\n\ta\n', `s\n\nb\n\n${both}\nConflicts:\n\ta\n`],
  ['behind a comment inside', 's\n# c\nb\n\nRefs: 1\n# d\nRefs: 2\n', `s\n# c\nb\n\nRefs: 1\n# d\nRefs: 2\n${both}`],
  ['where they are all there', `s\n\n${both}# c\n`, `s\n\n${both}# c\n`],
  ['to an empty message', '', ''],
  ['to comments and blanks', `\n \n${hints}`, `\n \n${hints}`],
  ['to nothing above the scissors', `\n${scissors}s\n`, `\n${scissors}s\n`],
]

for (const [title, before, after] of added) {
  test(`adds ${title}`, () => {
    assert.is(addTrailers(before, plan), after)
    assert.is(addTrailers(after, plan), after)
  })
}

test('adds with another comment character, and where "#" is text', () => {
  assert.is(addTrailers('s\n; c\n; ------------------------ >8 ------------------------\nd\n', plan, { comment: ';' }), `s\n\n${both}; c\n; ------------------------ >8 ------------------------\nd\n`)
  assert.is(addTrailers('Fixes\n#12\n\n# 3', plan, { mode: 'whitespace' }), `Fixes\n#12\n\n${both}\n# 3\n`)
  assert.is(addTrailers('# 1 is fixed\n', plan, { mode: 'whitespace' }), `# 1 is fixed\n\n${both}`)
})

test('a value stays on one line, a key that git cannot read is refused', () => {
  assert.is(addTrailers('s\n', [{ key: 'Drift-Override', value: ' a\n\nPlan-Id: y\r\n b ' }]), 's\n\nDrift-Override: a Plan-Id: y b\n')
  assert.throws(() => addTrailers('s\n', [{ key: 'Plan Id', value: 'x' }]), (error: unknown) => error instanceof DriftError && error.exit === 2)
})

test('a hostile message takes no time', () => {
  const messages = [' '.repeat(1e6), `s\n\na: ${' '.repeat(5e5)}b`, `s\n\n${'a:\n '.repeat(1e5)}`, `s\n\n${'a'.repeat(1e6)}`, '\n'.repeat(1e6), `s\n\n${'# \n'.repeat(2e5)}`, `s${' \n'.repeat(2e5)}b`, `${'('.repeat(1e6)}:`, `fix${'('.repeat(1e6)}`]
  for (const message of messages) {
    const start = performance.now()
    parseMessage(message)
    addTrailers(message, plan)
    assert.ok(performance.now() - start < 2000, JSON.stringify(message.slice(0, 10)))
  }
})

// --- the differential: the same seeded messages, read by git ---------------------------------------------------------

/** Numbers below `below`, the same in every run. */
function random(seed: number): (below: number) => number {
  return (below) => {
    seed = (seed + 0x6d2b79f5) | 0
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

function generator(seed: number): () => string {
  const some = random(seed)
  const one = <T>(of: readonly T[]): T => of[some(of.length)]!
  const trailer = () => one(['Plan-Id: x', 'Plan-Id:y', 'plan-id: x', 'Refs: 1', 'Plan-Unit: u', 'Key-1 : v ', 'A\t:  v', 'Co-authored-by: Zoë <z@x>', 'Empty:', 'Empty: ', 'X: a: b', '9: 1', '-: -', 'Vt: a\v', 'Nb: \u00a0a'])
  const own = () => one(['Signed-off-by: M <m@x>', '(cherry picked from commit 1234)', 'Signed-off-by:M', 'signed-off-by: m', 'Signed-off-by: '])
  const prose = () => one(['prose', 'two words: no', 'Clé: v', 'a_b: c', ': x', '=', 'a=b', '---', '--- a/x', 'Conflicts:', '\ta', 'http://x', 'a', '\v', '\f: x', '\u00a0', 'no:', 'Über: x', '(cherry', '>8'])
  const folded = () => one(['  folded', '\tfolded', ' Key: v', ' # no comment', '\t', ' \r'])
  const comment = () => one(['# c', '#', '# Plan-Id: c', '#: x', ' #', '# ------------------------ >8 ------------------------', '# ------------------------ >8 ------------------------ '])
  const blank = () => one(['', '', '', '', '  ', '\t', ' \t '])
  const lines = (of: readonly (() => string)[], most: number) => Array.from({ length: 1 + some(most) }, () => one(of)())
  return () => {
    const parts: string[][] = []
    if (some(6) === 0) parts.push(lines([blank, comment], 3))
    parts.push(lines([prose, prose, trailer, folded], some(3) === 0 ? 3 : 1))
    for (let left = some(3); left > 0; left--) parts.push([blank()], lines([prose, trailer, folded, comment], 4))
    if (some(5) > 0) parts.push([blank()], lines(one([[trailer], [trailer, folded], [trailer, trailer, own], [trailer, own, prose, prose], [trailer, own, folded, comment], [own, prose, prose, prose], [trailer, prose, folded]]), 7))
    if (some(3) === 0) parts.push(lines([blank, blank, comment], 4))
    if (some(12) === 0) parts.push(['Conflicts:', '\ta', '\tb'].slice(0, 1 + some(3)))
    if (some(12) === 0) parts.push([`${scissors}diff`, ...lines([prose, trailer], 2)])
    const end = one(['\n', '\r\n', '\n', '\n', '\n', '\n'])
    return parts.flat().join(end) + one([end, end, end, ''])
  }
}

interface Reading { readonly trailers: string; readonly subject: string; readonly body: string }

/** What git log reads of commits with these very messages: one import, one log. */
async function logged(messages: readonly string[]): Promise<Reading[]> {
  const commits = messages.map((message, at) => Buffer.concat([
    Buffer.from(`commit refs/heads/read\nmark :${at + 1}\ncommitter T <t@x> ${1700000000 + at} +0000\ndata ${Buffer.byteLength(message)}\n`), Buffer.from(message), Buffer.from('\n'),
  ]))
  await git(['update-ref', '-d', 'refs/heads/read'], here)
  await git(['fast-import', '--quiet', '--force'], { ...here, input: Buffer.concat(commits) })
  const { stdout } = await git(['log', '--reverse', '--topo-order', '--format=%(trailers:only,unfold)%x00%s%x00%b%x00', 'refs/heads/read'], here)
  const fields = stdout.toString('utf8').split('\0')
  assert.is(fields.length, messages.length * 3 + 1)
  return messages.map((_, at) => ({ trailers: fields[at * 3]!.slice(at === 0 ? 0 : 1), subject: fields[at * 3 + 1]!, body: fields[at * 3 + 2]! }))
}

async function interpreted(message: string, ...args: string[]): Promise<string> {
  return (await git(['interpret-trailers', '--no-divider', ...(args.length > 0 ? args : ['--parse'])], { ...here, input: message })).stdout.toString('utf8')
}

const inLines = (found: readonly { key: string; value: string }[]) => found.map(({ key, value }) => `${key}: ${value}\n`).join('')
const reading = ({ parseMessage }: Subject, message: string): Reading => {
  const { trailers, subject, body } = parseMessage(message)
  return { trailers: inLines(trailers), subject, body }
}

const wanted = process.env['DRIFT_TEST_LONG'] ? 10_000 : 1_000
const next = generator(20260102)
const messages = Array.from({ length: wanted }, next)

test('git log reads the same trailers, subject and body', async () => {
  const theirs = await logged(messages)
  for (const [at, message] of messages.entries()) assert.equal(reading(trailers, message), theirs[at], JSON.stringify(message))
  const none = theirs.filter((one) => one.trailers === '').length
  console.log(`${wanted} messages: ${wanted - none} with trailers, ${none} without`)
  assert.ok(none >= wanted / 5 && wanted - none >= wanted / 5, `${none} of ${wanted} have none`)
})

test('interpret-trailers --parse reads the same trailers', async () => {
  for (const message of messages.filter((_, at) => at % 10 === 0)) {
    assert.is(inLines(parseTrailers(message)), await interpreted(message), JSON.stringify(message))
  }
})

test('git commit cleans a message the same way', async () => {
  for (const [at, message] of messages.filter((_, at) => at % 16 === 0).entries()) {
    const mode = (['strip', 'scissors', 'whitespace', 'verbatim'] as const)[at % 4]!
    // With -v git cuts at the scissors in mode strip, as it does after an editor that showed the diff.
    // Without an editor scissors are plain text.
    await git(['commit', '--quiet', '--allow-empty', '--allow-empty-message', '--no-verify', ...(mode === 'strip' ? ['-v'] : mode === 'scissors' ? ['-e'] : []), `--cleanup=${mode}`, '-F', '-'], { ...here, input: message })
    const commit = (await git(['cat-file', 'commit', 'HEAD'], here)).stdout.toString('utf8')
    // -F cleans white space before the message file is written.
    const file = mode === 'verbatim' ? message : cleanMessage(message, { mode: 'whitespace' })
    assert.is(cleanMessage(file, { mode }), commit.slice(commit.indexOf('\n\n') + 2), `${mode} ${JSON.stringify(message)}`)
  }
})

test('interpret-trailers adds trailers at the same place', async () => {
  for (const message of messages.filter((_, at) => at % 10 === 3)) {
    const clean = cleanMessage(message)
    if (clean === '') continue
    // Git rewrites "key :value" to "key: value" on the way; we leave all that was there alone.
    const rewritten = (text: string) => text.replace(/^([A-Za-z0-9-]+)[ \t]*:[ \t]*(\n[ \t]+)?/gm, '$1: ').replace(/[ \t]+$/gm, '')
    const theirs = await interpreted(clean, '--if-exists', 'addIfDifferent', '--trailer', 'Zone: a', '--trailer', 'Plan-Id: x')
    const mine = addTrailers(clean, [{ key: 'Zone', value: 'a' }, { key: 'Plan-Id', value: 'x' }])
    assert.is(rewritten(mine), rewritten(theirs), JSON.stringify(clean))
  }
})

test('what is added is read from what will be committed, and nothing else changes', () => {
  for (const message of messages) {
    for (const mode of ['strip', 'scissors', 'whitespace', 'verbatim'] as const) {
      const clean = cleanMessage(message, { mode })
      const { subject } = parseMessage(clean)
      // Scissors or "Conflicts:" as the last line mean nothing to git until they get their newline; and what begins with
      // "Conflicts:" is a list of conflicts to the end, until trailers cut it off.
      if ((mode === 'verbatim' && !message.endsWith('\n')) || subject.includes('Conflicts:')) continue
      const after = addTrailers(message, plan, { mode })
      assert.is(addTrailers(after, plan, { mode }), after, `${mode} ${JSON.stringify(message)} ${JSON.stringify(after)}`)
      if (/^[ \t\r\n]*$/.test(clean.split(scissors)[0]!)) { assert.is(after, message); continue }
      const committed = cleanMessage(after, { mode })
      for (const { key, value } of plan) {
        const read = parseMessage(committed).trailers.some((one) => one.key.toLowerCase() === key.toLowerCase() && one.value === value)
        assert.ok(read, `${mode} ${JSON.stringify(message)}`)
      }
      // Git reads no trailer below scissors, wherever they are.
      if (!subject.includes('>8')) assert.equal(parseMessage(committed).subject, subject)
      if (mode === 'strip') assert.is(committed, addTrailers(clean, plan), JSON.stringify(message))
      assert.is(without(after, after === message || message.endsWith('\n') ? message : `${message}\n`), '', JSON.stringify(message))
    }
  }
})

/** What of `before` is missing once the one longest insertion is taken out of `after`. */
function without(after: string, before: string): string {
  let head = 0
  while (head < before.length && after[head] === before[head]) head++
  return after.endsWith(before.slice(head)) ? '' : before.slice(head)
}

const mutants: [name: string, from: string, to: string][] = [
  ['a fifth is enough', 'trailers * 3 >= others', 'trailers * 4 >= others'],
  ['more than a quarter is needed', 'trailers * 3 >= others', 'trailers * 3 > others'],
  ['any trailer is recognised', '(own && trailers * 3 >= others)', '(trailers * 3 >= others)'],
  ['prose among trailers is fine', 'trailers > 0 && others === 0', 'trailers > 0'],
  ['folded prose is a trailer', 'others += folded + 1; folded = 0', 'others += 1'],
  ['a comment ends nothing', "{ others += folded; folded = 0; continue }", 'continue'],
  ['the subject may be trailers', '  return lines.length\n', '  return 0\n'],
  ['blank lines below end it', 'if (!text) continue', ''],
  ['conflicts are text', "line === 'Conflicts:\\n'", 'false'],
  ['scissors are text', "const cut = scissors(text, '#')", 'const cut = text.length'],
  ['comments at offset 0 count', 'return from || cut', "return from || (text.startsWith('#') ? 0 : cut)"],
  ['a key may hold "_"', '/^([A-Za-z0-9-]+)[ \\t]*:/', '/^([\\w-]+)[ \\t]*:/'],
  ['no blank before ":"', '/^([A-Za-z0-9-]+)[ \\t]*:/', '/^([A-Za-z0-9-]+):/'],
  ['values stay folded', ".replace(/\\n[ \\t\\n\\r]*/g, ' ')", ''],
  ['every white space is a blank', 'let end = text.length', 'let end = text.trimEnd().length'],
  ['the subject is one line', ".map(trimEnd).join(' ')", '.slice(0, 1).join()'],
]

for (const [name, from, to] of mutants) {
  test(`caught: ${name}`, async () => {
    const broken = await mutant<Subject>(['git/trailers.ts'], from, to)
    // What passes the comparison with git is what git says, so that a difference to it needs no git.
    assert.ok(messages.slice(0, 1000).some((message) => JSON.stringify(reading(broken, message)) !== JSON.stringify(reading(trailers, message))))
  })
}

test.run()
