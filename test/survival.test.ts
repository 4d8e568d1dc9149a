// What git does to commits, and what of drift's facts is left: the table of docs/survival.md, made here (DRIFT_TEST_WRITE=1 writes it).
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Prepared } from './support/prepared.ts'
import { driftRoot } from './support/repository.ts'
import { acts, type Act } from './support/survival.ts'

const page = join(driftRoot, 'docs', 'survival.md')
const begin = '<!-- table: test/survival.test.ts -->\n'
const end = '<!-- end of table -->'

const prepared = new Prepared(`git init -q && git commit -q --allow-empty -m first && mkdir src && echo 1 > src/a.js && git add . && git commit -qm files && git init -q --bare ../bare && git remote add origin ../bare \
  && drift init --yes && git push -q origin main && git switch -qc work \
  && drift plan new 'Limit login attempts' --id limit --allow 'src/**' --gate 'node --version' && drift approve limit --yes && drift start limit \
  && echo 2 >> src/a.js && git add src && git commit -qm 'feat: limit' && drift verify`)
test.after(() => prepared.dispose())

interface Row {
  readonly act: string
  readonly link: string
  readonly approval: string
  readonly evidence: string
  readonly told: string
  readonly report: string
}

interface Report {
  readonly verdict: string
  readonly outcomes: readonly { readonly check: string; readonly status: string; readonly severity?: string; readonly reason?: string; readonly findings: readonly { readonly code: string }[] }[]
}

interface Sealed {
  readonly report?: { readonly commits: readonly object[]; readonly drift: readonly { readonly code: string }[]; readonly others?: readonly { readonly subject: string; readonly why: string }[]; readonly gaps: readonly string[] }
}

/** What the report of the run tells beside the work itself: drift, commits that need no plan, gaps. Without ids, and without the gap that this test makes when it deletes the branch that the work left. */
function reportSays({ report }: Sealed): string {
  if (!report) return 'no run here'
  const others = (report.others ?? []).map(({ subject, why }) => `"${subject}" needs no plan: ${why}`)
  return [...report.drift.map(({ code }) => code), ...others, ...report.gaps.filter((gap) => !gap.startsWith('branch work is gone'))].map((text) => text.replace(/\b[0-9a-f]{12}\b/g, '…')).join('; ') || 'no drift, no gap'
}

const mark = '\n@@\n'

/** Does it, and asks: whom the last commit names, what the judge says, and whether the gate has to run anew. */
function played({ name, script, judge }: Act): Row {
  const repo = prepared.copy()
  try {
    const stdout = repo.must(`{ ${script}; } >&2 || exit 8
printf '${mark}'; git log -1 --format='%(trailers:key=Plan-Id,valueonly)%x00%B' ${name === 'merge' ? 'HEAD^2' : 'HEAD'}; printf '${mark}'
drift ${judge} --format json; printf '${mark}'
test "$(git branch --show-current)" = work || git branch -q -D work 2>/dev/null; drift report --json 2>"$OUTSIDE/said" || sed -n '1s/^drift: //p' "$OUTSIDE/said"; printf '${mark}'
drift verify --plan limit --json; true`)
    const [, trailer = '', said = '', told = '', verified = ''] = stdout.split(mark)
    const report = JSON.parse(said) as Report
    const findings = report.outcomes.flatMap(({ check, severity, findings: found }) => (severity === 'error' ? found.map(({ code: word }) => `${check}/${word}`) : []))
    const blind = report.outcomes.filter(({ status }) => status === 'blind' || status === 'crashed').map(({ check, status }) => `${check}: ${status}`)
    const gates = verified.trim() === '' ? undefined : (JSON.parse(verified) as { gates?: readonly { reused: boolean }[] }).gates
    const [value = '', message = ''] = trailer.split('\0')
    const link = value.trim() === 'limit' ? 'kept' : message.includes('Plan-Id: limit') ? 'in the text' : 'lost'
    return {
      act: name,
      link,
      approval: blind.length > 0 ? 'cannot be seen' : findings.some((finding) => finding.startsWith('approval/')) ? 'does not count' : findings.some((finding) => finding.startsWith('plan-id/')) ? 'no plan to count for' : link === 'lost' ? 'not asked' : 'counts',
      evidence: gates?.[0]?.reused ? 'counts' : 'to be made anew',
      told: [...new Set([...findings, ...blind])].join(', ') || 'passes',
      report: told.trim().startsWith('{') ? reportSays(JSON.parse(told) as Sealed) : `refused: ${told.trim()}`,
    }
  } finally {
    repo.dispose()
  }
}

const rows: Row[] = []
for (const act of acts) test(act.name, () => { rows.push(played(act)) })

test('the table of docs/survival.md says so', () => {
  const cells = [['what git does', 'plan link', 'approval', 'evidence', 'the judge says', 'the report of the run says'], ['---', '---', '---', '---', '---', '---'], ...rows.map(({ act, link, approval, evidence, told, report }) => [act, link, approval, evidence, told, report])]
  const table = cells.map((row) => `| ${row.join(' | ')} |\n`).join('')
  const text = readFileSync(page, 'utf8')
  const [head, rest] = [text.slice(0, text.indexOf(begin) + begin.length), text.slice(text.indexOf(end))]
  if (process.env['DRIFT_TEST_WRITE']) writeFileSync(page, head + table + rest)
  else assert.is(text, head + table + rest)
})

test.run()
