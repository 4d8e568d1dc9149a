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
}

interface Report {
  readonly verdict: string
  readonly outcomes: readonly { readonly check: string; readonly status: string; readonly severity?: string; readonly reason?: string; readonly findings: readonly { readonly code: string }[] }[]
}

const mark = '\n@@\n'

/** Does it, and asks: whom the last commit names, what the judge says, and whether the gate has to run anew. */
function played({ name, script, judge }: Act): Row {
  const repo = prepared.copy()
  try {
    const stdout = repo.must(`{ ${script}; } >&2 || exit 8
printf '${mark}'; git log -1 --format='%(trailers:key=Plan-Id,valueonly)%x00%B' ${name === 'merge' ? 'HEAD^2' : 'HEAD'}; printf '${mark}'
drift ${judge} --format json; printf '${mark}'
drift verify --plan limit --json; true`)
    const [, trailer = '', said = '', verified = ''] = stdout.split(mark)
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
    }
  } finally {
    repo.dispose()
  }
}

const rows: Row[] = []
for (const act of acts) test(act.name, () => { rows.push(played(act)) })

test('the table of docs/survival.md says so', () => {
  const cells = [['what git does', 'plan link', 'approval', 'evidence', 'the judge says'], ['---', '---', '---', '---', '---'], ...rows.map(({ act, link, approval, evidence, told }) => [act, link, approval, evidence, told])]
  const table = cells.map((row) => `| ${row.join(' | ')} |\n`).join('')
  const text = readFileSync(page, 'utf8')
  const [head, rest] = [text.slice(0, text.indexOf(begin) + begin.length), text.slice(text.indexOf(end))]
  if (process.env['DRIFT_TEST_WRITE']) writeFileSync(page, head + table + rest)
  else assert.is(text, head + table + rest)
})

test.run()
