// Whether a lock file is that of a workspace: only then a new manifest below it is a reason for it to change. One that the manifest
// beside it names otherwise (`file:web`) changes that manifest, too.
import type { FileChange } from './change.ts'
import type { Repository, Tree } from './repository.ts'
import { locks, manifestNames } from './scope.ts'

// Beside a manifest that does not say so itself.
const signs = ['pnpm-workspace.yaml', 'lerna.json', 'rush.json']

/** The same files; lock files below which a manifest is new with what the tree tells of them. */
export async function withWorkspaces(files: readonly FileChange[], tree: Tree | undefined, repository: Repository): Promise<readonly FileChange[]> {
  const above = new Set(files.flatMap(({ path, status }) => (status === 'added' && manifestNames.has(nameOf(path)) ? foldersAbove(path) : [])))
  if (above.size === 0 || tree === undefined) return files
  return Promise.all(files.map(async (file) => {
    const name = nameOf(file.path)
    const folder = file.path.slice(0, -name.length)
    return Object.hasOwn(locks, name) && above.has(folder) && await tells(folder, locks[name]!, tree, repository) ? { ...file, workspace: true as const } : file
  }))
}

async function tells(folder: string, manifests: readonly string[], tree: Tree, repository: Repository): Promise<boolean> {
  const beside = await Promise.all([...manifests.map(async (name) => /workspace/i.test(new TextDecoder().decode((await repository.read(tree + folder + name))?.content))), ...signs.map(async (name) => await repository.info(tree + folder + name) !== undefined)])
  return beside.includes(true)
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** The folders above a path's own, each with its slash; the root is ''. */
function foldersAbove(path: string): readonly string[] {
  const names = path.split('/').slice(0, -2)
  return path.includes('/') ? ['', ...names.map((_, i) => `${names.slice(0, i + 1).join('/')}/`)] : []
}
