// What the tests of notes share: a repository with an open reader, keys, and what must hold after every write.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createHash } from 'node:crypto'
import { readNotes } from '../../git/notes.ts'
import { Objects } from '../../git/objects.ts'
import { repository, type Repository, type RepositoryOptions } from './repository.ts'

export const ref = 'refs/notes/drift/approvals'

/** Runs a test in a repository of its own, with an open reader. */
export function within(name: string, options: RepositoryOptions, work: (r: Repository, objects: Objects) => Promise<void> | void): void {
  test(name, async () => {
    const r = repository(options)
    const objects = new Objects({ cwd: r.cwd })
    try {
      await work(r, objects)
    } finally {
      objects.close()
      r.dispose()
    }
  })
}

/** An object id that stands for anything. */
export const key = (n: number | string, bits = 40) => createHash('sha256').update(String(n)).digest('hex').slice(0, bits)
/** The text of one note. */
export const note = async (objects: Objects, on: string, at = ref) => (await readNotes(objects, at, [on])).get(on)
/** That something fails with a DriftError. */
export const fails = async (doing: Promise<unknown>, message: RegExp, fix: RegExp) => {
  const error = await doing.then(() => assert.unreachable('it did not fail'), (e) => e)
  assert.is(error.name, 'DriftError', error.stack)
  assert.match(error.message, message)
  assert.match(error.fix, fix)
}
/** That no private ref of a writer is left. */
export const nothingPrivate = (r: Repository) => assert.is(r.git('for-each-ref', 'refs/drift/tmp/'), '')
