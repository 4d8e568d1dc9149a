// Records about a plan: found by one look under the plan, and counted only for the digest that they stand on.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { approvalsOf } from '../../commands/plans.ts'
import { writeNote } from '../../git/notes-write.ts'
import { appendAboutPlan, planKey } from '../../records/about-plan.ts'
import { approvalKind, formatApproval, type ApprovalFields } from '../../records/approval.ts'
import { formatLine } from '../../records/line.ts'
import { approvalsRef, openRepository, type Opened } from '../../records/repository.ts'
import { repository, type Repository } from '../support/repository.ts'

const [one, two] = ['a'.repeat(40), 'b'.repeat(40)]
const fields: ApprovalFields = { plan: 'p', digest: one, seq: 1, decision: 'approved', by: { name: 'Ada', email: 'ada@example.org' }, via: 'human', method: 'recorded', at: '2026-01-01T00:00:00.000Z' }

function within(title: string, work: (opened: Opened, made: Repository) => Promise<void>): void {
  test(title, async () => {
    const made = repository()
    const opened = await openRepository(made.root)
    try {
      await work(opened, made)
    } finally {
      opened.close()
      made.dispose()
    }
  })
}

const seqs = (approvals: readonly { readonly seq: number }[] = []) => approvals.map(({ seq }) => seq).sort()
const put = (opened: Opened, key: string, more: Partial<ApprovalFields>) => writeNote(opened.place.options, approvalsRef, key, [formatApproval({ ...fields, ...more })])

within('a record is written on its digest and under its plan, in one commit', async (opened, { git }) => {
  await appendAboutPlan(opened, approvalKind, fields)
  await appendAboutPlan(opened, approvalKind, { ...fields, digest: two, seq: 2 } as ApprovalFields)
  assert.is(git('rev-list', '--count', approvalsRef), '2')
  const about = await opened.approvalsOf('p')
  assert.equal([seqs(about.get(one)), seqs(about.get(two))], [[1], [2]])
  assert.equal(seqs((await opened.approvals([two])).get(two)), [2])
  assert.equal(seqs(await approvalsOf(opened, 'p', [one])), [1, 2])
  assert.equal(await opened.approvalsOf('q'), new Map())
})

within('what an earlier drift wrote on a digest alone counts for that digest; the plan does not know of it', async (opened) => {
  await put(opened, one, {})
  await put(opened, two, { digest: two, seq: 7 })
  assert.equal(seqs((await opened.approvals([one])).get(one)), [1])
  assert.equal([...(await opened.approvalsOf('p')).keys()], [])
  assert.equal(seqs(await approvalsOf(opened, 'p', [one])), [1])
})

within('under the plan alone it counts for no digest that is asked for', async (opened) => {
  await put(opened, planKey('p', 'sha1'), {})
  assert.equal(seqs((await opened.approvals([one])).get(one)), [])
  assert.equal(seqs(await approvalsOf(opened, 'p', [one])), [])
  assert.equal(seqs(await approvalsOf(opened, 'p', [two])), [1])
})

within("another plan's record under this plan is none, and neither is one that stands on another digest", async (opened) => {
  await put(opened, planKey('p', 'sha1'), { plan: 'q' })
  await put(opened, two, {})
  assert.equal([...(await opened.approvalsOf('p')).keys()], [])
  assert.equal(seqs((await opened.approvals([two])).get(two)), [])
})

within('a newer record about the plan is told, never dropped; about another it is nobody\'s business', async (opened) => {
  const line = (plan: string) => formatLine({ ...fields, v: 2, kind: 'approval', plan })
  await writeNote(opened.place.options, approvalsRef, planKey('p', 'sha1'), [line('q')])
  assert.equal(await opened.approvalsOf('p'), new Map())
  await writeNote(opened.place.options, approvalsRef, planKey('p', 'sha1'), [line('p')])
  const said = await opened.approvalsOf('p').then(() => '', (error: Error) => error.message)
  assert.match(said, /written by another drift/)
})

test.run()
