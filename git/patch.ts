// The id of a patch: what a commit does, wherever it does it. git's own patch-id passes over white space, modes, binary
// content and where in a file a hunk lands; ours does not: upon one parent, one id leads to one tree.
import { DriftError, type Commit } from '../host/check.ts'
import { git, gitLine, type GitOptions } from './exec.ts'
import { hashOf } from './hash.ts'
import type { Objects } from './objects.ts'

// Each one is said, so that neither attributes nor settings nor GIT_DIFF_OPTS of one machine make another text of it.
const exact = ['-p', '--text', '--full-index', '--unified=3', '--inter-hunk-context=0', '--diff-algorithm=myers', '--no-indent-heuristic', '--no-renames', '--no-ext-diff', '--no-textconv',
  '--ignore-submodules=none', '--submodule=short', '--src-prefix=a/', '--dst-prefix=b/']

// Hunks times lines: beyond it a file is bound by its ids, and a rebase over another change of it makes another patch.
const budget = 5_000_000

// What a diff may have; beyond it nobody has read it anyway.
const most = 100_000_000

/** The patch ids of commits, by commit: one git for all of them. */
export async function patchIds(commits: readonly Commit[], options: GitOptions, objects: Objects): Promise<Map<string, string>> {
  const merges = commits.filter(({ parents }) => parents.length > 1)
  const ids = new Map(await Promise.all(merges.map(async ({ commit, parents }) => [commit, mergeId(parents, (await objects.info(`${commit}^{tree}`))!.oid)] as const)))
  const plain = commits.filter(({ parents }) => parents.length < 2)
  if (plain.length === 0) return ids
  const texts = await diffs(plain.map(({ commit }) => commit), options)
  for (const { commit } of plain) ids.set(commit, await idOf(texts.get(commit) ?? '', objects))
  return ids
}

/** The id of the patch that leads from one commit to another at once, as a squash would. */
export async function rangePatchId(from: string, to: string, options: GitOptions, objects: Objects): Promise<string> {
  // `--stdin` takes further ids on a line for the commit's parents.
  return idOf((await diffs([`${to} ${from}`], options)).get(to) ?? '', objects)
}

/** The id of the patch that the index makes of its parents; of a tree-ish, where there is but one. */
export async function stagedPatchId(parents: readonly string[], options: GitOptions, objects: Objects): Promise<string> {
  if (parents.length > 1) return mergeId(parents, await gitLine(['write-tree'], options))
  return idOf(textOf((await git(['diff-index', '--cached', ...exact, '--end-of-options', parents[0]!], options)).stdout), objects)
}

/** A merge is bound to its parents and what it made of them as a whole: there is no other place where it could be made again. */
function mergeId(parents: readonly string[], tree: string): string {
  return sha256(`merge ${parents.join(' ')} ${tree}\n`)
}

function textOf(diff: Buffer): string {
  if (diff.length > most) throw new DriftError('a commit that asks to be let through is too large for a patch id', 'Make smaller commits of it, each with a Drift-Override of its own.', 3)
  return diff.toString('latin1')
}

// Lines are told by \n alone here: `^` with the flag m would take a carriage return inside of a line for the end of one.

/** Diffs as git prints them, as latin1, by commit. A line of content begins with a sign, so that none looks like an id. */
async function diffs(lines: readonly string[], options: GitOptions): Promise<Map<string, string>> {
  const { stdout } = await git(['diff-tree', '--stdin', '-r', '--root', ...exact], { ...options, input: `${lines.join('\n')}\n` })
  const parts = textOf(stdout).split(/(?<![^\n])([0-9a-f]{40}|[0-9a-f]{64})\n/)
  return new Map(parts.flatMap((part, i) => (i % 2 === 1 ? [[part, parts[i + 1]!] as const] : [])))
}

async function idOf(diff: string, objects: Objects): Promise<string> {
  const told: string[] = []
  for (const file of diff.split(/(?<=\n)(?=diff --git )/)) told.push(await fileText(file, objects))
  return sha256(told.join(''))
}

/** The diff of one file without line numbers; each hunk says instead the how-manieth place it is at which it would fit. */
async function fileText(diff: string, objects: Objects): Promise<string> {
  const [head = '', ...hunks] = diff.split(/(?<=\n)(?=@@ )/)
  const [, before] = /\nindex ([0-9a-f]+)\.\./.exec(head) ?? []
  const old = before && !/^0+$/.test(before) ? await objects.read(before) : undefined
  // What is no blob is a submodule: its one line is all there is of it.
  const lines = old?.type === 'blob' ? old.content.toString('latin1').split('\n') : []
  if (hunks.length * lines.length > budget) return head
  return head.replace(/\nindex \S+/, '\nindex') + hunks.map((hunk) => `@@ ${place(hunk, lines)}${hunk.slice(hunk.indexOf('\n'))}`).join('')
}

/** How many places before a hunk's own hold what it replaces. */
function place(hunk: string, lines: readonly string[]): number {
  const start = Number(/^@@ -(\d+)/.exec(hunk)![1]) - 1
  const replaced = hunk.split('\n').slice(1).filter((line) => line.startsWith(' ') || line.startsWith('-')).map((line) => line.slice(1))
  return replaced.length === 0 ? 0 : countBefore(lines, replaced, start)
}

/** How often `wanted` begins in `lines` before index `until` (Knuth, Morris, Pratt: a file of equal lines must not take quadratic time). */
function countBefore(lines: readonly string[], wanted: readonly string[], until: number): number {
  const back = [0]
  const longer = (line: string | undefined, matched: number) => {
    while (matched > 0 && line !== wanted[matched]) matched = back[matched - 1]!
    return line === wanted[matched] ? matched + 1 : matched
  }
  for (let i = 1; i < wanted.length; i++) back.push(longer(wanted[i], back[i - 1]!))
  let found = 0
  for (let i = 0, matched = 0; i < until + wanted.length - 1; i++) {
    matched = longer(lines[i], matched)
    if (matched === wanted.length) { found++; matched = back[matched - 1]! }
  }
  return found
}

function sha256(latin1: string): string {
  return hashOf('sha256', Buffer.from(latin1, 'latin1'))
}
