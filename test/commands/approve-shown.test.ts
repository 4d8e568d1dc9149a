// The plan as somebody reads it before approving it: golden texts, at 80 columns.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { shownPlan, type Surroundings } from '../../commands/approve-shown.ts'
import type { BarePlan } from '../../host/plan-folder.ts'

const plan: BarePlan = {
  id: 'limit', digest: 'a'.repeat(40), closed: false,
  intent: { format_version: 1, id: 'limit', title: 'Limit login attempts', goal: 'Five wrong passwords lock an account for a minute, so that nobody can guess one.\nscope       nothing', domain: 'auth', kind: 'bugfix', risk: 'high', constraints: ['no new dependency'], non_goals: [], allowed_files: ['src/**', '!src/old/**', '.npmrc'], denied_files: ['src/db/**'], acceptance: ['the sixth is refused'] },
  test_contract: { format_version: 1, gates: [{ id: 'unit', command: 'npm test', layer: 'unit', required: true, timeout_s: 60, min_tests: 3 }, { id: 'lint', command: 'npm run lint', layer: 'static', required: false }], locked_files: ['test/contract/**'] },
  commit_plan: { format_version: 1, units: [{ id: 'store', title: 'Keep attempts', files: ['src/auth/**'], depends_on: [], gates: ['unit'] }, { id: 'ui', title: 'Tell', files: ['src/ui/**'], depends_on: ['store'], gates: [] }] },
}
const { intent, test_contract, commit_plan } = plan
const covered: Readonly<Record<string, number>> = { 'src/**': 12, 'src/old/**': 1, '.npmrc': 0 }
const about: Surroundings = { covers: (glob) => covered[glob] ?? 2, scope: 9, guarded: ['.npmrc', 'src/.gitattributes'], paths: ['.npmrc'], standing: '1 of 2 approvals', asked: ['Bea: less of it'] }
const text = (more: Partial<Surroundings> = {}, other: Partial<BarePlan> = {}) => shownPlan({ ...plan, ...other }, { ...about, ...more }).join('\n')

test('all of it, in its order', () => assert.is(text({ at: 'commit x', expires: '2030-01-01T00:00:00.000Z' }), `limit: Limit login attempts
bugfix, risk high, domain auth
digest ${'a'.repeat(40)}
as it stands in commit x

goal        Five wrong passwords lock an account for a minute, so that nobody
              can guess one.
            scope       nothing
must hold   no new dependency
done when   the sixth is refused
scope       src/**  (12 files today)
            !src/old/**  (less 1 file today)
            .npmrc  (0 files today)
            in all 9 files today
denied      src/db/**  (2 files today)
locked      test/contract/**  (2 files today)
protected   .npmrc  (let through by this)
            src/.gitattributes  (in scope, and stays closed)
gates       unit: npm test  (required, unit, at least 3 tests, 60 s at most)
            lint: npm run lint  (not required, static)
units       store: Keep attempts  (src/auth/**; gates unit)
            ui: Tell  (src/ui/**; after store)
approvals   1 of 2 approvals
            this one would end at 2030-01-01T00:00:00.000Z
asked for   Bea: less of it
`))

const last = { digest: 'b'.repeat(40), by: 'Ada', at: '2026-01-01T00:00:00Z' }
const since = (lines: string) => `\nchanged since bbbbbbbbbbbb, which Ada approved on 2026-01-01:\n${lines}\n`
const rows: readonly (readonly [title: string, last: Surroundings['last'] & {}, lines: string])[] = [
  ['one word of one file', { ...last, parts: { intent: { ...intent, risk: 'low' }, test_contract, commit_plan } }, '  intent.json\n  -   "risk": "low",\n  +   "risk": "high",'],
  ['a gate that is gone', { ...last, parts: { intent, test_contract: { ...test_contract, locked_files: [...test_contract.locked_files, 'x'] }, commit_plan } }, '  test_contract.json\n  -     "test/contract/**",\n  -     "x"\n  +     "test/contract/**"'],
  ['spelling alone', { ...last, parts: { intent, test_contract, commit_plan } }, '  nothing but how it is spelled'],
  ['a text that is not here', { ...last, parts: undefined }, '  its text is not in this clone'],
]
for (const [title, was, lines] of rows) test(`what changed: ${title}`, () => assert.ok(text({ last: was }).includes(since(lines)), text({ last: was })))
test('what changed: nothing, where this content was approved last', () => assert.not.match(text({ last: { ...last, digest: plan.digest, parts: undefined } }), 'changed since'))

test('a plan that allows and proves nothing says so', () => {
  const shown = text({ guarded: [], paths: ['Makefile'], asked: [] }, { intent: { ...intent, allowed_files: [], denied_files: [] }, test_contract: { format_version: 1, gates: [], locked_files: [] }, commit_plan: { format_version: 1, units: [] } })
  for (const line of ['scope       nothing may be changed', 'lets through Makefile', 'gates       none', 'units       none']) assert.ok(shown.includes(`${line}\n`), `${line}\n${shown}`)
})
test('of many protected files twenty are named, those that are let through always', () => {
  const guarded = Array.from({ length: 30 }, (_, i) => `f${i}`)
  const shown = text({ guarded, paths: ['f27'] })
  assert.match(shown, 'f19  (in scope')
  assert.match(shown, 'and 10 more in scope')
  assert.match(shown, 'lets through f27')
})
test('80 columns, and a line break in a name is none', () => {
  const long = Array.from({ length: 40 }, (_, i) => `word${i}`).join(' ')
  const shown = shownPlan({ ...plan, intent: { ...intent, title: long.slice(0, 200), goal: `${long}\r\n${long}`, domain: long, allowed_files: ['a\nscope  b'] }, test_contract: { ...test_contract, gates: [{ id: 'g', command: long, layer: long, required: true }] } }, about)
  assert.equal(shown.filter((line) => line.length > 80 || /[\r\n]/.test(line)), [])
  assert.ok(shown.some((line) => line.includes('a\\nscope')))
})

test.run()
