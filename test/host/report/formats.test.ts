// Every format over a report with every status, against a golden and its public schema; and at the edges of size.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Finding } from '../../../host/finding.ts'
import { formats, type FormatName } from '../../../host/report/formats.ts'
import { obeyed } from '../../support/actions-runner.ts'
import { everyStatus, reportWith } from '../../support/reports.ts'
import { driftRoot } from '../../support/repository.ts'
import { gitlabFaults, junitFaults, reportFaults, sarifFaults } from '../../support/schemas.ts'

const how = { colour: false, version: '0.1.0', token: 'f00dfeed' }
const names = Object.keys(formats) as FormatName[]
const faults: Partial<Record<FormatName, (text: string) => string[]>> = { json: reportFaults, sarif: sarifFaults, junit: junitFaults, gitlab: gitlabFaults }

/** `DRIFT_TEST_GOLDENS=write` writes them anew: look at the difference before it is committed. */
function golden(name: string, text: string): void {
  const path = join(driftRoot, 'test', 'fixtures', 'report', name)
  if (process.env['DRIFT_TEST_GOLDENS'] === 'write') writeFileSync(path, text)
  assert.is(text, readFileSync(path, 'utf8'))
}

const endings: Readonly<Record<FormatName, string>> = { text: 'txt', json: 'json', github: 'github.txt', sarif: 'sarif', junit: 'xml', gitlab: 'gitlab.json', markdown: 'md' }
for (const name of names) test(`${name}: golden`, () => golden(`every-status.${endings[name]}`, formats[name].render(everyStatus, how)))

const finding = (i: number): Finding => ({ code: 'outside', path: `src/${i}.ts`, message: `src/${i}.ts is outside plan p`, fix: `git restore --staged src/${i}.ts`, commit: '2'.repeat(40), plan: 'p' })
const many = (n: number, severity: 'error' | 'warn' = 'error') => ({ check: 'scope', status: 'failed' as const, severity, findings: Array.from({ length: n }, (_, i) => finding(i)) })
const long = 'ab '.repeat(350_000)

const reports = {
  'every status': everyStatus,
  'nothing at all': reportWith([]),
  'all passed': reportWith([{ check: 'scope', status: 'passed', severity: 'error', findings: [] }]),
  'one check twice, as for two policies': reportWith([many(2), many(1, 'warn'), { check: 'scope', status: 'passed', severity: 'error', findings: [] }]),
  'the same finding twice': reportWith([{ ...many(1), findings: [finding(1), finding(1)] }]),
  '5,000 findings': reportWith([many(5000)]),
  '6,000 warnings and 10 errors': reportWith([many(6000, 'warn'), { ...many(10), check: 'sot' }]),
  'a message of a megabyte': reportWith([{ ...many(1), findings: [{ ...finding(1), message: long, fix: long, path: long }] }, { check: 'sot', status: 'blind', severity: 'error', reason: long, findings: [] }]),
  'names that objects have by themselves': reportWith([{ ...many(1), check: 'constructor' }, { check: 'valueOf', status: 'passed', severity: 'error', findings: [] }]),
  'what was let through': reportWith([{ check: 'scope', status: 'passed', severity: 'error', findings: [], overridden: [{ ...finding(1), override: { state: 'approved', by: [{ name: 'Ada', email: 'ada@example.org', self: true }], reason: 'the database is down' } }, { ...finding(2), override: { state: 'break-glass', by: [{ name: 'Ada', email: 'ada@example.org', self: true }], reason: 'the database is down' } }] }]),
  'a warning that could not be judged': reportWith([{ check: 'sot', status: 'blind', severity: 'warn', reason: 'no tool', findings: [] }]),
  'before any config': reportWith([], { approvalModes: [], notes: ['skipped: before drift: 2 commits'] }),
}

for (const [title, report] of Object.entries(reports)) {
  for (const [name, faultsOf] of Object.entries(faults)) {
    test(`${name}: ${title}: fits its schema`, () => assert.equal(faultsOf(formats[name as FormatName].render(report, how)), []))
  }
  test(`junit: ${title}: failures and errors where the verdict is not passed, and nowhere else`, () => {
    const [, failures, errors] = /failures="(\d+)" errors="(\d+)"/.exec(formats.junit.render(report, how))!
    assert.is(Number(failures) + Number(errors) > 0, report.verdict !== 'passed')
  })
  test(`sarif: ${title}: an execution is successful unless something that blocks could not be judged`, () => {
    const [{ successful }] = JSON.parse(formats.sarif.render(report, how)).runs[0].invocations.map((one: any) => ({ successful: one.executionSuccessful }))
    assert.is(successful, !report.outcomes.some(({ status, severity }) => severity === 'error' && (status === 'blind' || status === 'crashed')))
  })
  test(`github: ${title}: at most ten of a level, of 4,096 characters each`, () => {
    const commands = obeyed(formats.github.render(report, how))
    for (const level of ['error', 'warning']) assert.ok(commands.filter(({ command }) => command === level).length <= 10)
    assert.ok(commands.every(({ data }) => data.length <= 4096))
  })
  test(`markdown: ${title}: within its room`, () => assert.ok(Buffer.byteLength(formats.markdown.render(report, how)) <= 60_000))
}

test('what a limit leaves out is counted, and warnings go before errors', () => {
  const report = reports['6,000 warnings and 10 errors']
  const commands = obeyed(formats.github.render(report, how))
  assert.equal(commands.filter(({ command }) => command === 'error').map(({ data }) => data.split('\n')[0]), Array.from({ length: 10 }, (_, i) => `src/${i}.ts is outside plan p [222222222222]`))
  assert.match(commands.findLast(({ command }) => command === 'warning')!.data, /^and 5991 more/)
  const [run] = JSON.parse(formats.sarif.render(report, how)).runs
  assert.is(run.results.length, 4999)
  assert.is(run.results.filter(({ level }: any) => level === 'error').length, 10)
  assert.match(run.invocations[0].toolExecutionNotifications[0].message.text, /and 1011 more/)
  assert.match(JSON.parse(formats.gitlab.render(report, how)).at(-1).description, /and 1011 more/)
  assert.match(formats.junit.render(report, how), /and 5001 more/)
  assert.match(formats.markdown.render(report, how), /… and 5\d{3} more/)
  const text = formats.text.render(report, how)
  assert.match(text, /\ndrift: scope: and 5901 more: --format json lists them all\n/)
  assert.equal([text.match(/drift: scope: warning/g)!.length, text.match(/drift: sot: src/g)!.length], [99, 10])
  assert.is(JSON.parse(formats.json.render(report, how)).outcomes.flatMap(({ findings }: any) => findings).length, 6010)
})

test('as many as text has room for are told, and so is a check that could not see beside them', () => {
  const text = formats.text.render(reportWith([{ ...many(101), reason: 'no tool', status: 'blind' }, { ...many(100), check: 'sot' }]), how)
  assert.equal([text.match(/drift: scope: src/g)!.length, text.match(/drift: sot: src/g)!.length, text.match(/ more: /g)!.length], [99, 100, 1])
  assert.match(text, /drift: scope: and 2 more: .*\ndrift: scope: could not judge: no tool/)
})

test('a fingerprint stays when a commit is rebased and lines move, and differs with what is wrong', () => {
  const prints = (one: Finding) => JSON.parse(formats.gitlab.render(reportWith([{ ...many(1), findings: [one] }]), how))[0].fingerprint
  assert.is(prints(finding(1)), prints({ ...finding(1), commit: '3'.repeat(40), line: 9 }))
  for (const other of [{ message: 'x' }, { path: 'x' }, { code: 'x' }, { plan: 'x' }]) assert.is.not(prints(finding(1)), prints({ ...finding(1), ...other }))
})

test('a finding without a file is shown at its plan, and without a plan at the config', () => {
  const { path: _, plan: __, ...bare } = finding(1)
  const place = (one: Finding) => JSON.parse(formats.sarif.render(reportWith([{ ...many(1), findings: [one] }], { anchors: { config: 'package.json', plans: 'plans' } }), how)).runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri
  assert.is(place(bare), 'package.json')
  assert.is(place({ ...bare, plan: 'p' }), 'plans/p/intent.json')
  assert.is(place({ ...bare, path: 'a b/ü#?%.ts' }), 'a%20b/%C3%BC%23%3F%25.ts')
  assert.is(place({ ...bare, path: '//evil.example/x' }), 'evil.example/x')
  assert.is(place({ ...bare, path: 'file:///x' }), 'file%3A///x')
})

test('approvals are called what they are', () => {
  const said = (more: object) => formats.text.render(reportWith([], more), how).trimEnd().split('\n').at(-1)
  const cases = [
    [{}, 'drift: passed over 3 commits: nothing to judge (approvals: recorded, not authenticated)'],
    [{ approvalModes: ['merged'] }, 'drift: passed over 3 commits: nothing to judge (approvals: by merging into the target branch, no signature checked)'],
    [{ approvalModes: ['signed'] }, 'drift: passed over 3 commits: nothing to judge (approvals: by signature, none verified)'],
    [{ approvalModes: ['recorded', 'merged'] }, 'drift: passed over 3 commits: nothing to judge (approvals: recorded, not authenticated; by merging into the target branch, no signature checked)'],
    [{ approvalModes: ['signed'], authenticated: true }, 'drift: passed over 3 commits: nothing to judge'],
    [{ approvalModes: [] }, 'drift: passed over 3 commits: nothing to judge'],
  ] as const
  for (const [more, line] of cases) assert.is(said(more), line)
})

test.run()
