// How much changed, in lines and bytes: one git for a whole change. Its patch is counted and not its --numstat, which takes for
// binary whatever an attributes file of the worktree says is (also with --text, git 2.39): a change could make itself small.
import { DriftError, type FileChange, type Tree } from '../host/check.ts'
import { git, type GitOptions } from './exec.ts'

/** Lines added plus removed, and their bytes with line ends. */
type Volume = NonNullable<FileChange['volume']>

const patch = [
  '-p', '-U0', '--diff-algorithm=myers', '--text', '--full-index', '--no-renames', '--no-ext-diff', '--no-textconv', '--no-color', '--submodule=short', '--ignore-submodules=none',
]

/** The volume of each file, by path. Throws DriftError (exit 3) where git tells nothing of one. */
export async function volumesOf(from: string, to: Tree, files: readonly FileChange[], options: GitOptions): Promise<Map<string, Volume>> {
  if (files.length === 0) return new Map()
  const counted = new PatchCount()
  const args = to === ':0:' ? ['diff-index', '--cached', ...patch, '--end-of-options', from] : ['diff-tree', '-r', ...patch, '--end-of-options', from, to.slice(0, -1)]
  await git(args, { ...options, take: (chunk) => counted.take(chunk) })
  return new Map(files.map((file) => [file.path, counted.of(file)]))
}

/** Counts a patch without context as it comes, in chunks of any size. Files are told apart by their blobs: equal pairs change equally. */
export class PatchCount {
  readonly #byBlobs = new Map<string, { lines: number; bytes: number }>()
  #blobs = ''
  #header = ''
  /** Whether the next byte is the first of a line, and what that line is. */
  #begins = true
  #kind: 'header' | 'line' | 'note' = 'header'
  /** Lines that the hunk still has to tell. */
  #left = 0

  take(chunk: Buffer): void {
    for (let at = 0; at < chunk.length;) {
      const end = chunk.indexOf(10, at)
      const next = end < 0 ? chunk.length : end + 1
      this.#part(chunk.subarray(at, next), end >= 0)
      at = next
    }
  }

  of({ path, oldOid, oid }: FileChange): Volume {
    if (oldOid === oid) return { lines: 0, bytes: 0 }
    const none = '0'.repeat(oid.length)
    // What became a link, or a file again, is told as a deletion and an addition.
    const told = this.#byBlobs.get(`${oldOid}..${oid}`) ?? sum(this.#byBlobs.get(`${oldOid}..${none}`), this.#byBlobs.get(`${none}..${oid}`))
    if (!told) throw new DriftError(`git does not tell how much of ${path} changed`, 'Run git fsck to see whether the repository is whole.', 3)
    return told
  }

  #part(bytes: Buffer, ends: boolean): void {
    // "\ No newline at end of file" is no line of the hunk.
    if (this.#begins) this.#kind = this.#left === 0 ? 'header' : bytes[0] === 92 ? 'note' : 'line'
    if (this.#kind === 'header') this.#header += bytes.toString('latin1')
    if (this.#kind === 'line') this.#line(bytes.length - (this.#begins ? 1 : 0), ends)
    if (this.#kind === 'header' && ends) this.#headed(this.#header)
    this.#begins = ends
  }

  #line(bytes: number, ends: boolean): void {
    const volume = this.#byBlobs.get(this.#blobs)!
    volume.bytes += bytes
    if (!ends) return
    volume.lines += 1
    this.#left -= 1
  }

  #headed(line: string): void {
    this.#header = ''
    const blobs = /^index ([0-9a-f]+\.\.[0-9a-f]+)/.exec(line)?.[1]
    if (blobs) this.#byBlobs.set(this.#blobs = blobs, { lines: 0, bytes: 0 })
    const hunk = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(line)
    if (hunk) this.#left = Number(hunk[1] ?? 1) + Number(hunk[2] ?? 1)
    // Larger than core.bigFileThreshold: not counted is not small.
    if (line.startsWith('Binary files ')) this.#byBlobs.delete(this.#blobs)
  }
}

function sum(a: Volume | undefined, b: Volume | undefined): Volume | undefined {
  return a && b && { lines: a.lines + b.lines, bytes: a.bytes + b.bytes }
}
