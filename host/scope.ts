// Which files a plan covers: its globs, what tools generate, and the lock files of manifests it covers.
import { matches } from './globs.ts'
import type { Plan } from './change.ts'
import type { PlansPolicy } from './policy.ts'

// Lock file → the manifests it follows from.
const manifests: Readonly<Record<string, readonly string[]>> = {
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

/** Whether `path` is a lock file whose manifest stands beside it and fits, or changes below it and fits. */
export function follows(path: string, changed: readonly Named[], fits: (path: string) => boolean): boolean {
  const slash = path.lastIndexOf('/') + 1
  const names = Object.hasOwn(manifests, path.slice(slash)) ? manifests[path.slice(slash)]! : []
  const folder = path.slice(0, slash)
  return names.some((name) => fits(folder + name)
    || changed.some((file) => file.path.startsWith(folder) && file.path.endsWith(`/${name}`) && fits(file.path)))
}

/** Why a plan does not cover a file: `denied` by it, `locked` by its test contract, `outside` of it; undefined where it does. */
export function uncovered(plan: Plan, file: Moded, changed: readonly Named[], policy: PlansPolicy): 'denied' | 'locked' | 'outside' | undefined {
  const { allowed_files, denied_files } = plan.intent
  if (reaches(denied_files, file)) return 'denied'
  if (reaches(plan.test_contract.locked_files, file)) return 'locked'
  const fits = (path: string | Named) => matches(allowed_files, path)
  if (fits(file) || matches(policy.generated, file) || follows(file.path, changed, fits)) return undefined
  return 'outside'
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

/** Whether what stands at a path is a link or a submodule. */
export function isLink({ mode }: Moded): boolean {
  return mode === '120000' || mode === '160000'
}

/** What a file is known by where files are listed: two names may be shown alike, of which one is not UTF-8. */
export function keyOf({ path, bytes }: Named): string {
  return bytes === undefined ? path : `\0${bytes}`
}
