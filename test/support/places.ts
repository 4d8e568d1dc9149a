// The places in which a repository can be: settings that are made before a scenario begins, and things that it does.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

/** Runs git in a folder and throws where it fails. */
export type Git = (cwd: string, ...args: string[]) => void

/** Where the work is done: the root of a worktree, and the folder in it where commands start. */
export interface Settled {
  readonly root: string
  readonly cwd: string
}

// Every one ends with the branch `main` checked out and no remote: a scenario reads the same wherever it runs.
const makers = {
  main: (folder, git) => at(make(folder, git)),
  linked: (folder, git) => {
    const first = make(folder, git)
    git(first, 'switch', '--quiet', '-c', 'elsewhere')
    git(first, 'worktree', 'add', '--quiet', join(folder, 'linked'), 'main')
    return at(join(folder, 'linked'))
  },
  submodule: (folder, git) => {
    const inner = make(folder, git, 'inner')
    const outer = make(folder, git, 'outer')
    git(outer, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner, 'sub')
    git(outer, 'commit', '--quiet', '-m', 'Add a submodule')
    git(join(outer, 'sub'), 'remote', 'remove', 'origin')
    return at(join(outer, 'sub'))
  },
  sha256: (folder, git) => at(make(folder, git, 'repository', ['--object-format=sha256'])),
  'index-v4': (folder, git) => {
    const root = make(folder, git)
    git(root, 'config', 'index.version', '4')
    git(root, 'update-index', '--force-write-index', '--index-version', '4')
    return at(root)
  },
  // Inside the git directory, so that the hooks themselves are no untracked files of the scenario.
  hookspath: (folder, git) => {
    const root = make(folder, git)
    mkdirSync(join(root, '.git', 'other-hooks'))
    git(root, 'config', 'core.hooksPath', join(root, '.git', 'other-hooks'))
    return at(root)
  },
  subfolder: (folder, git) => {
    const root = make(folder, git)
    mkdirSync(join(root, 'deep', 'er'), { recursive: true })
    return { root, cwd: join(root, 'deep', 'er') }
  },
  'odd-root': (folder, git) => at(make(folder, git, `it's "an" odd $root`)),
} satisfies Record<string, (folder: string, git: Git) => Settled>

/** A setting of the repository. */
export type Setting = keyof typeof makers

export const settings = Object.keys(makers) as readonly Setting[]

/** Things that a scenario does, told by its tag `acts:`. `unborn`: it begins without any commit. */
export const acts = ['unborn', 'partial-commit', 'amend', 'merge', 'rebase', 'cherry-pick', 'odd-names'] as const

/** What a scenario does. */
export type Act = (typeof acts)[number]

/** The columns of the matrix. */
export const columns: readonly string[] = [...settings, ...acts]

/** Why no scenario at all runs in a place. */
export const blank: Readonly<Record<string, string>> = {}

/** Makes a repository with one empty commit in `folder`. */
export function settle(setting: Setting, folder: string, git: Git): Settled {
  return makers[setting](folder, git)
}

/** Makes a repository without any commit in `folder`. */
export function settleUnborn(folder: string, git: Git): Settled {
  const root = join(folder, 'repository')
  git(folder, 'init', '--quiet', '-b', 'main', root)
  return at(root)
}

function make(folder: string, git: Git, name = 'repository', more: readonly string[] = []): string {
  const root = join(folder, name)
  git(folder, 'init', '--quiet', '-b', 'main', ...more, root)
  git(root, 'commit', '--quiet', '--allow-empty', '-m', 'Begin')
  return root
}

function at(root: string): Settled {
  return { root, cwd: root }
}
