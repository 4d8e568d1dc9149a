import { Ajv2020 } from 'ajv/dist/2020.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import check from '../../checks/policy.ts'
import { checks } from '../../checks/index.ts'
import { parseMessage } from '../../git/trailers.ts'
import { choice, defineCheck, list, number, object, text, type Change, type Check, type ComparedPolicy } from '../../host/check.ts'
import { resolveConfig } from '../../host/config/resolve.ts'
import { configSchema } from '../../host/config/schema.ts'
import { exampleChange, examplePolicy } from '../../host/example.ts'
import type { Validator } from '../../host/mistakes.ts'
import { cases } from '../support/cases.ts'
import { found, planWith } from '../support/found.ts'

// A check as a plugin would bring it, whose options every direction is declared for but one.
const foreign = { ...defineCheck({
  name: 'coverage', demand: 'x', stages: ['ci'], options: object({ floor: number({ default: 80, stricter: 'higher' }), mode: choice(['lines', 'branches'], { default: 'lines' }), reports: list(text(), { default: [] }) }),
  *run() {}, examples: [{ title: 'a', change: [], options: { floor: 1, mode: 'lines', reports: [] }, findings: [] }, { title: 'b', change: [], options: { floor: 1, mode: 'lines', reports: [] }, findings: ['x'] }],
}), name: 'house/coverage' } as Check
const packs: Readonly<Record<string, unknown>> = {
  '.drift/packs/a.yaml': { plans: { generated: ['dist/**'] } }, '.drift/packs/same.yaml': { plans: { generated: ['dist/**'] } }, '.drift/packs/wide.yaml': { plans: { generated: ['**'] } },
}
const validate = new Ajv2020({ allErrors: true, strict: false }).compile(configSchema(checks)) as Validator
const resolve = (data: object) => resolveConfig(data, { file: '.driftrc.json', checks, validate, pluginChecks: [foreign], pack: async (path) => packs[path] })
const schemas = { checks: Object.fromEntries([...checks, foreign].map(({ name, options }) => [name, options.json])), plugins: { './house.mjs': object({ level: number({ stricter: 'higher' }) }).json } }

async function compared(before: object, after: object): Promise<ComparedPolicy> {
  return { before: await resolve(before), after: await resolve(after), files: ['.driftrc.json'], schemas }
}

/** What the check says of one config becoming another, without the file's name. */
async function said(before: object, after: object): Promise<string[]> {
  const all = await found(check, {}, ['M .driftrc.json'], { given: { seen: { policy: await compared(before, after) } } })
  return all.map(({ code, message }) => `${code}: ${message.replace('.driftrc.json ', '')}`)
}

const checked = (name: string, ...setting: unknown[]) => ({ checks: { [name]: setting.length === 1 ? setting[0] : setting } })
const lanes = (...all: object[]) => ({ plans: { lanes: all } })
const tiny = { name: 'tiny', maxFiles: 2, maxLines: 20 }
const docs = { name: 'docs', paths: ['docs/**', '*.md'] }
const sot = (...files: readonly (readonly [path: string, mode: string])[]) => checked('sot', 'error', { files: files.map(([path, mode]) => ({ path, mode })) })
const guarded = (...paths: string[]) => checked('never-auto-approve', 'error', { paths })
const generated = (...globs: string[]) => ({ plans: { generated: globs } })
const over = (...all: readonly (readonly [path: string, checks: object])[]) => ({ overrides: all.map(([path, own]) => ({ paths: [path], checks: own })) })

// From left to right the policy gets weaker, and that is told; from right to left it gets stricter, and nothing is.
const weaker: readonly (readonly [title: string, before: object, after: object, told: readonly string[]])[] = [
  ...checks.filter(({ name }) => !['policy', 'scope'].includes(name)).map(({ name }) => [`${name} off`, checked(name, 'error'), checked(name, 'off'), [`weakened: weakens checks.${name}: "error" became "off"`]] as const),
  ['scope only warns', {}, checked('scope', 'warn'), ['weakened: weakens checks.scope: "error" became "warn"']],
  ['policy itself off', {}, checked('policy', 'off'), ['weakens checks.policy: "error" became "off"']],
  ['a warning off', checked('scope', 'warn'), checked('scope', 'off'), ['weakens checks.scope: "warn" became "off"']],
  ['no plan is required', {}, { plans: { required: false } }, ['weakens plans.required: true became false']],
  ['more is generated', generated('dist/**'), generated('dist/**', 'src/**'), ['weakens plans.generated: "src/**" is there now']],
  ['generated, wider', generated('src/**/*.snap'), generated('src/**'), ['"src/**" is there now']],
  ['generated, an exclusion less', generated('dist/**', '!dist/keep/**'), generated('dist/**'), ['"dist/**" is there now']],
  ['a lane more', lanes(docs), lanes(docs, { name: 'more', maxFiles: 1, maxLines: 1 }), ['weakens plans.lanes: {"name":"more","maxFiles":1,"maxLines":1} is there now']],
  ['a lane twice', lanes(tiny), lanes(tiny, { ...tiny, name: 'again' }), ['plans.lanes']],
  ['a lane of more files', lanes(tiny), lanes({ ...tiny, maxFiles: 3 }), ['{"name":"tiny","maxFiles":3,"maxLines":20} is there now']],
  ['a lane of more lines', lanes(tiny), lanes({ ...tiny, maxLines: 21 }), ['plans.lanes']],
  ['a lane without a cap on lines', lanes(tiny), lanes({ name: 'tiny', maxFiles: 2 }), ['plans.lanes']],
  ['a lane of more bytes', lanes({ ...tiny, maxBytes: 1000 }), lanes({ ...tiny, maxBytes: 1001 }), ['plans.lanes']],
  ['a lane of more bytes than it has untold', lanes(tiny), lanes({ ...tiny, maxBytes: 262_145 }), ['plans.lanes']],
  ['a lane of more paths', lanes(docs), lanes({ ...docs, paths: ['docs/**', '*.md', 'src/**'] }), ['plans.lanes']],
  ['a lane without paths', lanes({ ...tiny, paths: ['docs/**'] }), lanes(tiny), ['plans.lanes']],
  ['a lane of more actors', lanes({ name: 'deps', maxFiles: 1, actors: ['bot'] }), lanes({ name: 'deps', maxFiles: 1, actors: ['bot', 'mallory'] }), ['plans.lanes']],
  ['a lane of anybody', lanes({ name: 'deps', maxFiles: 1, actors: ['bot'] }), lanes({ name: 'deps', maxFiles: 1 }), ['plans.lanes']],
  ['approvals are merged, no longer signed', { approval: { mode: 'signed' } }, { approval: { mode: 'merged' } }, ['weakens approval.mode: "signed" became "merged"']],
  ['approvals are recorded, no longer merged', { approval: { mode: 'merged' } }, { approval: { mode: 'recorded' } }, ['weakens approval.mode: "merged" became "recorded"']],
  ['one approval is enough', { approval: { threshold: 2 } }, { approval: { threshold: 1 } }, ['weakens approval.threshold: 2 became 1']],
  ['one\'s own approval is only labelled', { approval: { self: 'deny' } }, { approval: { self: 'label' } }, ['weakens approval.self: "deny" became "label"']],
  ['one\'s own approval is as good', { approval: { self: 'label' } }, { approval: { self: 'allow' } }, ['weakens approval.self: "label" became "allow"']],
  ['no id', { id: 'abcdefgh' }, {}, ['weakened: weakens id: "abcdefgh" became nothing']],
  ['a source of truth less', sot(['LICENSE', 'frozen'], ['a', 'frozen']), sot(['LICENSE', 'frozen']), ['weakens checks.sot.files: {"path":"a","mode":"frozen"} stood there']],
  ['a check off, whatever its options', sot(['LICENSE', 'frozen']), checked('sot', 'off'), ['weakens checks.sot: "error" became "off"']],
  ['a check of a plugin that is not there', checked('other/x', 'error'), {}, ['weakens checks.other/x: "error" became "off"']],
  ['no source of truth', sot(['LICENSE', 'frozen']), checked('sot', 'error'), ['checks.sot.files']],
  ['a frozen one may grow', sot(['LICENSE', 'frozen']), sot(['LICENSE', 'append-only']), ['{"path":"LICENSE","mode":"frozen"} stood there']],
  ['a source of truth, narrower', sot(['docs/**', 'append-only']), sot(['docs/a/**', 'append-only']), ['checks.sot.files']],
  ['fewer types are bug fixes', checked('bugfix-dod', 'error', { types: ['fix', 'hotfix'] }), checked('bugfix-dod', 'error', { types: ['fix'] }), ['weakens checks.bugfix-dod.types: "hotfix" stood there']],
  ['one more layer', checked('bugfix-dod', 'error', { layers: ['unit'] }), checked('bugfix-dod', 'error', { layers: ['unit', 'none'] }), ['weakens checks.bugfix-dod.layers: "none" is there now']],
  ['more are tests', checked('bugfix-dod', 'error', { tests: ['test/**'] }), checked('bugfix-dod', 'error', { tests: ['test/**', 'src/**'] }), ['checks.bugfix-dod.tests: "src/**" is there now']],
  ['a protected path less', guarded('.driftrc*', 'infra/**'), guarded('.driftrc*'), ['weakens checks.never-auto-approve.paths: "infra/**" stood there']],
  ['a protected path, narrower', guarded('infra/**'), guarded('infra/prod/**'), ['"infra/**" stood there']],
  ['a protected path with a hole', guarded('infra/**'), guarded('infra/**', '!infra/dev/**'), ['"infra/**" stood there']],
  ['only some of the default of protected paths', {}, guarded('.driftrc*', '.github/workflows/**'), [' more stood there, and nothing there now is known to cover them']],
  ['more files at once', checked('change-size', 'error', { maxFiles: 10 }), checked('change-size', 'error', { maxFiles: 11 }), ['weakens checks.change-size.maxFiles: 10 became 11']],
  ['more lines at once', checked('change-size', 'error', { maxLines: 10 }), checked('change-size', 'error', { maxLines: 11 }), ['checks.change-size.maxLines']],
  ['more that is not counted', checked('change-size', 'error', { exempt: ['a/**'] }), checked('change-size', 'error', { exempt: ['a/**', 'b'] }), ['checks.change-size.exempt: "b" is there now']],
  ['fewer files are source', checked('tests-with-source', 'error', { source: ['src/**', 'lib/**'] }), checked('tests-with-source', 'error', { source: ['src/**'] }), ['checks.tests-with-source.source: "lib/**" stood there']],
  ['more files are tests', checked('tests-with-source', 'error', { tests: ['test/**'] }), checked('tests-with-source', 'error', { tests: ['**'] }), ['checks.tests-with-source.tests']],
  ['more source needs none', checked('tests-with-source', 'error', { exempt: [] }), checked('tests-with-source', 'error', { exempt: ['src/x'] }), ['checks.tests-with-source.exempt']],
  ['fewer kinds need tests', checked('tests-with-source', 'error', { kinds: ['feature', 'bugfix'] }), checked('tests-with-source', 'error', { kinds: ['bugfix'] }), ['checks.tests-with-source.kinds: "feature" stood there']],
  ['an option of a plugin\'s check', checked('house/coverage', 'error', { floor: 80 }), checked('house/coverage', 'error', { floor: 79 }), ['weakens checks.house/coverage.floor: 80 became 79']],
  ['a plugin\'s check off', {}, checked('house/coverage', 'off'), ['weakens checks.house/coverage: "error" became "off"']],
  ['an option of a plugin', { plugins: [['./house.mjs', { level: 2 }]] }, { plugins: [['./house.mjs', { level: 1 }]] }, ['weakens plugins../house.mjs.level: 2 became 1']],
  ['an override that lowers', {}, over(['exp/**', { scope: 'warn' }]), ['weakens checks.scope (for exp/**): "error" became "warn"']],
  ['an override that raised is gone', { ...over(['core/**', { scope: 'error' }]), ...checked('scope', 'warn') }, checked('scope', 'warn'), ['weakens checks.scope (for core/**): "error" became "warn"']],
  ['an override that lowers more paths', over(['exp/a/**', { scope: 'warn' }]), over(['exp/**', { scope: 'warn' }]), ['(for exp/**)']],
  ['an override that lowers further', over(['exp/**', { scope: 'warn' }]), over(['exp/**', { scope: 'off' }]), ['"warn" became "off"']],
  ['an override with weaker options', { ...guarded('a', 'b'), ...over(['x/**', { 'never-auto-approve': ['error', { paths: ['a', 'b', 'c'] }] }]) }, { ...guarded('a', 'b'), ...over(['x/**', { 'never-auto-approve': ['error', { paths: ['a', 'b'] }] }]) }, ['checks.never-auto-approve.paths (for x/**)'.replace('.paths (for x/**)', ' (for x/**).paths')]],
  ['a second override over the first', over(['core/**', { scope: 'error' }]), over(['core/**', { scope: 'error' }], ['core/x/**', { scope: 'off' }]), ['(for core/x/**): "error" became "off"']],
  ['an override over all that was', over(['a/**', { sot: 'error' }]), over(['a/**', { sot: 'error' }], ['**/x/**', { sot: 'off' }]), ['checks.sot (for **/x/**): "error" became "off"']],
  ['strict becomes solo', { extends: 'drift:strict' }, { extends: 'drift:solo' }, ['weakens plans.lanes: {"name":"tiny","maxFiles":5,"maxLines":80}, {"name":"deps"', 'approval.mode', 'approval.self', 'checks.bugfix-dod', 'checks.change-size', 'checks.commit-plan', 'checks.test-contract:', 'checks.test-contract.evidence: "ci" became "off"', 'checks.tests-with-source']],
  ['recommended becomes solo', {}, { extends: 'drift:solo' }, ['plans.lanes: {"name":"tiny","maxFiles":5', 'checks.bugfix-dod', 'checks.change-size', 'checks.commit-plan', 'checks.test-contract.evidence: "pre-push" became "off"', 'checks.tests-with-source']],
  ['tests that are not looked at', checked('test-contract', 'error', { exempt: ['fixtures/**'] }), checked('test-contract', 'error', { exempt: ['fixtures/**', 'test/**'] }), ['checks.test-contract.exempt']],
  ['a pack that exempts more', { extends: ['drift:solo', '.drift/packs/a.yaml'] }, { extends: ['drift:solo', '.drift/packs/wide.yaml'] }, ['plans.generated']],
]

for (const [title, before, after, told] of weaker) {
  test(`weaker: ${title}`, async () => {
    const lines = await said(before, after)
    assert.is(lines.length, told.length, lines.join('\n'))
    told.forEach((part, i) => assert.ok(lines[i]!.includes(part), `${lines[i]} lacks ${part}`))
  })
  test(`stricter, the way back: ${title}`, async () => assert.equal(await said(after, before), []))
}

// Nobody declared which side is stricter, or neither is: told in both directions.
const other: readonly (readonly [title: string, before: object, after: object, told: string])[] = [
  ['another branch', {}, { base: { branch: 'trunk' } }, 'changes base.branch: "main" became "trunk"'],
  ['another remote', {}, { base: { remote: 'fork' } }, 'changes base.remote: "origin" became "fork"'],
  ['another id', { id: 'abcdefgh' }, { id: 'hgfedcba' }, 'changes id'],
  ['another folder of plans', {}, { plans: { dir: 'plans' } }, 'changes plans.dir'],
  ['another file of signers', {}, { approval: { allowedSigners: 'mine' } }, 'changes approval.allowedSigners'],
  ['lanes in another order', lanes(tiny, docs), lanes(docs, tiny), 'weakens plans.lanes'],
  ['a lane of another name', lanes(tiny), lanes({ ...tiny, name: 'small' }), 'weakens plans.lanes'],
  ['a plugin for another', { plugins: ['a'] }, { plugins: ['b'] }, 'weakens plugins'],
  ['plugins in another order', { plugins: ['a', 'b'] }, { plugins: ['b', 'a'] }, 'changes plugins: a, b became b, a'],
  ['an option that declares nothing', checked('house/coverage', 'error', { reports: ['a'] }), checked('house/coverage', 'error', { reports: ['b'] }), 'changes checks.house/coverage.reports'],
  ['an option of a plugin that declares nothing', { plugins: [['./house.mjs', { x: 2 }]] }, { plugins: [['./house.mjs', { x: 1 }]] }, 'changes plugins../house.mjs.x'],
  ['a protected path for another', guarded('infra/**'), guarded('ops/**'), 'weakens checks.never-auto-approve.paths'],
  ['a frozen file for another', sot(['a', 'frozen']), sot(['b', 'frozen']), 'weakens checks.sot.files'],
  ['an override of other paths', over(['a/**', { scope: 'warn' }]), over(['b/**', { scope: 'warn' }]), 'weakens checks.scope (for '],
]

for (const [title, before, after, told] of other) {
  test(`another: ${title}`, async () => {
    const there = await said(before, after)
    assert.ok(there[0]?.includes(told), there.join('\n'))
    assert.is.not((await said(after, before)).length, 0)
  })
}

test('a plugin more may bring a preset: told; one less is told as less', async () => {
  assert.match((await said({}, { plugins: ['a'] }))[0]!, 'changed: changes plugins: none became a')
  assert.equal(await said({ plugins: ['a'] }, {}), ['weakened: weakens plugins: a is taken out'])
})

// Written otherwise, and the same once resolved.
const equal: readonly (readonly [title: string, before: object, after: object])[] = [
  ['what the preset says anyway', {}, { extends: 'drift:recommended', plans: { required: true }, checks: { scope: 'error' } }],
  ['a severity alone and in a list', checked('scope', 'error'), checked('scope', 'error', {})],
  ['a list of presets of one', { extends: ['drift:solo'] }, { extends: 'drift:solo' }],
  ['a pack of another name with the same content', { extends: ['drift:solo', '.drift/packs/a.yaml'] }, { extends: ['drift:solo', '.drift/packs/same.yaml'] }],
  ['a pack written out', { extends: ['drift:solo', '.drift/packs/a.yaml'] }, { extends: 'drift:solo', plans: { generated: ['dist/**'] } }],
  ['keys in another order', { base: { branch: 'main', remote: 'origin' }, id: 'abcdefgh' }, { id: 'abcdefgh', base: { remote: 'origin', branch: 'main' } }],
  ['patterns in another order, and twice', guarded('a', 'b'), guarded('b', 'a', 'a')],
  ['an option\'s default', {}, checked('bugfix-dod', 'error', { types: ['fix', 'hotfix'] })],
  ['bytes of a lane, as untold', lanes(tiny), lanes({ ...tiny, maxBytes: 262_144 })],
  ['a pattern that another covers', guarded('infra/**', 'infra/prod/**'), guarded('infra/**')],
  ['a pattern split in two', guarded('{a,b}/**'), guarded('a/**', 'b/**')],
  ['options of a check that was off', checked('sot', 'off', { files: [{ path: 'a', mode: 'frozen' }] }), checked('sot', 'off')],
  ['a check off that turns on', checked('sot', 'off', { files: [{ path: 'a', mode: 'frozen' }] }), checked('sot', 'warn')],
  ['an override of what it is anyway', {}, over(['exp/**', { scope: 'error' }])],
  ['overrides of a check that has one, unchanged', over(['a/**', { scope: 'warn' }], ['a/b/**', { scope: 'error' }]), over(['a/**', { scope: 'warn' }], ['a/b/**', { scope: 'error' }])],
  ['overrides of unlike checks in another order', over(['a/**', { scope: 'warn' }], ['a/**', { sot: 'warn' }]), over(['a/**', { sot: 'warn' }], ['a/**', { scope: 'warn' }])],
  ['what editors read', { $schema: 'a' }, { $schema: 'b' }],
]

for (const [title, before, after] of equal) test(`equal: ${title}`, async () => assert.equal([await said(before, after), title.includes('turns on') ? [] : await said(after, before)], [[], []]))

test('the table is long enough', () => assert.ok(weaker.length + other.length + equal.length >= 60, String(weaker.length)))

// Every option of every check and of the rest of a config has a row above that tells of its weakening.
test('no option without a row', async () => {
  const keys = [...checks.flatMap(({ name, options }) => Object.keys(options.json.properties as object).map((key) => `checks.${name}.${key}`)),
    ...['required', 'generated', 'lanes', 'dir'].map((key) => `plans.${key}`), ...['mode', 'threshold', 'self', 'allowedSigners'].map((key) => `approval.${key}`), 'base.branch', 'base.remote', 'id', 'plugins', ...checks.map(({ name }) => `checks.${name}`)]
  const told = (await Promise.all([...weaker, ...other].map(([, before, after]) => said(before, after)))).flat().map((line) => line.replace(/ \(for .*?\)/, ''))
  for (const key of keys) assert.ok(told.some((line) => line.includes(` ${key}:`)), `nothing tells of ${key}`)
})

// Approvals, as for never-auto-approve.
const weak = await compared({}, checked('scope', 'off'))
const [file] = exampleChange({ change: ['M .driftrc.json'] }, parseMessage).files
const given = (stage: Change['stage'], paths: readonly { path: string; blob?: string }[], more: Partial<Change> = {}) => ({ given: { stage, plans: [planWith({ allowed_files: ['**'] }, { paths: paths.map((path) => ({ ...path, seq: 1 })) })], seen: { policy: weak }, ...more } })
const off = ['.driftrc.json weakens checks.scope: "error" became "off"']
const merged = (...allowed_files: string[]) => ({ given: { plans: [planWith({ allowed_files })], policy: { ...examplePolicy, approval: { ...examplePolicy.approval, mode: 'merged' as const } }, seen: { policy: weak } } })

cases(check, {}, [
  ['a plan\'s globs approve nothing', ['M .driftrc.json'], off, given('ci', [])],
  ['locally the path is enough', ['M .driftrc.json'], [], given('commit-msg', [{ path: '.driftrc.json' }])],
  ['at the gate it is not', ['M .driftrc.json'], off, given('ci', [{ path: '.driftrc.json' }])],
  ['path and content are', ['M .driftrc.json'], [], given('ci', [{ path: '.driftrc.json', blob: file!.oid }])],
  ['another content is not', ['M .driftrc.json'], off, given('pre-push', [{ path: '.driftrc.json', blob: 'f'.repeat(40) }])],
  ['another path is not', ['M .driftrc.json'], off, given('commit-msg', [{ path: '.driftrc.yaml' }])],
  ['an approval that no longer stands is not', ['M .driftrc.json'], off, { given: { stage: 'commit-msg', plans: [planWith({}, { state: 'revoked', paths: [{ path: '.driftrc.json', seq: 1 }] })], seen: { policy: weak } } }],
  ['without any plan', ['M .driftrc.json'], off, { given: { bound: 'lane', plans: [], seen: { policy: weak } } }],
  ['merged: named literally', ['M .driftrc.json'], [], merged('.driftrc.json')],
  ['merged: a glob names nothing', ['M .driftrc.json'], off, merged('**')],
  ['the net of a range', ['M .driftrc.json'], off, given('ci', [], { extent: 'net', bound: 'net' })],
  ['before the message is known', ['M .driftrc.json'], [], { given: { extent: 'staged', bound: 'undecided', plans: [], seen: { policy: weak } } }],
  ['nothing that holds a config', ['M src/a.ts', 'M web/package.json', 'M docs/.driftrc.json'], []],
  ['an empty change', [], []],
])

const gone: ComparedPolicy = { before: weak.before!, files: ['.driftrc.json'], schemas }
const broken: ComparedPolicy = { ...gone, wrong: 'two configs: .driftrc.json and package.json' }
const packed: ComparedPolicy = { ...weak, files: ['.driftrc.json', '.drift/packs/a.yaml'] }
const moved: ComparedPolicy = { ...weak, files: ['package.json', '.driftrc.json'] }
cases(check, {}, [
  ['the config goes', ['D .driftrc.json'], ['.driftrc.json takes the drift config away'], { given: { seen: { policy: gone } } }],
  ['the config breaks, by a file that need not be approved otherwise', ['M package.json'], ['package.json leaves no drift config that can be read (two configs'], { given: { seen: { policy: broken } } }],
  ['the first config', ['A .driftrc.json'], [], { given: { seen: { policy: { after: weak.after!, files: ['.driftrc.json'], schemas } } } }],
  ['a repair of one that could not be read', ['M .driftrc.json'], [], { given: { seen: { policy: { after: weak.after!, files: ['.driftrc.json'], schemas } } } }],
  ['a pack', ['M .drift/packs/a.yaml'], ['.drift/packs/a.yaml weakens'], { given: { seen: { policy: packed } } }],
  ['a pack beside an approved config', ['M .driftrc.json', 'M .drift/packs/a.yaml'], ['.drift/packs/a.yaml weakens'], given('commit-msg', [{ path: '.driftrc.json' }], { seen: { policy: packed } })],
  ['both approved', ['M .driftrc.json', 'M .drift/packs/a.yaml'], [], given('commit-msg', [{ path: '.driftrc.json' }, { path: '.drift/packs/a.yaml' }], { seen: { policy: packed } })],
  ['package.json, where the config is in it', ['M package.json', 'A .driftrc.json'], ['package.json weakens'], given('commit-msg', [{ path: '.driftrc.json' }], { seen: { policy: moved } })],
  ['package.json beside it is anybody\'s', ['M .driftrc.json', 'M package.json'], [], given('commit-msg', [{ path: '.driftrc.json' }])],
])

test('what to do: leave it, or have it approved', async () => {
  const fix = async (extra: { given: Partial<Change> }) => (await found(check, {}, ['M .driftrc.json'], extra))[0]!.fix
  assert.is(await fix(given('commit-msg', [])), 'git restore --staged -- :/.driftrc.json, or have a person run: drift approve example-plan --allow-path .driftrc.json, or leave checks.scope as it was')
  assert.is(await fix(given('ci', [])), 'drift approve example-plan --change, run by a person, or leave checks.scope as it was')
  assert.is(await fix(merged('**')), 'Name .driftrc.json literally in allowed_files of a plan, and merge that plan before the change, or leave checks.scope as it was')
})

test('it asks for the configs, and proves itself idle where no part of one is staged, nor a lock file', () => {
  assert.equal(check.reads!({}, exampleChange({ change: ['M .driftrc'] }, parseMessage)), { policy: true })
  assert.equal(check.proof!({}, undefined), { kind: 'nothing-inside', globs: ['.driftrc', '.driftrc.json', '.driftrc.yaml', '.driftrc.yml', 'package.json', '.drift/packs/**', 'package-lock.json', 'npm-shrinkwrap.json', 'pnpm-lock.yaml', 'yarn.lock'] })
})

test.run()
