// A reader of objects that is renewed or closed while answers are on their way: none is lost, and none goes to another question.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Objects } from '../../git/objects.ts'
import { repository } from '../support/repository.ts'

const repo = repository()
for (let i = 0; i < 20; i++) repo.write(`f${i}`, `content ${i}\n`.repeat(200 * i + 1))
repo.commit('files')
test.after(() => repo.dispose())

const asked = (objects: Objects) => Array.from({ length: 20 }, async (_, i) => (await objects.read(`HEAD:f${i}`))?.content.toString('utf8').startsWith(`content ${i}\n`))

for (const pause of [0, 1, 3, 6]) {
  test(`renewed ${pause} ms after asking`, async () => {
    const objects = new Objects({ cwd: repo.root })
    const first = asked(objects)
    await new Promise((resolve) => setTimeout(resolve, pause))
    objects.renew()
    const second = asked(objects)
    assert.equal(await Promise.all([...first, ...second]), Array(40).fill(true))
    objects.close()
  })
}

test('closed while asked: refused, and of use again', async () => {
  const objects = new Objects({ cwd: repo.root })
  const waiting = objects.read('HEAD:f19').then(() => 'answered', (error: Error) => error.message)
  objects.close()
  assert.is(await waiting, 'git cat-file was closed before it answered')
  assert.equal(await Promise.all(asked(objects)), Array(20).fill(true))
  objects.close()
})

test('what nobody waits for is no crash', async () => {
  const objects = new Objects({ cwd: repo.root })
  void objects.info('HEAD')
  objects.close()
  await new Promise((resolve) => setTimeout(resolve, 20))
})

test.run()
