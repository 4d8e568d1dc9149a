// The history of a branch with times, and lines counted against the first parent: one `git log`. For looking back, never for judging.
import type { Message } from '../host/check.ts'
import { pathOf } from './change.ts'
import { fields, git, type GitOptions } from './exec.ts'
import { parseMessage } from './trailers.ts'

/** A commit of it. */
export interface Dated {
  readonly commit: string
  readonly parents: readonly string[]
  /** Seconds since 1970. */
  readonly authored: number
  readonly committed: number
  readonly author: { readonly name: string; readonly email: string }
  readonly message: Message
  readonly files: readonly { readonly path: string; readonly added: number; readonly removed: number }[]
}

const header = ['%H', '%P', '%at', '%ct', '%an', '%ae', '%B']

/** Commits reachable from `head` and from none of `except`, parents before children. */
export async function datedLog(except: readonly string[], head: string, options: GitOptions): Promise<Dated[]> {
  const { stdout } = await git(['log', '-z', '--numstat', '--diff-merges=first-parent', '--no-renames', '--ignore-submodules=none', '--no-ext-diff', '--no-textconv', '--no-show-signature', '--no-notes', '--encoding=UTF-8', '--topo-order', '--reverse',
    `--format=tformat:${header.map((field) => `${field}%x00`).join('')}`, '--end-of-options', head, ...except.map((rev) => `^${rev}`), '--'], { ...options, timeout: 120_000 })
  const parts = fields(stdout)
  const text = (part: string) => Buffer.from(part, 'latin1').toString('utf8')
  const commits: Dated[] = []
  for (let i = 0; i + header.length <= parts.length;) {
    const [commit, parents, authored, committed, name, email, message] = parts.slice(i, i += header.length) as [string, string, string, string, string, string, string]
    const files: Dated['files'][number][] = []
    // Between header and files, and between files and the next commit, versions of git write a NUL more or less.
    for (; i < parts.length && !/^[0-9a-f]{40,64}$/.test(parts[i]!); i++) {
      const [, added, removed, path] = /^\n?(\d+|-)\t(\d+|-)\t(.+)$/s.exec(parts[i]!) ?? []
      if (path !== undefined) files.push({ path: pathOf(path).path, added: Number(added) || 0, removed: Number(removed) || 0 })
    }
    commits.push({ commit, parents: parents ? parents.split(' ') : [], authored: Number(authored), committed: Number(committed), author: { name: text(name), email: text(email) }, message: parseMessage(text(message)), files })
  }
  return commits
}

/** The best common ancestor of all of them: what is older is the past of each. Undefined where there is none. */
export async function commonPast(commits: readonly string[], options: GitOptions): Promise<string | undefined> {
  const { stdout } = await git(['merge-base', '--octopus', '--end-of-options', ...commits], { ...options, accept: [1] })
  return stdout.toString('latin1').trim() || undefined
}
