// SARIF 2.1.0, the part of it that code scanning reads: a rule is a check, a result is a finding, what is blind is a notification.
import { printed } from './json.ts'
import type { Report } from './report.ts'
import { clipped } from '../text.ts'
import { isFinding, capped, fingerprints, nameOf, placeOf, rowsOf, told, type Row } from './rows.ts'

// GitHub shows 5,000 results of a run and refuses 25,000; a description may have 1,024 characters.
const most = 5000

/** The log as JSON. `version` is drift's. */
export function sarif(report: Report, version: string): string {
  const { outcomes, demands } = report
  const all = rowsOf(outcomes, 1000)
  const prints = new Map(fingerprints(all).map((print, i) => [all[i]!, print]))
  const rows = [...capped(all.filter(isFinding), most), ...all.filter((row) => !isFinding(row))]
  const checks = new Map(outcomes.map(({ check }) => [nameOf(check), Object.hasOwn(demands, check) ? demands[check]! : '']))
  const ids = [...checks.keys()]
  const rules = [...checks].map(([id, demand]) => {
    const text = clipped(plain(told(demand || `see: drift explain ${id}`, 1000)), 1000)
    return { id, name: id, shortDescription: { text }, fullDescription: { text }, help: { text: demand ? `${text}\nsee: drift explain ${id}` : text } }
  })
  const results = rows.filter(isFinding).map((row) => result(row, ids.indexOf(row.check), prints.get(row)!, report))
  const toolExecutionNotifications = rows.filter((row) => !isFinding(row)).map(({ check, kind, level, message, fix }) => (
    { level, message: { text: plain(`${check}: ${message}${fix ? ` (${fix})` : ''}`) }, properties: { check, status: kind } }))
  const executionSuccessful = !rows.some(({ kind, level }) => level === 'error' && (kind === 'blind' || kind === 'crashed'))
  return printed({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0',
    runs: [{
      tool: { driver: { name: 'drift', version, semanticVersion: version, rules } },
      invocations: [{ executionSuccessful, toolExecutionNotifications }],
      results,
      properties: { verdict: report.verdict, stage: report.stage, commits: report.commits, base: report.base, head: report.head },
    }],
  })
}

function result(row: Row, ruleIndex: number, print: string, report: Report): object {
  const { check, code, level, message, fix, line, commit, plan, by } = row
  const physicalLocation = { artifactLocation: { uri: uriOf(placeOf(row, report)), uriBaseId: '%SRCROOT%' }, ...(line === undefined ? {} : { region: { startLine: line } }) }
  const logicalLocations = [...commit ? [{ name: commit, kind: 'commit' }] : [], ...plan ? [{ name: plan, kind: 'plan' }] : []]
  return {
    ruleId: check, ruleIndex, level, message: { text: plain(`${message}\n${by === undefined ? `fix: ${fix}` : `by: ${by}`}`) }, ...(by === undefined ? {} : { suppressions: [{ kind: 'external', justification: plain(by) }] }),
    locations: [{ physicalLocation, ...(logicalLocations.length > 0 ? { logicalLocations } : {}) }],
    // GitHub goes by the hash of the line, which its upload computes; where there is no line it computes nothing.
    partialFingerprints: { 'drift/v1': print, ...(line === undefined ? { primaryLocationLineHash: print } : {}) },
    properties: { code },
  }
}

/** A message in which nothing is a link: `[words](target)` is one in SARIF. */
function plain(text: string): string {
  return text.replaceAll('](', '] (')
}

/** A path from the root as a relative URI: neither a scheme nor a host nor half a character can hide in it. */
function uriOf(path: string): string {
  return path.replace(/[\0\p{Surrogate}]/gu, '\ufffd').split('/').map(encodeURIComponent).join('/')
}
