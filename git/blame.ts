// Where lines come from: what commits removed, and who had written that.
import { pathOf } from './change.ts'
import { git, type GitOptions } from './exec.ts'

/** A removed line with its number before, and all that a commit did to one file. */
export interface Edit {
  /** The file's name before the commit. */
  readonly path: string
  readonly removed: readonly { readonly nth: number; readonly text: string }[]
  readonly added: readonly string[]
}

/** Lines that single-parent commits removed and added, by commit: one git. Changes of white space alone are none; renames are followed. */
export async function editsOf(commits: readonly string[], options: GitOptions): Promise<Map<string, Edit[]>> {
  if (commits.length === 0) return new Map()
  const { stdout } = await git(['diff-tree', '--stdin', '-r', '-p', '-M', '-w', '--ignore-blank-lines', '--unified=0', '--inter-hunk-context=0', '--diff-algorithm=histogram', '--no-ext-diff', '--no-textconv', '--ignore-submodules=all', '--src-prefix=a/', '--dst-prefix=b/'],
    { ...options, input: `${commits.join('\n')}\n`, timeout: 120_000 })
  // A line of content begins with a sign, so that none looks like an id.
  const parts = stdout.toString('latin1').split(/(?<![^\n])([0-9a-f]{40}|[0-9a-f]{64})\n/)
  return new Map(parts.flatMap((part, i) => (i % 2 === 1 ? [[part, editsIn(parts[i + 1]!)] as const] : [])))
}

function editsIn(diff: string): Edit[] {
  return diff.split(/(?<=\n)(?=diff --git )/).flatMap((file): Edit[] => {
    const [head = '', ...hunks] = file.split(/(?<=\n)(?=@@ )/)
    // A rename without any change removes nothing; a new file neither.
    const path = nameIn(head)
    if (path === undefined || hunks.length === 0) return []
    const edit = { path, removed: [] as { nth: number; text: string }[], added: [] as string[] }
    for (const hunk of hunks) {
      let nth = Number(/^@@ -(\d+)/.exec(hunk)![1])
      for (const line of hunk.split('\n').slice(1)) {
        const text = Buffer.from(line.slice(1), 'latin1').toString('utf8')
        if (line.startsWith('-')) edit.removed.push({ nth: nth++, text })
        else if (line.startsWith('+')) edit.added.push(text)
      }
    }
    return [edit]
  })
}

/** The name before; of a file that was not there, the name after. */
function nameIn(head: string): string | undefined {
  const named = (sign: string, side: string) => new RegExp(`\\n${sign} (?:${side}/([^\\t\\n]*)|"${side}/((?:[^"\\\\\\n]|\\\\.)*)")\\t?(?:\\n|$)`).exec(head)
  const [, plain, quoted] = named('---', 'a') ?? named('\\+\\+\\+', 'b') ?? []
  const bytes = plain ?? quoted?.replace(/\\([0-7]{3}|.)/g, (_, code: string) => (/^[0-7]{3}$/.test(code) ? String.fromCharCode(Number.parseInt(code, 8)) : ({ n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v' } as Record<string, string>)[code] ?? code))
  return bytes === undefined ? undefined : pathOf(bytes).path
}

// Above it the whole file is asked for: arguments have an end.
const mostRanges = 200

/**
 * The commits that wrote lines of a file as it is in `commit`. Lines that moved within the file, or came from another file of
 * the same change, are followed (git: from 20 and 40 letters and digits on), as are renames; changes of white space count for nothing.
 */
export async function writersOf(commit: string, path: string, lines: readonly (readonly [from: number, to: number])[], options: GitOptions): Promise<Set<string>> {
  const ranges = lines.length > mostRanges ? [] : lines.map(([from, to]) => `-L${from},${to}`)
  const { stdout } = await git(['blame', '--incremental', '-w', '-M', '-C', '--ignore-revs-file=', ...ranges, commit, '--', path], { ...options, timeout: 30_000 })
  const wanted = (from: number, many: number) => lines.some(([a, b]) => from <= b && from + many - 1 >= a)
  return new Set([...stdout.toString('latin1').matchAll(/^([0-9a-f]{40,64}) \d+ (\d+) (\d+)$/gm)].flatMap(([, id, from, many]) => (wanted(Number(from), Number(many)) ? [id!] : [])))
}
