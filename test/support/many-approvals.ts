// As many approvals as years of work leave behind, made by one git fast-import with git's own fan-out.
import { createHash } from 'node:crypto'
import { planKey } from '../../records/about-plan.ts'
import { formatApproval } from '../../records/approval.ts'
import { approvalsRef } from '../../records/repository.ts'

/** An id that stands for anything. */
export const someId = (of: string): string => createHash('sha256').update(of).digest('hex').slice(0, 40)

/**
 * What `git fast-import` reads to put `count` approvals upon what the notes ref holds: two for each of other plans, each on
 * its digest and under its plan. `from`: the ref's value, where it has one.
 */
export function manyApprovals(count: number, from: string | undefined): string {
  const notes = new Map<string, string[]>()
  const add = (key: string, line: string) => { notes.set(key, [...notes.get(key) ?? [], line]) }
  for (let i = 0; i < count; i++) {
    const plan = `plan-${i >> 1}`
    const digest = someId(`digest ${i}`)
    const line = formatApproval({ plan, digest, seq: 1 + i % 2, decision: 'approved', checklist: ['intent', 'test_contract', 'commit_plan'], by: { name: 'Ada', email: 'ada@example.org' }, via: 'human', method: 'recorded', at: '2026-01-01T00:00:00.000Z' })
    add(digest, line)
    add(planKey(plan, 'sha1'), line)
  }
  // git adds a level for every factor of 256.
  const levels = Math.floor(Math.log(Math.max(notes.size, 1)) / Math.log(256))
  const files = [...notes].map(([key, lines]) => {
    const content = lines.sort().map((line) => `${line}\n`).join('')
    return `M 100644 inline ${fanned(key, levels)}\ndata ${Buffer.byteLength(content)}\n${content}\n`
  })
  return `commit ${approvalsRef}\ncommitter Ada <ada@example.org> 1767225600 +0000\ndata 4\nmany\n${from === undefined ? '' : `from ${from}\n`}${files.join('')}done\n`
}

function fanned(key: string, levels: number): string {
  return key.replace(new RegExp(`^${'(..)'.repeat(levels)}(.*)$`), (_, ...parts: string[]) => parts.slice(0, levels + 1).join('/'))
}
