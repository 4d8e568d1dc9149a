// What a plan becomes once it shall cover more: its intent, its units, its files.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { checkGlob, matches } from '../../host/globs.ts'
import type { BarePlan } from '../../host/plan-folder.ts'
import { addsOf, globOf, intentText, isExclusion, unitsWished, widened, widenedTexts, wishOf } from '../../host/widen.ts'
import { planWith } from '../support/found.ts'

const plan = planWith({ allowed_files: ['src/**', '!src/gen/**'], denied_files: ['keys/**'] })
for (const [globs, adds, covered, closed] of [
  [['db/**', 'db/**'], ['db/**'], [], []],
  [['src/a', 'src/*.ts', 'src/**'], [], ['src/a', 'src/*.ts', 'src/**'], []],
  [['src/gen/x'], [], [], ['src/gen/x']],
  [['keys/id', 'keys/**', 'lib'], ['lib'], [], ['keys/id', 'keys/**']],
  [['**'], ['**'], [], []],
] as const) test(`what ${globs.join(' ')} comes to`, () => {
  const wish = wishOf(plan, globs)
  assert.equal([wish.adds, wish.covered, wish.closed.map(([glob]) => glob)], [adds, covered, closed])
})

test('where all but some files are allowed, one more glob would be less', () => {
  assert.equal(wishOf(planWith({ allowed_files: ['!keys/**'] }), ['db/**', 'keys/a']), { adds: [], covered: ['db/**'], closed: [['keys/a', 'an exclusion in allowed_files']] })
  assert.equal(wishOf(planWith({ allowed_files: [] }), ['db/**']).adds, ['db/**'])
})

const withUnits = (...ids: string[]): BarePlan => ({ ...planWith({}), commit_plan: { format_version: 1, units: ids.map((id) => ({ id, title: id, files: [`src/${id}/**`], depends_on: [], gates: [] })) } })
const [one, two] = [withUnits('a', 'b'), withUnits('b')]
const but = (plan: BarePlan, ...globs: string[]): BarePlan => ({ ...plan, commit_plan: { format_version: 1, units: plan.commit_plan.units.map((unit, i) => (i === 0 ? { ...unit, files: globs } : unit)) } })
for (const [title, of, globs, named, expected, homeless = []] of [
  ['no unit where none is foreseen', plan, ['db/**'], [], []],
  ['the only unit', two, ['db/**', 'src/b/x'], [], [['b', 'db/**']]],
  ['none where some unit takes it', one, ['src/b/x'], [], []],
  ['none where nobody said which of several', one, ['src/b/x', 'db/**'], [], [], ['db/**']],
  ['those that are named', one, ['src/b/x', 'db/**'], ['b', 'a'], [['a', 'src/b/x', 'db/**'], ['b', 'db/**']]],
  ['a named one that takes it already', one, ['src/b/x'], ['b'], []],
  ['none where all but some files are a unit\'s: one more would be less', but(two, '!keys/**'), ['db/**', '**/x'], [], []],
  ['nor by its name', but(one, '!keys/**'), ['db/**', '**/x'], ['a'], []],
  ['what the only one excludes no addition gives it', but(two, 'src/**', '!src/gen/**'), ['db', 'src/gen/x'], [], 'src/gen/x stays closed in unit b of plan example-plan, whatever is added: an exclusion in its files covers it'],
  ['nor a named one', but(one, 'src/**', '!src/gen/**'), ['src/gen/x'], ['a'], 'src/gen/x stays closed in unit a of plan example-plan, whatever is added: an exclusion in its files covers it'],
  ['another takes it', but(one, 'src/**', '!src/gen/**'), ['src/gen/x'], ['b'], [['b', 'src/gen/x']]],
  ['nor of which one excludes it', but(one, 'src/**', '!src/gen/**'), ['src/gen/x'], [], [], ['src/gen/x']],
  ['a name that is none', one, ['db/**'], ['bb'], 'plan example-plan has no unit "bb" (did you mean b?)'],
  ['a name where there are none', plan, ['db/**'], ['a'], 'plan example-plan has no unit "a"'],
] as readonly (readonly [string, BarePlan, readonly string[], readonly string[], string | readonly (readonly string[])[], (readonly string[])?])[]) test(`units that get more: ${title}`, () => {
  const told = () => unitsWished(of, globs, named)
  if (typeof expected === 'string') assert.throws(told, (error: Error) => error.message === expected)
  else assert.equal([told().units.map(({ id, adds }) => [id, ...adds]), told().homeless], [expected, homeless])
})

test('what nothing is added to stays as it is, to the byte', () => {
  const texts = { 'intent.json': ' { "odd": 1 }', 'commit_plan.json': JSON.stringify(two.commit_plan), 'test_contract.json': '{}' }
  assert.equal(widenedTexts(texts, plan.intent, [], []), texts)
  assert.equal(Object.keys(texts).filter((name) => widenedTexts(texts, plan.intent, ['db'], [])[name as keyof typeof texts] !== texts[name as keyof typeof texts]), ['intent.json'])
  const more = widenedTexts(texts, plan.intent, [], [{ id: 'b', adds: ['db', 'lib'] }])
  assert.equal(widenedTexts({ ...texts, 'commit_plan.json': '\ufeff' }, plan.intent, ['db'], [])['commit_plan.json'], '\ufeff')
  assert.is(widenedTexts({ ...texts, 'commit_plan.json': `\ufeff${texts['commit_plan.json']}` }, plan.intent, [], [{ id: 'b', adds: ['db', 'lib'] }])['commit_plan.json'], more['commit_plan.json'])
  assert.equal([more['intent.json'], more['commit_plan.json'].endsWith('}\n'), JSON.parse(more['commit_plan.json']).units[0].files], [texts['intent.json'], true, ['src/b/**', 'db', 'lib']])
})

test('what an intent adds is read off it; any other difference is none', () => {
  const { intent } = plan
  assert.equal(addsOf(intent, widened(intent, ['a', 'b'])), ['a', 'b'])
  assert.equal(addsOf(intent, intent), [])
  for (const other of [{ ...widened(intent, ['a']), goal: 'other' }, widened(intent, ['!a']), { ...intent, allowed_files: [...intent.allowed_files].reverse() }, { ...intent, allowed_files: [] }]) assert.is(addsOf(intent, other), undefined)
  const sorted = Object.fromEntries(Object.entries(intent).sort(([a], [b]) => (a < b ? -1 : 1))) as unknown as typeof intent
  assert.is(intentText(sorted), intentText(intent))
})

for (const path of ['a.ts', 'a b', ' a', 'a ', '!a', ':a', '[a]', 'a{b,c}', 'a*b?', 'a\\b', '#a', 'é/ü', "it's", 'a,b', '-a', '~a']) test(`the glob of ${JSON.stringify(path)} is one, and takes that path alone`, () => {
  const glob = globOf({ path })
  assert.is(checkGlob(glob), undefined, glob)
  assert.ok(matches(glob, path))
  assert.is(isExclusion(glob), false)
  assert.not.ok(matches(glob, `${path}x`))
})

test.run()
