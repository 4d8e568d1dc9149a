// Whether the worktree holds what the index holds, and which tree that is without `.drift/`: what a gate's run is evidence of.
// Reads only: neither the index nor the object store is touched.
import { pathOf } from './change.ts'
import { fields, git } from './exec.ts'
import type { Objects } from './objects.ts'
import type { Place } from './place.ts'
import { idWithout, rootId, type TreeFile } from './tree.ts'

/** What evidence is not about: plans and lessons change without what they speak of. */
export const ownFolder = '.drift'

/** A worktree at one moment, `.drift/` left out. */
export interface WorktreeState {
  /** The tree of the index. */
  readonly tree: string
  /** Tracked files that differ from it. */
  readonly changed: readonly string[]
  /** Files that it does not have, those left aside that git ignores. */
  readonly untracked: readonly string[]
  /** Tracked files that git was told not to look at (sparse checkout, `--assume-unchanged`): nobody knows what is there. */
  readonly unseen: readonly string[]
}

const own = (name: string) => name === ownFolder || name.startsWith(`${ownFolder}/`)

/** Looks at the worktree: two gits. */
export async function worktreeState({ options, format }: Pick<Place, 'options' | 'format'>): Promise<WorktreeState> {
  const [listed, status] = await Promise.all([
    git(['ls-files', '-s', '-v', '-z'], options),
    git(['status', '--porcelain=v1', '-z', '--untracked-files=all', '--ignore-submodules=none', '--no-renames'], options),
  ])
  const entries = parseIndex(listed.stdout).filter(({ name }) => !own(name))
  const told = fields(status.stdout).map((field) => ({ staged: field[0]!, unstaged: field[1]!, name: field.slice(3) })).filter(({ name }) => !own(name))
  const named = (found: readonly { readonly name: string }[]) => found.map(({ name }) => pathOf(name).path)
  // What is only meant to be added (`add -N`) is in no tree yet.
  const meant = new Set(told.filter(({ unstaged }) => unstaged === 'A').map(({ name }) => name))
  return {
    tree: rootId(entries.filter(({ counts, name }) => counts && !meant.has(name)), format),
    changed: named(told.filter(({ unstaged }) => unstaged !== ' ' && unstaged !== '?')),
    untracked: named(told.filter(({ unstaged }) => unstaged === '?')),
    unseen: named(entries.filter(({ unseen }) => unseen)),
  }
}

interface Indexed extends TreeFile {
  readonly unseen: boolean
  /** Of a file in conflict, one side alone can stand in a tree. */
  readonly counts: boolean
}

function parseIndex(output: Buffer): Indexed[] {
  const seen = new Set<string>()
  return fields(output).map((field) => {
    const [, tag, mode, oid, name] = /^(\S) (\d+) ([0-9a-f]+) \d\t(.*)$/s.exec(field)!
    const counts = !seen.has(name!)
    seen.add(name!)
    return { name: name!, mode: mode!, oid: oid!, counts, unseen: tag === 'S' || tag !== tag!.toUpperCase() }
  })
}

/** The id of a tree (`:0:`, or `<commit>:`) without `.drift/`; undefined where there is no such tree. */
export async function evidenceTree(tree: string, objects: Objects, { options, format }: Pick<Place, 'options' | 'format'>): Promise<string | undefined> {
  if (tree === ':0:') return rootId(parseIndex((await git(['ls-files', '-s', '-v', '-z'], options)).stdout).filter(({ name, counts }) => counts && !own(name)), format)
  const found = await objects.read(tree)
  return found?.type === 'tree' ? idWithout(ownFolder, found.content, format) : undefined
}
