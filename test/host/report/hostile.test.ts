// Whatever an attacker writes into commits, paths and plans: every format keeps its own form. Each report has a harmless
// twin of the same form, and may differ from it in nothing but text.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { formats, type FormatName } from '../../../host/report/formats.ts'
import { markdown } from '../../../host/report/markdown.ts'
import { complaint } from '../../../hooks/main.ts'
import { DriftError } from '../../../host/error.ts'
import { obeyed } from '../../support/actions-runner.ts'
import { withoutCode } from '../../support/code-spans.ts'
import { hostile, hostileReport, random } from '../../support/reports.ts'
import { gitlabFaults, junitFaults, reportFaults, sarifFaults } from '../../support/schemas.ts'
import { parseXml, type Element } from '../../support/xml.ts'

const how = { colour: false, version: '0.1.0', token: '0123456789abcdef' }
const count = process.env['DRIFT_TEST_LONG'] ? 20_000 : 400
const names = Object.keys(formats) as FormatName[]

/** Renders a hostile report and its twin; what fails is told with the seed. */
function each(work: (render: (name: FormatName) => string, twin: (name: FormatName) => string, report: ReturnType<typeof hostileReport>) => void): void {
  for (let seed = 0; seed < count; seed++) {
    const some = random(seed + 1e6)
    const report = hostileReport(seed, () => hostile(some))
    const twin = hostileReport(seed, () => 'x')
    try {
      work((name) => formats[name].render(report, how), (name) => formats[name].render(twin, how), report)
    } catch (error) {
      throw Object.assign(error as Error, { message: `seed ${seed}: ${(error as Error).message}` })
    }
  }
}

test('what is for machines fits its schema', () => each((render) => {
  assert.equal([...reportFaults(render('json')), ...sarifFaults(render('sarif')), ...gitlabFaults(render('gitlab')), ...junitFaults(render('junit'))], [])
}))

test('json gives back what was in it', () => each((render, _, report) => {
  const { outcomes, notes, baseSource } = JSON.parse(render('json'))
  assert.equal({ outcomes, notes, baseSource }, JSON.parse(JSON.stringify({ outcomes: report.outcomes, notes: report.notes, baseSource: report.baseSource })))
}))

test('the log of GitHub obeys what drift says to it and nothing else', () => each((render, twin) => {
  const log = render('github')
  const commands = obeyed(log)
  assert.equal(commands.map(({ command }) => command), obeyed(twin('github')).map(({ command }) => command))
  assert.equal(commands.slice(0, 2).map(({ command, data }) => [command, data]), [['stop-commands', how.token], [how.token, '']])
  assert.ok(commands.slice(2).every(({ command, properties }) => ['error', 'warning'].includes(command) && Object.keys(properties).every((key) => ['file', 'line', 'title'].includes(key))))
  const ours = new RegExp(`^::(stop-commands::${how.token}$|${how.token}::$|(error|warning) )`)
  assert.equal(log.split(/\r\n|\r|\n/).filter((line) => /^[\s\u0085]*::/.test(line) && !ours.test(line)), [])
  assert.not.match(log, /##\[/)
}))

test('no other format holds a command, for GitHub, Azure or TeamCity, when it is printed into a log', () => each((render) => {
  for (const name of names.filter((one) => one !== 'github')) {
    assert.equal(obeyed(render(name)), [], name)
    assert.not.match(render(name), /##(vso|teamcity)?\[/, name)
  }
}))

test('nothing can paint a terminal, hide, or break a line', () => each((render, twin) => {
  for (const name of names.filter((one) => one !== 'json')) {
    assert.not.match(render(name), /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]/u, name)
    const lines = (text: string) => text.split('\n').length
    // Rows that find no room in a comment are fewer.
    if (name !== 'markdown') assert.is(lines(render(name)), lines(twin(name)), name)
  }
}))

test('XML has the elements and attributes of its twin', () => each((render, twin) => {
  const form = ({ name, attributes, children }: Element): unknown => [name, Object.keys(attributes), children.map(form)]
  const known = (text: string) => JSON.stringify(form(parseXml(text))).replaceAll('["property",["name","value"],[]],', '')
  assert.is(known(render('junit')), known(twin('junit')))
  assert.not.match(render('junit'), /\[\[ATTACHMENT\|/)
}))

test('Markdown outside of code spans is that of its twin', () => each((_, __, report) => {
  const room = 10_000_000
  const twin = { ...report, baseSource: 'rx', notes: report.notes.map(() => 'x'), outcomes: report.outcomes.map((one) => ({ ...one, ...(one.reason === undefined ? {} : { reason: 'x' }), findings: one.findings.map((f) => ({ ...f, message: 'x', fix: 'x', path: 'x' })) })) }
  assert.is(withoutCode(markdown(report, room)), withoutCode(markdown(twin, room)))
  assert.not.match(withoutCode(markdown(report, room)), /[`@[\]!]|https?:|<(?!code>|\/?details>|\/?summary>)/)
  assert.ok(Buffer.byteLength(markdown(report, 60_000)) <= 60_000)
}))

test('an error message obeys nobody either', () => {
  const some = random(5)
  for (let i = 0; i < count * 5; i++) assert.equal(obeyed(complaint(new DriftError(hostile(some), hostile(some), 3, hostile(some)))), [])
})

test('planted: the model of the runner sees what the runner obeys', () => {
  const commands = (log: string) => obeyed(log).map(({ command }) => command)
  assert.equal(commands('::set-output name=a::b\n \u00a0::error::x\rtext ##[add-mask]x\n::nope::x\ntext ::error::x'), ['set-output', 'error', 'add-mask'])
  assert.equal(commands('::stop-commands::abc\n::error::x\n##[error]x\n::ABC::\n::error::x'), ['stop-commands', 'ABC', 'error'])
  assert.equal(obeyed('::error file=a%3Ab,line=1::50%25%0A%250A')[0], { command: 'error', properties: { file: 'a:b', line: '1' }, data: '50%\n%0A' })
})

test('planted: code spans are seen as CommonMark sees them', () => {
  assert.is(withoutCode('a `b` c ``d ` e`` `f'), 'a <code> c <code> `f')
})

test('planted: what breaks XML or its schema is seen', () => {
  for (const bad of ['<a>', '<a></b>', '<a b="<"/>', '<a b="1" b="2"/>', '<a>&x;</a>', '<a>&#0;</a>', '<a>]]></a>', '<a/>x', '<a>\u0001</a>', '<a>\ufffe</a>', '<a>\ud800</a>', '<a b=1/>', '<a>&</a>']) assert.throws(() => parseXml(bad), bad)
  const suites = (inner: string) => `<testsuites tests="1" failures="0" errors="0"><testsuite name="x" tests="1" failures="0" errors="0" skipped="0">${inner}</testsuite></testsuites>`
  assert.equal(junitFaults(suites('<testcase name="a" classname="b"/>')), [])
  for (const bad of ['<testcase/>', '<testcase name="a" classname="b" colour="red"/>', '<testcase name="a" classname="b">text</testcase>', '<testcase name="a" classname="b"><failure><b/></failure></testcase>', '<testcase name="a" classname="b"><failure/></testcase>', '<testcase name="a" classname="b"/><testcase name="a" classname="b"/>', '<case/>', '']) assert.ok(junitFaults(suites(bad)).length > 0, bad)
})

test('what the system refuses is no bug of drift', () => {
  const told = (code: string) => complaint(Object.assign(new Error(`${code}: mkdir '/x'`), { code }))
  assert.is(told('EACCES'), "drift: EACCES: mkdir '/x'\n  fix: Let this user write there, then try again.\n")
  assert.is(told('ENOSPC'), "drift: ENOSPC: mkdir '/x'\n  fix: Make room there, then try again.\n")
  assert.ok(told('EBADF').includes('This is a bug of drift') && complaint(new TypeError('x')).includes('This is a bug of drift'))
})

test.run()
