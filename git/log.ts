// A range of commits with their messages and files: one `git log`, parsed as it is.
import { DriftError, type Commit, type FileChange } from '../host/check.ts'
import { parseEntry } from './change.ts'
import { fields, git, type GitOptions } from './exec.ts'
import { parseMessage } from './trailers.ts'

const header = ['%H', '%P', '%an', '%ae', '%B']

/** Which commits of a range, where not all: with `most`, that many of the newest; with `saying`, those with a line that begins so, in any case. */
export interface Among {
  readonly most?: number
  readonly saying?: string
}

/** Commits reachable from `head` and from none of `except`, parents before children. */
export async function commitsBetween(except: readonly string[], head: string, options: GitOptions, { most, saying }: Among = {}): Promise<Commit[]> {
  const args = ['log', '-z', '--raw', '-c', '--no-renames', '--no-abbrev', '--ignore-submodules=none', '--no-ext-diff', '--no-textconv', '--no-show-signature', '--no-notes', '--encoding=UTF-8',
    ...saying === undefined ? [] : ['--basic-regexp', '--regexp-ignore-case', `--grep=^${saying}`], ...most === undefined ? [] : [`--max-count=${most}`],
    '--topo-order', '--reverse', `--format=tformat:${header.map((field) => `${field}%x00`).join('')}`, '--end-of-options', head, ...except.map((rev) => `^${rev}`), '--']
  return parseLog((await git(args, { ...options, timeout: 120_000 })).stdout)
}

/** The output of the log above: five fields, an empty one, then pairs of raw entry and path. */
export function parseLog(output: Buffer): Commit[] {
  const bytes = output.toString('latin1')
  const parts = bytes.split('\0')
  const text = /^[\0-\x7f]*$/.test(bytes) ? (part: string) => part : (part: string) => Buffer.from(part, 'latin1').toString('utf8')
  const commits: Commit[] = []
  for (let i = 0; i + header.length < parts.length;) {
    const [commit, parents, name, email, message] = parts.slice(i, i + header.length) as [string, string, string, string, string]
    if (!/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(commit)) throw new DriftError(`git log said something that is no commit: ${JSON.stringify(commit.slice(0, 80))}`, 'This is a bug of drift: please report it with the output of git version.', 3)
    i += header.length + 1
    // git 2.39 ends the header of a merge with one NUL more.
    while (parts[i] === '') i++
    const files: FileChange[] = []
    // The first entry stands on a line of its own, after a newline; those of a merge do not.
    for (; isEntry(parts[i]); i += 2) files.push(parseEntry(parts[i]!.startsWith('\n') ? parts[i]!.slice(1) : parts[i]!, parts[i + 1]!))
    commits.push({ commit, parents: parents ? parents.split(' ') : [], author: { name: text(name), email: text(email) }, message: parseMessage(text(message)), files })
  }
  return commits
}

const isEntry = (part: string | undefined) => part !== undefined && (part.startsWith(':') || part.startsWith('\n:'))

/** The best common ancestors: none, one, or several where branches were merged crosswise. */
export async function mergeBases(a: string, b: string, options: GitOptions): Promise<string[]> {
  const { stdout } = await git(['merge-base', '--all', '--end-of-options', a, b], { ...options, accept: [1] })
  return stdout.toString('latin1').split('\n').filter(Boolean)
}

/** Ids of the commits reachable from any of `heads` and from none of `except`. */
export async function idsBetween(except: readonly string[], heads: readonly string[], options: GitOptions): Promise<Set<string>> {
  const { stdout } = await git(['rev-list', '--end-of-options', ...heads, ...except.map((rev) => `^${rev}`), '--'], options)
  return new Set(stdout.toString('latin1').split('\n').filter(Boolean))
}

/** Every tree that a folder was in the history of a commit. */
export async function versionsOf(commit: string, path: string, options: GitOptions): Promise<string[]> {
  const { stdout } = await git(['log', '-z', '--raw', '-t', '--full-history', '--no-renames', '--no-abbrev', '--no-notes', '--format=', '--end-of-options', commit, '--', `:(top,literal)${path}`], { ...options, timeout: 120_000 })
  const parts = fields(stdout)
  const bytes = Buffer.from(path).toString('latin1')
  const found = parts.flatMap((part, i) => (parts[i + 1] === bytes && /^:\d{6} 040000 /.test(part) ? [part.split(' ')[3]!] : []))
  return [...new Set(found)]
}
