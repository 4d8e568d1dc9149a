// Commits that are made for merging alone: several calls at once, as for several octopus merges of a range.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { aside, madeCommits } from '../../git/aside.ts'
import { findPlace } from '../../git/place.ts'
import { within } from '../support/notes.ts'

within('commits that are made at the same time hold what each call said', {}, async (r, objects) => {
  const head = r.git('rev-parse', 'HEAD')
  const tree = r.git('rev-parse', 'HEAD^{tree}')
  await aside(await findPlace(r.cwd), undefined, objects, async (bench) => {
    const [[first], [second]] = await Promise.all([[], [head]].map((parents) => madeCommits([{ tree, parents }], bench))) as [[string], [string]]
    assert.is.not(first, second)
    const again = [await madeCommits([{ tree, parents: [] }], bench), await madeCommits([{ tree, parents: [head] }], bench)]
    assert.equal(again, [[first], [second]])
  })
})

test.run()
