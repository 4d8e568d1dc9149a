// Languages by the ends of names.
import { isForeign } from './marks.ts'

/** A language, and how many tracked files are written in it. */
export interface Language {
  readonly name: string
  readonly files: number
}

const ends: Readonly<Record<string, readonly string[]>> = {
  TypeScript: ['ts', 'tsx', 'mts', 'cts'], JavaScript: ['js', 'jsx', 'mjs', 'cjs'], Python: ['py', 'pyi'], Go: ['go'], Rust: ['rs'], Java: ['java'], Kotlin: ['kt', 'kts'], Scala: ['scala', 'sc'], Groovy: ['groovy'],
  'C#': ['cs'], 'F#': ['fs', 'fsx'], 'Visual Basic': ['vb'], 'C++': ['cc', 'cpp', 'cxx', 'hh', 'hpp', 'hxx'], C: ['c', 'h'], 'Objective-C': ['m', 'mm'], Swift: ['swift'], Ruby: ['rb', 'rake'], PHP: ['php'],
  Elixir: ['ex', 'exs'], Erlang: ['erl', 'hrl'], Clojure: ['clj', 'cljs', 'cljc'], Haskell: ['hs'], OCaml: ['ml', 'mli'], Dart: ['dart'], Lua: ['lua'], Perl: ['pl', 'pm'], R: ['r', 'R'], Julia: ['jl'], Zig: ['zig'], Nim: ['nim'],
  Vue: ['vue'], Svelte: ['svelte'], Shell: ['sh', 'bash', 'zsh', 'fish'], PowerShell: ['ps1', 'psm1'], SQL: ['sql'], Terraform: ['tf'], Solidity: ['sol'],
}
const languageOf = new Map(Object.entries(ends).flatMap(([name, all]) => all.map((end) => [end, name])))

/** The languages of these files, the most used one first. */
export function languagesOf(names: readonly string[]): readonly Language[] {
  const counts = new Map<string, number>()
  for (const path of names) {
    const name = isForeign(path) ? undefined : languageOf.get(path.slice(path.lastIndexOf('.') + 1))
    if (name) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return [...counts].map(([name, files]) => ({ name, files })).sort((a, b) => b.files - a.files || (a.name < b.name ? -1 : 1))
}
