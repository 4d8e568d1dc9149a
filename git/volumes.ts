// How much changed, in lines and bytes: one git for a whole change. Its patch is counted and not its --numstat, which takes for
// binary whatever an attributes file of the worktree says is (also with --text, git 2.39): a change could make itself small.
import { comparedBytes, DriftError, linesToRead, type FileChange, type Tree } from '../host/check.ts'
import { aside } from './aside.ts'
import { git, gitLine, type GitOptions } from './exec.ts'
import type { Objects } from './objects.ts'
import type { Place } from './place.ts'

/** Lines added plus removed, and their bytes with line ends. */
type Volume = NonNullable<FileChange['volume']>

const patch = [
  '-p', '-U0', '--diff-algorithm=myers', '--full-index', '--no-renames', '--no-ext-diff', '--no-textconv', '--no-color', '--submodule=short', '--ignore-submodules=none',
]

/** Counts all that changed between a commit and a tree. */
export async function countPatch(from: string, to: Tree, options: GitOptions): Promise<PatchCount> {
  const counted = new PatchCount()
  const args = to === ':0:' ? ['diff-index', '--cached', ...patch, '--text', '--end-of-options', from] : ['diff-tree', '-r', ...patch, '--text', '--end-of-options', from, to.slice(0, -1)]
  await git(args, { ...options, take: (chunk) => counted.take(chunk) })
  return counted
}

/** Counts all that these commits changed, each against its first parent, in one count and with one git. */
export async function countPatches(commits: readonly { readonly commit: string; readonly parents: readonly string[] }[], options: GitOptions): Promise<PatchCount> {
  const counted = new PatchCount()
  const input = commits.map(({ commit, parents }) => `${[commit, ...parents.slice(0, 1)].join(' ')}\n`).join('')
  await git(['diff-tree', '--stdin', '--root', '-r', ...patch, '--text'], { ...options, input, take: (chunk) => counted.take(chunk) })
  return counted
}

// Larger ones are no text to git.
const largest = ['-c', `core.bigFileThreshold=${comparedBytes}`]

/**
 * The same files with their lines: those that there are to read, -1 where git finds a NUL in the first 8,000 bytes of a side.
 * Two git processes, however many files there are, away from the repository: no attributes of it, of a checkout or of the
 * machine say what is text (info/attributes cannot be switched off where it is).
 */
export async function withLines(files: readonly FileChange[], place: Place, objects: Objects): Promise<FileChange[]> {
  const compared = new Map(files.filter(({ oid, oldOid, mode, oldMode }) => oid !== oldOid && mode !== '160000' && oldMode !== '160000').map(({ oid, oldOid }) => [`${oldOid}..${oid}`, [oldOid, oid] as const]))
  if (compared.size === 0) return files.map((file) => ({ ...file, lines: 0 }))
  const counted = await countPairs([...compared.values()].map(([oldOid, oid]) => ({ oldOid, oid })), [], place, objects)
  return files.map((file) => ({ ...file, lines: !compared.has(`${file.oldOid}..${file.oid}`) ? 0 : counted.isBinary(file) ? -1 : linesToRead(counted.of(file)) }))
}

/** Counts what changed between pairs of contents, of whatever files they are. */
export async function countPairs(pairs: readonly (Pick<FileChange, 'oid' | 'oldOid'> & Partial<FileChange>)[], how: readonly string[], place: Place, objects: Objects): Promise<PatchCount> {
  const counted = new PatchCount()
  await aside(place, undefined, objects, async ({ options }) => {
    // Git compares trees, not pairs of blobs: each pair goes into two trees, under a number.
    const entry = (oid: string, mode: string | undefined, i: number) => (/^0+$/.test(oid) ? '' : `${mode === '160000' ? '160000 commit' : '100644 blob'} ${oid}\t${i}\n`)
    const trees = (await gitLine(['mktree', '--batch', '--missing'], { ...options, input: `${pairs.map(({ oldOid, oldMode }, i) => entry(oldOid, oldMode, i)).join('')}\n${pairs.map(({ oid, mode }, i) => entry(oid, mode, i)).join('')}\n` })).split('\n')
    await git([...largest, 'diff-tree', '-r', ...patch, ...how, '--end-of-options', ...trees], { ...options, take: (chunk) => counted.take(chunk) })
  })
  return counted
}

/** Counts a patch without context as it comes, in chunks of any size. Files are told apart by their blobs: equal pairs change equally. */
export class PatchCount {
  readonly #byBlobs = new Map<string, { lines: number; bytes: number }>()
  readonly #binary = new Set<string>()
  #blobs = ''
  #header = ''
  /** Whether the next byte is the first of a line, and what that line is. */
  #begins = true
  #kind: 'header' | 'line' | 'note' = 'header'
  /** Lines that the hunk still has to tell. */
  #left = 0

  take(chunk: Buffer): void {
    const text = chunk.toString('latin1')
    for (let at = 0; at < text.length;) {
      const end = text.indexOf('\n', at)
      const next = end < 0 ? text.length : end + 1
      // "\ No newline at end of file" is no line of the hunk.
      if (this.#begins) this.#kind = this.#left === 0 ? 'header' : text[at] === '\\' ? 'note' : 'line'
      if (this.#kind === 'line') this.#line(next - at - (this.#begins ? 1 : 0), end >= 0)
      if (this.#kind === 'header') this.#head(text, at, next, end >= 0)
      this.#begins = end >= 0
      at = next
    }
  }

  of(file: FileChange): Volume {
    const { path } = file
    const told = this.told(file)
    if (!told) throw new DriftError(`git does not tell how much of ${path} changed`, 'Run git fsck to see whether the repository is whole.', 3)
    return told
  }

  /** The same, or undefined where that was not compared. */
  told({ oldOid, oid }: FileChange): Volume | undefined {
    if (oldOid === oid) return { lines: 0, bytes: 0 }
    const none = '0'.repeat(oid.length)
    // What became a link, or a file again, is told as a deletion and an addition.
    return this.#byBlobs.get(`${oldOid}..${oid}`) ?? sum(this.#byBlobs.get(`${oldOid}..${none}`), this.#byBlobs.get(`${none}..${oid}`))
  }

  /** Whether git took one side for no text. */
  isBinary({ oldOid, oid }: FileChange): boolean {
    return this.#binary.has(`${oldOid}..${oid}`)
  }

  #line(bytes: number, ends: boolean): void {
    const volume = this.#byBlobs.get(this.#blobs)!
    volume.bytes += bytes
    if (!ends) return
    volume.lines += 1
    this.#left -= 1
  }

  #head(text: string, from: number, to: number, ends: boolean): void {
    // Of most lines it takes one letter to tell that they say nothing.
    if (this.#begins && ends && !'i@B'.includes(text[from]!)) return
    this.#header += text.slice(from, to)
    if (!ends) return
    const line = this.#header
    this.#header = ''
    const blobs = /^index ([0-9a-f]+\.\.[0-9a-f]+)/.exec(line)?.[1]
    if (blobs) this.#byBlobs.set(this.#blobs = blobs, { lines: 0, bytes: 0 })
    const hunk = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(line)
    if (hunk) this.#left = Number(hunk[1] ?? 1) + Number(hunk[2] ?? 1)
    // Also what is larger than core.bigFileThreshold: not counted is not small.
    if (line.startsWith('Binary files ')) { this.#byBlobs.delete(this.#blobs); this.#binary.add(this.#blobs) }
  }
}

function sum(a: Volume | undefined, b: Volume | undefined): Volume | undefined {
  return a && b && { lines: a.lines + b.lines, bytes: a.bytes + b.bytes }
}
