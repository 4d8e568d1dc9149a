// Configs with mistakes: each is told in a line with file, pointer, what was expected and what was found; all at once.
import { Ajv2020 } from 'ajv/dist/2020.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { checks } from '../../checks/index.ts'
import { parseData } from '../../host/config/parse.ts'
import { resolveConfig } from '../../host/config/resolve.ts'
import { configSchema } from '../../host/config/schema.ts'
import { DriftError } from '../../host/error.ts'
import * as telling from '../../host/generated/telling.cjs'
import { lineOf, misfits, type Validator } from '../../host/mistakes.ts'
import { parsePlan } from '../../host/plan-folder.ts'
import { planFiles } from '../../host/plan.ts'
import type { JsonSchema } from '../../host/schema.ts'
import { planValidators, validateConfig } from '../../host/validate.ts'

const packs: Readonly<Record<string, unknown>> = { '.drift/packs/house.yaml': { checks: { scope: 'of' } }, '.drift/packs/good.yaml': { plans: { required: false } } }
const mistakes = (validate: Validator, data: unknown, schema: JsonSchema) => [...new Set(misfits(validate, data, schema).map(lineOf))]
const resolve = (data: unknown) => resolveConfig(data, { file: '.driftrc', checks, validate: validateConfig, pack: async (path) => packs[path] })

async function refused(work: Promise<unknown>): Promise<DriftError> {
  const error = await work.then(() => undefined, (thrown: unknown) => thrown)
  assert.instance(error, DriftError)
  return error as DriftError
}

const keys = 'expected one of $schema, id, base, extends, plans, approval, checks, overrides, plugins'
const names = 'approval, bugfix-dod, change-size, commit-plan, never-auto-approve, plan-id, policy, scope, sot, test-contract, tests-with-source'
const lane = 'name, paths, actors, maxFiles, maxLines, maxBytes'

// A config as a file holds it → every line that is told, without the file's name.
const table: readonly (readonly [title: string, config: unknown, lines: readonly string[]])[] = [
  ['no object', [], ['/: expected an object, found []']],
  ['nothing', null, ['/: expected an object, found null']],
  ['an unknown key', { chekcs: {} }, [`/: unknown key "chekcs" (did you mean "checks"?): ${keys}, found {"chekcs":{}}`]],
  ['an unknown key, like none', { zzzzzzzz: 1 }, [`/: unknown key "zzzzzzzz": ${keys}, found {"zzzzzzzz":1}`]],
  ['an unknown key below', { base: { brnach: 'main' } }, ['/base: unknown key "brnach" (did you mean "branch"?): expected one of branch, remote, found {"brnach":"main"}']],
  ['an unknown check', { checks: { scop: 'error' } }, [`/checks: unknown key "scop" (did you mean "scope"?): expected one of ${names}, found {"scop":"error"}`]],
  ['an unknown option', { checks: { 'bugfix-dod': ['error', { type: ['fix'] }] } }, ['/checks/bugfix-dod/1: unknown key "type" (did you mean "types"?): expected one of types, layers, tests, found {"type":["fix"]}']],
  ['an option of a check that has none', { checks: { scope: ['error', { paths: [] }] } }, ['/checks/scope/1: unknown key "paths": expected no keys, found {"paths":[]}']],
  ['a wrong severity', { checks: { scope: 'eror' } }, ['/checks/scope: expected one of off, warn, error, found "eror"']],
  ['a wrong severity with options', { checks: { sot: ['eror', {}] } }, ['/checks/sot/0: expected one of off, warn, error, found "eror"']],
  ['a severity that is no word', { checks: { scope: 2 } }, ['/checks/scope: expected one of off, warn, error, found 2']],
  ['a setting with too much', { checks: { scope: ['error', {}, 1] } }, ['/checks/scope: expected at most 2 items, found ["error",{},1]']],
  ['a setting with too little', { checks: { scope: [] } }, ['/checks/scope: expected at least 1 item, found []']],
  ['a wrong type in options', { checks: { 'bugfix-dod': ['error', { types: 'fix' }] } }, ['/checks/bugfix-dod/1/types: expected an array, found "fix"']],
  ['a wrong type in a list of options', { checks: { 'bugfix-dod': ['error', { types: ['fix', 7] }] } }, ['/checks/bugfix-dod/1/types/1: expected a string, found 7']],
  ['options that are no object', { checks: { sot: ['error', 'LICENSE'] } }, ['/checks/sot/1: expected an object, found "LICENSE"']],
  ['a source of truth without its mode', { checks: { sot: ['error', { files: [{ path: 'LICENSE' }] }] } }, ['/checks/sot/1/files/0: key "mode" is missing: expected one of append-only, frozen, found nothing']],
  ['a mode that is none', { checks: { sot: ['error', { files: [{ path: 'LICENSE', mode: 'forzen' }] }] } }, ['/checks/sot/1/files/0/mode: expected one of append-only, frozen, found "forzen"']],
  ['a wrong approval mode', { approval: { mode: 'signd' } }, ['/approval/mode: expected one of recorded, merged, signed, found "signd"']],
  ['a threshold of nobody', { approval: { threshold: 0 } }, ['/approval/threshold: expected at least 1, found 0']],
  ['half a person', { approval: { threshold: 1.5 } }, ['/approval/threshold: expected a whole number, found 1.5']],
  ['an id that is too short', { id: 'x' }, ['/id: expected text like ^[A-Za-z0-9-]{8,64}$, found "x"']],
  ['an empty branch', { base: { branch: '' } }, ['/base/branch: expected text that is not empty, found ""']],
  ['yes for true', { plans: { required: 'yes' } }, ['/plans/required: expected a boolean, found "yes"']],
  ['a folder of plans outside', { plans: { dir: '../plans/' } }, ['/plans/dir: expected text like ^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*$, found "../plans/"']],
  ['a lane without a name', { plans: { lanes: [{ maxFiles: 2 }] } }, ['/plans/lanes/0: key "name" is missing: expected a string, found nothing']],
  ['a lane of no files', { plans: { lanes: [{ name: 'a', maxFiles: 0 }] } }, ['/plans/lanes/0/maxFiles: expected at least 1, found 0']],
  ['a lane without paths', { plans: { lanes: [{ name: 'a', paths: [] }] } }, ['/plans/lanes/0/paths: expected at least 1 item, found []']],
  ['a lane with an unknown key', { plans: { lanes: [{ name: 'a', maxfiles: 2 }] } }, [`/plans/lanes/0: unknown key "maxfiles" (did you mean "maxFiles"?): expected one of ${lane}, found {"maxfiles":2}`]],
  ['a lane that bounds nothing', { plans: { lanes: [{ name: 'a' }] } }, ['/plans/lanes/0: expected paths, maxFiles or maxLines, found none of them: the lane would take nearly every change']],
  ['a lane that bounds bytes and people alone', { plans: { lanes: [{ name: 'a', maxBytes: 9, actors: ['x'] }] } }, ['/plans/lanes/0: expected paths, maxFiles or maxLines, found none of them: the lane would take nearly every change']],
  ['two lanes of one name', { plans: { lanes: [{ name: 'a', maxFiles: 1 }, { name: 'b', maxLines: 1 }, { name: 'a', paths: ['x'] }] } }, ['/plans/lanes/2/name: expected a name of its own, found "a", which /plans/lanes/0 has']],
  ['lanes that are no list', { plans: { lanes: { tiny: 5 } } }, ['/plans/lanes: expected an array, found {"tiny":5}']],
  ['an override without paths', { overrides: [{ checks: {} }] }, ['/overrides/0: key "paths" is missing: expected an array, found nothing']],
  ['an override of a check that judges no single file', { overrides: [{ paths: ['a'], checks: { 'plan-id': 'off' } }] }, ['/overrides/0/checks: unknown key "plan-id": expected one of never-auto-approve, scope, sot, found {"plan-id":"off"}']],
  ['a wrong severity in an override', { overrides: [{ paths: ['a'], checks: { scope: ['of'] } }] }, ['/overrides/0/checks/scope/0: expected one of off, warn, error, found "of"']],
  ['extends that is no name', { extends: 3 }, ['/extends: expected a string, found 3']],
  ['extends with a hole', { extends: ['drift:solo', ''] }, ['/extends/1: expected text that is not empty, found ""']],
  ['a preset that is none', { extends: 'drift:recomended' }, ['/extends: expected the name of a preset or pack, found "drift:recomended" (did you mean "drift:recommended"?): use one of drift:solo, drift:recommended, drift:strict, a pack below .drift/packs/, or a package']],
  ['a pack that is not there', { extends: '.drift/packs/gone.yaml' }, ['/extends: expected a file .drift/packs/gone.yaml, found none']],
  ['a plugin without a name', { plugins: [['', {}]] }, ['/plugins/0/0: expected text that is not empty, found ""']],
  ['a plugin that is no name', { plugins: [{ name: 'x' }] }, ['/plugins/0: expected a string, found {"name":"x"}']],
  ['options of a plugin that are no object', { plugins: [['x', 1]] }, ['/plugins/0/1: expected an object, found 1']],
  ['a long value is cut', { extends: { a: 'x'.repeat(90) } }, [`/extends: expected a string, found {"a":"${'x'.repeat(71)}...`]],
  ['what would paint a terminal is shown as escapes', { ['\u001b[2J']: '\u202e' }, [`/: unknown key "\\u001b[2J": ${keys}, found {"\\u001b[2J":"\\u202e"}`]],
  ['a line break in a key or a name makes no line', { checks: { 'a\ndrift: b': 'error' }, extends: 'q\nr' }, [
    `/checks: unknown key "a\\ndrift: b": expected one of ${names}, found {"a\\ndrift: b":"error"}`, '/extends: expected the name of a preset or pack, found "q\\nr": use one of drift:solo, drift:recommended, drift:strict, a pack below .drift/packs/, or a package',
  ]],
  ['keys that every object has', JSON.parse('{"__proto__": 1, "constructor": 2, "checks": {"toString": "error"}}'), [
    `/: unknown key "__proto__": ${keys}, found {"__proto__":1}`, `/: unknown key "constructor": ${keys}, found {"constructor":2}`, `/checks: unknown key "toString": expected one of ${names}, found {"toString":"error"}`,
  ]],
  ['two mistakes at once', { checks: { scope: 'eror' }, approval: { mode: 'signd' } }, ['/approval/mode: expected one of recorded, merged, signed, found "signd"', '/checks/scope: expected one of off, warn, error, found "eror"']],
  ['many at once', { bas: 1, plans: { lanes: [{}] }, checks: { sot: ['on', { files: 'x', more: 1 }] } }, [
    `/: unknown key "bas" (did you mean "base"?): ${keys}, found {"bas":1}`, '/plans/lanes/0: key "name" is missing: expected a string, found nothing', '/checks/sot/0: expected one of off, warn, error, found "on"',
    '/checks/sot/1: unknown key "more": expected one of files, found {"more":1}', '/checks/sot/1/files: expected an array, found "x"',
  ]],
]

for (const [title, config, lines] of table) {
  test(title, async () => {
    const { message, exit } = await refused(resolve(config))
    assert.equal(message.split('\n').sort(), lines.map((line) => `.driftrc: ${line}`).sort())
    for (const line of message.split('\n')) assert.match(line, /^\.driftrc: \/\S*: .*expected .+, found .+$/)
    assert.is(exit, 2)
  })
}

// Globs are looked at when the layers have met, so that those of presets and packs are looked at too.
for (const [title, config, pointer] of [
  ['of a check', { checks: { sot: ['error', { files: [{ path: 'LICENSE', mode: 'frozen' }, { path: 'a**', mode: 'frozen' }] }] } }, '/checks/sot/1/files/1/path'],
  ['of a lane', { plans: { lanes: [{ name: 'a', paths: ['a**'] }] } }, '/plans/lanes/0/paths/0'],
  ['of what tools generate', { plans: { generated: ['dist/**', 'a**'] } }, '/plans/generated/1'],
  ['of an override', { overrides: [{ paths: ['a**'], checks: { scope: 'off' } }] }, '/overrides/0/paths/0'],
  ['of a check in an override', { overrides: [{ paths: ['x'], checks: { 'never-auto-approve': ['error', { paths: ['a**'] }] } }] }, '/overrides/0/checks/never-auto-approve/1/paths/0'],
] as const) {
  test(`a bad glob ${title}`, async () => {
    const { message } = await refused(resolve(config))
    assert.is(message, `.driftrc: ${pointer}: expected a glob, found "a**": a ** stands beside other characters. Write * within one folder (a*), or ** alone between slashes: a/**, **/*.md`)
  })
}

test('two bad globs at once', async () => {
  const { message } = await refused(resolve({ plans: { generated: ['./x'] }, checks: { 'never-auto-approve': ['error', { paths: ['/etc'] }] } }))
  assert.equal(message.split('\n').map((line) => line.slice(0, line.indexOf(': expected a glob, found '))), ['.driftrc: /plans/generated/0', '.driftrc: /checks/never-auto-approve/1/paths/0'])
})

test('a mistake in a pack names the pack', async () => {
  const { message, fix } = await refused(resolve({ extends: ['.drift/packs/house.yaml'] }))
  assert.is(message, '.drift/packs/house.yaml: /checks/scope: expected one of off, warn, error, found "of"')
  assert.match(fix, 'Mend .drift/packs/house.yaml')
})

test('a plan of a newer drift is told as that, and nothing else of it', async () => {
  const newer = Buffer.from('{\n  "format_version": 2,\n  "stages": []\n}\n')
  const read = await parsePlan('x', { 'intent.json': newer, 'test_contract.json': newer, 'commit_plan.json': newer }, planValidators)
  assert.equal('wrong' in read && read.wrong, ['intent.json', 'test_contract.json', 'commit_plan.json'].map((name) => `${name}:2: /format_version: expected 1, found 2: a newer drift wrote this plan, so use that one (npm i -D git-drift@latest)`))
})

test('mistakes of a plan file', () => {
  const told = (file: keyof typeof planFiles, data: unknown) => {
    const found = mistakes(telling[file.replace('.json', '') as 'intent'], data, planFiles[file].json)
    assert.is(planValidators[file](data), found.length === 0)
    return found
  }
  const plan = { format_version: 1, units: [{ id: 'a', title: 'A', files: ['src/**'], depends_on: [], gates: [] }] }
  assert.equal(told('commit_plan.json', plan), [])
  assert.equal(told('commit_plan.json', { ...plan, format_version: 2 }), ['/format_version: expected at most 1, found 2'])
  assert.equal(told('commit_plan.json', { format_version: 1, unit: [] }), [
    '/: key "units" is missing: expected an array, found nothing', '/: unknown key "unit" (did you mean "units"?): expected one of format_version, units, found {"unit":[]}',
  ])
  assert.equal(told('commit_plan.json', { ...plan, units: [{ ...plan.units[0], file: 1 }] }), ['/units/0: unknown key "file" (did you mean "files"?): expected one of id, title, files, depends_on, gates, found {"file":1}'])
  assert.equal(told('test_contract.json', { format_version: 1, locked_files: [], gates: [{ id: 'a b', command: 'x', layer: 'unit', required: true, timeout_s: 0 }] }).map((line) => line.split(':')[0]), ['/gates/0/id', '/gates/0/timeout_s'])
})

test('mistakes below keys of any name, in a schema of a plugin', () => {
  const schema = { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: { type: 'object', properties: { word: { type: 'string' } }, additionalProperties: false } }
  const told = (data: unknown) => mistakes(new Ajv2020({ allErrors: true }).compile(schema) as Validator, data, schema)
  for (const key of ['b', 'constructor', 'b/c~d']) {
    const pointer = key.replaceAll('~', '~0').replaceAll('/', '~1')
    assert.equal(told({ a: 'x', [key]: { wrd: 1 } }), [`/${pointer}: unknown key "wrd" (did you mean "word"?): expected one of word, found {"wrd":1}`])
  }
  // Written by hand, where the builders do not reach: the branch that was meant complains.
  const either = { anyOf: [{ type: 'string' }, { type: 'object', properties: { word: { type: 'string' } }, required: ['word'], additionalProperties: false }] }
  assert.equal(mistakes(new Ajv2020({ allErrors: true }).compile(either) as Validator, { word: 1 }, either), ['/word: expected a string, found 1'])
})

test('good configs: what the example in the docs says, a bare severity, a pack, a plugin\'s check', async () => {
  const { checks: resolved, plans } = await resolve({
    $schema: 'x', id: 'abcdefgh', extends: ['drift:strict', '.drift/packs/good.yaml'], base: { branch: 'trunk' },
    checks: { scope: 'warn', sot: ['error', { files: [{ path: 'LICENSE', mode: 'frozen' }] }], 'house/x': ['error', { any: 1 }] }, plugins: ['phases', ['./x.mjs', { a: 1 }]],
    overrides: [{ paths: ['a/**'], checks: { scope: 'off' } }],
  })
  assert.is(plans.required, false)
  assert.equal(resolved['scope'], { severity: 'warn', options: {} })
  assert.equal(resolved['house/x'], { severity: 'error', options: { any: 1 } })
  assert.is((resolved['bugfix-dod']!.options as { types: string[] }).types[0], 'fix')
})

test('text that is no data is refused with the parser\'s words', async () => {
  for (const [file, text, says] of [['.driftrc', '{ "a": }', 'is not JSON'], ['.driftrc.yaml', 'a: [', 'is not YAML'], ['.driftrc.yaml', 'a: &x [1]\nb: *x\n', 'YAML alias']] as const) {
    const { message, exit } = await refused(parseData(text, file))
    assert.match(message, says)
    assert.match(message, file)
    assert.is(exit, 2)
  }
})

// One compiled validator is ajv's with what nobody reads taken out: it must find the very same mistakes as ajv itself. The other
// says yes or no in code of another compiler: the same.
test('the compiled validators find what ajv finds, in configs with one to three things wrong', () => {
  const ajv = new Ajv2020({ allErrors: true, strict: false }).compile(configSchema(checks)) as Validator
  const found = ({ errors }: Validator) => (errors ?? []).map(({ instancePath, keyword, params }) => JSON.stringify([instancePath, keyword, params]))
  const whole = {
    id: 'abcdefgh', base: { branch: 'main' }, extends: ['drift:solo'], plans: { dir: 'x', required: true, generated: ['a'], lanes: [{ name: 'a', paths: ['b'], maxFiles: 1 }] }, approval: { mode: 'merged', threshold: 2 },
    checks: { scope: 'error', sot: ['error', { files: [{ path: 'a', mode: 'frozen' }] }], 'bugfix-dod': ['warn', { types: ['fix'] }], 'p/c': ['off', {}] },
    overrides: [{ paths: ['a'], checks: { scope: 'warn' } }], plugins: ['a', ['b', {}]],
  }
  let seed = 7
  const pick = (n: number) => (seed = (seed * 48271) % 2147483647) % n
  const places = (value: any): [any, string][] => (typeof value === 'object' && value !== null ? Object.keys(value).flatMap((key) => [[value, key] as [any, string], ...places(value[key])]) : [])
  const others = [null, 0, -1, 1.5, '', 'x', 'error', true, [], ['x'], {}, { x: 1 }]
  const runs = process.env['DRIFT_TEST_LONG'] ? 5000 : 500
  let misfits = 0
  for (let i = 0; i < runs; i++) {
    const changed = structuredClone(whole)
    for (let k = pick(4); k > 0; k--) {
      const all = places(changed)
      const [owner, key] = all[pick(all.length)]!
      if (pick(4) === 0) delete owner[key]
      else owner[pick(3) === 0 && !Array.isArray(owner) ? 'more' : key] = structuredClone(others[pick(others.length)])
    }
    const config: unknown = JSON.parse(JSON.stringify(changed))
    assert.is(validateConfig(config), ajv(config), JSON.stringify(config))
    assert.is(telling.config(config), ajv(config), JSON.stringify(config))
    assert.equal(found(telling.config), found(ajv), JSON.stringify(config))
    if (telling.config.errors) misfits++
  }
  assert.ok(misfits > runs / 5 && misfits < runs - runs / 5, `${misfits} of ${runs} did not fit`)
})

test.run()
