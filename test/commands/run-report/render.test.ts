// How a report looks: nothing that others wrote is markup, and the page asks for nothing else.
import { createHash } from 'node:crypto'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { rendered, runReportSchema } from '../../../commands/run-report/render.ts'
import { style } from '../../../commands/run-report/style.ts'
import type { JsonSchema } from '../../../host/schema.ts'
import { misfit } from '../../../records/misfit.ts'
import type { Report } from '../../../records/report.ts'

const oid = 'a'.repeat(40)
const nasty = '<img src=x onerror=alert(1)>\u001b[31m"\'&`|\u202e\n# heading'
const report: Report = {
  v: 1, kind: 'report', id: 'b'.repeat(64), run: '0123456789abcdef', plan: 'p', digest: oid, title: nasty, work: 'feature', risk: 'low', branch: 'refs/heads/work', worktree: '/w', base: oid, last: oid,
  started: '2026-01-01T00:00:00Z', ended: '2026-01-01T01:00:00Z', abandoned: false,
  commits: [{ commit: oid, subject: nasty, found: 'trailer', planned: true }], others: [{ commit: oid, subject: nasty, why: 'lane tiny' }], units: [{ unit: 'one', title: nasty, done: false }],
  files: { touched: [nasty], outside: [nasty] }, gates: [{ gate: 'g', required: true, outcome: 'not-run', failures: 0 }], deviations: [{ what: nasty, why: nasty, by: { name: nasty, email: 'a@b' } }],
  bypasses: [{ what: nasty }], drift: [{ code: 'outside-scope', what: nasty, message: nasty }, { code: 'gate-not-run', what: 'g', message: 'gate g', accepted: nasty }], gaps: [nasty],
  metrics: { plan_drift_rate: 0, review_churn_rate: 'unknown', post_merge_defect_rate: 'unknown', test_gate_failure_rate: 'unknown', approval_latency_minutes: 'unknown', rollback_or_revert_count: 0 },
  by: { name: 'Ada', email: 'ada@example.com' }, via: 'human', at: '2026-01-01T01:00:00Z',
}

test('the same report is the same text, in every format', () => {
  for (const format of ['text', 'markdown', 'json', 'html'] as const) assert.is(rendered(report, 'sealed', format), rendered(structuredClone(report), 'sealed', format))
})

test('no control character and no line of somebody else\'s gets through', () => {
  for (const format of ['text', 'markdown', 'html'] as const) {
    assert.not.match(rendered(report, 'sealed', format), /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/)
    assert.not.match(rendered(report, 'sealed', format), /^# heading/m)
  }
})

test('the page holds no markup but its own, and its policy allows its style alone', () => {
  const page = rendered(report, 'sealed', 'html')
  assert.not.match(page, /<img|onerror=alert\(1\)>/)
  assert.not.match(page.replace(/&#60;.*?&#62;/g, ''), /\b(src|href)=|https?:|url\(|@import|<script|<link/)
  assert.ok(page.includes(`default-src 'none'; style-src 'sha256-${createHash('sha256').update(/<style>([\s\S]*?)<\/style>/.exec(page)![1]!).digest('base64')}'; base-uri 'none'; form-action 'none'`))
  assert.is(page.match(/<h1>/g)?.length, 1)
  assert.ok(['<html lang="en">', '<main>', '<header>', '<footer>', '<title>'].every((part) => page.includes(part)))
  for (const [, section] of page.matchAll(/<section aria-labelledby="(\w+)">/g)) assert.ok(page.includes(`<h2 id="${section}">`))
  // Open and accepted are words, too, not colours alone.
  assert.ok(page.includes('✗ sealed: 1 open drift, 1 accepted, 1 gap'))
})

test('in Markdown whatever others wrote stands in code spans', () => {
  const said = rendered(report, 'sealed', 'markdown').replace(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, '')
  assert.not.match(said, /<img|onerror/)
})

test('json fits its schema, and says whether anything is open', () => {
  const data = JSON.parse(rendered(report, 'sealed', 'json')) as { open: boolean }
  assert.is(misfit((runReportSchema.json['properties'] as Record<string, JsonSchema>)['report']!, (data as unknown as { report: unknown }).report), undefined)
  assert.is(data.open, true)
  assert.is((JSON.parse(rendered({ ...report, drift: [report.drift[1]!] }, 'sealed', 'json')) as { open: boolean }).open, false)
  assert.is((JSON.parse(rendered({ ...report, drift: [], gates: [{ gate: 'g', required: true, outcome: 'failed', failures: 0 }] }, 'sealed', 'json')) as { open: boolean }).open, true)
})

/** Relative luminance, as WCAG 2 defines it. */
function luminance(hex: string): number {
  const full = hex.length === 4 ? hex.replace(/[0-9a-f]/gi, '$&$&') : hex
  const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(full.slice(at, at + 2), 16) / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

test('every text has a contrast of at least 4.5, in light, dark and on paper', () => {
  const schemes = [...style.matchAll(/:root \{([^}]*--ground[^}]*)\}/g)].map(([, text]) => Object.fromEntries([...text!.matchAll(/--(\w+): (#[0-9a-f]{3,6})/g)].map(([, name, value]) => [name, value!])))
  assert.is(schemes.length, 3)
  for (const scheme of schemes) for (const ground of ['ground', 'raised']) for (const ink of ['ink', 'soft', 'good', 'bad']) {
    const [light, dark] = [luminance(scheme[ground]!), luminance(scheme[ink]!)].sort((a, b) => b - a) as [number, number]
    assert.ok((light + 0.05) / (dark + 0.05) >= 4.5, `${ink} on ${ground}`)
  }
})
test.run()
