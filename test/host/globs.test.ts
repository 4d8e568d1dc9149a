import { spawn } from 'node:child_process'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fields, git } from '../../git/exec.ts'
import { gitEnvironment } from '../../git/start.ts'
import { DriftError } from '../../host/error.ts'
import * as globs from '../../host/globs.ts'
import { mutant } from '../support/mutant.ts'
import { repository } from '../support/repository.ts'

const { checkGlob, compileGlobs, matches } = globs
const repo = repository({ unborn: true })
const here = { cwd: repo.root, foreign: true }
test.after(() => repo.dispose())

// What each pattern takes of these paths, by reading git's manual; the differential below asks git itself.
const table: [pattern: string | string[], takes: string[], leaves: string[]][] = [
  ['src/auth', ['src/auth', 'src/auth/a.ts', 'src/auth/b/c.ts'], ['src/authority', 'src', 'x/src/auth']],
  ['src/auth/', ['src/auth/a.ts', 'src/auth/.env'], ['src/auth', 'src/authority']],
  ['src/*', ['src/a.ts', 'src/.env'], ['src/b/c.ts', 'src']],
  ['src/**', ['src/a.ts', 'src/b/c.ts', 'src/.x/.y'], ['src', 'src2/a']],
  ['**/*.md', ['a.md', 'd/a.md', '.d/.a.md'], ['a.mdx', 'a.md/b']],
  ['a/**/b', ['a/b', 'a/x/b', 'a/x/y/b'], ['a/b/c', 'ab', 'a/xb']],
  ['*.md', ['README.md'], ['docs/README.md']],
  ['**', ['a', 'a/b', '.a/.b'], []],
  ['{src,test}/a{,.spec}.ts', ['src/a.ts', 'test/a.spec.ts'], ['src/a.spec', 'lib/a.ts', '{src,test}/a.ts']],
  ['{a,b{c,d}}/x', ['a/x', 'bc/x', 'bd/x'], ['b/x', 'c/x']],
  ['\\{a,b\\}', ['{a,b}'], ['a', 'b']],
  ['\\!a', ['!a'], ['a']],
  ['app/[id]', ['app/i', 'app/d', 'app/[id]', 'app/[id]/page.ts'], ['app/id', 'app/i/page.ts']],
  ['app/\\[id\\]/**', ['app/[id]/page.ts'], ['app/i/page.ts']],
  ['[!a-c]?', ['da', '-b', '.b'], ['ab', 'd', 'd/']],
  ['?.txt', ['e.txt'], ['é.txt', '.txt']],
  ['??.txt', ['é.txt', 'ab.txt'], ['éa.txt']],
  ['README', ['README'], ['readme', 'Readme']],
  ['@(a|b)', ['@(a|b)'], ['a', 'b']],
  ['#a', ['#a', '#a/b'], ['a']],
  [['src/**', '!src/gen/**', 'src/gen/keep.ts'], ['src/a.ts', 'src/generated.ts'], ['src/gen/a.ts', 'src/gen/keep.ts']],
  [['!docs/**'], ['src/a.ts', 'docs'], ['docs/a.md']],
  [[], [], ['a', 'a/b']],
]

for (const [pattern, takes, leaves] of table) {
  test(`the glob ${JSON.stringify(pattern)}`, () => {
    for (const path of [...takes, ...leaves]) assert.is(matches(pattern, path), takes.includes(path), path)
  })
}

test('bytes win over a quoted path', () => {
  const path = { path: '"caf\\351"', bytes: 'caf\xe9' }
  assert.equal([matches('caf?', path), matches('"caf*', path)], [true, false])
})

const refused: [pattern: string, wrong: RegExp, instead?: RegExp][] = [
  ['a**', /stands beside other/, /a\/\*\*/], ['d/***', /stands beside/], ['**b', /stands beside/], ['b{**,a}', /stands beside/],
  ['./x', /"\." or "\.\."/, /top folder/], ['d/./a', /"\." or/], ['../x', /"\." or/], ['.', /"\." or/], ['\\../a', /"\." or/],
  ['/a', /begins with "\/"/], ['a//b', /two "\/"/], ['{,a}/b', /begins with "\/"/], ['a*/', /ends with "\/" and holds/, /a\*\/\*\*/],
  ['[', /no complete set/, /\\\[/], ['[*', /no complete set/], ['*[a', /no complete set/], ['[]a]', /no complete set/], ['[!]', /no complete set/],
  ['[[:alpha:]]', /no complete set/], ['d/[a-/]', /no complete set/], ['[é]', /plain ASCII/], ['[z-a]', /z-a runs backwards/], ['[!z-a]', /backwards/], ['[\\^a]', /begins with/, /\[a\^\]/],
  ['*\\/a', /backslash/], ['a\\', /backslash/], ['src\\auth', /backslash/, /Write "\/"/],
  ['{a', /without its "}"/], ['a}', /without its "{"/], ['{a}', /without a comma/], ['{1..3}', /comma/, /\{1,2,3\}/],
  ['', /empty/], ['!', /empty/], ['{a,}', /alternatives is empty/], ['!!a', /a "!"/], ['{!a,b}', /a "!"/], [':(glob)a', /magic/], [' a', /blank/], ['a ', /blank/], ['a\u00a0', /blank/, /any other blank as a ?/], ['a\n', /control/], ['\ud800', /half a character/],
  ['**/a/**/b/**/c/**', /more than 3 times/], ['*a*a*a*a*a*', /more than 5/], [`*${'a'.repeat(1100)}`, /512 bytes/], ['a'.repeat(5000), /4096 bytes/],
]

for (const [pattern, wrong, instead] of refused) {
  test(`the glob ${JSON.stringify(pattern.slice(0, 40))} is refused`, () => {
    assert.match(checkGlob(pattern)!, wrong)
    assert.match(checkGlob(pattern)!, instead ?? /Write|Remove|Name|One/)
    const thrown = caught(() => compileGlobs(['ok/**', pattern]))
    assert.is(thrown.exit, 2)
    assert.match(thrown.message, wrong)
    assert.ok(thrown.message.startsWith(`glob ${JSON.stringify(pattern).slice(0, 20).replace(/"$/, '')}`), thrown.message)
  })
}

test('a pattern at each limit is fine, and one beyond it is refused at once', () => {
  assert.is(compileGlobs(['{a,b}'.repeat(6)]).pathspecs.length, 64)
  for (const bomb of ['{a,b}'.repeat(7), '{a,b}'.repeat(800), `{${'a,'.repeat(2000)}a}`, `${'{a,'.repeat(1000)}a${'}'.repeat(1000)}`, '{'.repeat(4096), '*a'.repeat(2000)]) {
    assert.ok(took(() => assert.ok(checkGlob(bomb))) < 50, `${bomb.slice(0, 20)} took too long`)
  }
})

test('no pair of pattern and path takes long', () => {
  const a = (count: number) => 'a'.repeat(count)
  const paths = [a(4000), Array(2000).fill('a').join('/'), Array(16).fill(a(250)).join('/')]
  for (const pattern of ['*a*a*a*a*b', '**/*a*a*a*a*b/**/b', `*${a(500)}b?`, `*${'[a]'.repeat(160)}b?`, '**/*/**/*/**/b', `**/${'*a*/'.repeat(120)}**/b/**/c`]) {
    assert.is(checkGlob(pattern), undefined)
    for (const path of paths) assert.ok(took(() => assert.not(matches(pattern, path))) < 200, `${pattern.slice(0, 30)} took too long`)
  }
})

// --- the differential: the same seeded patterns against git over an index of odd names -------------------------------

const gitlinks = ['sub', 'd/sub']
const odd = [
  'a', 'b/a', 'b/a.md', 'b/c/a.md', '.a', '.b/.a', '.b/a', 'd/a', 'd/f', 'd/d/f', 'd/[id]/x', 'd/i/x', '[id]/a', '[a]', 'a*', 'a*b/c', '*', '**/a', 'd/*/f', '?', 'd/?', '{a,b}', '{a', 'a}', 'a,b', '!a', '!d/a', '#a', '(a)', '@(a|b)',
  '+(a)/b', 'a\\b', 'd\\f', 'a\\*', '\\', 'd/\\', 'a b', ' a', 'a ', 'a-c', '-', '-a', ']', '[', '[a', '[!a]', '^', 'd/^a', '[^a]/b', '~', ':a', ':(top)a', '$a', "'", '"', 'A', 'B/A', 'D/F', 'Ad', '...', '.../a', '..a', 'a..', '.ab/..c',
  'a\tb', 'a\nb', 'd/\x01', '\x7f', 'é', 'é/a', 'd/é', 'e\u0301', 'aé', 'éa', 'ü.md', '日本', 'd/日本/a', '😀', 'b/😀.md', 'src/a.ts', 'src/a.test.ts', 'src/ab/a.ts', 'src/ab.ts', 'srcs/a.ts', 'src.ts', 'test/src/a.ts', 'aa', 'aaa', 'aaaa/aaa', 'abab', 'abcabc/cab', 'a/a/a/a/a'.replace('a', 'x'),
  'x/b/a', 'x/a/b', 'x/a/b/a/b', 'x/a/x/b', 'x/x/a/b/x/b', 'x/b/b/b', 'z/.x/a', 'z/x./a', 'z/1', 'z/10', 'z/0/9', 'z/a0', 'z/-1',
].map((name) => Buffer.from(name).toString('latin1'))
const raw = ['\xe9', 'd/\xe9', '\xe9/a', 'b/\xff\xfe', '\x80.md', 'caf\xe9.md', 'd/\xc3', '\xc3/\xa9', 'a\xa0b']

/** The bytes of every path in the index. */
async function buildIndex(): Promise<string[]> {
  const names = ['a', 'b', 'd', 'ab', '.a', 'a.md', '[a]', 'a*', 'é', 'A', 'x-y', 'a\\b', '\xe9', '{a,b}', '1']
  const some = random(7)
  const made = Array.from({ length: 400 }, () => Array.from({ length: 1 + some(4) }, () => names[some(names.length)]!).join('/'))
  const blob = (await git(['hash-object', '-w', '--stdin'], here)).stdout.toString().trim()
  // A path that is a folder elsewhere would push that folder out of the index.
  const kept: string[] = []
  for (const path of [...odd, ...raw, ...gitlinks, ...made]) {
    if (!kept.some((other) => other === path || other.startsWith(`${path}/`) || path.startsWith(`${other}/`))) kept.push(path)
  }
  const entries = kept.map((path, at) => `${gitlinks.includes(path) ? 160000 : at % 9 === 0 ? 120000 : 100644} ${blob}\t${path}\0`)
  await git(['update-index', '-z', '--index-info'], { ...here, input: Buffer.from(entries.join(''), 'latin1') })
  return fields((await git(['ls-files', '-z'], here)).stdout)
}

/** Numbers below `below`, the same in every run. */
function random(seed: number): (below: number) => number {
  return (below) => {
    seed = (seed + 0x6d2b79f5) | 0
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

/** One list of patterns, and what git is asked: braces are spelled out here, so that they have an oracle of their own. */
interface Case {
  readonly patterns: string[]
  readonly included: string[]
  readonly excluded: string[]
}

interface Made { readonly pattern: string; readonly plain: string[] }
function generator(seed: number, paths: readonly string[]): () => Case {
  const some = random(seed)
  const one = <T>(of: readonly T[]): T => of[some(of.length)]!
  const texts = paths.map((path) => Buffer.from(path, 'latin1').toString()).filter((path) => !path.includes('\ufffd'))
  const pieces = ['a', 'b', 'd', 'x', '.', '*', '*', '**', '?', '/', '/', './', 'd/./', '[a-c]', '[!a]', '[^.]', '[a-]', '[]a]', '[z-a]', '[!b-a]', '[[:alpha:]]', '[\\]a]', '[\\^a]', '[!\\^a]', '[a^!]', '[.-9]', '[--a]', '[a-c-e]', '[[]', '[', ']', '\\', '\\*', '\\[', '\\\\', '{', '}', '!', '#', '(', ')', '|', '@', '+', 'é', '😀', ' ', '-', '..', 'md', ':']
  const plain = (pattern: string): Made => ({ pattern, plain: [pattern] })
  // Braces have their escape already.
  const escaped = (text: string) => text.replace(/[*?[\]]|\\(?![{}])|^[!:]/g, '\\$&')
  const sameSpirit = (path: string): string => {
    const parts = path.replace(/[{}]/g, '\\$&').split('/').map((part) => {
      switch (some(12)) {
        case 0: return '*'
        case 1: return '**'
        case 2: return part.replace(/.$/su, '*')
        case 3: return part.replace(/^./su, '?')
        case 4: return part.replace(/\p{ASCII}/u, (c) => `[${one(['', '!', '^'])}${c}${one(['', 'a-z', 'xyz', '-'])}]`)
        case 5: return `*${part.slice(some(part.length + 1))}`
        case 6: return part
        case 7: return part.replace(/[a-z]/, '?')
        default: return escaped(part)
      }
    })
    if (some(4) === 0) parts.splice(some(parts.length), 1 + some(2), '**')
    if (some(5) === 0) parts.length = Math.max(1, parts.length - 1)
    return one(['', '', '', '', '', '', '', '', '', './']) + parts.join('/') + one(['', '', '', '', '', '', '/', '/**', '/*', 'x', '*'])
  }
  const wild = (): string => Array.from({ length: 1 + some(6) }, () => one(pieces)).join('')
  const braces = ({ pattern, plain }: Made): Made => {
    if (!/^[^[\\{}]+$/.test(pattern)) return { pattern, plain }
    const at = some(pattern.length + 1), end = at + some(pattern.length - at + 1)
    const ways = [pattern.slice(at, end), ...Array.from({ length: 1 + some(2) }, () => one(['a', 'b', 'd/a', '', '*', 'é', 'x/b']))]
    return { pattern: `${pattern.slice(0, at)}{${ways.join(',')}}${pattern.slice(end)}`, plain: ways.map((way) => pattern.slice(0, at) + way + pattern.slice(end)) }
  }
  const single = (): Made => {
    const made = plain(some(3) === 0 ? wild() : sameSpirit(one(texts)))
    return some(5) === 0 && !made.pattern.includes(',') ? braces(made) : made
  }
  return () => {
    const patterns: string[] = [], included: string[] = [], excluded: string[] = []
    for (let left = some(4) === 0 ? 2 + some(2) : 1; left > 0; left--) {
      const made = single()
      // A "!" that begins a pattern is ours, not git's.
      const exclude = made.pattern.startsWith('!')
      const drop = !exclude && some(patterns.length > 0 ? 2 : 12) === 0
      patterns.push(drop ? `!${made.pattern}` : made.pattern)
      for (const one of made.plain) (exclude || drop ? excluded : included).push(exclude ? one.slice(1) : one)
    }
    // Git takes sub/ for the submodule itself; we do not.
    const ask = (text: string) => `:(top,glob)${gitlinks.includes(text.slice(0, -1)) ? `${text}**` : text}`
    return { patterns, included: (included.length > 0 ? included : ['**']).map(ask), excluded: excluded.map(ask) }
  }
}

/** What git selects for each list of pathspecs: one sh for many gits, because node needs four times as long to start one. */
async function asked(command: string, lists: readonly (readonly string[])[]): Promise<string[][]> {
  const quoted = (word: string) => `'${word.replaceAll("'", "'\\''")}'`
  const script = lists.map((list) => `${command} -- ${list.map(quoted).join(' ')} && printf '//\\0' || exit 1\n`).join('')
  const child = spawn('sh', ['-s'], { cwd: repo.root, env: gitEnvironment({ foreign: true }), stdio: ['pipe', 'pipe', 'inherit'] })
  const out: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  child.stdin.end(script)
  const code = await new Promise((resolve) => child.on('close', resolve))
  assert.is(code, 0, 'git took a pattern of ours for an error')
  const answers: string[][] = [[]]
  for (const field of fields(Buffer.concat(out))) {
    if (field === '//') answers.push([])
    else answers.at(-1)!.push(field)
  }
  assert.is(answers.pop()!.length + answers.length, lists.length)
  return answers
}

type Subject = Pick<typeof globs, 'checkGlob' | 'compileGlobs'>
const taken = (subject: Subject, patterns: readonly string[], paths: readonly string[]) => {
  const { matches } = subject.compileGlobs(patterns)
  return paths.filter((bytes) => matches({ path: 'never read', bytes }))
}
const accepts = (subject: Subject, { patterns }: Case) => patterns.every((pattern) => subject.checkGlob(pattern) === undefined)
const differs = (a: readonly string[], b: readonly string[]) => a.join('\0') !== b.join('\0')
async function compared(subject: Subject, cases: readonly Case[], paths: readonly string[]): Promise<string[]> {
  // Exclusions are a question of their own: ls-files alone gets them wrong beside inclusions with a common folder.
  const excluding = cases.filter(({ excluded }) => excluded.length > 0)
  const answers = await asked('git ls-files -z', [...cases.map(({ included }) => included), ...excluding.map(({ excluded }) => excluded)])
  const dropped = new Map(excluding.map((one, at) => [one, new Set(answers[cases.length + at]!)]))
  return cases.flatMap((one, at) => {
    const mine = taken(subject, one.patterns, paths)
    const theirs = answers[at]!.filter((path) => !dropped.get(one)?.has(path))
    if (!differs(mine, theirs)) return []
    return [`${JSON.stringify(one.patterns)}: drift only ${JSON.stringify(mine.filter((p) => !theirs.includes(p)))}, git only ${JSON.stringify(theirs.filter((p) => !mine.includes(p)))}`]
  })
}

const wanted = process.env['DRIFT_TEST_LONG'] ? 10_000 : 1_000
let paths: string[] = []
const cases: Case[] = []
const rejected: Case[] = []

test('drift and git select the same paths', async () => {
  paths = await buildIndex()
  const next = generator(20260101, paths)
  for (const rare of ['+(a)/*', '+(a)/?', '@(a|b)*', '?(a|b)', '*(a)/b']) cases.push({ patterns: [rare], included: [rare], excluded: [] })
  while (cases.length < wanted) {
    const one = next()
    ;(accepts(globs, one) ? cases : rejected).push(one)
  }
  assert.ok(rejected.length < cases.length * 2, `${rejected.length} refused, ${cases.length} taken`)
  for (let at = 0; at < cases.length; at += 500) assert.equal(await compared(globs, cases.slice(at, at + 500), paths), [])
  const empty = cases.filter((one) => taken(globs, one.patterns, paths).length === 0).length
  console.log(`${cases.length} lists of globs over ${paths.length} paths: ${cases.length - empty} take some, ${empty} none; ${rejected.length} refused`)
  assert.ok(empty >= cases.length / 5 && cases.length - empty >= cases.length / 5, `${empty} of ${cases.length} take nothing`)
})

test('its own pathspecs select the same paths in diff-index and ls-files', async () => {
  const tree = (await git(['hash-object', '-w', '-t', 'tree', '--stdin'], here)).stdout.toString().trim()
  // A submodule's name with a slash, exclusions beside a common folder (ls-files once cut them short), and nothing at all.
  const lists = [...cases.filter((_, at) => at % 5 === 0).map(({ patterns }) => patterns), ['sub/'], ['x/**', '!**/b'], []]
  const expected = lists.map((patterns) => taken(globs, patterns, paths))
  assert.ok(expected.at(-2)!.length > 0 && taken(globs, ['x/**/b'], paths).length > 0)
  for (const command of [`git diff-index --cached --name-only --no-renames --ignore-submodules=none -z ${tree}`, 'git ls-files -z']) {
    const answers = await asked(command, lists.map((patterns) => compileGlobs(patterns).pathspecs))
    assert.equal(lists.filter((_, at) => differs(expected[at]!, answers[at]!)), [])
  }
})

// Each was seen to be caught; a mutant of the grammar lets through what the real one refuses.
const mutants: [name: string, from: string, to: string][] = [
  ['characters for bytes', "Buffer.from(text).toString('latin1')", 'text'],
  ['dotfiles hide', 'dot: true', 'dot: false'],
  ['a bracketed folder is never literal', 'literal(bytes) || (', '('],
  ['a folder is not what is below it', "bytes === text || bytes.startsWith(below)", 'bytes === text'],
  ['a prefix is a folder', 'bytes.startsWith(below)', 'bytes.startsWith(text)'],
  ['(a|b) means something', 'noext: true', 'noext: false'],
  ['exclusions do nothing', ' && !(drops.perhaps(bytes) && drops.all(bytes))', ''],
  ['exclusions alone take nothing', "? ['**'] : named", '? [] : named'],
  ['only the first alternative', '=> ways.map((way) => head + way)', '=> [head + ways[0]!]'],
  ['a** is allowed', "stars.includes('**') && segment !== '**'", 'false'],
  ['[z-a] is allowed', 'members[at]!.at(-1)! > members[at + 2]!.at(-1)!', 'false'],
  ['[\\^a] is allowed', "set.startsWith('[\\\\^')", 'false'],
  ['a [ without its ] is allowed', '|[^\\\\[]/uy', '|[^\\\\]/uy'],
  ['[[:alpha:]] is allowed', '|[^\\\\[\\]{}/', '|[^\\\\\\]{}/'],
]

for (const [name, from, to] of mutants) {
  test(`caught: ${name}`, async () => {
    const broken = await mutant<Subject>(['host/globs.ts', 'host/glob-grammar.ts'], from, to)
    const known = cases.slice(0, 1000).filter((one) => accepts(broken, one) && differs(taken(broken, one.patterns, paths), taken(globs, one.patterns, paths)))
    // What passes the comparison with git is what git says, so that a difference to it needs no git.
    const fresh = known.length > 0 ? [] : rejected.filter((one) => accepts(broken, one)).slice(0, 300)
    assert.ok(known.length > 0 || (await compared(broken, fresh, paths)).length > 0, `nothing of ${fresh.length} new cases shows it`)
  })
}

function took(work: () => void, start = performance.now()): number {
  work()
  return performance.now() - start
}

function caught(work: () => unknown): DriftError {
  try { work() } catch (error) { if (error instanceof DriftError) return error; throw error }
  throw new Error('nothing was thrown')
}

test.run()
