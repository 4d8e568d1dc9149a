// A commit holds of the plans what its parent holds, unless it touches them: most commits of a range need not be asked.
import type { Commit, Repository, Tree } from './repository.ts'

/** A repository for a range, and what it knows of the range's commits. */
export interface Inherited {
  readonly repository: Repository
  /** The commit that a commit's folder of plans comes from. */
  originOf(commit: string): string
}

/** The same repository, which asks once for all commits of a range that cannot differ in the folder of plans, and once for the same approvals. */
export function inheriting(repository: Repository, commits: readonly Commit[], dir: string): Inherited {
  const inside = (path: string) => path === dir || path.startsWith(`${dir}/`)
  const parents = new Map(commits.flatMap(({ commit, parents, files }) => (parents.length === 1 && !files.some(({ path }) => inside(path) || dir.startsWith(`${path}/`)) ? [[commit, parents[0]!] as const] : [])))
  const origins = new Map<string, string>()
  const originOf = (commit: string): string => {
    const passed: string[] = []
    let at = commit
    while (!origins.has(at) && parents.has(at)) { passed.push(at); at = parents.get(at)! }
    const origin = origins.get(at) ?? at
    for (const one of passed) origins.set(one, origin)
    return origin
  }
  /** The same spec at the commit that it comes from; undefined for what is not below the folder of plans. */
  const canonical = (tree: Tree, path: string): string | undefined => (/^[0-9a-f]{40,64}:$/.test(tree) && inside(path) ? `${originOf(tree.slice(0, -1))}:${path}` : undefined)
  const once = <T>(answers: Map<string, Promise<T>>, key: string | undefined, ask: () => Promise<T>): Promise<T> => {
    if (key === undefined) return ask()
    const known = answers.get(key) ?? ask()
    answers.set(key, known)
    return known
  }
  const infos = new Map<string, ReturnType<Repository['info']>>()
  const folders = new Map<string, ReturnType<Repository['folder']>>()
  const approvals = new Map<string, ReturnType<Repository['approvals']>>()
  const ofPlans = new Map<string, ReturnType<Repository['approvalsOf']>>()
  const versions = new Map<string, ReturnType<Repository['versions']>>()
  return { originOf, repository: {
    ...repository,
    info: (spec) => {
      const colon = spec.indexOf(':') + 1
      return once(infos, canonical(spec.slice(0, colon), spec.slice(colon)), () => repository.info(spec))
    },
    folder: (tree, path) => once(folders, canonical(tree, path), () => repository.folder(tree, path)),
    versions: (commit, path) => once(versions, `${commit}:${path}`, () => repository.versions(commit, path)),
    approvalsOf: (plan) => once(ofPlans, plan, () => repository.approvalsOf(plan)),
    approvals: (digests) => once(approvals, [...digests].sort().join(' '), () => repository.approvals(digests)),
  } }
}
