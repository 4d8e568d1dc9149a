// One reader of objects, closed and used again while answers are still out.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Objects } from '../../git/objects.ts'
import { repository } from '../support/repository.ts'

// Without it a question that nobody answers would end the test by running out of work, not as a failure.
const inTime = <T>(asked: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout
  return Promise.race([asked, new Promise<never>((_, failed) => { timer = setTimeout(() => failed(new Error('no answer within 5 s')), 5000) })]).finally(() => clearTimeout(timer))
}

test('whoever asked before it was closed gets that answer, and whoever asks afterwards the own one', async () => {
  const made = repository({ files: { a: 'one', b: 'two' } })
  const objects = new Objects({ cwd: made.root })
  try {
    made.commit('Begin')
    const read = async (spec: string) => (await inTime(objects.read(spec)))?.content.toString()
    const early = read('HEAD:a')
    // The question is on its way, and the answer is not.
    await Promise.resolve()
    objects.close()
    await new Promise((done) => setImmediate(() => setImmediate(done)))
    const late = read('HEAD:b')
    assert.is(await early, 'one')
    assert.is(await late, 'two')
    assert.is(await read('HEAD:c'), undefined)
    const [again, closed] = [read('HEAD:b'), objects.close()]
    assert.is(closed, undefined)
    assert.is(await again, 'two')
  } finally {
    objects.close()
    made.dispose()
  }
})

test.run()
