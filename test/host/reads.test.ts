// What checks ask to see is begun early and waited for late.
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { comparing } from '../../host/config/compared.ts'
import { DriftError } from '../../host/error.ts'
import { exampleChange } from '../../host/example.ts'
import { served } from '../../host/reads.ts'
import { parseMessage } from '../../git/trailers.ts'
import { openRepository } from '../../records/repository.ts'
import { repository } from '../support/repository.ts'

test('what fails while something else is waited for is told, and ends no process', async () => {
  const made = repository({ files: { a: 'a\n' } })
  made.commit('begin')
  const opened = await openRepository(made.root)
  try {
    const slow = { ...opened, paths: async () => { await sleep(300); return [] } }
    const change = { ...exampleChange({ change: ['M a'] }, parseMessage), from: 'f'.repeat(40) }
    await Promise.resolve(served(change, { tree: ['**'], baseAttributes: ['diff'] }, { repository: slow, tools: [], kinds: [], compared: comparing as never })).then(() => assert.unreachable('it was served'), (error: unknown) => {
      assert.ok(error instanceof DriftError, String(error))
      assert.match(error.message, 'ls-tree')
    })
  } finally {
    opened.close()
    made.dispose()
  }
})

test.run()
