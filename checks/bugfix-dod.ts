import { defineCheck, glob, list, matches, object, saysNothing, text, type Change, type Message } from '../host/check.ts'

interface Options { readonly types: readonly string[]; readonly layers: readonly string[]; readonly tests: readonly string[] }
type Judge = (value: string, change: Change, options: Options) => string | undefined

const sentence: Judge = (value) => (value.split(/\s+/).length < 2 ? 'is one word where a sentence is due' : undefined)
const command: Judge = () => undefined

const owningLayer: Judge = (value, _, { layers }) => (layers.includes(value) ? undefined : `is "${value}", which is no layer of this project (${layers.join(', ')})`)

/** The path of a `Regression:` value; undefined for `none — task <id>`. */
function regressionPath(value: string): string | undefined {
  return /^none\s*(\u2014|\u2013|-{1,2})\s*task\s+\S+/i.test(value) ? undefined : value.split('::')[0]!.trim()
}

const regression: Judge = (value, { files, seen }, { tests }) => {
  const path = regressionPath(value)
  if (path === undefined) return undefined
  if (!(seen.paths as readonly string[] | undefined)?.includes(path)) return `names ${path}, which is not in this commit`
  if (!matches(tests, path)) return `names ${path}, which is no test file (${tests.join(', ')})`
  const touched = files.some((file) => file.path === path && file.status !== 'deleted') || (seen.earlier as readonly string[] | undefined)?.includes(path)
  return touched ? undefined : `names ${path}, which neither this commit nor an earlier one of the plan touched`
}

const demands: readonly { readonly key: string; readonly what: string; readonly judge: Judge }[] = [
  { key: 'Root-Cause', what: 'what was wrong, in a sentence', judge: sentence },
  { key: 'Owning-Layer', what: 'the layer that owned the defect', judge: owningLayer },
  { key: 'Impact', what: 'who was hit and how, in a sentence', judge: sentence },
  { key: 'Proof', what: 'the command that fails before and passes after', judge: command },
  { key: 'Regression', what: 'path/of/test or path/of/test::name, or: none — task <id>', judge: regression },
  { key: 'Regression-Layer', what: 'why the test stands at that layer, in a sentence', judge: sentence },
  { key: 'Residual-Risk', what: 'what could still go wrong, in a sentence', judge: sentence },
]

function valueOf({ trailers }: Message, key: string): string | undefined {
  return trailers.find((trailer) => trailer.key.toLowerCase() === key.toLowerCase())?.value.trim()
}

function isBugfix({ message, plans, bound, lane, seen }: Change, types: readonly string[]): boolean {
  if (!message || lane?.paths || bound === 'plan-files') return false
  const mended = /^(?:(?:fixup|squash|amend)! )+(.*)$/.exec(message.subject)?.[1]
  // A fixup belongs to a commit of this range, which answers for both; alone it is what it says it mends.
  if (mended !== undefined) return !(seen.subjects as readonly string[] | undefined)?.includes(mended) && types.includes(/^[a-z]+/i.exec(mended)?.[0].toLowerCase() ?? '')
  return message.type ? types.includes(message.type) : plans.some(({ intent }) => intent.kind === 'bugfix')
}

export default defineCheck({
  name: 'bugfix-dod',
  demand: 'A bug fix says what was wrong, proves the fix, and leaves a test behind.',
  why: 'A fix without a cause, a proof and a regression test is a guess that happens to work today. Written down when it is fresh, it costs a minute.',
  stages: ['commit-msg', 'pre-push', 'ci', 'receive'],
  extents: ['commit'],
  form: demands.map(({ key, what }) => `${key}: <${what}>`).join('\n'),
  options: object({
    types: list(text({ min: 1 }), { default: ['fix', 'hotfix'], stricter: 'more', about: 'Conventional-commit types that are bug fixes.' }),
    layers: list(text({ min: 1 }), { default: ['unit', 'component', 'integration', 'e2e', 'deployment', 'remote', 'manual'], stricter: 'fewer', about: 'Names that Owning-Layer may give.' }),
    tests: list(glob(), { default: ['**/test/**', '**/tests/**', '**/__tests__/**', '**/spec/**', '**/*.{test,spec}.*', '**/*_test.*', '**/test_*.*', '**/*Test.*', '**/*Tests.*'], stricter: 'fewer', about: 'Globs of test files.' }),
  }),

  skip: (change, { types }) => (isBugfix(change, types) ? undefined : 'not a bug fix'),

  reads(_, { message }) {
    const value = message && valueOf(message, 'Regression')
    const path = value === undefined ? undefined : regressionPath(value)
    return path ? { paths: [path] } : {}
  },

  proof: ({ types }, plan) => (plan?.intent.kind === 'bugfix' ? undefined : { kind: 'subject-is-none-of', types }),

  *run(change, options) {
    const missing = demands.filter(({ key }) => valueOf(change.message!, key) === undefined).map(({ key }) => key)
    if (missing.length > 1) yield { code: 'missing', message: `${missing.slice(0, -1).join(', ')} and ${missing.at(-1)!} are missing`, fix: 'Add a line for each to the message; the block to fill in: drift explain bugfix-dod' }
    for (const { key, what, judge } of demands) {
      const value = valueOf(change.message!, key)
      if (value === undefined && missing.length > 1) continue
      const wrong = value === undefined ? 'is missing' : saysNothing(value) ? `says nothing ("${value}")` : judge(value, change, options)
      if (wrong) yield { code: `${key.toLowerCase()}${value === undefined ? '-missing' : ''}`, message: `${key} ${wrong}`, fix: `Add to the message: ${key}: <${what}> (the whole block: drift explain bugfix-dod)` }
    }
  },

  examples: [
    {
      title: 'complete', change: ['M src/login.ts', 'M test/login.test.ts'], options: { types: ['fix'], layers: ['unit', 'component'], tests: ['test/**'] }, findings: [],
      given: { seen: { paths: ['test/login.test.ts'] } },
      message: 'fix: count failed logins per account\n\nRoot-Cause: the counter was keyed by session\nOwning-Layer: component\nImpact: accounts could be guessed at without limit\nProof: npm test -- login\nRegression: test/login.test.ts::counts per account\nRegression-Layer: the counter is a pure component\nResidual-Risk: counters are lost on restart\nPlan-Id: example-plan\n',
    },
    {
      title: 'nothing said', change: ['M src/login.ts'], options: { types: ['fix'], layers: ['unit'], tests: ['test/**'] }, message: 'fix: login\n\nPlan-Id: example-plan\n',
      findings: ['Root-Cause, Owning-Layer, Impact, Proof, Regression, Regression-Layer and Residual-Risk are missing'],
    },
    {
      title: 'hollow words, a foreign layer, an untouched test', change: ['M src/login.ts'], options: { types: ['fix'], layers: ['unit'], tests: ['test/**'] }, given: { seen: { paths: ['test/old.test.ts'] } },
      message: 'fix: login\n\nRoot-Cause: TBD\nOwning-Layer: heart\nImpact: bad\nProof: npm test\nRegression: test/old.test.ts\nRegression-Layer: it is the lowest that sees it\nResidual-Risk: n/a\nPlan-Id: example-plan\n',
      findings: ['Root-Cause says nothing', 'Owning-Layer is "heart"', 'Impact is one word', 'Regression names test/old.test.ts, which neither', 'Residual-Risk says nothing'],
    },
    { title: 'not a bug fix', change: ['M src/login.ts'], options: { types: ['fix'], layers: ['unit'], tests: ['test/**'] }, message: 'feat: limit logins\n\nPlan-Id: example-plan\n', findings: [] },
  ],
})
