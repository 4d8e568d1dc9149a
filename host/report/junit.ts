// JUnit's XML as Jenkins, GitLab, Azure and others read it: a check is a test case. What does not block is no failure:
// warnings are its output, and a warning check that could not see is skipped.
import { approvalWords, extentOf, type Report } from './report.ts'
import { isFinding, capped, inWords, nameOf, rowsOf, told, type Row } from './rows.ts'
import type { Outcome } from '../finding.ts'

const most = 1000

/** The report as XML. There are failures and errors exactly where the verdict is not `passed`. */
export function junit(report: Report): string {
  const { outcomes, stage, verdict, baseSource, policy, notes } = report
  const checks = [...new Set(outcomes.map(({ check }) => nameOf(check)))]
  const cases = checks.map((check) => testCase(check, outcomes.filter((o) => nameOf(o.check) === check)))
  // An empty report is a failure of its own for Jenkins.
  if (cases.length === 0) cases.push({ check: 'drift', kind: 'skipped', body: element('skipped', { message: ['nothing to judge', ...notes].join('; ') }) })
  const count = (kind: Case['kind']) => String(cases.filter((c) => c.kind === kind).length)
  const counts = { tests: String(cases.length), failures: count('failure'), errors: count('error') }
  const facts = { verdict, range: baseSource, extent: extentOf(report), policy: policy && `${policy.source} ${policy.digest}`, approvals: approvalWords(report), notes: notes.join('; ') }
  const properties = Object.entries(facts).flatMap(([name, value]) => (value ? [element('property', { name, value })] : []))
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', { name: 'drift', ...counts }, [
    element('testsuite', { name: `drift ${stage}`, ...counts, skipped: count('skipped') }, [
      '\n', element('properties', {}, properties), '\n',
      ...cases.map(({ check, body }) => `${element('testcase', { name: check, classname: `drift.${stage}` }, [body])}\n`),
    ]),
  ])}\n`
}

interface Case {
  readonly check: string
  readonly kind: 'passed' | 'failure' | 'error' | 'skipped'
  readonly body: string
}

/** One check, however often it was judged. GitLab and Jenkins read one `failure` of a case, so all rows stand in it. */
function testCase(check: string, outcomes: readonly Outcome[]): Case {
  const rows = rowsOf(outcomes)
  const blocking = rows.filter(({ level }) => level === 'error')
  const rest = rows.filter(({ level }) => level === 'warning')
  if (blocking.length > 0) {
    const kind = blocking.some((row) => row.kind === 'finding') ? 'failure' : 'error'
    const [first] = blocking
    // Rails, which reads it for GitLab, takes some words in `type` for orders: these are none of them.
    return { check, kind, body: element(kind, { message: `${inWords(first!)}${blocking.length > 1 ? ` (and ${blocking.length - 1} more)` : ''}`, type: first!.kind }, [escaped(lines(rows))]) }
  }
  const unseen = rest.find((row) => !isFinding(row))
  if (unseen) return { check, kind: 'skipped', body: element('skipped', { message: unseen.message }, [escaped(lines(rest))]) }
  if (rest.length > 0) return { check, kind: 'passed', body: element('system-out', {}, [escaped(lines(rest))]) }
  if (outcomes.some(({ status }) => status === 'passed')) return { check, kind: 'passed', body: '' }
  return { check, kind: 'skipped', body: element('skipped', { message: [...new Set(outcomes.map(({ reason }) => reason ?? ''))].join('; ') }) }
}

function lines(rows: readonly Row[]): string {
  return capped(rows, most).map((row) => `${row.level}: ${inWords(row)}\n${row.fix === undefined ? '' : `  fix: ${row.fix}\n`}`).join('')
}

function element(name: string, attributes: Readonly<Record<string, string>>, content: readonly string[] = []): string {
  const given = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(told(value, 4000))}"`).join('')
  const inner = content.join('')
  return inner === '' ? `<${name}${given}/>` : `<${name}${given}>${inner}</${name}>`
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;', '\t': '&#9;' }

/** Text for XML 1.0, which has no place for two characters that are otherwise harmless; Jenkins and GitLab take `[[ATTACHMENT|` for an order. */
function escaped(text: string): string {
  return text.replace(/[\ufffe\uffff]/g, '\ufffd').replaceAll('[[ATTACHMENT|', '[\\u005bATTACHMENT|').replace(/[&<>"'\t]/g, (c) => entities[c]!)
}
