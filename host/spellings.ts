// What else a name may be where names are folded: files that stand beside it, and names that a pattern gives in other letters.
import { folded, namesAtRoot, plain, shortened, unnumbered, type FoldedGlobs } from './folded.ts'
import { DriftError } from './error.ts'

/** What stands in a tree, found by folded names. All names are bytes. */
export class Spellings {
  /** Folders, as they are spelled. */
  readonly folders: ReadonlySet<string>
  // Folder (as it is spelled), then a folded name, or `/` and a short one → the names that stand there.
  readonly #beside = new Map<string, Set<string>>()

  constructor(names: Iterable<string>) {
    const folders = new Set<string>()
    for (const name of names) {
      this.#add(name)
      for (let end = name.lastIndexOf('/'); end > 0 && !folders.has(name.slice(0, end)); end = name.lastIndexOf('/', end - 1)) {
        folders.add(name.slice(0, end))
        this.#add(name.slice(0, end))
      }
    }
    this.folders = folders
  }

  /** All that a path may be once a file system has folded each of its names to one that stands there; not the path itself. */
  readonly of = (path: string): readonly string[] => {
    let ways: readonly string[] = ['']
    for (const name of path.split('/')) {
      const next = new Set<string>()
      const short = unnumbered(name)
      for (const folder of ways) {
        next.add(folder + name)
        for (const key of [folder + folded(name), ...short === undefined ? [] : [`${folder}/${short}`]]) for (const own of this.#beside.get(key) ?? []) next.add(folder + own)
      }
      if (next.size > most) throw new DriftError(`more than ${most} names are one where a file system folds them, ${path} among them`, 'Give files names that differ in more than case.', 3)
      ways = [...next].map((way) => `${way}/`)
    }
    return ways.map((way) => way.slice(0, -1)).filter((way) => way !== path)
  }

  #add(path: string): void {
    const cut = path.lastIndexOf('/') + 1
    const [folder, name] = [path.slice(0, cut), path.slice(cut)]
    const short = shortened(name)
    for (const key of [folder + folded(name), ...short === undefined ? [] : [`${folder}/${short}`]]) {
      const found = this.#beside.get(key)
      if (found) found.add(name)
      else this.#beside.set(key, new Set([name]))
    }
  }
}

const most = 1000

/** Whether a path has such names as `likely` tells: most have not. */
export function mayBeLikely(path: string): boolean {
  return !/^[\0-\x7f]*$/.test(path) || !path.includes('/') || path.startsWith('.') || path.includes('/.')
}

/**
 * Names in other letters that count even where no such file stands there: at the root, and from a name with a dot before it on
 * (`.GITHUB/workflows`). Deeper down a name like agents.md is prose as often as not.
 */
export function likely(path: string, globs: FoldedGlobs): readonly string[] {
  const names = path.split('/')
  const hidden = names.map((name) => plain(name).startsWith('.'))
  const first = hidden.indexOf(true)
  const lower = (name: string) => Buffer.from(plain(name).normalize('NFC').toLowerCase()).toString('latin1')
  const found = [
    ...first < 0 ? [] : [names.map((name, i) => (hidden[i] ? lower(name) : name)), names.map((name, i) => (i >= first ? lower(name) : name))].map((way) => way.join('/')),
    ...names.length > 1 ? [] : [lower(path), path.replace(/[a-z]/g, (c) => c.toUpperCase()), ...namesAtRoot(globs).filter((name) => folded(name) === folded(path))],
  ]
  return [...new Set(found)].filter((way) => way !== path)
}
