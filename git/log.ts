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
  const log = new Log()
  await git(args, { ...options, timeout: 120_000, take: (chunk) => log.take(chunk) })
  return log.end()
}

/** The output of the log above. */
export function parseLog(output: Buffer): Commit[] {
  const log = new Log()
  log.take(output)
  return log.end()
}

/** The same as it comes, in chunks of any size: five fields, an empty one or two (git 2.39 after a merge), then pairs of raw entry and path. */
class Log {
  readonly #commits: Commit[] = []
  readonly #authors = new Map<string, Commit['author']>()
  #rest = ''
  #fields: string[] = []
  #files: FileChange[] = []
  #entry: string | undefined

  take(chunk: Buffer): void {
    const text = chunk.toString('latin1')
    let at = 0
    for (let end = text.indexOf('\0'); end >= 0; end = text.indexOf('\0', at)) {
      this.#field(this.#rest + text.slice(at, end))
      this.#rest = ''
      at = end + 1
    }
    this.#rest += text.slice(at)
  }

  end(): Commit[] {
    this.#ended()
    return this.#commits
  }

  #field(field: string): void {
    if (this.#entry !== undefined) {
      this.#files.push(parseEntry(this.#entry, field))
      this.#entry = undefined
    } else if (this.#fields.length < header.length) this.#head(field)
    // The first entry stands on a line of its own, after a newline; those of a merge do not.
    else if (field.startsWith('\n:')) this.#entry = field.slice(1)
    else if (field.startsWith(':')) this.#entry = field
    else if (field !== '') {
      this.#ended()
      this.#head(field)
    }
  }

  #head(field: string): void {
    if (this.#fields.length === 0 && !/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(field)) throw new DriftError(`git log said something that is no commit: ${JSON.stringify(field.slice(0, 80))}`, 'This is a bug of drift: please report it with the output of git version.', 3)
    this.#fields.push(field)
  }

  #ended(): void {
    if (this.#fields.length < header.length) return
    const [commit, parents, name, email, message] = this.#fields as [string, string, string, string, string]
    const author = this.#authors.get(`${name}\0${email}`) ?? { name: utf8(name), email: utf8(email) }
    this.#authors.set(`${name}\0${email}`, author)
    this.#commits.push({ commit, parents: parents ? parents.split(' ') : [], author, message: parseMessage(utf8(message)), files: this.#files })
    this.#fields = []
    this.#files = []
  }
}

const utf8 = (latin1: string) => /^[\0-\x7f]*$/.test(latin1) ? latin1 : Buffer.from(latin1, 'latin1').toString('utf8')

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
