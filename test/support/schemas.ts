// What the formats must fit: schemas (test/fixtures/schemas), and what their readers ask for beyond them.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { Ajv } from 'ajv'
import { driftRoot } from './repository.ts'
import { misfits } from './xsd.ts'
import { parseXml } from './xml.ts'

const file = (name: string) => readFileSync(join(driftRoot, 'test', 'fixtures', 'schemas', name), 'utf8')

// Of RFC 3986: a relative reference with a path, and nothing but what a URI may hold.
const relative = /^(?![a-z][a-z0-9+.-]*:)(?!\/)(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-F]{2})+$/
const absolute = /^[a-z][a-z0-9+.-]*:\/\/[^\s"<>\\^`{|}]+$/

function sarifValidator(): (data: unknown) => string[] {
  // Draft 04 and draft 07 differ for this schema in the name of its id alone.
  const { $schema: _, id: __, ...schema } = JSON.parse(file('sarif-2.1.0-rtm.5.json')) as Record<string, any>
  schema.definitions.region.anyOf = [{ required: ['startLine'] }, { required: ['charOffset'] }, { required: ['byteOffset'] }]
  const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false, formats: { uri: absolute, 'uri-reference': relative, 'date-time': true } })
  const validate = ajv.compile(schema)
  return (data) => (validate(data) ? [] : validate.errors!.map(({ instancePath, message }) => `${instancePath} ${message}`))
}

const sarifSchema = sarifValidator()
const gitlabSchema = new Ajv({ allErrors: true }).compile(JSON.parse(file('gitlab.json')))
const junitSchema = parseXml(file('junit.xsd'))
const reportSchema = new Ajv2020({ allErrors: true, strict: false }).compile(JSON.parse(readFileSync(join(driftRoot, 'schemas', 'report.schema.json'), 'utf8')))

/** In what a SARIF log breaks its schema, or GitHub's limits and demands (docs: "SARIF support for code scanning"). */
export function sarifFaults(text: string): string[] {
  const log = JSON.parse(text)
  const wrong = sarifSchema(log)
  const said = (fault: boolean, what: string) => { if (fault) wrong.push(what) }
  said(log.runs.length !== 1, 'not one run')
  const { tool: { driver }, results } = log.runs[0]
  const ids = driver.rules.map((rule: { readonly id: string }) => rule.id)
  said(new Set(ids).size !== ids.length, 'a rule twice')
  said(results.length > 5000 || ids.length > 25_000, 'more than GitHub takes')
  for (const { shortDescription, fullDescription, help, name, id } of driver.rules) {
    said(!shortDescription.text || !fullDescription.text || !help.text || !id, `rule ${id} is not described`)
    said(shortDescription.text.length > 1024 || fullDescription.text.length > 1024 || name.length > 255, `rule ${id} is described at too great length`)
  }
  for (const { ruleId, ruleIndex, message, locations, partialFingerprints } of results) {
    said(ids[ruleIndex] !== ruleId, `${ruleId} is not its rule`)
    said(!message.text, 'an empty message')
    said(/\]\(/.test(message.text), 'a link in a message')
    said(locations.length !== 1 || !locations[0].physicalLocation.artifactLocation.uri, 'not one place')
    said(!partialFingerprints['drift/v1'], 'no fingerprint')
  }
  const prints = results.map(({ partialFingerprints }: { readonly partialFingerprints: Readonly<Record<string, string>> }) => partialFingerprints['drift/v1'])
  said(new Set(prints).size !== prints.length, 'a fingerprint twice')
  return wrong
}

/** In what a code quality report breaks its schema, or what GitLab's docs ask for. */
export function gitlabFaults(text: string): string[] {
  const list = JSON.parse(text) as readonly any[]
  if (!Array.isArray(list)) return ['no list']
  const wrong = list.flatMap((entry, i) => (gitlabSchema(entry) ? [] : [`${i} ${gitlabSchema.errors![0]!.instancePath} ${gitlabSchema.errors![0]!.message}`]))
  for (const { severity, location, description, check_name } of list) {
    if (!['info', 'minor', 'major', 'critical', 'blocker'].includes(severity)) wrong.push(`severity ${severity}`)
    if (typeof location.path !== 'string' || location.path === '' || location.path.startsWith('./')) wrong.push(`path ${location.path}`)
    if (!(location.lines.begin >= 1) || !description || !check_name) wrong.push('a field is missing')
  }
  if (new Set(list.map(({ fingerprint }) => fingerprint)).size !== list.length) wrong.push('a fingerprint twice')
  return wrong
}

/** In what JUnit XML is not well-formed, breaks its schema, or miscounts. */
export function junitFaults(text: string): string[] {
  const root = parseXml(text)
  const wrong = misfits(root, junitSchema)
  const suite = root.children[0]!
  const cases = suite.children.filter(({ name }) => name === 'testcase')
  const count = (name: string) => String(cases.filter(({ children }) => children.some((child) => child.name === name)).length)
  const counts = { tests: String(cases.length), failures: count('failure'), errors: count('error'), skipped: count('skipped') }
  for (const [key, value] of Object.entries(counts)) if (suite.attributes[key] !== value || (root.attributes[key] ?? value) !== value) wrong.push(`${key} is ${suite.attributes[key]}, and there are ${value}`)
  const names = cases.map(({ attributes }) => attributes['name'])
  if (new Set(names).size !== names.length) wrong.push('a test case twice: readers keep one of them')
  if (cases.some(({ children }) => children.length > 1)) wrong.push('a test case with two results')
  if (cases.length === 0) wrong.push('no test case: Jenkins takes that for a failure')
  return wrong
}

/** In what drift's own JSON breaks schemas/report.schema.json. */
export function reportFaults(text: string): string[] {
  return reportSchema(JSON.parse(text)) ? [] : reportSchema.errors!.map(({ instancePath, message }) => `${instancePath} ${message}`)
}
