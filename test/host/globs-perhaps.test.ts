// limit 120 s: before a path is matched, an expression that takes at least as much is asked. Here the same globs without any such
// expression are the oracle, over names that hold bytes, line ends and wildcards.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as globs from '../../host/globs.ts'
import { mutant } from '../support/mutant.ts'

type Subject = Pick<typeof globs, 'matches' | 'perhapsAny' | 'checkGlob'>

const rounds = process.env['DRIFT_TEST_LONG'] ? 100_000 : 12_000
const pieces = ['a', 'b', 'ab', '.', '.a', '-', '+', '(', '|', '$', '^', '{', '\n', 'é', '/', '/', '/', '*', '*', '?', '**/', '/**', '[ab]', '[!a]', '[a-c]', '\\*', '\\[', '\\\\']

function random(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) % 65_521 % below
}

/** A path that a glob may well take: its wildcards filled in, or taken for what they are. */
function pathFor(glob: string, next: (below: number) => number): string {
  const some = () => ['', 'a', 'b', 'ab', '\n', 'a\nb', '\n', 'é', '\xff', '*', '[ab]', '.a'][next(12)]!
  const filled = next(4) === 0 ? glob : glob.replace(/\\(.)|\*\*|\*|\?|\[[^\]]*\]/gs, (wild, literal?: string) => literal ?? (wild === '**' ? ['a', 'a/b', '', '\n/a'][next(4)]! : wild === '*' ? some() : ['a', 'b', '\n', '\xc3'][next(4)]!))
  return `${['', '', '', 'a/', 'x'][next(5)]}${filled}${['', '', '', '/a', 'x', '\n'][next(6)]}`.replace(/\/{2,}/g, '/').replace(/^\/|\/$/g, '')
}

const cases: { readonly list: readonly string[]; readonly bytes: string }[] = []
const next = random(20261121)
while (cases.length < rounds) {
  const list = Array.from({ length: 1 + next(3) }, () => (next(8) === 0 ? '!' : '') + (next(3) === 0 ? '**/' : '') + Array.from({ length: 1 + next(5) }, () => pieces[next(pieces.length)]!).join('').replace(/\/{2,}/g, '/'))
  if (list.some((glob) => globs.checkGlob(glob) !== undefined)) continue
  const bytes = Buffer.from(pathFor(list[0]!.replace(/^!/, ''), next), 'utf8').toString('latin1')
  if (bytes !== '') cases.push({ list, bytes }, { list, bytes: `${bytes.slice(0, next(bytes.length))}\xff${bytes.slice(next(bytes.length))}` })
}

const changed = (from: string, to: string) => mutant<Subject>(['host/globs.ts'], from, to)
const bare = changed('function atLeast(glob: string): Shape {\n', 'function atLeast(glob: string): Shape {\n  if (glob !== undefined) return everything\n')

/** Cases in which a subject differs from the oracle: as bytes, as text where it is that, and in what may be taken. */
async function wrong(subject: Subject): Promise<readonly string[]> {
  const oracle = await bare
  return cases.filter(({ list, bytes }) => {
    const taken = oracle.matches(list, { path: 'never read', bytes })
    const text = Buffer.from(bytes, 'latin1').toString('utf8')
    const isText = Buffer.from(text).toString('latin1') === bytes
    const mayBe = oracle.matches(list, { path: 'never read', bytes }) || list.some((glob) => oracle.matches(glob, { path: 'never read', bytes }))
    return subject.matches(list, { path: 'never read', bytes }) !== taken || (isText && subject.matches(list, text) !== taken)
      || (mayBe && !(subject.perhapsAny(list)({ path: 'never read', bytes }) && (!isText || subject.perhapsAny(list)(text))))
  }).map((one) => JSON.stringify(one))
}

test('what is asked first refuses nothing that a glob takes', async () => {
  assert.equal(await wrong(globs), [])
  const oracle = await bare
  const taken = cases.filter(({ list, bytes }) => oracle.matches(list, { path: 'never read', bytes })).length
  assert.ok(taken * 5 > cases.length && taken * 5 < cases.length * 4, `${taken} of ${cases.length} are taken`)
})

test('and it refuses most of what none takes', () => {
  const guards = ['.github/workflows/**', '**/AGENTS.md', 'LICENSE', '.driftrc*', 'docs/*.md']
  const perhaps = globs.perhapsAny(guards)
  for (const path of ['src/a.js', 'docs/a.js', 'AGENTS.mdx', 'github/workflows/a', 'src/.driftrc', 'LICENSES']) assert.is(perhaps(path), false, path)
})

for (const [what, from, to] of [
  ['one line alone', ".join('|'), 's')", ".join('|'))"],
  ['exclusions that take the rest', 'if (parsed.some(({ exclude }) => exclude)) return () => true', ''],
  ['bytes for text', '|| !globs.every(isAscii)', ''],
  ['nothing below', "return head ? { before, part: head, after } : everything", "return head ? { before, part: head, after: '$' } : everything"],
  ['the top alone', "const before = depth ? '(?:^|/)' : '^'", "const before = '^'"],
  ['sets as they are written', "/[\\\\[]/.test(rest) ? ['']", "/[\\\\]/.test(rest) ? ['']"],
  ['escapes as they are written', "/[\\\\[]/.test(rest) ? ['']", "/[[]/.test(rest) ? ['']"],
  ['signs of expressions', '/[.*+?^${}()|', '/[.*+?^{}()|'],
  ['the end of the name, not of a folder', "part: `${head}.*${tail}`, after }", "part: `${head}.*${tail}`, after: '$' }"],
  ['a folder by its slash', "const head = name(begins)", 'const head = literal(begins)'],
  ['a star that ends no name', "after: more === '' ? after : ''", 'after'],
  ['a star and the end of the name, not of a folder', "after: more === '' ? after : ''", "after: more === '' ? '$' : ''"],
  ['two stars as one', '/^\\*([^*?[\\\\]+)(.*)$/s', '/^\\*+([^*?[\\\\]+)(.*)$/s'],
  ['one shape for all with its ends', "alike.get(ends) ?? { ...shape, parts: new Set() }", '{ ...shape, parts: new Set() }'],
] as const) {
  test(`caught: ${what}`, async () => {
    const found = await changed(from, to).then(wrong, () => ['it does not even load'])
    assert.ok(found.length > 0)
  })
}

test.run()
