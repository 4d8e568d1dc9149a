// Where git merges and counts for us: a git directory for the time being that sees all objects of the repository. Nothing is written to
// the repository, and neither its checkout nor anybody's settings have a say.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Tree } from '../host/check.ts'
import { fields, git, type GitOptions } from './exec.ts'
import type { Objects } from './objects.ts'
import type { Place } from './place.ts'
import { folderForNow, readingAlso } from './stores.ts'
import { pathsOf } from './tree.ts'

/** What git makes of two parents: a tree, and the paths it could not decide (bytes). */
export interface Remade {
  readonly tree: string
  readonly conflicts: ReadonlySet<string>
}

/** Where such work is done: `options` run git aside, `own` in the repository itself with what was made aside in sight. */
export interface Aside {
  readonly options: GitOptions
  readonly own: GitOptions
}

/** Does work aside, with the attribute files of `attributes`, and clears up behind it. */
export async function aside<T>({ commonDir, format, options }: Place, attributes: Tree | undefined, objects: Objects, work: (aside: Aside) => Promise<T>): Promise<T> {
  const folder = await folderForNow('merge')
  try {
    const own = { ...options, env: { ...options.env, ...readingAlso(join(folder, 'git', 'objects')) } }
    return await work({ options: await bench(folder, commonDir, format, attributes, objects, options), own })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A git directory that holds nothing but sees all objects, and a worktree that holds nothing but attribute files. */
async function bench(folder: string, commonDir: string, format: Place['format'], attributes: Tree | undefined, objects: Objects, options: GitOptions): Promise<GitOptions> {
  const [gitDir, worktree] = [join(folder, 'git'), join(folder, 'worktree')]
  for (const name of [join(gitDir, 'objects', 'info'), join(gitDir, 'refs'), worktree]) mkdirSync(name, { recursive: true })
  writeFileSync(join(gitDir, 'HEAD'), 'ref: refs/heads/none\n')
  writeFileSync(join(gitDir, 'config'), `[core]\n\trepositoryformatversion = ${format === 'sha1' ? 0 : 1}\n\tbare = false\n${format === 'sha1' ? '' : `[extensions]\n\tobjectformat = ${format}\n`}`)
  writeFileSync(join(gitDir, 'objects', 'info', 'alternates'), `${join(commonDir, 'objects')}\n`)
  if (attributes) for (const path of await pathsOf(attributes, ['**/.gitattributes'], objects, options)) {
    const found = await objects.read(attributes + path)
    if (found?.type !== 'blob' || path.split('/').includes('..')) continue
    mkdirSync(join(worktree, dirname(path)), { recursive: true })
    writeFileSync(join(worktree, path), found.content)
  }
  const named = process.env['GIT_OBJECT_DIRECTORY']
  return { cwd: worktree, foreign: true, timeout: 120_000, env: { GIT_DIR: gitDir, GIT_WORK_TREE: worktree, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', GIT_ATTR_NOSYSTEM: '1', ...named ? readingAlso(named) : {} } }
}

const settings = ['merge.renames=true', 'merge.directoryRenames=conflict', 'merge.renormalize=false'].flatMap((setting) => ['-c', setting])
const mergeTree = [...settings, 'merge-tree', '--write-tree', '--no-messages', '--name-only', '--allow-unrelated-histories', '--stdin']

/** Writes commits of these trees, for merging only; their ids. One process for all. */
export async function madeCommits(all: readonly { readonly tree: string; readonly parents: readonly string[] }[], { options }: Aside): Promise<string[]> {
  if (all.length === 0) return []
  // A folder for each call: several octopus merges are made at once, and git reads what stands here later.
  const folder = mkdtempSync(join(options.cwd, '.commits-'))
  const files = all.map(({ tree, parents }, i) => {
    const file = join(folder, String(i))
    writeFileSync(file, `tree ${tree}\n${parents.map((parent) => `parent ${parent}\n`).join('')}author drift <> 0 +0000\ncommitter drift <> 0 +0000\n\n`)
    return file
  })
  const { stdout } = await git(['hash-object', '-t', 'commit', '-w', '--no-filters', '--stdin-paths'], { ...options, input: files.map((file) => `${file}\n`).join('') })
  return stdout.toString('latin1').split('\n').filter(Boolean)
}

/** What git makes of pairs of commits, told as `<1 clean|0 conflicts> NUL <tree> NUL (<path> NUL)* NUL` for each. */
export async function mergedPairs(pairs: readonly (readonly [string, string])[], { options }: Aside): Promise<Remade[]> {
  const { stdout } = await git(mergeTree, { ...options, input: pairs.map((pair) => `${pair.join(' ')}\n`).join(''), accept: [1] })
  const parts = fields(stdout)
  const made: Remade[] = []
  for (let i = 0; i + 1 < parts.length;) {
    const tree = parts[i + 1]!
    const end = parts.indexOf('', i + 2)
    const last = end < 0 ? parts.length : end
    made.push({ tree, conflicts: new Set(parts.slice(i + 2, last)) })
    i = last + 1
  }
  if (made.length !== pairs.length) throw new Error(`git merge-tree told of ${made.length} merges instead of ${pairs.length}`)
  return made
}
