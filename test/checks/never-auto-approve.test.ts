import { test } from 'uvu'
import * as assert from 'uvu/assert'
import check, { protectedPaths } from '../../checks/never-auto-approve.ts'
import type { Change, FileChange } from '../../host/check.ts'
import { exampleChange, examplePolicy } from '../../host/example.ts'
import { parseMessage } from '../../git/trailers.ts'
import { cases } from '../support/cases.ts'
import { found, planWith } from '../support/found.ts'

const options = { paths: ['.github/workflows/**', '.driftrc*'] }
const workflow = '.github/workflows/ci.yml'
const told = (path: string) => `${path}: ${path} is protected, and nobody approved this change of it`
const { oid, oldOid } = exampleChange({ change: [`M ${workflow}`] }, parseMessage).files[0]!

/** A plan whose approvals name these paths, judged at a stage. */
const approved = (stage: Change['stage'], ...paths: readonly { path: string; blob?: string; was?: readonly string[]; seq?: number }[]) => ({ given: { stage, plans: [planWith({ allowed_files: ['**'] }, { paths: paths.map((path) => ({ seq: 1, ...path })) })] } })

cases(check, options, [
  ['an empty change', [], []],
  ['another file', ['M src/a.ts'], []],
  ['a protected one', [`M ${workflow}`], [told(workflow)]],
  ['new, deleted, a link, a mode: every effect counts', ['A .github/workflows/a', 'D .driftrc', 'L .driftrc.json', 'X .github/workflows/b'], ['.github/workflows/a', '.driftrc', '.driftrc.json', '.github/workflows/b'].map(told)],
  ['both ends of a rename', ['D .driftrc', 'A drift.txt'], [told('.driftrc')]],
  ['a plan\'s globs are not enough', [`M ${workflow}`], [told(workflow)], approved('pre-commit')],
  ['a lane is not enough', [`M ${workflow}`], [told(workflow)], { given: { bound: 'lane', plans: [] } }],
  ['without any plan', [`M ${workflow}`], [told(workflow)], { given: { bound: 'none', plans: [] } }],
  ['a net change, a merge', [`M ${workflow}`], [told(workflow)], { given: { extent: 'net', bound: 'net' } }],
  ['somebody approved the path: work goes on', [`M ${workflow}`], [], approved('pre-commit', { path: workflow })],
  ['an approval of one path is of no other', [`M ${workflow}`, 'M .driftrc'], [told('.driftrc')], approved('commit-msg', { path: workflow })],
  ['an approved folder is no approved file', [`M ${workflow}`], [told(workflow)], approved('pre-commit', { path: '.github/workflows' }, { path: '.github/workflows/**' })],
  ['at the gate the path alone is not enough', [`M ${workflow}`], [told(workflow)], approved('ci', { path: workflow })],
  ['nor at push', [`M ${workflow}`], [told(workflow)], approved('pre-push', { path: workflow })],
  ['path and content are', [`M ${workflow}`], [], approved('ci', { path: workflow, blob: oid })],
  ['other content is not, not even locally', [`M ${workflow}`], [told(workflow)], approved('pre-commit', { path: workflow, blob: 'f'.repeat(40) })],
  ['an approval that no longer stands approves no path', [`M ${workflow}`], [told(workflow)], { given: { stage: 'pre-commit', plans: [planWith({}, { state: 'revoked', paths: [{ path: workflow, seq: 1 }] })] } }],
  ['what it replaces was approved later: an old approval brings nothing back', [`M ${workflow}`], [told(workflow)], approved('ci', { path: workflow, blob: oid }, { path: workflow, blob: oldOid, seq: 2 })],
  ['that of another path was', [`M ${workflow}`], [], approved('ci', { path: workflow, blob: oid }, { path: '.driftrc', blob: oldOid, seq: 2 })],
  ['the old content was approved anew', [`M ${workflow}`], [], approved('ci', { path: workflow, blob: oid }, { path: workflow, blob: oldOid, seq: 2 }, { path: workflow, blob: oid, seq: 3 })],
  ['it may replace what it replaces', [`M ${workflow}`], [], approved('ci', { path: workflow, blob: oid, was: ['f'.repeat(40), oldOid] })],
  ['it was approved in the place of another', [`M ${workflow}`], [told(workflow)], approved('ci', { path: workflow, blob: oid, was: ['f'.repeat(40)] })],
  ['both were approved at once', [`M ${workflow}`], [], approved('ci', { path: workflow, blob: oldOid }, { path: workflow, blob: oid })],
])

cases(check, options, [
  ['what a link leads to, what is on the way, a twin, a name like one', ['M docs/a (link of .driftrc)', 'L tools (way of .github/workflows/a)', 'A .GitHub/workflows/a (twin of .github/workflows/a)', 'A .Driftrc (like of .driftrc)'],
    ['docs/a is protected (.driftrc leads to it)', 'tools is protected (.github/workflows/a is reached through it)', '.GitHub/workflows/a is protected (it is .github/workflows/a to a file system', '.Driftrc is protected (it is .driftrc to a file system']],
  ['a link on the way to a folder', ['L tools (link of .github/workflows)'], ['tools is protected (.github/workflows leads to it)']],
  ['a file so called is no way to what is below a folder', ['A tools (link of .github/workflows)'], []],
  ['names that something else guards are no concern', ['M docs/a (link of LICENSE)', 'A License (twin of LICENSE)'], []],
  ['attributes of whatever is guarded', ['A docs/.gitattributes (speaks of docs/ledger)'], ['docs/.gitattributes: docs/.gitattributes is protected (its lines speak of docs/ledger)']],
  ['its own name is reason enough', ['M .driftrc (link of .driftrc.json)'], [told('.driftrc')]],
  ['somebody approved it as it is called', ['M docs/a (link of .driftrc)'], [], approved('pre-commit', { path: 'docs/a' })],
  ['the approval of its other name is of another file', ['M docs/a (link of .driftrc)'], ['docs/a is protected'], approved('pre-commit', { path: '.driftrc' })],
])

const merged = (...allowed_files: string[]) => ({ given: { plans: [planWith({ allowed_files })], policy: { ...examplePolicy, approval: { ...examplePolicy.approval, mode: 'merged' as const } } } })
cases(check, options, [
  ['merged: named literally in the plan', [`M ${workflow}`], [], merged('src/**', workflow)],
  ['merged: a version that overtakes it names it no more', [`M ${workflow}`], [told(workflow)], { given: { ...merged(workflow).given, also: [{ ...planWith({ allowed_files: ['**'] }), overtakes: planWith({}).digest }] } }],
  ['merged: a glob names nothing', [`M ${workflow}`], [told(workflow)], merged('.github/workflows/**', '**')],
  ['merged: records of paths do not count', [`M ${workflow}`], [told(workflow)], { given: { ...merged('**').given, plans: [planWith({}, { paths: [{ path: workflow, blob: oid, seq: 1 }] })] } }],
])

const json = (before: string, after: string) => ({ texts: { 'package.json': [before, after] as const } })
const config = ['package.json: the drift config in package.json is protected']
cases(check, options, [
  ['package.json without a config', ['M package.json'], [], json('{"a":1}', '{"a":2}')],
  ['a dependency on git-drift is none', ['M package.json'], [], json('{}', '{"devDependencies":{"git-drift":"1"},"scripts":{"drift":"drift"}}')],
  ['a config comes', ['M package.json'], config, json('{}', '{"drift":{"extends":"drift:solo"}}')],
  ['a config changes', ['M package.json'], config, json('{"drift":{"a":1}}', '{"drift":{"a":2}}')],
  ['a config goes', ['M package.json'], config, json('{"drift":{"a":1}}', '{}')],
  ['beside a config that stays', ['M package.json'], [], json('{"drift":{"a":1},"b":1}', '{\n  "b": 2,\n  "drift": { "a": 1 }\n}')],
  ['a file that breaks where a config was', ['M package.json'], config, json('{"drift":{}}', '{"drift":{}')],
  ['one below the root is somebody\'s own', ['M web/package.json'], [], { texts: { 'web/package.json': ['{}', '{"drift":{}}'] } }],
])

const steering = [
  '.driftrc.yaml', '.drift/packs/a.yaml', '.drift/allowed_signers', '.gitattributes', 'deep/er/.gitattributes', '.gitmodules', '.npmrc', '.husky/pre-commit', 'lefthook.yml', '.pre-commit-config.yaml',
  '.gitlab-ci.yml', '.github/workflows/a.yml', '.github/actions/x/action.yml', 'AGENTS.md', 'web/CLAUDE.md', '.claude/settings.json', '.cursor/rules/a.mdc',
]
cases(check, { paths: protectedPaths }, [
  ['by default: what would weaken the judge, or steer other machines', steering.map((path) => `A ${path}`), steering.map(told)],
  ['by default: nothing of a project\'s own', ['M src/driftrc.ts', 'M docs/agents.md', 'M .github/ISSUE_TEMPLATE.md', 'M .gitignore', 'M README.md', 'M .drift/lessons.jsonl'], []],
])

test('a path that is not UTF-8 is matched by its bytes', async () => {
  const [file] = exampleChange({ change: ['A x'] }, parseMessage).files
  const files: FileChange[] = [{ ...file!, path: '"quoted"', bytes: '.github/workflows/\xff' }]
  assert.equal((await found(check, options, [], { given: { files } })).map(({ path }) => path), ['"quoted"'])
})

test('what to do: locally, at the gate, where plans are merged', async () => {
  const fix = async (given: Partial<Change>) => (await found(check, options, [`M ${workflow}`], { given }))[0]!.fix
  assert.is(await fix({ stage: 'pre-commit' }), `git restore --staged -- :/${workflow}, or have a person run: drift approve example-plan --allow-path ${workflow}`)
  assert.is(await fix({ stage: 'ci' }), 'drift approve example-plan --change, run by a person')
  assert.is(await fix(merged('**').given), `Name ${workflow} literally in allowed_files of a plan, and merge that plan before the change`)
  assert.match(await fix({ stage: 'pre-commit', plans: [] }), 'drift approve <plan>')
})

test('no lane takes what it protects, and its proof says where nothing may be', () => {
  assert.equal(check.guards!(options), options.paths)
  const proof = check.proof!(options, undefined)
  assert.is(proof!.kind, 'nothing-inside')
  for (const path of [...options.paths, 'package.json']) assert.ok('globs' in proof! && proof.globs.includes(path), path)
})

test.run()
