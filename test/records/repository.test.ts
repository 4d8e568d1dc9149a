// What the host reads of approvals: those that can be read count, and one that cannot is no absent one.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { writeNote } from '../../git/notes-write.ts'
import { formatLine } from '../../records/line.ts'
import { approvalsRef, openRepository } from '../../records/repository.ts'
import { repository } from '../support/repository.ts'

const digest = 'a'.repeat(40)
const approval = { v: 1, kind: 'approval', plan: 'p', digest, seq: 1, decision: 'approved', by: { name: 'Ada', email: 'ada@example.org' }, via: 'human', method: 'recorded', at: '2026-01-01T00:00:00.000Z' }

async function read(...lines: string[]): Promise<number> {
  const made = repository()
  const opened = await openRepository(made.root)
  try {
    await writeNote(opened.place.options, approvalsRef, digest, lines)
    return (await opened.approvals([digest])).get(digest)!.length
  } finally {
    opened.close()
    made.dispose()
  }
}

test('an approval is read', async () => assert.is(await read(formatLine(approval)), 1))
test('records of other kinds are passed over', async () => assert.is(await read(formatLine(approval), formatLine({ ...approval, kind: 'review' })), 1))
test('an approval of another digest is none', async () => assert.is(await read(formatLine({ ...approval, digest: 'b'.repeat(40) })), 0))

for (const [title, record] of [['a newer version', { ...approval, v: 2, decision: 'revoked' }], ['an unknown key', { ...approval, decision: 'revoked', more: 1 }]] as const) {
  test(`${title} is told, never dropped`, async () => {
    let said = ''
    await read(formatLine(approval), formatLine(record)).catch((error: Error) => { said = error.message })
    assert.match(said, /cannot be read/)
  })
}

test.run()
