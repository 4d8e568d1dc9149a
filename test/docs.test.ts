// limit 900 s: every command block of README and docs is run as a reader would run it, `npm ci` of a clone among them.
// A block says where it runs by the comment before it (support/page-blocks.ts); what npm would fetch as git-drift is the packed tarball.
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { trusting } from './support/environment.ts'
import { blocksOf, shows, type Block } from './support/page-blocks.ts'
import { driftRoot, repository } from './support/repository.ts'
import { skip } from './support/skip.ts'

const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...readdirSync(join(driftRoot, 'docs')).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`)]

// Outside of any git repository: npm would take one around it for the project's.
const tools = mkdtempSync(join(tmpdir(), 'drift-test-docs-'))
const cache = join(driftRoot, 'node_modules', '.cache', 'drift-npm')

function pack(): string {
  const said = execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', tools], { cwd: driftRoot, encoding: 'utf8', env: { ...process.env, npm_config_cache: cache } })
  return join(tools, said.trim().split('\n').at(-1)!)
}

/** A PATH on which npm and npx give the tarball for the name git-drift, and the commands that stand for it. */
function pathWith(tarball: string, commands: readonly string[]): string {
  const real = (name: string) => execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim()
  const bin = join(tools, ['bin', ...commands].join('-'))
  mkdirSync(bin, { recursive: true })
  const script = (name: string, text: string) => { writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`); chmodSync(join(bin, name), 0o755) }
  script('npm', `if [ "$1 $2 $3" = "i -D git-drift" ]; then exec ${real('npm')} i -D "${tarball}"; fi\nif [ "$1 $2 $3" = "i -D lint-staged" ]; then mkdir -p node_modules && exec ln -s "${join(driftRoot, 'node_modules', 'lint-staged')}" node_modules/; fi\nexec ${real('npm')} "$@"`)
  script('npx', `case "$1 $2" in "--yes git-drift@"*) shift;; esac\ncase $1 in git-drift|git-drift@*) shift; exec ${real('npx')} --yes --package "${tarball}" git-drift "$@";; esac\nexec ${real('npx')} "$@"`)
  for (const command of commands) script(command, `exec "${process.execPath}" "${join(driftRoot, 'dist', 'drift.cjs')}" "$@"`)
  return `${bin}${delimiter}${process.env['PATH']}`
}

let tarball: string | undefined
const clones = new Map<string, string>()

/** The repository that a page's blocks of one kind share. */
function prepare(where: string): { readonly cwd: string; readonly path: string; dispose(): void } {
  tarball ??= pack()
  if (where === 'checkout') {
    const clone = clones.get('checkout') ?? mkdtempSync(join(tools, 'clone-'))
    if (!clones.has('checkout')) execFileSync('git', ['clone', '--quiet', driftRoot, clone])
    clones.set('checkout', clone)
    return { cwd: clone, path: process.env['PATH']!, dispose: () => {} }
  }
  const made = repository()
  if (where === 'node project') made.write('package.json', '{ "name": "somebody", "version": "1.0.0", "private": true }\n')
  made.write('.gitignore', 'node_modules/\n')
  made.git('add', '.')
  made.git('commit', '-q', '-m', 'begin')
  execFileSync('git', ['init', '-q', '--bare', join(made.outside, 'origin.git')])
  made.git('remote', 'add', 'origin', join(made.outside, 'origin.git'))
  made.git('push', '-q', 'origin', 'main')
  return { cwd: made.cwd, path: pathWith(tarball, where.endsWith(' with drift') ? ['drift', 'git-drift'] : where.endsWith(' with git-drift') ? ['git-drift'] : []), dispose: () => made.dispose() }
}

const part = process.env['DRIFT_TEST_PAGES'] ?? ''
for (const page of pages.filter((name) => name.includes(part))) {
  const blocks = blocksOf(page, readFileSync(join(driftRoot, page), 'utf8'))
  for (const { where, line } of blocks.filter(({ kind, where }) => kind === 'run' && where.startsWith('nowhere'))) skip(`${page}:${line}`, where)
  const runs = blocks.filter(({ where, kind }) => kind !== 'run' || !where.startsWith('nowhere'))
  if (!runs.some(({ kind }) => kind === 'run')) continue
  test(`${page}: every block does what it says`, () => {
    const places = new Map<string, ReturnType<typeof prepare>>()
    let files: Block[] = []
    let printed = ''
    try {
      for (const block of runs) {
        if (block.kind === 'file') { files.push(block); continue }
        if (block.kind === 'prints') { assert.ok(shows(block.text, printed), `${page}:${block.line}: shown\n${block.text}\nprinted\n${printed}`); continue }
        const name = `${block.where} for ${block.story}`
        const place = places.get(name) ?? prepare(block.where)
        places.set(name, place)
        for (const { where, text } of files) { mkdirSync(dirname(join(place.cwd, where)), { recursive: true }); writeFileSync(join(place.cwd, where), text) }
        files = []
        const { status, stdout } = spawnSync('sh', ['-e', '-c', `exec 2>&1\n${block.text}`], { cwd: place.cwd, encoding: 'utf8', env: { ...process.env, ...trusting(), PATH: place.path, TMPDIR: tools, npm_config_cache: cache } })
        assert.is(status, block.exits, `${page}:${block.line}:\n${block.text}\n${stdout}`)
        printed = stdout
      }
      assert.equal(files, [], 'every file is used by a block below it')
    } finally {
      for (const place of places.values()) place.dispose()
    }
  })
}

test('no page tells a stranger to run a package that is somebody else\'s', () => {
  for (const page of pages) {
    for (const { where, text } of blocksOf(page, readFileSync(join(driftRoot, page), 'utf8'))) {
      if (where.startsWith('plain')) assert.not.match(text, /npx drift\b/, page)
    }
  }
})

test('planted: a block without a mark is refused, and marks are read', () => {
  assert.throws(() => blocksOf('x.md', 'text\n\n```sh\nls\n```\n'), /does not say where it runs/)
  assert.throws(() => blocksOf('x.md', '<!-- prints -->\n```text\na\n```\n'), /after the block that prints it/)
  assert.throws(() => blocksOf('x.md', '<!-- run in: checkout, exits 1 -->\n```sh\nls\n```\n'), /nobody sees what failed/)
  const [block] = blocksOf('x.md', '<!-- run in: plain repository with git-drift for a team, exits 1 -->\n```sh\nls\n```\n<!-- prints -->\n```text\na\n```\n')
  assert.equal([block?.kind, block?.where, block?.story, block?.exits, block?.text], ['run', 'plain repository with git-drift', 'a team', 1, 'ls\n'])
  assert.equal(blocksOf('x.md', '<!-- run in: nowhere, because for all exits 1 -->\n```sh\nls\n```\n')[0]?.where, 'nowhere, because for all exits 1')
})

test('planted: what a page shows is what was printed, all of it', () => {
  for (const [shown, printed, yes] of [['a\n', 'a\n', true], ['a … c\n', 'a b c\n', true], ['a\n…\nd\n', 'a\nb\nc\nd\n', true], ['…\na\n…\n', 'a\n', true], ['a … c\n', 'a b\nc\n', false], ['…\nc\n', 'a\nbc\n', false], ['a\n', 'a\nb\n', false], ['b\n', 'a\nb\n', false], ['a.c\n', 'abc\n', false], ['', 'a\n', false], ['', '', true]] as const) assert.is(shows(shown, printed), yes, JSON.stringify([shown, printed]))
})

test.after(() => rmSync(tools, { recursive: true, force: true }))
test.run()
