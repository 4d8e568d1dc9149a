// Every link of README, CONTRIBUTING, CHANGELOG and docs leads somewhere: file, case of its name, heading. What leads out of the
// repository is looked at for its shape and never fetched. A page that no other page leads to is read by nobody.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, posix, sep } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { anchorsOf, linksOf, shapeOf } from './support/page-links.ts'
import { driftRoot } from './support/repository.ts'

/** What the test asks of a tree; in memory where it is planted. */
interface Tree {
  /** The text of a page, or undefined where there is none of just this name. */
  text(path: string): string | undefined
  isFolder(path: string): boolean
}

const isName = (path: string) => existsSync(join(driftRoot, path)) && (path === '.' || readdirSync(join(driftRoot, dirname(path))).includes(posix.basename(path)))
const real: Tree = {
  text: (path) => isName(path) && statSync(join(driftRoot, path)).isFile() ? readFileSync(join(driftRoot, path), 'utf8') : undefined,
  isFolder: (path) => isName(path) && statSync(join(driftRoot, path)).isDirectory(),
}
const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...readdirSync(join(driftRoot, 'docs'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md')).map((name) => `docs/${name.split(sep).join('/')}`)]

/** Where a link of a page leads, from the root and without its anchor; undefined where that is out of the repository. */
function target(page: string, to: string): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(to)) return undefined
  const path = decodeURIComponent(to.split('#')[0]!)
  return path === '' ? page : posix.normalize(posix.join(posix.dirname(page), path)).replace(/\/$/, '')
}

/** What is wrong with a page's links, a line each. */
function faultsOf(page: string, tree: Tree): string[] {
  return linksOf(tree.text(page)!).flatMap(({ to, line }) => {
    const at = target(page, to)
    const fault = at === undefined ? shapeOf(to) : to === '' || to.startsWith('/') || at.startsWith('..') ? 'leads out of the repository, or nowhere' : inside(at, to, tree)
    return fault === undefined ? [] : [`${page}:${line}: ${to} ${fault}`]
  })
}

function inside(at: string, to: string, tree: Tree): string | undefined {
  const anchor = to.split('#')[1]
  const text = tree.text(at)
  if (text === undefined && !tree.isFolder(at)) return 'is not there'
  if (anchor === undefined) return undefined
  if (text === undefined || !at.endsWith('.md')) return 'names a heading of what is no page'
  return anchorsOf(text).has(decodeURIComponent(anchor)) ? undefined : `names a heading that ${at} does not have`
}

/** The pages that one comes to from these, along links. A link to a folder leads to all in it. */
function reached(from: readonly string[], all: readonly string[], tree: Tree): Set<string> {
  const found = new Set(from)
  for (const page of found) {
    const to = linksOf(tree.text(page)!).map((link) => target(page, link.to))
    for (const other of all) if (to.some((at) => at === other || (at !== undefined && tree.isFolder(at) && other.startsWith(`${at}/`)))) found.add(other)
  }
  return found
}

for (const page of pages) test(`${page}: links lead somewhere`, () => assert.equal(faultsOf(page, real), []))

test('every page is reached from README.md', () => {
  const found = reached(['README.md'], pages, real)
  assert.equal(pages.filter((page) => !found.has(page)), [])
  assert.ok(pages.length > 15)
})

const planted = (files: Readonly<Record<string, string>>): Tree => ({ text: (path) => files[path], isFolder: (path) => Object.keys(files).some((name) => name.startsWith(`${path}/`)) })
const there = { 'docs/b.md': '# Who may: a *plan*?\n\n## `ci` and_more\n## Ä – b & [c](x.md) **d**\n## Two\n## Two\n```text\n# not one\n```\n<a id="given"></a>\n', 'docs/x.svg': '', 'docs/decisions/1.md': '# One' }

for (const [link, fault] of [
  ['[a](docs/b.md)', ''], ['[a](docs/b.md#who-may-a-plan)', ''], ['[a](docs/b.md#ci-and_more)', ''], ['[a](docs/b.md#ä--b--c-d)', ''], ['[a](docs/b.md#two-1)', ''], ['[a](docs/b.md#given)', ''], ['[a](docs/decisions/)', ''], ['![a](docs/x.svg "t")', ''], ['<img src="docs/x.svg">', ''], ['[a]: docs/b.md', ''], ['[a](#here)', ''], ['`[a](gone.md)`', ''], ['```text\n[a](gone.md)\n```', ''], ['[a](https://example.org/x?y=1)', ''],
  ['[a](docs/gone.md)', 'is not there'], ['[a](docs/B.md)', 'is not there'], ['[a](b.md)', 'is not there'], ['![a](docs/y.svg)', 'is not there'], ['<img src="y.svg">', 'is not there'], ['[a]: gone.md', 'is not there'], ['text `code` [a](gone.md)', 'is not there'], ['```text\nx\n```\n[a](gone.md)', 'is not there'],
  ['[a](docs/b.md#not-one)', 'names a heading'], ['[a](docs/b.md#two-2)', 'names a heading'], ['[a](#gone)', 'names a heading'], ['[a](docs/x.svg#a)', 'no page'], ['[a](docs/decisions/#a)', 'no page'],
  ['[a](../b.md)', 'leads out'], ['[a](/docs/b.md)', 'leads out'], ['[a]()', 'leads out'], ['[a](http://example.org)', 'not https'], ['[a](mailto:a@example.org)', 'not https'], ['[a](//example.org)', 'not https'], ['[a](https://example.org/?utm_source=x)', 'follows'], ['[a](https://me:pw@example.org)', 'a user'],
] as const) {
  test(`planted: ${JSON.stringify(link)} ${fault || 'is fine'}`, () => {
    const faults = faultsOf('README.md', planted({ ...there, 'README.md': `# Here\n\n${link}\n` }))
    assert.is(faults.length, fault ? 1 : 0, faults.join('\n'))
    if (fault) assert.match(faults[0]!, fault)
  })
}

test('planted: a page that nothing leads to is told', () => {
  const tree = planted({ 'README.md': '[a](docs/a.md)', 'docs/a.md': '[b](b.md) [d](decisions/)', ...there, 'docs/c.md': '[a](a.md)' })
  assert.equal([...reached(['README.md'], ['docs/a.md', 'docs/b.md', 'docs/c.md', 'docs/decisions/1.md'], tree)], ['README.md', 'docs/a.md', 'docs/b.md', 'docs/decisions/1.md'])
})

test.run()
