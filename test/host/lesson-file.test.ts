import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { FileChange } from '../../host/change.ts'
import { lessonFaults, lessonsFile } from '../../host/lesson-file.ts'
import type { Repository } from '../../host/repository.ts'
import { lessonsFile as recorded } from '../../records/lesson.ts'

const line = (n: number) => `{"kind":"lesson","n":${n}}\n`
const zero = '0'.repeat(40)
const plans = { dir: '.drift/plans', required: true, generated: [], lanes: [] }

async function faults(before: string | undefined, after: string | undefined, more: Partial<FileChange> = {}, squash = false): Promise<readonly string[]> {
  const contents: Readonly<Record<string, string | undefined>> = { old: before, new: after }
  const repository = { read: async (oid: string) => ({ oid, type: 'blob', size: 0, content: Buffer.from(contents[oid] ?? '', 'latin1') }) } as unknown as Repository
  const file: FileChange = {
    path: lessonsFile, status: after === undefined ? 'deleted' : before === undefined ? 'added' : 'modified',
    oldOid: before === undefined ? zero : 'old', oid: after === undefined ? zero : 'new', oldMode: before === undefined ? '000000' : '100644', mode: after === undefined ? '000000' : '100644', ...more,
  }
  return (await lessonFaults([file], ':0:', repository, plans, squash)).map(({ message }) => message)
}

test('one place for lessons', () => assert.is(lessonsFile, recorded))

const table: readonly (readonly [why: string, before: string | undefined, after: string | undefined, says: string | undefined, more?: Partial<FileChange>, squash?: boolean])[] = [
  ['the first line', undefined, line(1), undefined],
  ['a line more', line(1), line(1) + line(2), undefined],
  ['a line less', line(1) + line(2), line(1), 'loses or changes a line'],
  ['a line changed', line(1) + line(2), line(3) + line(2), 'loses or changes a line'],
  ['a line in front', line(1), line(2) + line(1), 'loses or changes a line'],
  ['deleted', line(1), undefined, 'would be gone'],
  ['a link', line(1), line(1) + line(2), 'is no plain file any more', { mode: '120000' }],
  ['executable', undefined, line(1), 'is no plain file any more', { mode: '100755' }],
  ['a half line', undefined, line(1).trim(), 'does not end with a whole line'],
  ['glued to a half line', line(1).trim(), line(1) + line(2), 'loses or changes a line'],
  ['something else', line(1), `${line(1)}#!/bin/sh\n`, 'gets a line that is no lesson'],
  ['a record of another kind', undefined, '{"kind":"approval"}\n', 'gets a line that is no lesson'],
  ['null', undefined, 'null\n', 'gets a line that is no lesson'],
  ['a byte that is no UTF-8 for another', '{"kind":"lesson","why":"\xff"}\n', '{"kind":"lesson","why":"\xfe"}\n', 'loses or changes a line'],
  ['a mark in front that nobody sees', line(1), `\xef\xbb\xbf${line(1)}`, 'loses or changes a line'],
  ['a squash of two branches', line(1) + line(3), line(1) + line(2) + line(3) + line(4), undefined, {}, true],
  ['a squash that turns lines round', line(1) + line(2), line(2) + line(1), 'loses or changes a line', {}, true],
  ['a squash that loses one', line(1) + line(2), line(1) + line(3), 'loses or changes a line', {}, true],
  ['a squash that brings something else', line(1), `#!/bin/sh\n${line(1)}`, 'gets a line that is no lesson', {}, true],
  ['a squash that ends in the middle of a line', line(1) + line(2), line(3) + line(1) + line(2).trim(), 'loses or changes a line', {}, true],
]
for (const [why, before, after, says, more, squash] of table) {
  test(why, async () => {
    const found = await faults(before, after, more, squash)
    assert.is(found.length, says === undefined ? 0 : 1)
    if (says !== undefined) assert.ok(found[0]!.includes(says), found[0])
  })
}
test.run()
