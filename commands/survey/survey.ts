// A look at a repository → what is there. Pure: the same look always says the same.
import { checkGlob, matches } from '../../host/globs.ts'
import { languagesOf, type Language } from './languages.ts'
import type { Look } from './look.ts'
import { agents, ciSystems, coverageTools, generators, isForeign, marked, owners, packageManagers, testRunners, type Marked } from './marks.ts'
import { sizesOf, type Sizes } from './sizes.ts'
import { grownOnTop, truthsIn, type Truth } from './truths.ts'

/** What was found; a list is empty where there is none. */
export interface Survey {
  readonly files: number
  readonly languages: readonly Language[]
  readonly packages: readonly Marked[]
  readonly runners: readonly Marked[]
  /** Of the globs for test files those that fit some, and how many files they are. */
  readonly tests: { readonly globs: readonly string[]; readonly files: number }
  /** What runs the tests, where somebody says so. */
  readonly testCommand?: string
  readonly coverage: readonly Marked[]
  readonly ci: readonly (Marked & { readonly init: string })[]
  readonly agents: readonly Marked[]
  /** The file that names code owners. */
  readonly owners?: string
  /** Globs of what tools write. */
  readonly generated: readonly string[]
  readonly truths: readonly Truth[]
  /** Logs that no check can hold to being appended to. */
  readonly onTop: readonly string[]
  /** Authors of the last changes, without bots. */
  readonly people: number
  readonly changes: number
  /** Absent where there were too few changes to tell. */
  readonly sizes?: Sizes
}

/** What checks know of files already. */
export interface Known {
  /** Globs of files whose size does not count. */
  readonly exempt: readonly string[]
  /** Globs of test files. */
  readonly tests: readonly string[]
}

/** What a look tells. */
export function surveyOf({ names, texts, changes }: Look, { exempt, tests }: Known): Survey {
  const found = <M extends Parameters<typeof marked>[0][number]>(table: readonly M[]) => marked(table, names, texts)
  const runners = found(testRunners)
  const packages = found(packageManagers)
  const generated = [...found(generators).map(({ name }) => name), ...generatedIn(texts).filter((glob) => checkGlob(glob) === undefined)]
  const sizes = sizesOf(changes, [...exempt, ...generated])
  const [owner] = found(owners)
  const testFiles = names.filter((name) => matches(tests, name) && !isForeign(name))
  const testCommand = scriptIn(packages, texts) ?? (texts.get('Makefile')?.match(/^test:/m) ? 'make test' : runners.find(({ command }) => command)?.command)
  return {
    files: names.length, languages: languagesOf(names), packages, runners, tests: { globs: tests.filter((glob) => testFiles.some((name) => matches(glob, name))), files: testFiles.length }, ...(testCommand === undefined ? {} : { testCommand }), coverage: found(coverageTools), ci: found(ciSystems), agents: found(agents),
    ...(owner ? { owners: owner.file } : {}), generated: [...new Set(generated)], truths: truthsIn(names, changes), onTop: grownOnTop(names),
    people: new Set(changes.map(({ author }) => author.toLowerCase()).filter((author) => author !== '' && !/\[bot\]|^bot@|noreply@github\.com/.test(author))).size,
    changes: changes.length, ...(sizes ? { sizes } : {}),
  }
}

/** The test script of the manifest at the root, as its package manager runs it. */
function scriptIn(packages: readonly Marked[], texts: ReadonlyMap<string, string>): string | undefined {
  let script: unknown
  try {
    script = (JSON.parse(texts.get('package.json') ?? '{}') as { readonly scripts?: { readonly test?: unknown } }).scripts?.test
  } catch {
    // Somebody's broken manifest says nothing.
  }
  if (typeof script !== 'string' || /no test specified/.test(script)) return undefined
  const manager = packages.find(({ name }) => /^(npm|pnpm|yarn|bun)/.test(name))?.name.split(/[ ,]/)[0] ?? 'npm'
  return manager === 'bun' ? 'bun run test' : `${manager} test`
}

/** Patterns that an attributes file marks as written by tools, as globs from the root. */
function generatedIn(texts: ReadonlyMap<string, string>): readonly string[] {
  return [...texts].filter(([path]) => /(?:^|\/)\.gitattributes$/.test(path) && !isForeign(path)).flatMap(([path, text]) => text.split('\n').flatMap((line) => {
    const [, pattern] = /^([^#\s"[\]\\!{}]+)\s(?:.*\s)?linguist-generated(?:=true)?(?:\s|$)/.exec(line) ?? []
    if (pattern === undefined) return []
    const folder = path.slice(0, path.lastIndexOf('/') + 1)
    return [pattern.includes('/') ? folder + pattern.replace(/^\//, '') : `${folder}**/${pattern}`]
  }))
}
