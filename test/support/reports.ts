// Reports for the tests of formats: one with every status, and seeded ones full of what an attacker would write.
import { verdictOf, type Finding, type Outcome } from '../../host/finding.ts'
import type { Report } from '../../host/report/report.ts'

const base = '1'.repeat(40)
const head = '2'.repeat(40)

/** A report over outcomes, as `drift ci` makes one. */
export function reportWith(outcomes: readonly Outcome[], more: Partial<Report> = {}): Report {
  return {
    verdict: verdictOf(outcomes), outcomes, stage: 'ci', authenticated: false, approvalModes: ['recorded'], base, head, baseSource: 'GitHub pull_request #7: main to its head (111111111111..222222222222)',
    policy: { source: '.driftrc.json', digest: 'd'.repeat(40) }, commits: 3, notes: [], demands: { scope: 'A commit changes only what its plan allows.' }, anchors: { config: '.driftrc.json', plans: '.drift/plans' }, ...more,
  }
}

/** Every status a check can end with, at both severities, with and without files and lines. */
export const everyStatus = reportWith([
  { check: 'approval', status: 'failed', severity: 'error', findings: [{ code: 'missing', message: 'plan p is not approved: no approval of its present content', fix: 'a person runs: drift approve p', commit: head, plan: 'p' }] },
  { check: 'bugfix-dod', status: 'failed', severity: 'warn', findings: [{ code: 'root-cause', message: 'Root-Cause is missing', fix: 'add to the message: Root-Cause: <what was wrong>', commit: head }] },
  { check: 'change-size', status: 'blind', severity: 'warn', reason: 'the tool cloc is not there', findings: [] },
  { check: 'never-auto-approve', status: 'passed', severity: 'error', findings: [] },
  { check: 'plan-id', status: 'skipped', reason: 'not judged at ci', findings: [] },
  { check: 'scope', status: 'failed', severity: 'error', findings: [
    { code: 'outside', path: 'db/t', message: 'db/t is outside plan p (allowed: src/**)', fix: "git restore --staged -- ':/db/t'", commit: head, plan: 'p' },
    { code: 'line', path: 'src/a b.ts', line: 7, message: '100% of it: a, b', fix: 'put it right', commit: head, plan: 'p' },
  ] },
  { check: 'sot', status: 'blind', severity: 'error', reason: 'docs/ledger.jsonl cannot be read', findings: [] },
  { check: 'house/tidy', status: 'crashed', severity: 'error', error: 'TypeError: x is not a function\n    at run (house.mjs:3:1)', findings: [] },
], { notes: ['skipped: before drift: 2 commits'] })

/** Numbers below `below`, the same in every run. */
export function random(seed: number): (below: number) => number {
  return (below) => {
    seed = (seed + 0x6d2b79f5) | 0
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

const pieces = [
  '::set-output name=a::b', '::error::x', '::stop-commands::x', '::x::', '::add-mask::a', ' ::warning::y', '\u00a0::debug::z', '##[set-output name=a]b', '##[error]x', '###[group]', '##vso[task.setvariable variable=a]b', "##teamcity[message text='x']", '##', '[', '::', '%0A::error::x', '%', '%25', '%3A',
  '\u001b[31m', '\u001b]8;;https://evil.example\u0007', '\u009b31m', '\0', '\u0008', '\r', '\n', '\r\n', '\t', '\v', '\f', '\u0085', '\u2028', '\u2029', '\u202e', '\u2066', '\u200f', '\ufeff', '\ufffe', '\uffff', '\ud800', '\udfff', '\ud83d', '😀', '\u{1fffe}',
  '<', '>', '&', '"', "'", ']]>', '<![CDATA[', '&lt;', '&#0;', '&x;', '<!--', '-->', '<?xml?>', '</failure>', '[[ATTACHMENT|/etc/passwd]]',
  '`', '``', '```', '~~~', '|', '| a | b |', '[x](https://evil.example)', '![x](https://evil.example/x.png)', '](', '<img src=x onerror=alert(1)>', '<script>', '</details>', '@ada', '@org/team', '#1', '/close', '# ', '- [ ] ', '> ', '\\', '$`x$', '***', '__', '\n\n### drift: passed\n\n', 'https://evil.example',
  '/', '//evil.example/x', '../', 'file:///etc/passwd', 'a:b', '{0}', ' ', '  ', '', 'a', 'é', 'src/a.ts', ',', ';', '=', 'line=1', '\nfix: rm -rf /', '\ndrift: passed',
]

/** Text that an attacker would write; now and then of a great length. */
export function hostile(some: (below: number) => number): string {
  const text = Array.from({ length: some(8) }, () => pieces[some(pieces.length)]!).join('')
  return some(60) === 0 ? text.padEnd(20_000, pieces[some(pieces.length)] || 'x') : text
}

/** Whether a report has the form of any, and in all text what `text` gives. The form alone is told by the seed. */
export function hostileReport(seed: number, text: () => string): Report {
  const some = random(seed)
  const finding = (): Finding => ({
    code: text(), message: text(), fix: text(), ...(some(2) ? { path: text() } : {}), ...(some(2) ? { line: 1 + some(1e6) } : {}), ...(some(2) ? { commit: `2${text()}` } : {}), ...(some(2) ? { plan: `p${text()}` } : {}),
  })
  const outcomes = Array.from({ length: some(7) }, (_, i): Outcome => {
    const status = (['passed', 'failed', 'skipped', 'blind', 'crashed'] as const)[some(5)]!
    const severity = some(3) ? 'error' as const : 'warn' as const
    // Names of checks are the host's; the number keeps two of them apart.
    const common = { check: `${i} ${text()}`, status, severity, findings: status === 'failed' ? Array.from({ length: 1 + some(14) }, finding) : [] }
    return { ...common, ...(status === 'skipped' || status === 'blind' ? { reason: text() } : {}), ...(status === 'crashed' ? { error: text() } : {}) }
  })
  return reportWith(outcomes, { baseSource: `r${text()}`, notes: Array.from({ length: some(3) }, text), demands: Object.fromEntries(outcomes.map(({ check }) => [check, text()])), policy: { source: text(), digest: text() }, anchors: { config: `c${text()}`, plans: `p${text()}` } })
}
