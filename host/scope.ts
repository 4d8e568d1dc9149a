// Which files a plan covers: its globs, what tools generate, and the lock files of manifests it covers.
import { matches } from './globs.ts'
import type { Change, FileChange, LaterPlan, OtherName, Plan } from './change.ts'
import type { PlansPolicy } from './policy.ts'

/** Lock file → the manifests it follows from. */
export const locks: Readonly<Record<string, readonly string[]>> = {
  'package-lock.json': ['package.json'], 'npm-shrinkwrap.json': ['package.json'], 'yarn.lock': ['package.json'],
  'pnpm-lock.yaml': ['package.json'], 'bun.lock': ['package.json'], 'bun.lockb': ['package.json'], 'deno.lock': ['deno.json', 'deno.jsonc'],
  'Cargo.lock': ['Cargo.toml'], 'go.sum': ['go.mod'], 'poetry.lock': ['pyproject.toml'], 'uv.lock': ['pyproject.toml'],
  'pdm.lock': ['pyproject.toml'], 'Pipfile.lock': ['Pipfile'], 'composer.lock': ['composer.json'], 'Gemfile.lock': ['Gemfile'],
  'mix.lock': ['mix.exs'], 'pubspec.lock': ['pubspec.yaml'], 'flake.lock': ['flake.nix'], 'Podfile.lock': ['Podfile'],
  'gradle.lockfile': ['build.gradle', 'build.gradle.kts'], 'packages.lock.json': ['packages.config'],
}

/** A path, with its bytes where it is not UTF-8. */
export interface Named {
  readonly path: string
  readonly bytes?: string
}

/** The same with git's mode, where it is known. */
export interface Moded extends Named {
  readonly mode?: string
}

/** Names of all manifests. */
export const manifestNames: ReadonlySet<string> = new Set(Object.values(locks).flat())

type Following = Named & Pick<FileChange, 'status' | 'workspace'>

/** Whether a file is a lock file whose manifest stands beside it and fits, or changes below it and fits; a new one below counts in a workspace alone. */
export function follows({ path, workspace }: Following, changed: readonly Following[], globs: readonly string[]): boolean {
  const slash = path.lastIndexOf('/') + 1
  const names = Object.hasOwn(locks, path.slice(slash)) ? locks[path.slice(slash)]! : []
  const folder = path.slice(0, slash)
  return names.some((name) => matches(globs, folder + name) || (workspace ? changedBelow : keptBelow).of(changed, globs).has(folder + name))
}

/** For every folder the manifests below it that change and fit, as `<folder>/<name>`: once for a change, which may hold thousands of lock files. */
class Below {
  readonly #counts: (file: Following) => boolean
  readonly #known = new WeakMap<readonly Following[], Map<readonly string[], ReadonlySet<string>>>()

  constructor(counts: (file: Following) => boolean) {
    this.#counts = counts
  }

  of(changed: readonly Following[], globs: readonly string[]): ReadonlySet<string> {
    const known = this.#known.get(changed) ?? new Map<readonly string[], ReadonlySet<string>>()
    const found = known.get(globs) ?? new Set(changed.flatMap((file) => {
      const names = file.path.split('/')
      const name = names.pop()!
      return names.length > 0 && manifestNames.has(name) && this.#counts(file) && matches(globs, file.path) ? [name, ...names.map((_, i) => `${names.slice(0, i + 1).join('/')}/${name}`)] : []
    }))
    this.#known.set(changed, known.set(globs, found))
    return found
  }
}

const changedBelow = new Below(() => true)
const keptBelow = new Below(({ status }) => status !== 'added')

/** Why a plan does not cover a file: `denied` by it, `locked` by its test contract, `outside` of it; undefined where it does. */
export function uncovered(plan: Pick<Plan, 'intent' | 'test_contract'>, file: FileChange, changed: readonly FileChange[], policy: PlansPolicy): 'denied' | 'locked' | 'outside' | undefined {
  const { allowed_files, denied_files } = plan.intent
  if (reaches(denied_files, file)) return 'denied'
  if (reaches(plan.test_contract.locked_files, file)) return 'locked'
  return covers(allowed_files, file, changed, policy) ? undefined : 'outside'
}

/** A plan of a change, and what overtakes it. */
export function withLater(plan: Plan, also: Change['also']): readonly [Plan, ...Plan[]] {
  return [plan, ...also.filter(({ id, overtakes }) => id === plan.id && overtakes === plan.digest)]
}

/** Why none of the plans of a change covers a file: the first of them, or a later version that overtakes it, and what that one says; undefined where one does, with all that overtakes it. */
export function misfit({ plans, also, files, policy }: Pick<Change, 'plans' | 'also' | 'files'> & { readonly policy: PlansPolicy }, file: FileChange): { readonly plan?: Plan & Partial<Pick<LaterPlan, 'overtakes'>>; readonly why?: 'denied' | 'locked' | 'outside' } | undefined {
  const all = plans.map((plan) => {
    const found = withLater(plan, also).map((one) => ({ plan: one, why: uncovered(one, file, files, policy) })).find(({ why }) => why !== undefined)
    return found && { plan: found.plan, why: found.why! }
  })
  return all.every((one) => one !== undefined) ? all[0] ?? {} : undefined
}

/** Whether globs cover a file of a change: by its name, as what tools write, or as the lock file of a manifest that they cover. */
export function covers(globs: readonly string[], file: FileChange, changed: readonly FileChange[], { generated }: PlansPolicy): boolean {
  return matches(globs, file) || matches(generated, file) || follows(file, changed, globs)
}

/** Whether a path lies in the folder of plans (open or closed). */
export function isPlanFile(path: string, { dir }: PlansPolicy): boolean {
  // A name that is not UTF-8 is shown quoted.
  const at = path.startsWith('"') ? 1 : 0
  return path[at + dir.length] === '/' && path.startsWith(dir, at)
}

/** Whether globs take a file, or what lies below it once it is a link or a submodule: `x/**` is about a link at `x`, too. */
export function reaches(globs: readonly string[], file: Moded): boolean {
  return matches(globs, file) || (isLink(file) && matches(globs, { path: `${file.path}/-`, ...file.bytes === undefined ? {} : { bytes: `${file.bytes}/-` } }))
}

/** The other names by which globs are about a file. */
export function namesIn(globs: readonly string[], { names = [], mode }: Pick<FileChange, 'names' | 'mode'>): readonly OtherName[] {
  return names.filter((name) => reaches(globs, { ...name, mode }))
}

/** What one check watches over. */
export interface Guard {
  readonly globs: readonly string[]
  /** Where it does so, if not everywhere. */
  readonly covers?: (file: Named) => boolean
}

/** What checks watch over. What one leaves out the others may still have. */
export type Guards = readonly Guard[]

/** Whether some check guards a file of this name. */
export function guards(lists: Guards, file: string | Named): boolean {
  return lists.some(({ globs, covers }) => matches(globs, file) && covers?.(typeof file === 'string' ? { path: file } : file) !== false)
}

/** Whether some check guards a file, under whatever name. */
export function isGuarded(lists: Guards, file: FileChange): boolean {
  return file.names !== undefined || file.speaksOf !== undefined || guards(lists, file)
}

/** What another name has to do with a file, in words. */
export function sayName({ path, how }: OtherName): string {
  return how === 'link' ? `${path} leads to it` : how === 'way' ? `${path} is reached through it` : `it is ${path} to a file system that folds names`
}

/** Whether what stands at a path is a link or a submodule. */
export function isLink({ mode }: Moded): boolean {
  return mode === '120000' || mode === '160000'
}

/** What a file is known by where files are listed: two names may be shown alike, of which one is not UTF-8. */
export function keyOf({ path, bytes }: Named): string {
  return bytes === undefined ? path : `\0${bytes}`
}
