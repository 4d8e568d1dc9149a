import { choice, defineCheck, glob, isPlanFile, list, matches, object, type Change, type FileChange } from '../host/check.ts'

interface Options { readonly source: readonly string[]; readonly tests: readonly string[]; readonly exempt: readonly string[]; readonly kinds: readonly string[] }

/** Files that hold something new: not gone, not only moved, not only of another mode. A plan's test_contract.json is no test. */
function fresh({ files, policy }: Change): readonly FileChange[] {
  const gone = new Set(files.filter(({ status }) => status === 'deleted').map(({ oldOid }) => oldOid))
  return files.filter(({ path, status, oid, oldOid }) => status !== 'deleted' && oid !== oldOid && !gone.has(oid) && !isPlanFile(path, policy.plans))
}

/** Files that ask for a test. Of plans whose kind needs none only those do that lanes take, and no plan. */
function sources(change: Change, { source, exempt, kinds }: Options): readonly FileChange[] {
  const { plans, elsewhere, policy } = change
  const all = plans.length === 0 || plans.some(({ intent }) => kinds.includes(intent.kind))
  return fresh(change).filter((file) => matches(source, file) && !matches(exempt, file) && !matches(policy.plans.generated, file) && (all || elsewhere.includes(file.path)))
}

const small = { source: ['src/**/*.ts'], tests: ['test/**'], exempt: [], kinds: ['feature', 'bugfix'] } as const

export default defineCheck({
  name: 'tests-with-source',
  demand: 'Who changes source code changes or adds a test with it.',
  why: 'What no test was written for, the next change breaks unseen. All that is pushed or proposed at once is looked at together, so that the test may come in a later commit. Deleting and moving files asks for no test. That a change is of comments or format alone cannot be told; nor can Rust\'s tests inside of source files, so that Rust is not among the defaults.',
  stages: ['pre-push', 'ci', 'receive'],
  extents: ['net'],
  options: object({
    source: list(glob(), {
      default: ['**/*.{js,jsx,mjs,cjs,ts,tsx,mts,cts,vue,svelte,py,go,java,kt,kts,scala,groovy,swift,m,mm,c,cc,cpp,cxx,h,hh,hpp,hxx,cs,fs,vb,rb,php,ex,exs,erl,clj,cljs,cljc,hs,ml,dart,lua,pl,pm,r,R,jl,zig,nim}'],
      stricter: 'more', about: 'Globs of source files; what is a test as well counts as a test.',
    }),
    tests: list(glob(), {
      default: ['**/test/**', '**/tests/**', '**/__tests__/**', '**/spec/**', '**/e2e/**', '**/cypress/**', '**/*.{test,spec,cy}.*', '**/*_{test,spec}.*', '**/test_*.*', '**/*{Test,Tests,Spec,Specs}.*'],
      stricter: 'fewer', about: 'Globs of test files.',
    }),
    exempt: list(glob(), {
      default: ['**/*.d.ts', '**/*.config.*', '**/.*', '**/.*/**', 'docs/**', 'examples/**', '**/generated/**', '**/migrations/**', '**/vendor/**', '**/third_party/**', '**/node_modules/**', '**/setup.py'],
      stricter: 'fewer', about: 'Globs of source files that need no test, beside those of plans.generated.',
    }),
    kinds: list(choice(['feature', 'bugfix', 'refactor', 'deps', 'release', 'docs', 'chore']), {
      default: ['feature', 'bugfix'], stricter: 'more', about: 'Kinds of plan whose work needs tests; work without a plan always does.',
    }),
  }),

  *run(change, options) {
    const [first, ...others] = sources(change, options)
    if (!first || fresh(change).some((file) => matches(options.tests, file))) return
    const more = others.slice(0, 2).map(({ path }) => `, ${path}`).join('') + (others.length > 2 ? ` and ${others.length - 2} more` : '')
    yield { code: 'untested', path: first.path, message: `${first.path}${more} changed, and no test did`, fix: `Change or add a test in the same push (tests: ${options.tests.slice(0, 4).join(', ')}${options.tests.length > 4 ? ' …' : ''})` }
  },

  examples: [
    { title: 'a test comes along', change: ['M src/login.ts', 'M test/login.test.ts'], options: small, findings: [] },
    { title: 'no test does', change: ['A src/limit.ts', 'M src/login.ts'], options: small, findings: ['src/limit.ts, src/login.ts changed, and no test did'] },
    { title: 'taking a test away is no test', change: ['M src/login.ts', 'D test/login.test.ts'], options: small, findings: ['src/login.ts changed, and no test did'] },
    { title: 'docs alone', change: ['M README.md', 'M docs/api.md'], options: small, findings: [] },
    { title: 'a plan of a kind that needs none', change: ['M src/login.ts'], options: { ...small, kinds: ['bugfix'] }, findings: [] },
  ],
})
