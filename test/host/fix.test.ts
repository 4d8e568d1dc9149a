// How fixes read: a command as it can be pasted, or words that begin with a capital letter; and no command that is not there.
import { readdirSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { parseSync } from 'oxc-parser'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { commands } from '../../commands/index.ts'
import { asCalled } from '../../hooks/called.ts'
import { commandOf } from '../../host/fix.ts'
import { driftRoot, repository } from '../support/repository.ts'

const rows: readonly [fix: string, command: string | undefined][] = [
  ['git restore --staged -- :/db/schema.sql, or ask for it: drift plan request p --add db/schema.sql -m "why"', 'git restore --staged -- :/db/schema.sql'],
  ['drift sync', 'drift sync'],
  ["git restore --staged -- ':/a, b/it'\\''s, c.txt', or not", "git restore --staged -- ':/a, b/it'\\''s, c.txt'"],
  ['git config user.name "Ada, Bea" && git config user.email a@example.org', 'git config user.name "Ada, Bea" && git config user.email a@example.org'],
  ['git add a\\, b, then again', 'git add a\\, b'],
  ['git add {a,b}, then again', 'git add {a,b}'],
  ['git add "a\\", b", then again', 'git add "a\\", b"'],
  ['Write a test: drift explain bugfix-dod', undefined],
  ['', undefined],
]
for (const [fix, command] of rows) test(`the command of: ${fix}`, () => assert.is(commandOf(fix), command))

/** What code says in the place of a fix, `x` for every value in it. */
function fixesOf(file: string): string[] {
  const texts: string[] = []
  const told = (node: any): void => {
    if (node?.type === 'Literal' && typeof node.value === 'string') texts.push(node.value)
    else if (node?.type === 'TemplateLiteral') texts.push(node.quasis.map(({ value }: any) => value.cooked).join('x'))
    else for (const below of ['consequent', 'alternate', 'left', 'right', 'argument']) if (node?.[below]) told(node[below])
  }
  const walk = (node: any, maker: boolean): void => {
    if (typeof node !== 'object' || node === null) return
    if (Array.isArray(node)) return node.forEach((one) => walk(one, maker))
    if (node.type === 'NewExpression' && node.callee.name === 'DriftError') told(node.arguments[1])
    if (node.type === 'Property' && node.key.name === 'fix') told(node.value)
    if (maker && node.type === 'ReturnStatement') told(node)
    const makes = node.type === 'FunctionDeclaration' && ['fix', 'fixOf', 'howToApprove'].includes(node.id.name)
    for (const below of Object.values(node)) walk(below, maker || makes)
  }
  walk(parseSync(file, readFileSync(join(driftRoot, file), 'utf8')).program, false)
  return texts
}

const files = ['checks', 'commands', 'hooks', 'host', 'git', 'records', 'bin'].flatMap((folder) => readdirSync(join(driftRoot, folder), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts')).map((name) => `${folder}/${name}`))
const fixes = files.flatMap((file) => fixesOf(file).map((fix) => ({ file, fix })))
const programs = ['chmod', 'drift', 'git', 'npm', 'npx', 'rm']

test('every fix begins with a command that can be pasted, or with a capital letter', () => {
  assert.ok(fixes.length > 200, String(fixes.length))
  for (const { file, fix } of fixes) {
    const command = commandOf(fix)
    // A value begins it: its own text is looked at where it is made.
    if (/^x/.test(fix)) continue
    if (command === undefined) { assert.match(fix, /^[A-Z]/, `${file}: ${fix}`); continue }
    assert.ok(programs.includes(command.split(' ')[0]!), `${file}: ${command}`)
    assert.not.match(command, /[<>…()]/, `${file}: ${command} is no command as it stands`)
  }
})

test('every command of drift that a fix names is there', () => {
  let named = 0
  for (const { file, fix } of fixes) {
    for (const [, words = ''] of fix.matchAll(/(?:^|: |\(|&& |, or )(?:npx )?(?:git-)?drift ([a-z-]+(?: [a-z-]+)?)/g)) {
      named++
      assert.ok(commands.some(({ path }) => `${words} `.startsWith(`${path.join(' ')} `)), `${file}: drift ${words}`)
    }
  }
  assert.ok(named > 30, String(named))
})

test('where no shell finds drift, fixes say how to call it', () => {
  const repo = repository()
  try {
    const { PATH = '' } = Object.fromEntries([['PATH', repo.sh('printf %s "$PATH"').stdout]])
    const bare = PATH.split(delimiter).slice(1).join(delimiter)
    const said = "drift: a: drift sync it\n  fix: drift approve p, run by a person\n  fix: Run drift inside of one (drift plan list): drift plan new \"x\"\n  fix: git restore --staged -- ':/a: drift plan b', or drift sync\n"
    assert.is(asCalled(said, PATH), said)
    assert.is(asCalled(said, bare), "drift: a: drift sync it\n  fix: npx git-drift approve p, run by a person\n  fix: Run drift inside of one (npx git-drift plan list): npx git-drift plan new \"x\"\n  fix: git restore --staged -- ':/a: drift plan b', or npx git-drift sync\n")
    assert.is(asCalled(said, `/x/node_modules/.bin${delimiter}node_modules/.bin`), asCalled(said, bare))
    assert.is(asCalled(said, undefined), asCalled(said, bare))
    assert.is(asCalled('Plan written. Next: drift approve x, then drift start x\nx: drift away\n', bare), 'Plan written. Next: npx git-drift approve x, then npx git-drift start x\nx: drift away\n')
    for (const [from, to] of [
      ['drift: note: skipped: this branch has no drift config: drift init makes one', 'drift: note: skipped: this branch has no drift config: npx git-drift init makes one'],
      ['drift: note: records were not sent to drift away; drift sync does it later', 'drift: note: records were not sent to drift away; npx git-drift sync does it later'],
      ['drift: \u001b[31mscope\u001b[0m: could not judge: a: the plan is gone (drift start p, or drift sync)', 'drift: \u001b[31mscope\u001b[0m: could not judge: a: the plan is gone (npx git-drift start p, or npx git-drift sync)'],
      ['drift: scope: skipped: nobody asked (drift sync)', 'drift: scope: skipped: nobody asked (npx git-drift sync)'],
      ['drift: scope: the title is "skipped: (drift away"', 'drift: scope: the title is "skipped: (drift away"'],
    ] as const) assert.is(asCalled(from, bare), to)
    assert.is(asCalled('  fix: npx git-drift init\n', bare), '  fix: npx git-drift init\n')
  } finally {
    repo.dispose()
  }
})

test.run()
